-- Numbers of chapters, sections, figures and tables, as Quarto gives them, and the references to them.

local shared, blocks = require 'shared', require 'blocks'
local List, raw, refuse, targets = pandoc.List, shared.raw, shared.refuse, shared.targets

local NAMES = {fig = 'Figure', tbl = 'Table', sec = 'Section'}
local chapters_so_far, appendices_so_far, counters = 0, 0, nil
local numbers = {}

local function target(identifier, name, number)
  local known = targets[identifier]
  if known and identifier:match '^%a+%-' and NAMES[identifier:match '^%a+'] then
    refuse(identifier, 'this identifier stands for something else already')
  end
  targets[identifier] = known or {chapter = shared.chapter, name = name, number = number}
end

local function next_number(depth)
  local appendix, sections = shared.chapter.appendix, counters.sections
  if depth > 1 then
    for level = 2, depth do sections[level] = (sections[level] or 0) + (level == depth and 1 or 0) end
    for level = depth + 1, 6 do sections[level] = nil end
    return counters.prefix .. table.concat(sections, '.', 2, depth), 'Section'
  elseif appendix then
    appendices_so_far = appendices_so_far + 1
    return string.char(64 + appendices_so_far), 'Appendix'
  end
  chapters_so_far = chapters_so_far + 1
  return tostring(chapters_so_far), 'Chapter'
end

local function header(el)
  if el.classes:includes 'unlisted' then return nil end
  if targets[el.identifier] and not el.identifier:match '^sec%-' then    -- the same words head two sections
    local unique = el.identifier .. '-' .. shared.chapter.anchor
    shared.chapter.renamed[el.identifier], el.identifier = unique, unique
  end
  if el.level == 1 then counters = {prefix = '', sections = {}} end
  if el.classes:includes 'unnumbered' or el.level > 1 and counters.prefix == '' then
    target(el.identifier, pandoc.utils.stringify(el))
    return el
  end
  local number, name = next_number(el.level)
  if el.level == 1 then counters.prefix, shared.chapter.number = number .. '.', number end
  target(el.identifier, name, number)
  el.content:insert(1, pandoc.Span({pandoc.Str(number)}, {class = 'heading-number'}))
  el.content:insert(2, shared.to_typst and pandoc.Str '\u{2002}' or pandoc.Space())
  return el
end

-- A float's content and its caption: a figure's or table's own, the last paragraph of a div
local function parts(el)
  if el.t == 'Div' then
    local captioned = #el.content > 1 and el.content[#el.content].t == 'Para'
    local caption = captioned and el.content:remove(#el.content).content or {}
    return el.content, List(caption)
  end
  local caption = pandoc.utils.blocks_to_inlines(el.caption.long)
  if el.t == 'Figure' then return el.content, caption end
  el.caption, el.identifier = {long = {}}, ''
  return List {el}, caption
end

local function captioned(kind, identifier, label, content, caption)
  local words = List {pandoc.Str(label)} .. (#caption > 0 and List {pandoc.Space()} .. caption or {})
  if shared.to_typst then
    return shared.framed('#float("' .. kind .. '", <' .. identifier .. '>, [', words, '])[', content, ']')
  end
  local open = '<figure id="' .. identifier .. '" class="float ' .. kind .. '">'
  if kind == 'tbl' then
    return shared.framed(open .. '<figcaption>', words, '</figcaption>', content, '</figure>')
  end
  return List {raw(open)} .. content .. shared.framed('<figcaption>', words, '</figcaption></figure>', {}, '')
end

local function float(el)
  local kind, columns = el.identifier:match '^(%a+)%-', el.attributes['layout-ncol']
  if kind ~= 'fig' and kind ~= 'tbl' then return nil end
  counters[kind] = (counters[kind] or 0) + 1
  local identifier, number, letters = el.identifier, counters.prefix .. counters[kind], 0
  target(identifier, NAMES[kind], number)
  local content, caption = parts(el)
  content = List(content):map(function(block)
    if block.t ~= 'Figure' then return block end
    letters = letters + 1
    local letter = '(' .. string.char(96 + letters) .. ')'
    target(block.identifier, NAMES[kind], number .. ' ' .. letter)
    return pandoc.Div(captioned('sub', block.identifier, letter, parts(block)))
  end)
  if columns then content = blocks.grid(content, columns) end
  local label = NAMES[kind] .. '\u{a0}' .. number .. (#caption > 0 and ':' or '')
  return captioned(kind, identifier, label, content, caption), false
end

numbers.numbering = {traverse = 'topdown', Header = header, Figure = float, Table = float, Div = float}

local function reference(citation)
  local found = targets[citation.id]
  if not found and shared.job.only then return List {pandoc.Str('?' .. citation.id)} end    -- in another chapter
  if not found or not found.name then
    refuse('@' .. citation.id, 'refers to nothing in this book')
    return List {}
  end
  local text = found.number and found.name .. '\u{a0}' .. found.number or found.name
  if citation.mode == 'SuppressAuthor' then text = found.number or found.name end
  local prefix = #citation.prefix > 0 and citation.prefix .. {pandoc.Space()} or List {}
  return prefix .. {pandoc.Link(text, '#' .. citation.id, '', {class = 'xref'})} .. citation.suffix
end

numbers.references = {
  Cite = function(cite)
    local out, count = List {}, 0
    for _, citation in ipairs(cite.citations) do
      local kind = citation.id:match '^(%a+)%-'
      if NAMES[kind] then
        out:extend(count > 0 and {pandoc.Str ',', pandoc.Space()} or {})
        out:extend(reference(citation))
        count = count + 1
      end
    end
    if count > 0 and count < #cite.citations then
      refuse('@' .. cite.citations[1].id, 'references and citations cannot share brackets')
    end
    return count > 0 and out or nil
  end,
}

return numbers
