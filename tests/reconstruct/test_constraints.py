"""The constraints are read strictly: whatever is wrong in the file is named with its place."""

import re
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from doesithold.errors import InputError
from doesithold.paper.paper import Paper
from doesithold.reconstruct.constraints import Constraints, TimeBound, load_constraints

FILE = Path(__file__).parents[2] / "data" / "constraints.yaml"


@pytest.mark.parametrize(("month", "days"), [("mean", Fraction(487, 16)), ("four_weeks", Fraction(28))])
def test_durations_are_exact_in_any_month(constraints: Constraints, month: str, days: Fraction) -> None:
    reading = constraints.under({"month": month, "duration": "from_response", "prolonged": "median"})
    bounds = {bound.id: bound.more_than for bound in reading.of(TimeBound)}
    assert bounds["partial-over-30-weeks"] == 30 * 7 / days
    assert bounds["complete-response-over-a-year"] == (Fraction(1461, 4) + 56) / days
    assert bounds["control-at-first-scan"] == 56 / days
    assert bounds["prolonged-median"] == Fraction(9, 4)


def test_a_reading_holds_what_applies_and_nothing_else(constraints: Constraints) -> None:
    default = {c.id for c in constraints.under().constraints}
    event = {c.id for c in constraints.under({"withdrawal": "event"}).constraints}
    assert default - event == {"withdrawn-left-out"}
    assert event - default == {"request-is-an-event"}
    everything = {c.id for c in constraints.constraints}
    reached = set(default)
    for name, question in constraints.readings.items():
        for alternative in question.alternatives:
            for other in constraints.readings["withdrawal"].alternatives:
                reached |= {
                    c.id for c in constraints.under({"withdrawal": other, name: alternative}).constraints
                }
    weeks = constraints.under({"progression": "scan_days", "first_scan": "within_a_week"})
    assert reached | {c.id for c in weeks.constraints} == everything


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("constraints", 0, "wherefore"), "x", "wherefore.*constraint withdrawn-left-out"),
        (("constraints", 0, "kind"), "guess", "constraint withdrawn-left-out"),
        (("constraints", 0, "who"), {"shoe_size": 43}, "shoe_size"),
        (("constraints", 0, "id"), "request-is-an-event", "id.*must be unique"),
        (("constraints", 0, "when"), {"weather": ["fine"]}, "when.weather"),
        (("constraints", 0, "when"), {"withdrawal": ["perhaps"]}, "perhaps"),
        (("constraints", 0, "says"), "", "says"),
        (("constraints", 3, "less_than"), "8 fortnights", "must be a duration"),
        (("constraints", 3, "less_than"), None, "needs one of"),
        (("readings", "clock", "alternatives"), {"only": "one"}, "readings.clock.alternatives"),
        (("surplus",), 1, "surplus"),
    ],
)
def test_mistakes_are_named(paper: Paper, tmp_path: Path, path: tuple, value: object, message: str) -> None:
    content = yaml.safe_load(FILE.read_text())
    place = content
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    broken = tmp_path / "constraints.yaml"
    broken.write_text(yaml.safe_dump(content))
    with pytest.raises(InputError, match=message) as refusal:
        load_constraints(broken, paper)
    assert str(refusal.value).startswith("constraints.yaml")


@pytest.mark.parametrize(
    "text", ["", "- 1", "a: [", "readings: {}\nconstraints: 7", "constraints: [1, x]\nreadings: {}"]
)
def test_what_is_no_constraints_file_is_refused(tmp_path: Path, text: str) -> None:
    broken = tmp_path / "constraints.yaml"
    broken.write_text(text)
    with pytest.raises(InputError, match=r"constraints\.yaml"):
        load_constraints(broken)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the file is missing"):
        load_constraints(tmp_path / "constraints.yaml")


def made(tmp_path: Path, change: dict[str, dict]) -> Path:
    """Write the constraints with some keys of some entries changed."""
    content = yaml.safe_load(FILE.read_text())
    for name, keys in change.items():
        next(each for each in content["constraints"] if each["id"] == name).update(keys)
    path = tmp_path / "constraints.yaml"
    path.write_text(yaml.safe_dump(content))
    return path


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"whole-days-pfs": {"every": "0.0000000001 day"}}, "must be a duration|at least an hour"),
        ({"whole-days-pfs": {"every": "0.000001 days"}}, "at least an hour"),
        ({"whole-days-pfs": {"within": "3 days"}}, "less than half"),
        ({"pfs-interval": {"lower": "3.20", "upper": "1.29"}}, "lower bound 3.20 must be below"),
        ({"pfs-interval": {"level": "95"}}, "level 95"),
        ({"progression-before-death": {"shorter": "os"}}, "two endpoints"),
        ({"pfs-drawn": {"at_most": "99999 years"}}, "longer than"),
    ],
)
def test_what_would_never_end_or_is_reversed_is_refused(
    tmp_path: Path, change: dict[str, dict], message: str
) -> None:
    with pytest.raises(InputError, match=message) as refusal:
        load_constraints(made(tmp_path, change))
    assert len(str(refusal.value).splitlines()) == 1


ORDER = {"kind": "order", "place": "none", "says": "One comes first.", "basis": "definition"}


@pytest.mark.parametrize(
    ("orders", "message"),
    [
        ([("os", "pfs")], "circle: os ≤ pfs ≤ os (progression-before-death, order-0)"),
        ([("os", "ttp"), ("ttp", "pfs")], "circle: os ≤ ttp ≤ pfs ≤ os"),
    ],
)
def test_orders_that_go_round_are_refused(
    tmp_path: Path, orders: list[tuple[str, str]], message: str
) -> None:
    content = yaml.safe_load(FILE.read_text())
    content["endpoints"] |= {name: {} for order in orders for name in order}
    for number, (shorter, longer) in enumerate(orders):
        content["constraints"].append(ORDER | {"id": f"order-{number}", "shorter": shorter, "longer": longer})
    path = tmp_path / "constraints.yaml"
    path.write_text(yaml.safe_dump(content))
    with pytest.raises(InputError, match=re.escape(message)) as refusal:
        load_constraints(path)
    assert len(str(refusal.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"constraint": {"endpoint": "dsf"}},
            "column endpoint, value 'dsf': constraint pfs-median: must be one of endpoints (os, pfs)",
        ),
        (
            {"theorem": {"endpoint": "dsf"}},
            "column endpoint, value 'dsf': theorem share-at-first-scan: must be one of endpoints (os, pfs)",
        ),
        ({"endpoints": {"ttp": {}}}, "column endpoints, value 'ttp': must be bounded by a constraint"),
        ({"endpoints": {"os": {"lable": "x"}}}, "column endpoints.os.lable"),
    ],
)
def test_endpoints_that_do_not_fit_are_named(tmp_path: Path, change: dict[str, dict], message: str) -> None:
    content = yaml.safe_load(FILE.read_text())
    next(each for each in content["constraints"] if each["id"] == "pfs-median").update(
        change.get("constraint", {})
    )
    content["theorems"][0].update(change.get("theorem", {}))
    content["endpoints"].update(change.get("endpoints", {}))
    path = tmp_path / "constraints.yaml"
    path.write_text(yaml.safe_dump(content))
    with pytest.raises(InputError, match=re.escape(message)) as refusal:
        load_constraints(path)
    assert str(refusal.value).startswith("constraints.yaml")
    assert len(str(refusal.value).splitlines()) == 1
