"""The book of one paper, on top of the engine: what its chapters call, and nothing of use to another paper.

===================  =====================================================================================
`book`               the paper with its findings, and numbers that carry their verdict into the text
`sources`            what the figures are drawn from: reconstructed data sets, or values read off
`tables`             Tables 1 and 2, and the tables of the chapters
`figures`            Figures 1 to 4, and the figures of the answers
`protein`            the KIT protein with its domains and exons
`ways`               where a finding can be followed to: ledger, sentence, cells
`teaching`           the lesson, the notebooks, the page to try a number
`pictures`           the pictures of the README
===================  =====================================================================================
"""
