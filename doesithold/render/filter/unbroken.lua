-- A name such as P-04 is never parted at its hyphen.

local shared = require 'shared'
local LONGEST = 14    -- of such a name; an address must be able to break

return {
  Str = function(str)
    if #str.text > LONGEST or not str.text:match '%a%-%d' then return nil end
    if not shared.to_typst then return pandoc.Span({str}, {class = 'unbroken'}) end
    return {pandoc.RawInline('typst', '#box['), str, pandoc.RawInline('typst', ']')}
  end,
}
