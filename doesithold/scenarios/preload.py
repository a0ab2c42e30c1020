"""Imported by the process that kernels are forked from, which thereby imports what they will need."""

from doesithold.scenarios.kernels import preload
from doesithold.scenarios.reads import watch

watch()
preload()
