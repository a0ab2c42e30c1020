"""A plugin for coverage.py: what a forked process has run is saved as it goes, for kernels end by a kill."""

from __future__ import annotations

import os
import threading
import time
from typing import Any

from coverage import Coverage

SECONDS = 0.5


def coverage_init(registry: Any, options: Any) -> None:
    """Save in every fork from now on."""
    os.register_at_fork(after_in_child=_save_now_and_then)


def _save_now_and_then() -> None:
    threading.Thread(target=_save, daemon=True).start()


def _save() -> None:
    while True:
        time.sleep(SECONDS)
        if measuring := Coverage.current():
            measuring.save()
