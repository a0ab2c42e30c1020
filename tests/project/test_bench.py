"""The table of costs: how it is taken and kept. Nothing is timed here."""

from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks import __main__ as bench
from benchmarks.timing import Benchmark, Ratio

ROOT = Path(__file__).parents[2]
RATIOS = (Ratio("ours", "theirs", most=0.5, most_seconds=1), Ratio("ours", "another", most=1))


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Make a project with one benchmark, whose sides cost 1, 2, 3 and 4 s and four times as much."""
    made = []

    @contextmanager
    def sides(folder):
        def ours():
            made.append(len(made) + 1)
            if made[-1] == stop.get("at"):
                raise KeyboardInterrupt
            return made[-1]

        yield {"ours": ours, "theirs": lambda: 4 * made[-1]}

    stop: dict[str, int] = {}
    one = Benchmark(RATIOS, sides, without={"another": "not found"})
    monkeypatch.setattr(bench, "BENCHMARKS", {"one": one, "kept": one})
    monkeypatch.chdir(tmp_path)
    Path("docs").mkdir()
    Path("docs/benchmarks.md").write_text("| Benchmark | … |\n| kept | a | row | 1.00 |  | 1.00 s |\n")
    Path("README.md").write_text("Above\n<!-- from docs/benchmarks.md -->\nold\n<!-- end -->\nBelow\n")
    return stop


def test_rows_are_ratios_with_their_spread_and_say_what_is_missing(project):
    assert bench.main(["--only", "one", "--repeats", "3"]) == 0
    page = Path("docs/benchmarks.md").read_text()
    assert bench.rows_of(page) == [
        "| one | ours | theirs | 0.25 (0.25–0.25) | ≤ 0.5, ≤ 1 s: missed | 2.00 (1.00–3.00) s |",
        "| one | ours | another | not found | ≤ 1 |  |",
        "| kept | a | row | 1.00 |  | 1.00 s |",
    ]


def test_the_next_run_goes_on_where_one_was_stopped(project):
    project["at"] = 3
    assert bench.main(["--only", "one", "--repeats", "4"]) == 130
    assert bench.main(["--only", "one", "--repeats", "4"]) == 0
    assert "3.00 (1.00–5.00) s" in Path("docs/benchmarks.md").read_text()
    assert bench.main(["--only", "one", "--repeats", "1"]) == 0
    assert "6.00 (6.00–6.00) s" in Path("docs/benchmarks.md").read_text()


@pytest.mark.parametrize(
    "arguments", [["--only", "nothing"], ["--repeats", "0"], ["--repeats", "some"], ["more"]]
)
def test_bad_input_is_one_line_and_nothing_is_written(project, arguments, capsys):
    before = Path("docs/benchmarks.md").read_text()
    assert bench.main(arguments) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert Path("docs/benchmarks.md").read_text() == before


def test_the_readme_shows_the_goals_of_what_was_measured():
    rows = bench.rows_of((ROOT / bench.TABLE).read_text(encoding="utf-8"))
    shown = bench.BETWEEN.search((ROOT / bench.README).read_text(encoding="utf-8"))
    assert shown is not None
    assert shown[0] == bench.in_short(rows)
    named = [row.removeprefix("| ").split(" | ")[:3] for row in rows]
    known = [
        [name, ratio.side, ratio.against] for name, one in bench.BENCHMARKS.items() for ratio in one.ratios
    ]
    assert named == [row for row in known if row in named]
    assert {name for name, *_ in named} == set(bench.BENCHMARKS)
