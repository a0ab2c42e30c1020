"""Files of a figure: the same bytes, text as text, colours that read on light and on dark pages."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pandas as pd
import pytest
from matplotlib import rcParams
from PIL import Image
from pypdf import PdfReader

from analysis.figures.answers import denominators, interval_widths, rounding_hides
from analysis.figures.ct import ct_report
from analysis.figures.kaplan_meier import survival_by_kit
from analysis.figures.landscape import landscape
from analysis.figures.lollipop import lollipop
from analysis.figures.palette import (
    ALTERATIONS,
    CURVE,
    DARK,
    FIRST_GROUP,
    INK,
    MUTED,
    RESPONSES,
    SECOND_GROUP,
)
from analysis.figures.show import darkened, figure_block, to_pdf, to_png, to_svg
from analysis.figures.side_by_side import side_by_side
from analysis.figures.swimmer import swimmer
from analysis.figures.waterfall import waterfall
from doesithold.numbers import Share
from doesithold.paper.digitised import DigitisedBar

from .conftest import CONVENTION

HEX = re.compile(r"(?<![\w(])#[0-9a-f]{6}\b")

GROUNDS = {"light": ("#ffffff", "#fffefc"), "dark": ("#222222", "#14191f")}
"""Pages that figures lie on: those of Quarto's themes, and of the built-in engine."""


@pytest.mark.parametrize("write", [to_svg, to_pdf, to_png])
def test_the_same_figure_gives_the_same_bytes(paper, ensemble, write):
    first, second = (write(waterfall(paper, ensemble)) for _ in range(2))
    assert first == second
    assert not re.search(rb"20\d\d-\d\d-\d\d|CreationDate|/home/|/work/", first)


@pytest.fixture(scope="module")
def figures(paper, protein, ensemble):
    return [
        waterfall(paper, ensemble),
        swimmer(paper, ensemble, CONVENTION),
        landscape(paper),
        lollipop(paper, protein, ensemble),
        survival_by_kit(paper, ensemble),
        side_by_side(paper, ensemble),
        denominators("31.3", 18),
        interval_widths(Share(7, 17)),
        rounding_hides("41.2", 40),
    ]


def test_every_colour_of_a_figure_has_its_counterpart_on_a_dark_page(figures):
    for drawn in figures:
        file = to_svg(drawn)
        light, dark = file.decode(), darkened(file).decode()
        assert set(HEX.findall(light)) <= set(DARK)
        assert not set(HEX.findall(dark)) & set(DARK)
        assert HEX.sub("", light) == HEX.sub("", dark)


def test_no_figure_has_a_ground_of_its_own(figures):
    for drawn in figures:
        for patch in [drawn.figure.patch, *(axes.patch for axes in drawn.figure.axes)]:
            assert not patch.get_visible() or patch.get_facecolor()[3] == 0


@pytest.fixture(scope="module")
def written(paper, tmp_path_factory):
    """A figure, the folder of its files, and its block."""
    drawn, folder = landscape(paper), tmp_path_factory.mktemp("drawn")
    return drawn, folder, figure_block(drawn, "fig-landscape", "All patients.", folder)


def test_text_is_text_in_a_font_that_comes_along(written):
    _, folder, _ = written
    svg = (folder / "fig-landscape.svg").read_text()
    words = {
        "".join(text.itertext()).strip()
        for text in ElementTree.fromstring(svg).iter()
        if text.tag[-4:] == "text"
    }
    assert {"Pt-14", "CDKN2A", "16/18 (89%)"} <= words
    assert "src:url(data:font/woff;base64," in svg
    paper = PdfReader(folder / "fig-landscape.pdf").pages[0]
    assert "CDKN2A" in paper.extract_text() and "16/18 (89%)" in paper.extract_text()


def test_a_block_shows_a_figure_for_each_theme_and_for_print_and_links_to_its_files(written):
    drawn, folder, block = written
    assert block.startswith("\n::: {#fig-landscape}\n")
    shown = re.findall(r'!\[\]\((\S+)\)\{(\S+) fig-alt="([^"]*)"\}', block)
    stem = f"/{(folder / 'fig-landscape').as_posix()}"
    assert [(path, kind) for path, kind, _ in shown] == [
        (f"{stem}.svg", ".figure-light"),
        (f"{stem}-dark.svg", ".figure-dark"),
        (f"{stem}.pdf", "width=100%"),
    ]
    assert {alt for _, _, alt in shown} == {drawn.alt}
    for name in ("SVG", "PNG", "CSV"):
        assert f"[{name}]({stem}.{name.lower()})" in block
    assert "[Python](/analysis/figures/landscape.py)" in block
    assert Image.open(folder / "fig-landscape.png").width == 930
    saved = pd.read_csv(folder / "fig-landscape.csv", keep_default_na=False)
    assert list(saved["patient"]) == list(drawn.data["patient"])


def test_captions_say_what_is_reconstructed_or_digitised(paper, ensemble, tmp_path):
    assert "Reconstructed:" in figure_block(waterfall(paper, ensemble), "fig-a", "Changes.", tmp_path)
    digitised = waterfall(paper, [DigitisedBar("Pt-14", "CR", -100.0)])
    assert "Digitised" in figure_block(digitised, "fig-b", "Changes.", tmp_path)


def test_drawing_leaves_the_callers_settings_alone(paper):
    before = dict(rcParams)
    landscape(paper)
    assert dict(rcParams) == before


def themed(colour, theme):
    return DARK[colour] if theme == "dark" else colour


@pytest.mark.parametrize("theme", GROUNDS)
def test_text_and_marks_stand_out_from_the_page(theme):
    for ground in GROUNDS[theme]:
        for colour in (INK, MUTED):
            assert contrast(themed(colour, theme), ground) >= 4.5
        fills = [style.fill for style in RESPONSES.values()]
        for colour in (*fills, *ALTERATIONS.values(), CURVE, FIRST_GROUP, SECOND_GROUP):
            assert contrast(themed(colour, theme), ground) >= 3


@pytest.mark.parametrize("theme", GROUNDS)
def test_letters_read_on_every_response_and_responses_differ_without_hue(theme):
    fills = {code: themed(style.fill, theme) for code, style in RESPONSES.items()}
    for code, style in RESPONSES.items():
        assert contrast(fills[code], themed(style.ink, theme)) >= 4.2
    shades = sorted(luminance(fill) for code, fill in fills.items() if code != "Withdrawal")
    assert all((b + 0.05) / (a + 0.05) >= 1.15 for a, b in pairwise(shades))
    assert len({style.marker for style in RESPONSES.values()}) == len(RESPONSES)


def luminance(colour):
    """Return the relative luminance of a colour (WCAG 2.2)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_scans_are_told_to_be_those_of_the_response_at_week_8(paper, patients):
    row = patients.set_index("patient").loc["Pt-13"]
    person = {"F": "woman", "M": "man"}[row["sex"]]
    assert ct_report(paper).startswith(f"Pt-13, a {person} of {row['age']} with ")
