-- The whole book as one document, in an order in which every reference can be resolved.
-- The metadata field `job` names a JSON file that describes the book (see `pandoc.py`). What is refused goes to
-- standard error, one line each: chapter, a text to find the line by, the rule; separated by tabs.

local here = pandoc.path.directory(PANDOC_SCRIPT_FILE)
-- not `package.path`, in which a folder's name may not hold ; or ?
for _, folder in ipairs {here, pandoc.path.join {here, '..', 'html'}} do
  table.insert(package.searchers, 2, function(name)
    return loadfile(pandoc.path.join {folder, name .. '.lua'})
  end)
end
local shared, blocks, numbers, links = require 'shared', require 'blocks', require 'numbers', require 'links'
local List, stringify, refuse = pandoc.List, pandoc.utils.stringify, shared.refuse

local function read(chapter)
  shared.chapter, chapter.renamed = chapter, {}
  chapter.href, chapter.root = chapter.source:gsub('%.qmd$', '.html'), chapter.source:gsub('[^/]+', ''):gsub('/', '../')
  chapter.blocks = pandoc.read(chapter.text, shared.MARKDOWN).blocks
  if chapter.title ~= '' then chapter.blocks:insert(1, pandoc.Header(1, pandoc.Inlines(chapter.title))) end
  local first = chapter.blocks[1]
  if not first or first.t ~= 'Header' or first.level ~= 1 then
    refuse('', 'a chapter begins with its title, in the front matter or as a heading of the first level')
    return
  end
  if first.identifier == '' then first.identifier = chapter.source:gsub('%W+', '-') end
  chapter.anchor, chapter.title = first.identifier, stringify(first)
end

-- The list of references goes where a chapter has room for it (`#refs`), else to the end of the book
local function cite()
  local job, known = shared.job, {}
  local sources = {bibliography = job.bibliography, csl = job.csl, lang = job.lang, ['link-citations'] = true}
  local whole = pandoc.Pandoc(List(job.chapters):map(function(one) return pandoc.Div(one.blocks) end), sources)
  local read, entries = pcall(pandoc.utils.references, whole)
  if not read then
    local said = tostring(entries):gsub('%s+', ' ')
    shared.problems:insert(table.concat({job.bibliography, '', 'cannot be read: ' .. said}, '\t'))
    return
  end
  for _, entry in ipairs(entries) do known[entry.id] = true end
  shared.each {Cite = function(cite)
    for _, citation in ipairs(cite.citations) do
      if not known[citation.id] then refuse('@' .. citation.id, 'is not in the bibliography') end
    end
  end}
  local cited = pandoc.utils.citeproc(whole).blocks
  for i, chapter in ipairs(job.chapters) do chapter.blocks = cited[i].content end
  job.chapters[#job.chapters].blocks:extend {table.unpack(cited, #job.chapters + 1)}
end

local function typst_book(job)
  local out, part = List {}, ''
  for _, chapter in ipairs(job.chapters) do
    if chapter.part ~= part and chapter.part ~= '' then
      out:insert(pandoc.Header(1, pandoc.Inlines(chapter.part), {id = 'part'}))
    end
    part = chapter.part
    out:insert(pandoc.RawBlock('typst', '// chapter: ' .. chapter.source))
    out:extend(chapter.blocks)
  end
  return pandoc.Pandoc(out, {
    title = job.title, subtitle = job.subtitle, author = job.author, lang = job.lang, paper = job.paper,
    names = List(job.author or {}):map(function(name)
      return pandoc.Inlines {pandoc.RawInline('typst', shared.quoted(name))}
    end),
  })
end

function Pandoc(doc)
  local file <close> = assert(io.open(stringify(doc.meta.job)))
  shared.job = pandoc.json.decode(file:read 'a', false)
  for _, chapter in ipairs(shared.job.chapters) do read(chapter) end
  if #shared.problems == 0 then
    for _, filter in ipairs {blocks.structure, numbers.numbering, numbers.references} do shared.each(filter) end
    cite()
    shared.each(links.attributes)
    links.note_targets()
    shared.each(links.links)
    shared.each(require 'tables')
    shared.each(require 'unbroken')
  end
  if #shared.problems > 0 then
    io.stderr:write(table.concat(shared.problems, '\n'), '\n')
    os.exit(3)
  end
  local list <close> = assert(io.open(shared.job.list, 'w'))
  list:write(pandoc.json.encode(shared.published))
  if shared.to_typst then return typst_book(shared.job) end
  require 'pages'(shared.job)
  return pandoc.Pandoc {}
end
