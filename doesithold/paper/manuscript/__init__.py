"""A manuscript read for a first audit: its sections, numbers, tables and the results it prints."""
