-- The whole book in one document: numbers, references, callouts, tabs, links; for HTML, `pages.lua` writes the pages.
-- Reads a job (JSON) named by the metadata field `job`; what it refuses goes to standard error, one line each:
-- chapter, the text to look for in it, what is wrong with it; separated by tabs.

local List, stringify = pandoc.List, pandoc.utils.stringify
local to_typst = FORMAT == 'typst'
local NAMES = {fig = 'Figure', tbl = 'Table', sec = 'Section'}
local CALLOUTS = {note = 'Note', tip = 'Tip', important = 'Important', warning = 'Warning', caution = 'Caution'}
local OWN_CLASSES = List {'panel-tabset', 'content-visible', 'content-hidden', 'unnumbered', 'unlisted', 'grid'}
local job, chapter       -- the book; the chapter being worked on
local tabsets = 0
local targets = {}       -- what can be referred to: identifier -> {chapter, text}
local problems = List {}

local function refuse(needle, rule) problems:insert(table.concat({chapter.source, needle, rule}, '\t')) end
local function raw(text) return pandoc.RawBlock(to_typst and 'typst' or 'html', text) end
local function quoted(text) return '"' .. text:gsub('[\\"]', '\\%0') .. '"' end

-- Blocks with a title, in the target's own words: `open` title `middle` content `close`
local function framed(open, title, middle, content, close)
  return List {raw(open), pandoc.Plain(title), raw(middle)} .. List(content) .. {raw(close)}
end

-- Callouts, tabs, conditional content ------------------------------------------------------------------------

local function callout(div, kind)
  local title = List(pandoc.Inlines(div.attributes.title or CALLOUTS[kind]))
  if div.content[1] and div.content[1].t == 'Header' then title = div.content:remove(1).content end
  if to_typst then return framed('#callout("' .. kind .. '", [', title, '])[', div.content, ']') end
  local collapse, class = div.attributes.collapse, ' class="callout ' .. kind .. '"'
  if not collapse then
    return framed('<div role="note"' .. class .. '><p class="callout-title">', title, '</p>', div.content, '</div>')
  end
  local open = collapse == 'false' and ' open' or ''
  return framed('<details' .. class .. open .. '><summary class="callout-title">', title, '</summary>', div.content, '</details>')
end

-- On paper the headings stay; on the screen each becomes the label of a radio button, which arrow keys move between
local function tabset(div)
  local level, count, blocks = nil, 0, List {}
  tabsets = tabsets + 1
  for _, block in ipairs(div.content) do
    if block.t == 'Header' and (not level or block.level == level) then
      level, count = block.level, count + 1
      block.classes:extend {'unnumbered', 'unlisted'}
      if not to_typst then
        local name, id = 'tabs-' .. tabsets, 'tab-' .. tabsets .. '-' .. count
        local open = ('<input type="radio" name="%s" id="%s"%s><label for="%s">')
          :format(name, id, count == 1 and ' checked' or '', id)
        blocks:extend {raw(count > 1 and '</section>' or ''), raw(open), pandoc.Plain(block.content), raw '</label><section>'}
        goto continue
      end
    end
    blocks:insert(block)
    ::continue::
  end
  if not level then refuse('.panel-tabset', 'a tabset needs a heading for each tab') end
  return to_typst and blocks or List {raw '<div class="tabset">'} .. blocks .. {raw '</section></div>'}
end

local function conditional(el)
  local visible, hidden = el.classes:includes 'content-visible', el.classes:includes 'content-hidden'
  if not visible and not hidden then return nil end
  local when, unless = el.attributes['when-format'], el.attributes['unless-format']
  local format = when or unless
  if format ~= 'html' and format ~= 'typst' then refuse('-format', 'the formats are html and typst') end
  local matches = (format == (to_typst and 'typst' or 'html')) == (when ~= nil)
  if matches ~= visible then return {} end
  el.classes = el.classes:filter(function(class) return not class:match '^content%-' end)
  el.attributes['when-format'], el.attributes['unless-format'] = nil, nil
  return #el.classes > 0 and el or el.content
