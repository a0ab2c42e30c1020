"""Measures of two arms, and the reference of measures: every example runs and holds in the sample paper."""

import json
import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

import doesithold
from doesithold.audit.finding import Finding
from doesithold.audit.limits import beyond, limit_of
from doesithold.audit.verdicts import audit
from doesithold.cli.main import main
from doesithold.errors import InputError
from doesithold.explain.interval import explain_one_bound
from doesithold.measures import MEASURES
from doesithold.measures.reference import MeasureEntry, as_markdown, entry, reference
from doesithold.paper.claims import Claim
from doesithold.paper.paper import Paper, load_paper
from doesithold.report.whole import audit_paper

SAMPLE = Path(doesithold.__file__).parent / "sample"
TWO_ARMS = json.loads((Path(__file__).parents[1] / "oracles/two_arms.json").read_text())


@pytest.fixture(scope="module")
def sample() -> Paper:
    return load_paper(SAMPLE)


def test_the_sample_itself_holds(sample: Paper) -> None:
    found = audit_paper(sample)
    assert len(found.findings) >= 10
    assert [one.explanation for one in found.findings if not one.clean] == []


def audited(paper: Paper, *claims: dict[str, object]) -> list[Finding]:
    made = tuple(
        Claim.model_validate({"id": f"claim-{at}", "section": "Results", "place": "text"} | claim)
        for at, claim in enumerate(claims)
    )
    return list(audit(replace(paper, claims=made)))


def claim(reported: str, measure: dict[str, object], **more: object) -> dict[str, object]:
    return {"says": "A statement.", "reported": reported, "unit": "ratio", "measure": measure} | more


@pytest.mark.parametrize("one", [one for one in reference() if one.examples], ids=lambda one: one.name)
def test_the_example_of_a_measure_holds_in_the_sample(one: MeasureEntry, sample: Paper) -> None:
    findings = audited(sample, *one.examples)
    assert str(findings[-1].measure).startswith(f"{one.name}(")
    assert findings[-1].verdict == "reproduced", findings[-1].explanation
    assert all(found.clean for found in findings)


def test_every_measure_is_documented_with_an_example() -> None:
    assert {one.name for one in reference()} == set(MEASURES)
    for one in reference():
        assert one.examples and one.summary.endswith("."), one.name
        assert all(argument.means for argument in one.arguments), one.name


def test_the_reference_is_ready_for_a_chapter() -> None:
    text = as_markdown((entry("risk_ratio"),))
    assert text.startswith("## `risk_ratio` {#measure-risk-ratio}")
    assert "| `bound` | one of those named, optional |" in text
    assert "```yaml\nsays: Relief was 4.3 times" in text


