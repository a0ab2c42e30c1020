-- What the parts of the filter share: the book, the chapter being worked on, what can be referred to.

local shared = {
  -- without raw HTML or LaTeX: what is HTML or Typst says so in a block of its own
  MARKDOWN = 'markdown-raw_html-raw_tex-native_divs-native_spans-markdown_in_html_blocks-latex_macros',
  to_typst = FORMAT == 'typst',
  job = nil,                     -- the book, as `pandoc.py` describes it
  chapter = nil,                 -- one of job.chapters
  targets = {},                  -- identifier -> {chapter, name, number}
  problems = pandoc.List {},
  published = pandoc.List {},    -- files of the project that pages show or lead to
}

-- False for chapters that are read only so that another can refer to them
function shared.is_wanted(chapter) return not shared.job.only or chapter.source == shared.job.only end

-- `needle` is a text of the chapter by which the line can be found
function shared.refuse(needle, rule)
  if not shared.is_wanted(shared.chapter) then return end
  shared.problems:insert(table.concat({shared.chapter.source, needle, rule}, '\t'))
end

function shared.raw(text) return pandoc.RawBlock(shared.to_typst and 'typst' or 'html', text) end

function shared.quoted(text) return '"' .. text:gsub('[\\"]', '\\%0') .. '"' end

-- Blocks under a title: `open` title `middle` content `close`
function shared.framed(open, title, middle, content, close)
  local raw = shared.raw
  return pandoc.List {raw(open), pandoc.Plain(title), raw(middle)} .. pandoc.List(content) .. {raw(close)}
end

function shared.each(filter)
  for _, chapter in ipairs(shared.job.chapters) do
    shared.chapter = chapter
    chapter.blocks = pandoc.Blocks(chapter.blocks):walk(filter)
  end
end

return shared
