"""Runs: the scenario notebook carried out under many sets of assumptions, several at the same time."""
