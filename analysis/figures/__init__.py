"""The paper's figures, each redrawn by one function that also returns the data it drew."""
