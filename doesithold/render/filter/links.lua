-- Links between chapters and to files, images, alternative text.

local shared = require 'shared'
local refuse, targets = shared.refuse, shared.targets
local links = {}

-- Where a path in a chapter points, seen from the project's folder
local function from_root(target)
  if target:sub(1, 1) == '/' then return target:sub(2) end
  local path = pandoc.path.join {pandoc.path.directory(shared.chapter.source), target}
  path = path:gsub('^%./', '')
  while path:find '[^/]+/%.%./' do path = path:gsub('[^/]+/%.%./', '', 1) end
  return path
end

local SCHEMES = {http = true, https = true, mailto = true}

-- Ask for a file of the project to be put beside the pages; `pandoc.py` looks at it more closely
local function published(target)
  local path = from_root(target)
  if path:match '^%.%./' or path:match '^/' then
    refuse(target, 'leads out of the project')
  elseif not pandoc.path.exists(shared.job.out .. '/' .. path) then
    if not pandoc.path.exists(path) then
      refuse(target, 'there is no such file')
    else
      shared.published:insert {chapter = shared.chapter.source, target = target, path = path}
    end
  end
  return path
end

-- What runs a script by itself, or fetches, is no attribute of ours
local function harmless(el)
  for name, value in pairs(el.attributes) do
    local what = name:lower()
    if what:match '^on' or what == 'srcdoc' or what == 'src' or what == 'href' or
       what == 'style' and value:lower():match 'url%s*%(' then
      refuse(name, 'this attribute is not allowed')
    end
  end
end

local function no_package(block)
  if block.format == 'typst' and block.text:match '["\']@[%w_-]+/' then
    refuse(block.text:match '@[%w_-]+/', 'a book fetches no packages')
  end
end

links.attributes = {RawBlock = no_package, RawInline = no_package,Div = harmless, Span = harmless, Header = harmless, CodeBlock = harmless, Code = harmless,
                    Link = harmless, Image = harmless, Table = harmless, Figure = harmless}

local function address(page, anchor)
  if shared.to_typst then return '#' .. (anchor or page.anchor) end
  local here = anchor and page == shared.chapter
  return (here and '' or shared.chapter.root .. page.href) .. (anchor and '#' .. anchor or '')
end

local function chapter_of(file, anchor)
  for _, chapter in ipairs(shared.job.chapters) do
    if chapter.source == from_root(file) then return chapter end
  end
  if file ~= '' then return nil end
  return shared.chapter.renamed[anchor] and shared.chapter or (targets[anchor] or {}).chapter
end

links.links = {
  Link = function(link)
    local scheme = link.target:match '^%s*(%a[%w+.-]*):'
    if scheme or link.target:match '^%s*//' then
      if not SCHEMES[(scheme or ''):lower()] then refuse(link.target, 'a link may be http, https or mailto') end
      return nil
    end
    local file, anchor = link.target:match '^([^#]*)#?(.*)$'
    if file ~= '' and not file:match '%.qmd$' then
      link.target = shared.chapter.root .. published(file) .. (anchor ~= '' and '#' .. anchor or '')
      return shared.to_typst and link.content or link
    end
    local page = chapter_of(file, anchor)
    anchor = page and page.renamed[anchor] or anchor
    if not page and anchor:match '^ref%-' then return nil end     -- refused where it was cited
    if (not page or anchor ~= '' and not targets[anchor]) and not shared.job.only then
      refuse(link.target, 'leads to nothing in this book')
      return nil
    end
    if not page then return nil end
    link.target = address(page, anchor ~= '' and anchor or nil)
    return link
  end,
  Image = function(image)
    if image.src:match '^%s*%a[%w+.-]*:' or image.src:match '^%s*//' then
      refuse(image.src, 'a book fetches nothing from the network')
      return nil
    end
    local path, alt = published(image.src), image.attributes['fig-alt'] or pandoc.utils.stringify(image.caption)
    if shared.to_typst then     -- pandoc's own writer leaves the alternative text out
      local width = (image.attributes.width or ''):match '^[%d.]+%%$'
      local options = ', alt: ' .. shared.quoted(alt) .. (width and ', width: ' .. width or '')
      return pandoc.RawInline('typst', '#box(image(' .. shared.quoted(path) .. options .. '))')
    end
    image.src, image.attributes.alt, image.attributes['fig-alt'] = shared.chapter.root .. path, alt, nil
    return image
  end,
}

-- Everything with a name that has no number; raw HTML and Typst have theirs too
function links.note_targets()
  local function note(identifier)
    targets[identifier] = targets[identifier] or identifier ~= '' and {chapter = shared.chapter} or nil
  end
  local function named(el) note(el.identifier) end
  local format = shared.to_typst and 'typst' or 'html'
  local pattern = shared.to_typst and '<([%w-]+)>' or '%sid="([^"]+)"'
  shared.each {Div = named, Span = named, RawBlock = function(block)
    if block.format ~= format then return end
    for identifier in block.text:gmatch(pattern) do note(identifier) end
  end}
end

return links
