"""Imported by the process that kernels are forked from, which thereby imports what they will need."""

from doesithold.scenarios.kernels import preload
from doesithold.scenarios.witness import watch

watch()
preload()
