"""What everything costs, which ``make bench`` measures, and what is measured by generated papers."""
