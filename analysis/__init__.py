"""The paper's data, what follows from them, and what the paper says against it.

===================  =====================================================================================
what is true         `dataset` (from `datapackage`), `measures`, `intervals`, `contingency`, `survival`,
                     `symmetric`, `variants`
what is printed      `claims` (whose measures are the `vocabulary`), `numbers`, `rounding`
the verdict          `audit`, `mending` (by the searches of `explain`), `together`, `rechecks`, `assumptions`
what is not printed  `constraints`, `reconstruction`, `digitised`, and `sources` that chooses between them
scenarios            `runs` (in `kernels` kept warm)
what is shown        `book` for the chapters, `report` for the terminal, `ledger`, `tables`, `figures`
the command line     `cli`, `commands`
===================  =====================================================================================
"""
