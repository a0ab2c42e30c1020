"""The commands of ``python -m analysis``, one a module."""
