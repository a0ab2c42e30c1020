"""The tables of the book: the paper's own two, and those that its chapters need."""

from analysis.tables.paper import adverse_events, patient_characteristics

__all__ = ["adverse_events", "patient_characteristics"]