end

local function grid(blocks, columns)
  if to_typst then
    local cells = List {raw('#grid(columns: (1fr,) * ' .. columns .. ', gutter: 1em,')}
    for _, block in ipairs(blocks) do cells:extend {raw '[', block, raw '],'} end
    return cells .. {raw ')'}
  end
  return List {raw('<div class="grid" style="--columns:' .. columns .. '">')} .. blocks .. {raw '</div>'}
end

local structure = {
  traverse = 'topdown',
  Div = function(div)
    for _, class in ipairs(div.classes) do
      local kind = class:match '^callout%-(.*)'
      if CALLOUTS[kind] then return callout(div, kind) end
      if kind or not (OWN_CLASSES:includes(class) or List.includes(job.classes or {}, class)) then
        refuse('.' .. class, 'nothing knows this class: not the engine, not the style sheet')
      end
    end
    if div.classes:includes 'panel-tabset' then return tabset(div) end
    local columns = div.attributes['layout-ncol']
    if columns and not div.identifier:match '^fig%-' and not div.identifier:match '^tbl%-' then
      return grid(div.content, columns)
    end
    return conditional(div)
  end,
  Span = conditional,
}

-- Numbers ----------------------------------------------------------------------------------------------------

local chapters_so_far, appendices_so_far, counters = 0, 0, {}

local function numbered(identifier, text)
  if targets[identifier] then refuse(identifier, 'this identifier stands for something else already') end
  targets[identifier] = {chapter = chapter, text = text}
end

local function number_header(header)
  if header.classes:includes 'unlisted' then return header, false end
  if targets[header.identifier] and not header.identifier:match '^sec%-' then   -- the same words head two sections
    local unique = header.identifier .. '-' .. chapter.anchor
    chapter.renamed[header.identifier], header.identifier = unique, unique
  end
  local depth = header.level
  if depth == 1 then counters = {prefix = '', sections = {}} end
  if header.classes:includes 'unnumbered' or depth > 1 and counters.prefix == '' then
    targets[header.identifier] = targets[header.identifier] or {chapter = chapter, text = stringify(header)}
    return header, false
  end
  local number
  if depth == 1 then
    if chapter.appendix then appendices_so_far = appendices_so_far + 1 else chapters_so_far = chapters_so_far + 1 end
    number = chapter.appendix and string.char(64 + appendices_so_far) or tostring(chapters_so_far)
    counters.prefix = number .. '.'
    chapter.number = number
  else
    local sections = counters.sections
    for level = 2, depth do sections[level] = (sections[level] or 0) + (level == depth and 1 or 0) end
    for level = depth + 1, 6 do sections[level] = nil end
    number = counters.prefix .. table.concat(sections, '.', 2, depth)
  end
  local name = depth > 1 and 'Section' or chapter.appendix and 'Appendix' or 'Chapter'
  if header.identifier:match '^sec%-' then numbered(header.identifier, {name, number}) end
  targets[header.identifier] = targets[header.identifier] or {chapter = chapter, text = {name, number}}
  header.content:insert(1, pandoc.Span({pandoc.Str(number)}, {class = 'heading-number'}))
  header.content:insert(2, to_typst and pandoc.Str '\u{2002}' or pandoc.Space())
  return header, false
end

