"""Values read off the figures change what is drawn, what captions say, and verdicts."""

import shutil

import pytest

from analysis.book import open_book
from analysis.figures.kaplan_meier import kaplan_meier
from analysis.figures.lollipop import lollipop
from analysis.figures.show import figure_block
from analysis.figures.swimmer import swimmer
from analysis.figures.waterfall import waterfall
from doesithold.cli.main import main
from doesithold.errors import InputError
from doesithold.reconstruct.sampler import reconstruct

LANES = "patient,duration_months,ongoing,response_from_months,response_to_months\n"
BARS = "patient,response,change_percent\n"
POINTS = "time_months,survival\n"
RESPONDERS = {"Pt-14": -100, "Pt-13": -80, "Pt-08": -75, "Pt-01": -70, "Pt-03": -35}


@pytest.fixture
def read_off(tmp_path):
    """Open the book with files of a made-up digitisation, given as file name to content."""

    def opened(**files):
        data = tmp_path / "data"
        shutil.copytree("data", data, dirs_exist_ok=True)
        for name, content in files.items():
            (data / "digitised" / f"{name}.csv").write_text(content, encoding="utf-8")
        return open_book(data)

    return opened


def bars(changes):
    return BARS + "".join(f"{patient},,{change}\n" for patient, change in changes.items())


@pytest.fixture(scope="session")
def curves(book):
    """Points of both curves of one data set that agrees with the paper, the times stretched."""
    ensemble = reconstruct(book.paper, draws=1, seed=7, readings=book.constraints.under())

    def points(endpoint, stretch=1.0):
        times = ensemble.times[endpoint]
        drawn = kaplan_meier(endpoint, book.constraints.under(), times).data
        lines = [f"{row.time * stretch:.4f},{row.example:.4f}\n" for row in drawn.itertuples()]
        at_risk = [f"{month * stretch},{(times.times >= month).sum()}\n" for month in (0, 1, 2, 3, 6, 12)]
        return {
            endpoint: POINTS + "".join(lines),
            f"{endpoint}_at_risk": "time_months,at_risk\n" + "".join(at_risk),
        }

    return points


def test_nothing_read_off_leaves_the_ledger_and_the_figures_as_they_are(read_off, book):
    untouched = read_off()
    assert untouched.findings == book.findings
    assert untouched.findings["results-pfs-median"].verdict == "unverifiable"
    assert len(untouched.sources.survival("pfs")[0].times) > 1000


@pytest.mark.parametrize("endpoint", ["pfs", "os"])
def test_a_curve_that_agrees_with_the_paper_bears_out_median_and_bounds(read_off, curves, endpoint):
    opened = read_off(**curves(endpoint))
    found = opened.findings
    times, provenance = opened.sources.survival(endpoint)
    assert (len(times.times), provenance) == (1, "digitised")
    for section in ("abstract", "results"):
        for claim in (f"{section}-{endpoint}-{part}" for part in ("median", "lower", "upper")):
            assert found[claim].verdict in ("reproduced", "explained"), claim
            assert found[claim].rests_on == (f"digitised/{endpoint}.csv",)
            assert {assumption.kind for assumption in found[claim].assumptions} <= {"reading error"}
    assert found["discussion-os-median"].verdict == ("unverifiable" if endpoint == "pfs" else "reproduced")


def test_a_curve_of_other_patients_contradicts_the_printed_median(read_off, curves):
    finding = read_off(**curves("pfs", stretch=1.5)).findings["results-pfs-median"]
    assert finding.verdict == "contradicted"
    assert finding.recomputed == "3.4"
    assert finding.needs is None


@pytest.mark.parametrize(
    ("months", "verdict"), [("20", "reproduced"), ("11.9", "explained"), ("11.5", "contradicted")]
)
def test_a_limit_holds_beyond_it_and_nearly_holds_within_the_error_of_reading(read_off, months, verdict):
    lanes = f"Pt-14,{months},no,,\nPt-03,24,yes,,\n"
    assert read_off(swimmer=LANES + lanes).findings["results-pt14-duration"].verdict == verdict


