"""Values that a reader has read off the published figures, and the patients behind a read-off curve."""

from analysis.digitised.files import Bar, Curve, Digitised, Lane, load_digitised

__all__ = ["Bar", "Curve", "Digitised", "Lane", "load_digitised"]
