-- Writes the pages of the book and the index that search reads.

local here = pandoc.path.join {pandoc.path.directory(PANDOC_SCRIPT_FILE), '..', 'html'}
local MATHS = {html_math_method = 'mathml'}

local function read(name)
  local file <close> = assert(io.open(pandoc.path.join {here, name}))
  return file:read 'a'
end

local function write(path, text)
  pandoc.system.make_directory(pandoc.path.directory(path), true)
  local file <close> = assert(io.open(path, 'w'))
  file:write(text)
end

local function html(blocks) return pandoc.write(pandoc.Pandoc(blocks), 'html', MATHS) end

-- The words of a section, those in raw HTML included, code and formulas left out
local function plain(blocks)
  local words = pandoc.List {}
  local function gap() words:insert ' ' end
  pandoc.Blocks(blocks):walk {
    traverse = 'topdown',
    Str = function(word) words:insert(word.text) end,
    RawBlock = function(block)
      local text = block.format == 'html' and block.text:gsub('<[^>]*>', ' ') or ''
      words:insert(' ' .. pandoc.utils.stringify(pandoc.read(text, 'html')))
    end,
    Space = gap, SoftBreak = gap, Block = gap,
  }
  return (table.concat(words):gsub('%s+', ' '))
end

-- One entry for each heading: where it is, what it says, the text down to the next
local function sections(page)
  local found, current = pandoc.List {}, nil
  for _, block in ipairs(page.blocks) do
    if block.t == 'Header' then
      current = {href = page.href .. (block.level > 1 and '#' .. block.identifier or ''), chapter = page.title,
                 title = pandoc.utils.stringify(block), blocks = pandoc.List {}}
      found:insert(current)
    else
      current.blocks:insert(block)
    end
  end
  return found:map(function(entry)
    entry.text, entry.blocks = plain(entry.blocks), nil
    return entry
  end)
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
  for i, page in ipairs(job.chapters) do
    index:extend(sections(page))
    local context = {
      lang = job.lang, book = escaped(job.title), title = escaped(page.title), root = page.root, css = job.css,
      front = i == 1 and {subtitle = escaped(job.subtitle), author = job.author and pandoc.List(job.author):map(escaped)},
      contents = contents(job, page), pdf = job.pdf,
      previous = neighbour(job.chapters[i - 1], page), next = neighbour(job.chapters[i + 1], page),
      body = html(page.blocks), toc = table_of_contents(page),
    }
    write(pandoc.path.join {job.out, page.href}, pandoc.layout.render(pandoc.template.apply(template, context)))
  end
  write(job.out .. '/assets/search.js', 'const SECTIONS = ' .. pandoc.json.encode(index) .. ';\n')
  for _, name in ipairs {'style.css', 'book.js'} do write(job.out .. '/assets/' .. name, read(name)) end
end