def test_a_response_counts_from_its_mark_where_there_is_one(read_off):
    found = read_off(swimmer=LANES + "Pt-14,13,no,1.84,12.5\nPt-13,6,no,1.84,6\n").findings
    assert found["results-pt14-duration"].recomputed == "0.9"
    assert (found["results-pt13-weeks"].recomputed, found["results-pt13-weeks"].verdict) == (
        "8",
        "reproduced",
    )


@pytest.mark.parametrize(("weeks", "side"), [(9.3, "high"), (6.7, "low")])
def test_a_rounded_digit_is_no_error_of_reading_and_the_side_is_told(read_off, weeks, side):
    """With lanes of up to 24 months the hand may be off by 0.24 months, or 1.04 weeks."""
    lanes = f"Pt-14,24,no,,\nPt-13,6,no,{weeks * 7 / 30.4375:.4f},6\n"
    finding = read_off(swimmer=LANES + lanes).findings["results-pt13-weeks"]
    assert finding.verdict == "explained"
    assert f"too {side}" in finding.explanation


@pytest.mark.parametrize(("ongoing", "verdict"), [("yes", "reproduced"), ("no", "contradicted")])
def test_a_response_said_to_go_on_must_end_in_an_arrow(read_off, ongoing, verdict):
    found = read_off(swimmer=LANES + f"Pt-03,9,{ongoing},,\n").findings
    assert found["results-pt03-duration"].verdict == verdict


def test_the_deepest_shrinkages_hold_only_apart_from_the_complete_response(read_off):
    found = read_off(waterfall=bars(RESPONDERS)).findings["results-shrinkage-variants"]
    assert found.recomputed == "K642E; N655K; W557G"
    assert [assumption.value for assumption in found.assumptions] == ["among the partial responders"]
    assert found.rests_on[0] == "digitised/waterfall.csv"


def test_table_readings_do_not_mend_what_the_figure_shows(read_off):
    shown = RESPONDERS | {"Pt-13": -31, "Pt-07": -29}
    alone = {"Pt-14": -100, "Pt-01": -80, "Pt-07": -29, "Pt-05": -10}
    assert read_off(waterfall=bars(shown)).findings["results-shrinkage-variants"].verdict == "explained"
    assert read_off(waterfall=bars(alone)).findings["results-shrinkage-variants"].verdict == "contradicted"


@pytest.mark.parametrize(("change", "verdict"), [("-0.5", "reproduced"), ("-12", "contradicted")])
def test_a_bar_hardly_below_zero_is_no_shrinkage(read_off, change, verdict):
    found = read_off(waterfall=bars({**RESPONDERS, "Pt-16": change})).findings
    assert found["results-shrinkage-amplification"].verdict == verdict


def test_bars_without_a_name_count_but_say_nothing_of_patients(read_off):
    found = read_off(waterfall=BARS + ",PD,30\n,PR,-50\n").findings
    assert found["captions-waterfall-patients"].recomputed == "2"
    assert found["results-shrinkage-amplification"].verdict == "unverifiable"


def test_figures_and_captions_say_what_was_read_off(read_off, curves, tmp_path):
    book = read_off(waterfall=bars(RESPONDERS), swimmer=LANES + "Pt-03,9,yes,,\n", **curves("os"))
    sources = book.sources
    figures = {
        "waterfall": waterfall(book.paper, sources.changes),
        "lollipop": lollipop(book.paper, book.protein, sources.changes_by_patient),
        "swimmer": swimmer(book.paper, sources.treatment, sources.reading.convention),
        "os": kaplan_meier("os", sources.reading, *sources.survival("os")),
    }
    for name, drawn in figures.items():
        block = figure_block(drawn, f"fig-{name}", "Caption.", tmp_path)
        assert "Digitised from the published figure." in block
        assert "digitised" in drawn.alt and "reconstructed" not in block.lower(), name
    assert len(figures["waterfall"].data) == len(RESPONDERS)
    assert kaplan_meier("pfs", sources.reading, *sources.survival("pfs")).provenance == "reconstructed"


def test_a_mistake_in_what_was_read_off_is_named_by_the_commands(read_off, tmp_path, capsys):
    with pytest.raises(InputError):
        read_off(swimmer=LANES + "Pt-11,9,yes,,\n")
    for command in (["audit"], ["validate"]):
        assert main([*command, str(tmp_path / "data")]) == 2
        assert "swimmer.csv, row 2, column patient, value 'Pt-11'" in capsys.readouterr().err
