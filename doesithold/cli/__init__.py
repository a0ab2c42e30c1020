"""The commands of ``python -m doesithold``, one a module."""
