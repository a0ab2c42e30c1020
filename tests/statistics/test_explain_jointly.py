"""Percentages that belong together are explained by one denominator and one rounding mode."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doesithold.errors import InputError
from doesithold.explain import explain_jointly
from doesithold.numbers import MODES, to_decimal

DENOMINATORS = {"enrolled": 18, "evaluable": 17, **{f"{n} patients": n for n in range(16, 0, -1)}}
PAPER = {
    "characteristics": [
        ("83.3", 15), ("5.5", 1), ("66.6", 12), ("11.1", 2), ("22.2", 4), ("88.8", 16), ("33.3", 6)
    ],
    "sexes": [("44", 8), ("56", 10)],
    "response rates": [("41.2", 7), ("52.9", 9)],
    "adverse events in the table": [("29.4", 5), ("23.5", 4), ("17.6", 3), ("11.8", 2), ("5.9", 1)],
    "adverse events in the abstract": [("31.3", 5), ("25.0", 4), ("18.8", 3), ("18.8", 3)],
}  # fmt: skip


@pytest.mark.parametrize("counts_known", [True, False])
def test_smallest_set_of_assumptions_for_the_paper(counts_known: bool) -> None:
    groups = {
        name: [(reported, k if counts_known else None) for reported, k in parts]
        for name, parts in PAPER.items()
    }
    joint = explain_jointly(groups, DENOMINATORS)
    assert joint.unexplained == ()
    assert joint.denominators == ("enrolled", "evaluable", "16 patients")
    assert joint.roundings == ("half_up", "truncate")
    assert {part.group: (part.n, part.rounding) for part in joint.groups} == {
        "characteristics": (18, "truncate"),
        "sexes": (18, "half_up"),
        "response rates": (17, "half_up"),
        "adverse events in the table": (17, "half_up"),
        "adverse events in the abstract": (16, "half_up"),
    }
    for part in joint.groups:
        assert part.counts == tuple((k,) for _, k in PAPER[part.group])


def test_sexes_and_characteristics_share_no_rounding() -> None:
    together = {"both": [*PAPER["characteristics"], *PAPER["sexes"]]}
    assert explain_jointly(together, DENOMINATORS).unexplained == ("both",)


@given(st.data(), st.sampled_from(MODES), st.integers(1, 40))
def test_one_denominator_and_mode_are_found_again(data: st.DataObject, mode: str, n: int) -> None:
    counts = data.draw(st.lists(st.integers(0, n), min_size=1, max_size=6))
    parts = [(to_decimal(Fraction(100 * k, n), 1, mode), k) for k in counts]
    joint = explain_jointly({"table": parts}, {"all": n})
    assert joint.unexplained == ()
    assert len(joint.roundings) == len(joint.denominators) == 1
    (part,) = joint.groups
    assert [to_decimal(Fraction(100 * k, n), 1, part.rounding) for k in counts] == [text for text, _ in parts]


def test_of_sets_of_one_size_the_one_with_fewest_roundings_is_taken() -> None:
    # 1/16 is 6.25 %: 6.3, or 6.2 cut off; 4/65 is 6.15 %, which prints 6.2 without a further rounding.
    joint = explain_jointly({"one": [("6.3", 1)], "other": [("6.2", None)]}, {"A": 16, "B": 65})
    assert (joint.denominators, joint.roundings) == (("A", "B"), ("half_up",))


def test_chance_falls_with_every_further_percentage() -> None:
    parts = PAPER["adverse events in the abstract"]
    chances = [
        explain_jointly({"all": parts[: size + 1]}, DENOMINATORS).groups[0].chance
        for size in range(len(parts))
    ]
    assert chances == sorted(chances, reverse=True)
    assert chances[0] < 1


@pytest.mark.parametrize("denominators", [{"none": 0}, {str(n): n for n in range(1, 200)}])
def test_senseless_denominators_are_refused(denominators: dict[str, int]) -> None:
    with pytest.raises(InputError):
        explain_jointly(PAPER, denominators)
