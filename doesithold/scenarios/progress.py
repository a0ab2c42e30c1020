"""Telling how far the runs have come, and how long the rest will take."""

from __future__ import annotations

import sys
import time

from doesithold.scenarios.execute import Executed


class Progress:
    """Writes a line to standard error for every run that ends.

    Parameters
    ----------
    total : int
        Number of runs.
    """

    def __init__(self, total: int) -> None:
        self.total, self.done, self.began = total, 0, time.monotonic()

    def tell(self, executed: Executed) -> None:
        """Report one run, and when all will have ended if the others take as long."""
        self.done += 1
        left = (time.monotonic() - self.began) / self.done * (self.total - self.done)
        outcome = f"failed: {executed.error}" if executed.error else f"{executed.seconds:.1f} s"
        name = executed.run.scenario.name
        rest = f", {in_words(left)} left" if self.done < self.total else ""
        print(
            f"{self.done:{len(str(self.total))}}/{self.total} {name}: {outcome}{rest}",
            file=sys.stderr,
            flush=True,
        )


def in_words(seconds: float) -> str:
    """Write a time to wait, such as ``about 40 s`` or ``about 3 min``."""
    if seconds < 90:
        return f"about {seconds:.0f} s"
    minutes = seconds / 60
    return f"about {minutes:.0f} min" if minutes < 90 else f"about {minutes / 60:.1f} h"
