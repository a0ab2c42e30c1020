"""What the page of a scenario says of the data sets drawn, against lifelines."""

import numpy as np
from lifelines import KaplanMeierFitter

from doesithold.reconstruct import Ensemble
from doesithold.scenarios.notebook import reconstruction_summary
from doesithold.statistics.survival import Times

EVENTS = np.array([[True, True, False, True, True, False]] * 2)
PFS = Times(np.array([[1.0, 2.0, 4.0, 8.0, 11.0, 20.0], [1.5, 3.0, 7.0, 9.0, 13.0, 18.0]]), EVENTS)
OS = Times(PFS.times + 2, EVENTS)
DRAWN = Ensemble(tuple("ABCDEF"), {"pfs": PFS, "os": OS}, np.full((2, 6), np.nan), PFS.times)


def test_medians_landmarks_and_counts_are_those_of_all_data_sets() -> None:
    told = reconstruction_summary(DRAWN)
    for endpoint, times in (("pfs", PFS), ("os", OS)):
        fits = [KaplanMeierFitter().fit(*one) for one in zip(times.times, times.events, strict=True)]
        medians = sorted(fit.median_survival_time_ for fit in fits)
        assert told[endpoint]["median, months"] == f"{medians[0]:.2f} to {medians[1]:.2f}"
        for month in (6, 12):
            heights = sorted({round(100 * float(fit.predict(month))) for fit in fits})
            wanted = " to ".join(dict.fromkeys(map(str, heights)))
            assert told[endpoint][f"free of the event at {month} months, %"] == wanted
        assert told[endpoint]["events"] == "4"
        assert (
            told[endpoint]["longest time, months"]
            == f"{times.times[1].max():.1f} to {times.times[0].max():.1f}"
        )
