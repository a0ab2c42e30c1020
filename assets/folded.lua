-- Quarto's own folded callout is no button to a keyboard or a screen reader, and on paper it never breaks over pages;
-- its lines part a name such as P-04 at the hyphen.

local COLOURS = {note = '#2f6da8', tip = '#2c7a4b', important = '#8a3ea8', warning = '#a35c00', caution = '#b02a37'}
local LONGEST = 14    -- of such a name; an address must be able to break

local function framed(format, open, title, between, content, close)
  local raw = function(text) return pandoc.RawBlock(format, text) end
  local blocks = pandoc.Blocks {raw(open), pandoc.Plain(title), raw(between)}
  blocks:extend(content)
  blocks:insert(raw(close))
  return blocks
end

local function folded(callout)
  if callout.collapse == nil then return nil end
  local kind = callout.type
  local title, content = quarto.utils.as_inlines(callout.title), quarto.utils.as_blocks(callout.content)
  if quarto.doc.is_format('html') then
    return framed('html', '<details class="folded ' .. kind .. '"><summary>', title, '</summary>', content, '</details>')
  end
  if quarto.doc.is_format('typst') then
    return framed('typst', '#folded(rgb("' .. COLOURS[kind] .. '"), [', title, '])[', content, ']')
  end
end

local function unbroken(str)
  if #str.text > LONGEST or not str.text:match '%a%-%d' then return nil end
  if quarto.doc.is_format('html') then return pandoc.Span({str}, {class = 'unbroken'}) end
  if quarto.doc.is_format('typst') then
    return {pandoc.RawInline('typst', '#box['), str, pandoc.RawInline('typst', ']')}
  end
end

return {{Callout = folded}, {Str = unbroken}}
