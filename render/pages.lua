-- Writes the pages of the book and the index that search reads.

local here = pandoc.path.directory(PANDOC_SCRIPT_FILE)
local MATHS = {html_math_method = 'mathml'}

local function read(name)
  local file = assert(io.open(pandoc.path.join {here, name}))
  local text = file:read 'a'
  file:close()
  return text
end

local function write(path, text)
  pandoc.system.make_directory(pandoc.path.directory(path), true)
  local file = assert(io.open(path, 'w'))
  file:write(text)
  file:close()
end

local function html(blocks) return pandoc.write(pandoc.Pandoc(blocks), 'html', MATHS) end

local function plain(blocks)      -- words only, tables of raw HTML included
  local words = pandoc.Blocks(blocks):walk {
    RawBlock = function(block) return block.format == 'html' and pandoc.read(block.text, 'html').blocks or {} end,
    Math = function() return {} end,
  }
  local text = pandoc.write(pandoc.Pandoc(words), 'plain', {wrap_text = 'none'})
  return (text:gsub('[%-=+|][%-=+|]+', ' '):gsub(' [+|]', ' '):gsub('%[%]', ''):gsub('%s+', ' '))
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

local function neighbour(page, from)
  return page and {href = from.root .. page.href, title = page.title, number = page.number}
end

local function contents(job, from)
  local part = ''
  return pandoc.List(job.chapters):map(function(page)
    local entry = neighbour(page, from)
    entry.current = page == from
    entry.part = page.part ~= part and page.part ~= '' and page.part or nil
    part = page.part
    return entry
  end)
end

return function(job)
  local template, index = pandoc.template.compile(read 'template.html'), pandoc.List {}
  for i, page in ipairs(job.chapters) do
    index:extend(sections(page))
    local context = {
      lang = job.lang, book = job.title, root = page.root, title = page.title, css = job.css, pdf = job.pdf,
      front = i == 1 and {subtitle = job.subtitle, author = job.author} or nil, contents = contents(job, page),
      body = html(page.blocks), previous = neighbour(job.chapters[i - 1], page), next = neighbour(job.chapters[i + 1], page),
      toc = table_of_contents(page),
    }
    write(pandoc.path.join {job.out, page.href}, pandoc.layout.render(pandoc.template.apply(template, context)))
  end
  write(job.out .. '/assets/search.js', 'const SECTIONS = ' .. pandoc.json.encode(index) .. ';\n')
  for _, name in ipairs {'style.css', 'book.js'} do write(job.out .. '/assets/' .. name, read(name)) end
end
