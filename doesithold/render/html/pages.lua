-- Writes the pages of the book and the index that search reads.

local shared = require 'shared'
local here = pandoc.path.join {pandoc.path.directory(PANDOC_SCRIPT_FILE), '..', 'html'}
local ASSETS = {'style.css', 'book.js', 'formula.css', 'formula.woff', 'formula-licence.txt'}
local MATHS = {html_math_method = 'mathml'}

local function read(name)
  local file <close> = assert(io.open(pandoc.path.join {here, name}, 'rb'))
  return file:read 'a'
end

local function write(path, text)
  pandoc.system.make_directory(pandoc.path.directory(path), true)
  local file <close> = assert(io.open(path, 'wb'))
  file:write(text)
end

local function html(blocks) return pandoc.write(pandoc.Pandoc(blocks), 'html', MATHS) end

-- Raw HTML as blocks, without its scripts
local function readable(block)
  return block.format == 'html' and pandoc.read(block.text, 'html').blocks or {}
end

-- The words of a section, those in raw HTML included, code and formulas left out
local function plain(blocks)
  local words = pandoc.List {}
  local function gap() words:insert ' ' end
  pandoc.Blocks(blocks):walk {
    traverse = 'topdown',
    Str = function(word) words:insert(word.text) end,
    Space = gap, SoftBreak = gap, LineBreak = gap, Block = gap,
  }
  return (table.concat(words):gsub('%s+', ' '):gsub('^ ', ''))
end

local function cells(row)
  local blocks = pandoc.List {}
  for _, cell in ipairs(row.cells) do blocks:extend(cell.contents) end
  return blocks
end

-- Rows with a name of their own are entries of the index and no part of their section's text
local function rows_apart(blocks, add)
  return pandoc.Blocks(blocks):walk {RawBlock = readable}:walk {Table = function(tbl)
    for _, body in ipairs(tbl.bodies) do
      body.body = body.body:filter(function(row)
        if row.identifier == '' then return true end
        add(row.identifier, plain(row.cells[1].contents), plain(cells(row)))
        return false
      end)
    end
    return tbl
  end}
end

-- One entry for each heading, with the text down to the next, and one for each named row of a table
local function sections(page)
  local found, current = pandoc.List {}, nil
  local function entry(anchor, title, text)
    found:insert {href = page.href .. (anchor and '#' .. anchor or ''), chapter = page.title, title = title, text = text}
    return found[#found]
  end
  for _, block in ipairs(page.blocks) do
    if block.t == 'Header' then
      current = entry(block.level > 1 and block.identifier or nil, pandoc.utils.stringify(block), '')
    else
      current.text = current.text .. ' ' .. plain(rows_apart({block}, entry))
    end
  end
  return found
end

local function table_of_contents(page)
  local headers = pandoc.List(page.blocks):filter(function(block)
    return block.t == 'Header' and block.level > 1 and not block.classes:includes 'unlisted'
  end)
  return #headers > 0 and html {pandoc.structure.table_of_contents(headers, {toc_depth = 3})} or nil
end

local function escaped(text)
  return text and (text:gsub('[&<>"]', {['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', ['"'] = '&quot;'}))
end

local function neighbour(page, from)
  return page and {href = from.root .. page.href, title = escaped(page.title), number = page.number}
end

local function contents(job, from)
  local part = ''
  return pandoc.List(job.chapters):map(function(page)
    local entry = neighbour(page, from)
    entry.current = page == from
    entry.part = page.part ~= part and page.part ~= '' and escaped(page.part) or nil
    part = page.part
    return entry
  end)
end

return function(job)
  local template, index = pandoc.template.compile(read 'template.html'), pandoc.List {}
  local function write_page(i, page)
    local context = {
      lang = job.lang, book = escaped(job.title), title = escaped(page.title), root = page.root, css = job.css,
      front = i == 1 and {subtitle = escaped(job.subtitle), author = job.author and pandoc.List(job.author):map(escaped)},
      contents = contents(job, page), pdf = job.pdf,
      previous = neighbour(job.chapters[i - 1], page), next = neighbour(job.chapters[i + 1], page),
      body = html(page.blocks), toc = table_of_contents(page),
    }
    write(pandoc.path.join {job.out, page.href}, pandoc.layout.render(pandoc.template.apply(template, context)))
  end
  for i, page in ipairs(job.chapters) do
    index:extend(job.only and {} or sections(page))
    if shared.is_wanted(page) then write_page(i, page) end
  end
  if not job.only then
    write(job.out .. '/assets/search.js', 'const SECTIONS = ' .. pandoc.json.encode(index) .. ';\n')
  end
  for _, name in ipairs(ASSETS) do write(job.out .. '/assets/' .. name, read(name)) end
end