def test_the_command_lists_shows_and_refuses(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["measures"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(MEASURES)
    assert main(["measures", "odds_ratio", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["arguments"][0]["kind"] == "list of whole numbers"
    assert main(["measures", "odds"]) == 2
    assert "there is no measure 'odds'; measures are" in capsys.readouterr().err
    assert main(["measures", "oddsratio"]) == 2
    assert capsys.readouterr().err == "there is no measure 'oddsratio'; did you mean 'odds_ratio'?\n"


def test_an_argument_that_is_as_in_another_measure_is_described_in_full() -> None:
    meant = {one.name: one.means for one in entry("risk_ratio").arguments}
    said = {one.name: one.means for one in entry("odds_ratio").arguments}
    assert {name for name in said if said[name] == meant[name]} == set(said) - {"method"}


COUNTS = {"counts": [56, 70, 48, 80]}


def test_bounds_are_those_of_the_method_that_is_stated(sample: Paper) -> None:
    # Newcombe 1998, Table II: 56/70 against 48/80 by the score-based hybrid, in percent.
    low = {"risk_difference": COUNTS | {"bound": "lower", "other": "claim-1", "method": "newcombe"}}
    high = {"risk_difference": COUNTS | {"bound": "upper", "other": "claim-0", "method": "newcombe"}}
    findings = audited(sample, claim("5.24", low), claim("33.39", high))
    assert [found.verdict for found in findings] == ["reproduced", "reproduced"]


def test_bounds_of_another_method_are_explained_together(sample: Paper) -> None:
    low = {"risk_difference": COUNTS | {"bound": "lower", "other": "claim-1"}}
    high = {"risk_difference": COUNTS | {"bound": "upper", "other": "claim-0"}}
    for found in audited(sample, claim("5.24", low), claim("33.39", high)):
        assert found.verdict == "explained"
        assert [(one.kind, one.value) for one in found.assumptions] == [("method", "newcombe")]


def test_a_bound_without_its_partner_is_held_against_its_own_end(sample: Paper) -> None:
    upper = {"risk_difference": COUNTS | {"bound": "upper"}}
    right, wrong = audited(sample, claim("33.39", upper), claim("5.24", upper))
    assert (right.verdict, right.assumptions[0].value) == ("explained", "newcombe")
    assert wrong.verdict == "contradicted"


def test_a_correct_bound_is_never_blamed_for_its_partner(sample: Paper) -> None:
    low = {"risk_difference": COUNTS | {"bound": "lower", "other": "claim-1"}}
    high = {"risk_difference": COUNTS | {"bound": "upper", "other": "claim-0"}}
    plain, wrong = audited(sample, claim("5.75", low), claim("37.12", high))
    assert plain.verdict == "reproduced"
    assert wrong.verdict == "contradicted"


def test_a_bound_of_a_proportion_is_never_blamed_for_its_partner() -> None:
    found = explain_one_bound("17.80", "64.70", 7, 17, bound="lower").explanations[0]
    assert (found.interval.method, found.partner) == ("wald", "64.60")


def test_of_an_arm_without_an_event_each_number_comes_by_a_method_that_has_it(sample: Paper) -> None:
    counts = [0, 4, 2, 5]
    plain, halved, upper = audited(
        sample,
        claim("0", {"risk_ratio": {"counts": counts}}, id="plain"),
        claim("0.24", {"risk_ratio": {"counts": counts}}, id="halved"),
        claim("1.76", {"risk_ratio": {"counts": counts, "bound": "upper"}}, id="upper"),
    )
    assert plain.verdict == "reproduced"
    assert (halved.verdict, halved.assumptions[0].value) == ("explained", "log_adjusted")
    assert (upper.verdict, upper.assumptions[0].value) == ("explained", "koopman")  # by uniroot of R: 1.7584


def test_a_difference_of_shares_is_exact_and_in_percent(sample: Paper) -> None:
    # 29 of 200 are 14.5 %, which a binary number puts below the middle.
    assert (
        audited(sample, claim("15", {"risk_difference": {"counts": [29, 200, 0, 200]}}))[0].verdict
        == "reproduced"
    )


def test_those_who_leave_are_made_up_for(sample: Paper) -> None:
    n = TWO_ARMS["sizes"]["proportions"][0]
    sizes = dict(zip(("first", "second"), n["p"], strict=True)) | {"alpha": n["alpha"], "power": n["power"]}
    needed = math.ceil(n["n"] / 0.9)
    assert needed != math.ceil(n["n"] * 1.1)
    measure = {"sample_size_proportions": sizes | {"dropout": 0.1}}
    assert audited(sample, claim(str(needed), measure))[0].verdict == "reproduced"


@pytest.mark.parametrize(("method", "ddof"), [("sample", 1), ("population", 0)])
def test_a_deviation_is_that_of_its_formula(sample: Paper, method: str, ddof: int) -> None:
    ages = pd.read_csv(SAMPLE / "participants.csv")["age"]
    measure = {"sd": {"column": "age", "method": method}}
    assert audited(sample, claim(f"{ages.std(ddof=ddof):.3f}", measure))[0].verdict == "reproduced"


@pytest.mark.parametrize(
    ("printed", "value", "holds"),
    [
        ("<75", 75, False),
        ("over 75", 75, False),
        ("at least 75", 75, True),
        ("≤ 75", 75, True),
        ("under 75", 74, True),
        ("more than 75", 76, True),
        ("at most 75", 76, False),
        (">75", 74, False),
    ],
)
def test_a_limit_itself_lies_beyond_only_where_it_says_so(printed: str, value: int, holds: bool) -> None:
    limit = limit_of(printed)
    assert limit is not None and beyond(Fraction(value), limit) is holds


def test_a_test_that_is_not_the_stated_one_explains_a_p_value(sample: Paper) -> None:
    measure = {"p_of_counts": {"counts": [23, 60, 31, 62], "method": "fisher"}}
    # scipy: Fisher 0.2076, chi-squared 0.1946, corrected 0.2650, likelihood ratio 0.1940.
    found = audited(sample, claim("0.2650", measure))[0]
    assert (found.verdict, found.assumptions[0].value) == ("explained", "chi_squared_corrected")
    assert audited(sample, claim("0.31", measure))[0].verdict == "contradicted"


@pytest.mark.parametrize(
    ("reported", "verdict"),
    [("<0.005", "reproduced"), ("< 0.0005", "contradicted"), ("at most 0.01", "reproduced")],
)
def test_a_printed_limit_holds_beyond_it(sample: Paper, reported: str, verdict: str) -> None:
    assert audited(sample, claim(reported, {"p_of_counts": {"row": "relieved"}}))[0].verdict == verdict


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"counts": [1, 2, 3]},
        {"counts": [3, 2, 1, 4]},
        {"row": "nowhere"},
        {"row": "age"},
        {"counts": [1, 2, 1, 2], "row": "relieved"},
        {"row": "relieved", "arms": ["ginger"]},
    ],
)
def test_arguments_that_make_no_sense_are_refused(sample: Paper, arguments: dict[str, object]) -> None:
    with pytest.raises(InputError, match="claim-0"):
        audited(sample, claim("1", {"risk_ratio": arguments}))


@pytest.mark.parametrize("unit", ["percent", "per cent", "%"])
def test_a_share_of_one_is_read_so_and_any_name_of_percent_is_one(sample: Paper, unit: str) -> None:
    share = {"given_percent": {"count": 13, "of": 21}}
    (found,) = audited(sample, claim("0.619", share) | {"unit": unit})
    assert (found.verdict, found.by, found.unit) == ("explained", "reading", "percent")
    assert found.explanation.endswith("if the sentence is read as: a share of 1, not of 100.")
