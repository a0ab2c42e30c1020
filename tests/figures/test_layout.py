"""No text of a figure leaves the page, and no label covers another, by the renderer's own boxes."""

from itertools import combinations
from pathlib import Path
from unittest.mock import patch

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from analysis.figures.answers import denominators, interval_widths, rounding_hides, two_shares
from analysis.figures.kaplan_meier import kaplan_meier, survival_by_kit
from analysis.figures.landscape import landscape
from analysis.figures.lollipop import lollipop
from analysis.figures.palette import WIDTH, styled
from analysis.figures.side_by_side import side_by_side
from analysis.figures.swimmer import swimmer
from analysis.figures.waterfall import waterfall
from doesithold.numbers import Share
from doesithold.reconstruct.constraints import load_constraints
from doesithold.reconstruct.sampler import reconstruct

from .conftest import CONVENTION, finding

FIGURES = {
    "swimmer": lambda paper, protein, ensemble, reading: swimmer(paper, ensemble, CONVENTION),
    "waterfall": lambda paper, protein, ensemble, reading: waterfall(paper, ensemble),
    "landscape": lambda paper, protein, ensemble, reading: landscape(paper),
    "lollipop": lambda paper, protein, ensemble, reading: lollipop(paper, protein, ensemble),
    "progression-free": lambda paper, protein, ensemble, reading: kaplan_meier(
        "pfs", reading, ensemble.times["pfs"]
    ),
    "overall": lambda paper, protein, ensemble, reading: kaplan_meier("os", reading, ensemble.times["os"]),
    "survival by KIT": lambda paper, protein, ensemble, reading: survival_by_kit(paper, ensemble),
    "side by side": lambda paper, protein, ensemble, reading: side_by_side(paper, ensemble),
    "two shares": lambda *_: two_shares(
        finding("31.3", Share(5, 16), "Abstract"), finding("29.4", Share(5, 17), "Results")
    ),
    "denominators": lambda *_: denominators("31.3", 18),
    "interval widths": lambda *_: interval_widths(Share(7, 17)),
    "rounding hides": lambda *_: rounding_hides("41.2", 40),
}


@pytest.fixture(scope="module")
def reading():
    return load_constraints(Path("data/constraints.yaml")).under()


@pytest.fixture(scope="module", params=["made up", "agrees with the paper"])
def data_sets(request, paper, ensemble, reading):
    return ensemble if request.param == "made up" else reconstruct(paper, draws=200, readings=reading)


@pytest.fixture(scope="module", params=FIGURES)
def drawn(request, paper, protein, data_sets, reading):
    """Draw a figure once and return it with its texts and their boxes."""
    figure = FIGURES[request.param](paper, protein, data_sets, reading).figure
    return figure, boxes(figure)


@styled
def boxes(figure):
    """Return every text that is drawn, with its box in pixels."""
    shown = []

    def draw(text, renderer, *args, **kwargs):
        if text.get_visible() and text.get_text().strip():
            shown.append((text, text.get_window_extent(renderer)))

    with patch.object(Text, "draw", draw):
        figure.draw(FigureCanvasAgg(figure).get_renderer())
    return shown


def test_every_text_lies_on_the_page(drawn):
    figure, texts = drawn
    width, height = figure.get_size_inches() * figure.dpi
    outside = [
        text.get_text()
        for text, box in texts
        if box.x0 < 0 or box.y0 < 0 or box.x1 > width + 0.5 or box.y1 > height + 0.5
    ]
    assert outside == []


def test_no_text_covers_or_touches_another(drawn):
    shown = [(text.get_text(), box.padded(0.5)) for text, box in drawn[1]]
    covered = [(one, other) for (one, a), (other, b) in combinations(shown, 2) if a.overlaps(b)]
    assert covered == []


def test_text_has_ten_points_or_more_at_the_width_of_a_printed_column(drawn):
    figure, texts = drawn
    assert figure.get_figwidth() == WIDTH <= 6.23
    assert min(text.get_fontsize() for text, _ in texts) >= 10
