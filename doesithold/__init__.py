"""Doesithold."""
