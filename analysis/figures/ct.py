"""Figure 3b: a CT image, which cannot be redrawn; what the paper's text and Table 1 report of it."""

from __future__ import annotations

from analysis.figures.palette import listed
from analysis.figures.swimmer import dated_responses
from doesithold.measures.selection import select
from doesithold.paper.paper import Paper


def ct_report(paper: Paper) -> str:
    """Say in a sentence whose scans figure 3b shows and what came of the treatment."""
    ((shown, weeks),) = dated_responses(paper).items()
    (patient,) = select(paper, {"patient": shown})
    person = {"F": "woman", "M": "man"}[patient.sex]
    return (
        f"{patient.patient}, a {person} of {patient.age} with {patient.tumour_type_printed.lower()} and "
        f"KIT {patient.variant}, with metastases to {listed(patient.sites)}: "
        f"{patient.response_label} after {weeks} weeks of imatinib."
    )
