-- Callouts, tabs, columns, content for one format only, folded code.

local shared = require 'shared'
local List, raw, framed, refuse = pandoc.List, shared.raw, shared.framed, shared.refuse

local CALLOUTS = {note = 'Note', tip = 'Tip', important = 'Important', warning = 'Warning', caution = 'Caution'}
local KNOWN = List {'panel-tabset', 'content-visible', 'content-hidden', 'unnumbered', 'unlisted'}
local tabsets = 0
local blocks = {}

local function callout(div, kind)
  local title, collapse = pandoc.Inlines(div.attributes.title or CALLOUTS[kind]), div.attributes.collapse
  if div.content[1] and div.content[1].t == 'Header' then title = div.content:remove(1).content end
  div.content = div.content:walk(blocks.structure)
  if shared.to_typst then return framed('#callout("' .. kind .. '", [', title, '])[', div.content, ']') end
  local class = ' class="callout ' .. kind .. '"'
  if not collapse then
    return framed('<div role="note"' .. class .. '><p class="callout-title">', title, '</p>', div.content, '</div>')
  end
  local open = '<details' .. class .. (collapse == 'false' and ' open' or '') .. '><summary class="callout-title">'
  return framed(open, title, '</summary>', div.content, '</details>')
end

-- On paper the headings stay; on the screen each labels a radio button, and arrow keys move between these
local function tabset(div)
  local level, count, out = nil, 0, List {}
  tabsets = tabsets + 1
  for _, block in ipairs(div.content) do
    local opens = block.t == 'Header' and block.level == (level or block.level)
    if opens then
      level, count = block.level, count + 1
      block.classes:extend {'unnumbered', 'unlisted'}
    end
    if opens and not shared.to_typst then
      local id = 'tab-' .. tabsets .. '-' .. count
      local button = '%s<input type="radio" name="tabs-%d" id="%s"%s><label for="%s">'
      button = button:format(count > 1 and '</section>' or '', tabsets, id, count == 1 and ' checked' or '', id)
      out:extend {raw(button), pandoc.Plain(block.content), raw '</label><section>'}
    else
      out:insert(block)
    end
  end
  if not level then refuse('.panel-tabset', 'a tabset needs a heading for each tab') end
  return shared.to_typst and out or List {raw '<div class="tabset">'} .. out .. {raw '</section></div>'}
end

local function conditional(el)
  local visible = el.classes:includes 'content-visible'
  if not visible and not el.classes:includes 'content-hidden' then return nil end
  local format = el.attributes['when-format']
  if format ~= 'html' and format ~= 'typst' then refuse('.content-', 'needs when-format, html or typst') end
  if ((format == 'typst') == shared.to_typst) ~= visible then return {} end
  el.classes = el.classes:filter(function(class) return not class:match '^content%-' end)
  el.attributes['when-format'] = nil
  return #el.classes > 0 and el or el.content
end

function blocks.grid(content, columns)
  if not shared.to_typst then
    return List {raw('<div class="grid" style="--columns:' .. columns .. '">')} .. content .. {raw '</div>'}
  end
  local out = List {raw('#grid(columns: (1fr,) * ' .. columns .. ', gutter: 1em,')}
  for _, block in ipairs(content) do out:extend {raw '[', block, raw '],'} end
  return out .. {raw ')'}
end

local function known(class)
  return KNOWN:includes(class) or List.includes(shared.job.classes or {}, class)
end

blocks.structure = {
  traverse = 'topdown',
  Div = function(div)
    for _, class in ipairs(div.classes) do
      local kind = class:match '^callout%-(.*)'
      if CALLOUTS[kind] then return callout(div, kind), false end
      if kind or not known(class) then
        refuse('.' .. class, 'neither the engine nor the style sheet knows this class')
      end
    end
    if div.classes:includes 'panel-tabset' then return tabset(div) end
    local columns = div.attributes['layout-ncol']
    if columns and div.identifier == '' then return blocks.grid(div.content, columns) end
    return conditional(div)
  end,
  Span = conditional,
  CodeBlock = function(code)
    local fold, summary = code.attributes.fold, code.attributes.summary
    code.attributes = {}
    if not fold or shared.to_typst then return code end
    local open = '<details class="code"' .. (fold == 'show' and ' open' or '') .. '><summary>'
    return framed(open, pandoc.Inlines(summary), '</summary>', {code}, '</details>'), false
  end,
}

return blocks
