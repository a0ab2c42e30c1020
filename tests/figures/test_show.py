import re
from itertools import pairwise
from xml.etree import ElementTree

from matplotlib import rcParams

from analysis.figures.landscape import landscape
from analysis.figures.palette import PANEL, RESPONSES
from analysis.figures.show import figure_block, to_svg
from analysis.figures.waterfall import waterfall
from doesithold.paper.digitised import Bar


def test_the_same_figure_gives_the_same_bytes(study, ensemble):
    first, second = (to_svg(waterfall(study, ensemble)) for _ in range(2))
    assert first == second
    assert b"dc:date" not in first


def test_a_block_shows_an_image_that_exists_with_label_caption_and_alt(study, tmp_path):
    drawn = landscape(study)
    block = figure_block(drawn, "fig-landscape", "All patients.", tmp_path)
    path, label, alt = re.fullmatch(
        r'\n!\[All patients\.\]\(/(.+)\)\{#(\S+) fig-alt="([^"]*)"\}\n', block
    ).groups()
    assert (label, alt) == ("fig-landscape", drawn.alt)
    assert ElementTree.parse(f"/{path}".replace("//", "/")).getroot().tag.endswith("svg")


def test_captions_say_what_is_reconstructed_or_digitised(study, ensemble, tmp_path):
    assert "Reconstructed:" in figure_block(waterfall(study, ensemble), "fig-a", "Changes.", tmp_path)
    digitised = waterfall(study, [Bar("Pt-14", "CR", -100.0)])
    assert "Digitised" in figure_block(digitised, "fig-b", "Changes.", tmp_path)


def test_drawing_leaves_the_callers_settings_alone(study):
    before = dict(rcParams)
    landscape(study)
    assert dict(rcParams) == before


def test_letters_read_on_every_response_colour_and_colours_differ_without_hue():
    shades = sorted(luminance(style.fill) for code, style in RESPONSES.items() if code != "Withdrawal")
    assert all(contrast(style.fill, style.ink) >= 4.5 for style in RESPONSES.values())
    assert all((b + 0.05) / (a + 0.05) > 1.3 for a, b in pairwise(shades))
    assert len({style.marker for style in RESPONSES.values()}) == len(RESPONSES)
    assert PANEL == "#ffffff"


def luminance(colour):
    """Return the relative luminance of a colour (WCAG 2.2)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
