-- Tables: HTML ones become Typst ones with their colours and alignments; on the screen wide ones scroll by themselves.

local shared = require 'shared'
local raw = shared.raw
local ALIGN = {left = 'AlignLeft', center = 'AlignCenter', right = 'AlignRight'}
local STYLES = {
  ['background-color'] = {'typst:fill', 'rgb(%s)'}, color = {'typst:text:fill', 'rgb(%s)'},
  ['font-weight'] = {'typst:text:weight', '%s'}, ['font-style'] = {'typst:text:style', '%s'},
}
local SHORT = 600    -- letters of a cell that fits on a page however narrow it is
local BOLD = {['typst:text:weight'] = '"bold"'}

local function give(cell, attributes)
  for name, value in pairs(attributes) do cell.attributes[name] = value end
end

-- great_tables says alignment by class, colours by inline style
local function typst_cell(cell)
  for _, class in ipairs(cell.classes) do
    cell.alignment = ALIGN[class:match '^gt_(%a+)$'] or cell.alignment
    if class == 'gt_group_heading' then give(cell, BOLD) end
  end
  for property, value in (cell.attributes.style or ''):gmatch '([%w-]+)%s*:%s*([^;]+)' do
    local style = STYLES[property]
    if property == 'text-align' then cell.alignment = ALIGN[value] or cell.alignment end
    if style then give(cell, {[style[1]] = style[2]:format(shared.quoted(value))}) end
  end
  cell.attributes.style = nil
  if #pandoc.utils.stringify(cell.contents) < SHORT then cell.attributes['typst:breakable'] = 'false' end
  return cell
end

local function typst_rows(rows, attributes)
  return rows:map(function(row)
    row.cells = row.cells:map(typst_cell)
    for _, cell in ipairs(row.cells) do give(cell, attributes) end
    return row
  end)
end

local function typst_table(tbl)
  tbl.head.rows, tbl.foot.rows = typst_rows(tbl.head.rows, BOLD), typst_rows(tbl.foot.rows, {})
  tbl.bodies = tbl.bodies:map(function(body)
    body.head, body.body = typst_rows(body.head, {}), typst_rows(body.body, {})
    return body
  end)
  return tbl
end

local function scrolling(block)
  return {raw '<div class="scroll" role="region" aria-label="Table" tabindex="0">', block, raw '</div>'}
end

return {
  RawBlock = function(block)
    if block.format ~= 'html' or not block.text:find '<table' then return nil end
    if shared.to_typst then 
      return pandoc.read(block.text, 'html').blocks:walk {Table = typst_table, Image = function() return {} end,
        Link = function(link) return link.content end}
    end
    block.text = block.text:gsub('<style>.-</style>', '')     -- the book's own look, light and dark
    local boxed = block.text:find 'class="scroll"' or block.text:find 'class="cards"' or block.text:match '<(%a+)' == 'ol'
    return boxed and block or scrolling(block)
  end,
  Table = shared.to_typst and typst_table or scrolling,
}