-- A float's content and its caption: a figure's or table's own, the last paragraph of a div
local function parts(el)
  if el.t == 'Div' then
    local last = el.content[#el.content]
    local caption = last and last.t == 'Para' and #el.content > 1 and el.content:remove(#el.content).content or List {}
    return el.content, caption
  end
  local caption = pandoc.utils.blocks_to_inlines(el.caption.long)
  if el.t == 'Figure' then return el.content, caption end
  el.caption, el.identifier = {long = {}}, ''
  return List {el}, caption
end

local function captioned(kind, identifier, name, content, caption)
  local label = List {pandoc.Str(name)}
  if #caption > 0 then label = label .. {pandoc.Str(kind == 'sub' and '' or ':'), pandoc.Space()} .. caption end
  if to_typst then
    return framed('#float("' .. kind .. '", <' .. identifier .. '>, [', label, '])[', content, ']')
  end
  local open = '<figure id="' .. identifier .. '" class="float ' .. kind .. '">'
  if kind == 'tbl' then return framed(open .. '<figcaption>', label, '</figcaption>', content, '</figure>') end
  return List {raw(open)} .. content .. framed('<figcaption>', label, '</figcaption></figure>', {}, '')
end

local function float(el)
  local kind = el.identifier:match '^(%a+)%-'
  if kind ~= 'fig' and kind ~= 'tbl' then return nil end
  local identifier, columns, subs = el.identifier, el.attributes['layout-ncol'], 0
  local content, caption = parts(el)
  counters[kind] = (counters[kind] or 0) + 1
  local number = counters.prefix .. counters[kind]
  numbered(identifier, {NAMES[kind], number})
  content = List(content):map(function(block)
    if block.t ~= 'Figure' then return block end
    subs = subs + 1
    local letter = '(' .. string.char(96 + subs) .. ')'
    local id = block.identifier ~= '' and block.identifier or identifier .. '-' .. subs
    numbered(id, {NAMES[kind], number .. ' ' .. letter})
    return pandoc.Div(captioned('sub', id, letter, parts(block)))
  end)
  if columns then content = grid(content, columns) end
  return captioned(kind, identifier, NAMES[kind] .. '\u{a0}' .. number, content, caption), false
end

local numbering = {traverse = 'topdown', Header = number_header, Figure = float, Table = float, Div = float}

-- References, links, images ------------------------------------------------------------------------------------

local function path_of(target)     -- from the chapter's folder to the project's
  local path = target:sub(1, 1) == '/' and target:sub(2) or pandoc.path.join {pandoc.path.directory(chapter.source), target}
  path = path:gsub('^%./', '')
  while path:find '[^/]+/%.%./' do path = path:gsub('[^/]+/%.%./', '', 1) end
  return path
end

local function exists(path)
  local file = io.open(path, 'rb')
  if file then file:close() end
  return file ~= nil
end

local function published(target)   -- put a file of the project beside the pages
  local path = path_of(target)
  if exists(job.out .. '/' .. path) then return path end
  if not exists(path) then refuse(target, 'there is no such file') return path end
  pandoc.system.make_directory(pandoc.path.directory(job.out .. '/' .. path), true)
  pandoc.system.copy(path, job.out .. '/' .. path)
  return path
end

local function address(page, anchor)
  if to_typst then return '#' .. (anchor or page.anchor) end
  return (page == chapter and anchor and '' or chapter.root .. page.href) .. (anchor and '#' .. anchor or '')
end

local function reference(citation)
  local target = targets[citation.id]
  if not target or not target.text then
    refuse('@' .. citation.id, 'refers to nothing in this book')
    return List {pandoc.Str '?'}
  end
  local text = type(target.text) == 'string' and target.text or target.text[1] .. '\u{a0}' .. target.text[2]
  if citation.mode == 'SuppressAuthor' and type(target.text) == 'table' then text = target.text[2] end
  local link = pandoc.Link(text, address(target.chapter, citation.id), '', {class = 'xref'})
  local prefix = #citation.prefix > 0 and citation.prefix .. {pandoc.Space()} or citation.prefix
  return prefix .. {link} .. citation.suffix
end

local references = {
  Cite = function(cite)
    local found, inlines = 0, List {}
    for i, citation in ipairs(cite.citations) do
      local kind = citation.id:match '^(%a+)%-'
      if kind == 'eq' or kind == 'lst' or kind == 'thm' then
        refuse('@' .. citation.id, 'the built-in engine does not number these')
      elseif NAMES[kind] then
        found = found + 1
        inlines = inlines .. (i > 1 and {pandoc.Str ',', pandoc.Space()} or {}) .. reference(citation)
      end
    end
    if found > 0 and found < #cite.citations then
      refuse(cite.citations[1].id, 'references and citations cannot share brackets')
    end
    return found > 0 and inlines or nil
  end,
}

local pages = {}   -- chapters by their source

local links = {
  Link = function(link)
    if link.classes:includes 'xref' or link.target:match '^%a[%w+.-]*:' then return nil end
    local file, anchor = link.target:match '^([^#]*)#?(.*)$'
    anchor = anchor ~= '' and anchor or nil
    if file ~= '' and not file:match '%.qmd$' then
      local path = published(file)
      if to_typst then return link.content end
      link.target = chapter.root .. path .. (anchor and '#' .. anchor or '')
      return link
    end
    local page = file ~= '' and pages[path_of(file)] or anchor and chapter.renamed[anchor] and chapter or (targets[anchor or ''] or {}).chapter
    if not page then refuse(link.target, 'leads to nothing in this book') return nil end
    anchor = anchor and (page.renamed[anchor] or anchor)
    if anchor and not targets[anchor] then refuse('#' .. anchor, 'leads to nothing in this book') end
    link.target = address(page, anchor)
    return link
  end,
  Image = function(image)
    if image.src:match '^%a+:' then refuse(image.src, 'a book fetches nothing from the network') return nil end
    local path, alt = published(image.src), image.attributes['fig-alt'] or stringify(image.caption)
    if to_typst then     -- pandoc's own writer leaves the alternative text out
      local width = (image.attributes.width or ''):match '^[%d.]+%%$'
      local options = ', alt: ' .. quoted(alt) .. (width and ', width: ' .. width or '')
      return pandoc.RawInline('typst', '#box(image(' .. quoted(path) .. options .. '))')
    end
    image.src, image.attributes.alt, image.attributes['fig-alt'] = chapter.root .. path, alt, nil
    return image
  end,
}

-- Raw HTML, tables, code ---------------------------------------------------------------------------------------

local ALIGN = {left = 'AlignLeft', center = 'AlignCenter', right = 'AlignRight'}
local STYLES = {
  ['background-color'] = {'typst:fill', 'rgb(%s)'}, color = {'typst:text:fill', 'rgb(%s)'},
  ['font-weight'] = {'typst:text:weight', '%s'}, ['font-style'] = {'typst:text:style', '%s'},
}

local function typst_cell(cell)    -- great_tables' classes and inline styles, as Typst has them
  for _, class in ipairs(cell.classes) do
    cell.alignment = ALIGN[class:match '^gt_(%a+)$'] or cell.alignment
    if class == 'gt_group_heading' then cell.attributes['typst:text:weight'] = '"bold"' end
  end
  for property, value in (cell.attributes.style or ''):gmatch '([%w-]+)%s*:%s*([^;]+)' do
    local style = STYLES[property]
    if property == 'text-align' then cell.alignment = ALIGN[value] or cell.alignment
    elseif style then cell.attributes[style[1]] = style[2]:format(quoted(value)) end
  end
  cell.attributes.style = nil
  return cell
end

local function typst_table(tbl)
  local function rows(list, bold)
    for _, row in ipairs(list) do
      row.cells = row.cells:map(typst_cell)
      if bold then for _, cell in ipairs(row.cells) do cell.attributes['typst:text:weight'] = '"bold"' end end
    end
    return list
  end
  tbl.head.rows, tbl.foot.rows = rows(tbl.head.rows, true), rows(tbl.foot.rows)
  tbl.bodies = tbl.bodies:map(function(body) body.head, body.body = rows(body.head), rows(body.body) return body end)
  return tbl
end

local function scrolling(block)
  return {raw '<div class="scroll" role="region" aria-label="Table" tabindex="0">', block, raw '</div>'}
end

local rendering = {
  RawBlock = function(block)
    if block.format ~= 'html' or not block.text:find '<table' then return nil end
    if to_typst then return pandoc.read(block.text, 'html').blocks:walk {Table = typst_table} end
    block.text = block.text:gsub('<style>.-</style>', '')
    return scrolling(block)
  end,
  Table = function(tbl) return to_typst and typst_table(tbl) or scrolling(tbl) end,
  CodeBlock = function(code)
    local fold = code.attributes.fold
    if not fold or to_typst then return nil end
    local open = '<details class="code"' .. (fold == 'show' and ' open' or '') .. '><summary>'
    local summary = List(pandoc.Inlines(code.attributes.summary))
    code.attributes = {}
    return framed(open, summary, '</summary>', {code}, '</details>')
  end,
}

-- The book -----------------------------------------------------------------------------------------------------

local function each(filter)
  for _, page in ipairs(job.chapters) do
    chapter = page
    page.blocks = pandoc.Blocks(page.blocks):walk(filter)
  end
end

local function read(page)
  chapter = page
  page.renamed = {}
  page.href = page.source:gsub('%.qmd$', '.html')
  page.root = ('../'):rep(select(2, page.source:gsub('/', '')))
  page.blocks = pandoc.read(page.text or '', 'markdown').blocks
  if page.title ~= '' then page.blocks:insert(1, pandoc.Header(1, pandoc.Inlines(page.title))) end
  local first = page.blocks[1]
  if not first or first.t ~= 'Header' or first.level ~= 1 then
    refuse('', 'a chapter begins with its title, in the front matter or as a heading of the first level')
    return
  end
  if first.identifier == '' then first.identifier = page.source:gsub('[^%w]+', '-') end
  page.anchor, page.title = first.identifier, stringify(first)
  pages[page.source] = page
end

-- The list of references goes where a chapter has room for it (`#refs`), else to the end of the book
local function cite()
  local whole = pandoc.Pandoc(List(job.chapters):map(function(page) return pandoc.Div(page.blocks) end), {
    bibliography = job.bibliography, csl = job.csl, lang = job.lang, ['link-citations'] = true})
  local known = {}
  for _, entry in ipairs(pandoc.utils.references(whole)) do known[entry.id] = true end
  each {Cite = function(cite)
    for _, citation in ipairs(cite.citations) do
      if not known[citation.id] then refuse('@' .. citation.id, 'is not in the bibliography') end
    end
  end}
  local cited = pandoc.utils.citeproc(whole).blocks
  for i, page in ipairs(job.chapters) do page.blocks = cited[i].content end
  job.chapters[#job.chapters].blocks:extend {table.unpack(cited, #job.chapters + 1)}
end

local function note_targets()      -- everything else a link may lead to
  local function note(identifier)
    if identifier ~= '' and not targets[identifier] then targets[identifier] = {chapter = chapter} end
  end
  local function named(el) note(el.identifier) end
  each {Div = named, Span = named, RawBlock = function(block)
    if block.format ~= (to_typst and 'typst' or 'html') then return end
    for identifier in block.text:gmatch(to_typst and '<([%w-]+)>' or '%sid="([^"]+)"') do note(identifier) end
  end}
end

local function typst_book()
  local blocks, part = List {}, ''
  for _, page in ipairs(job.chapters) do
    if page.part ~= part and page.part ~= '' then blocks:insert(raw('#heading(level: 1)[' .. page.part .. '] <part>')) end
    part = page.part
    blocks:extend(page.blocks)
  end
  return pandoc.Pandoc(blocks, {title = job.title, subtitle = job.subtitle, author = job.author, lang = job.lang, paper = job.paper})
end

function Pandoc(doc)
  local file = assert(io.open(stringify(doc.meta.job)))
  job = pandoc.json.decode(file:read 'a', false)
  file:close()
  for _, page in ipairs(job.chapters) do read(page) end
  if #problems == 0 then
    each(structure)
    each(numbering)
    each(references)
    cite()
    note_targets()
    each(links)
    each(rendering)
  end
  if #problems > 0 then
    io.stderr:write(table.concat(problems, '\n'), '\n')
    os.exit(3)
  end
  if to_typst then return typst_book() end
  dofile(pandoc.path.join {pandoc.path.directory(PANDOC_SCRIPT_FILE), 'pages.lua'})(job)
  return pandoc.Pandoc {}
end
