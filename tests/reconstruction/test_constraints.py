"""The constraints are read strictly: whatever is wrong in the file is named with its place."""

from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from doesithold.errors import InputError
from doesithold.paper.paper import Paper
from doesithold.reconstruct.constraints import Constraints, TimeBound, load_constraints

FILE = Path(__file__).parents[2] / "data" / "constraints.yaml"


def test_durations_are_exact(constraints: Constraints) -> None:
    bounds = {c.id: c for c in constraints.constraints if isinstance(c, TimeBound)}
    assert bounds["partial-over-30-weeks"].more_than == Fraction(30 * 7 * 16, 487)
    assert bounds["complete-response-over-a-year"].more_than == 12 + Fraction(56 * 16, 487)


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
    assert reached == everything


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
