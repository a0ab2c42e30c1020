-- Writes the pages of the book.

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
  local template = pandoc.template.compile(read 'template.html')
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
    if shared.is_wanted(page) then write_page(i, page) end
  end
  for _, name in ipairs(ASSETS) do write(job.out .. '/assets/' .. name, read(name)) end
end
