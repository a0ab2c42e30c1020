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

local function exists(path)
  local file = io.open(path, 'rb')
  if file then file:close() end
  return file ~= nil
end

-- Put a file of the project beside the pages
local function published(target)
  local path = from_root(target)
  local copy = shared.job.out .. '/' .. path
  if not exists(copy) and exists(path) then
    pandoc.system.make_directory(pandoc.path.directory(copy), true)
    pandoc.system.copy(path, copy)
  elseif not exists(copy) then
    refuse(target, 'there is no such file')
  end
  return path
end

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
    if link.target:match '^%a[%w+.-]*:' then return nil end
    local file, anchor = link.target:match '^([^#]*)#?(.*)$'
    if file ~= '' and not file:match '%.qmd$' then
      link.target = shared.chapter.root .. published(file) .. (anchor ~= '' and '#' .. anchor or '')
      return shared.to_typst and link.content or link
    end
    local page = chapter_of(file, anchor)
    anchor = page and page.renamed[anchor] or anchor
    if not page or anchor ~= '' and not targets[anchor] then
      refuse(link.target, 'leads to nothing in this book')
      return nil
    end
    link.target = address(page, anchor ~= '' and anchor or nil)
    return link
  end,
  Image = function(image)
    if image.src:match '^%a+:' then
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
