"""The engine: how a verdict comes about, on claims made for the purpose."""

from dataclasses import replace
from fractions import Fraction

import pytest

from doesithold.audit.agreement import MOST_PLACES, agreements, compatible
from doesithold.audit.finding import normal
from doesithold.audit.verdicts import audit
from doesithold.errors import InputError
from doesithold.numbers import Share
from doesithold.paper.claims import Claim
from doesithold.scenarios.scenarios import parameters

COMMON = {"section": "Results", "place": "here", "says": "Something.", "unit": "patients"}
EDEMA = {
    "event_percent": {
        "table": "adverse_events",
        "event": "Edema",
        "count": "all_grades",
        "of": "denominator",
    }
}
ORR = {"where": {"objective_response": True}, "of": {"evaluable": True}}


def claim(identity, reported, measure=None, **more):
    return Claim.model_validate({"id": identity, "reported": reported, "measure": measure, **COMMON, **more})


def audited(paper, claims, assumptions=None):
    return audit(replace(paper, claims=tuple(claims)), assumptions)


def findings(paper, *claims, assumptions=None):
    return {finding.id: finding for finding in audited(paper, claims, assumptions)}


def test_a_value_that_comes_out_is_reproduced_with_its_share(paper):
    (finding,) = audited(paper, [claim("a", "29.4", EDEMA)])
    assert (finding.verdict, finding.recomputed, finding.basis) == ("reproduced", "29.4", Share(5, 17))


def test_another_denominator_explains_a_percentage(paper):
    (finding,) = audited(paper, [claim("a", "31.3", EDEMA)])
    assert finding.verdict == "explained"
    assert [(a.kind, a.value) for a in finding.assumptions] == [("denominator", "16")]
    assert "5/16, not 5/17" in finding.explanation
    assert 0 < finding.chance < 1


def test_truncation_explains_a_percentage(paper):
    measure = {"percent": {"where": {"tumour_type": "ovary"}}}
    (finding,) = audited(paper, [claim("a", "5.5", measure)])
    assert [(a.kind, a.value) for a in finding.assumptions] == [("rounding", "truncate")]


def test_a_wald_interval_from_the_rounded_proportion_explains_both_bounds(paper):
    lower = claim("a", "17.80", {"interval": {**ORR, "bound": "lower", "other": "b"}})
    upper = claim("b", "64.60", {"interval": {**ORR, "bound": "upper", "other": "a"}})
    for finding in audited(paper, [lower, upper]):
        assert finding.verdict == "explained"
        assert finding.assumptions[0].value.startswith("wald, proportion rounded to 3 digits")
        assert "0.412" in finding.explanation


def test_a_value_that_nothing_gives_is_contradicted_and_says_so(paper):
    (finding,) = audited(paper, [claim("a", "33.9", EDEMA)])
    assert finding.verdict == "contradicted"
    assert finding.assumptions == ()
    assert "the denominators 14, 15, 16, 18" in finding.explanation
    assert finding.basis is None


def test_two_places_that_differ_keep_their_verdicts_and_name_each_other(paper):
    found = findings(
        paper,
        claim("abstract", "31.3", EDEMA, quantity="edema", section="Abstract"),
        claim("results", "29.4", EDEMA, quantity="edema"),
    )
    assert (found["abstract"].verdict, found["results"].verdict) == ("explained", "reproduced")
    assert found["abstract"].conflicts_with == ("results",)
    assert found["results"].conflicts_with == ("abstract",)
    assert "5/16, not 5/17" in found["abstract"].explanation
    assert (
        found["results"].explanation == "It holds (5/17). It is stated differently in Abstract (here): 31.3."
    )
    assert (found["abstract"].marks, found["results"].marks) == ("≈⇄", "✓⇄")


def test_the_side_that_the_data_refute_is_named(paper):
    found = findings(
        paper,
        claim("right", "six", {"count": {"where": {"best_response": "PR"}}}, quantity="partial"),
        claim("wrong", "two", {"count": {"where": {"best_response": "PR"}}}, quantity="partial"),
    )
    assert (found["right"].verdict, found["wrong"].verdict) == ("reproduced", "contradicted")
    assert (
        found["right"].explanation == "It holds. The data contradict what is stated in Results (here): two."
    )
    told = "The data give 6, not two. The data support what is stated in Results (here): six."
    assert found["wrong"].explanation == told


def test_repetition_is_not_reproduction_and_a_conflict_decides_nothing(paper):
    same = findings(paper, claim("a", "x; y", quantity="q"), claim("b", "X; Y", quantity="q"))
    assert {finding.verdict for finding in same.values()} == {"unverifiable"}
    assert (same["a"].agrees_with, same["b"].agrees_with) == (("b",), ("a",))
    assert all(finding.clean for finding in same.values())
    different = findings(paper, claim("a", "x; y", quantity="q"), claim("b", "x; z", quantity="q"))
    assert {finding.verdict for finding in different.values()} == {"unverifiable"}
    assert not any(finding.clean for finding in different.values())


def test_a_tension_declared_on_one_side_is_told_on_both_and_changes_no_verdict(paper):
    told = "Two names stand for one rate."
    found = findings(
        paper,
        claim("a", "29.4", EDEMA, tension_with=["b"], tension=told),
        claim("b", "10", {"count": {"where": {"sex": "F"}}}),
    )
    assert (found["a"].tension_with, found["b"].tension_with) == (("b",), ("a",))
    assert {finding.verdict for finding in found.values()} == {"reproduced"}
    assert all(told in finding.explanation for finding in found.values())


def test_a_red_cross_never_stands_beside_two_equal_values(book):
    for finding in (*book.audited.findings, *book.audited.checks):
        if finding.verdict == "contradicted":
            assert finding.recomputed is not None, finding.id
            assert normal(finding.recomputed) != normal(finding.reported), finding.id


def test_what_was_tried_is_told_only_where_something_was(paper):
    every = {"every": {"where": {}, "have": {"sex": "F"}}}
    reading = {"name": "nobody", "measure": {"every": {"where": {}, "have": {"sex": "M"}}}}
    bare, read = audited(paper, [claim("a", "true", every), claim("b", "true", every, readings=[reading])])
    assert bare.tried == () and "tried" not in bare.explanation
    assert read.tried == ("the reading “nobody”",)
    assert "This was tried and does not give it: the reading “nobody”" in read.explanation


def test_an_explanation_that_would_fit_too_much_is_weak_and_mends_nothing(paper):
    measure = {"percent": {"where": {"tumour_type": "ovary"}}}
    (finding,) = audited(paper, [claim("a", "6", measure)])
    assert finding.verdict == "reproduced"
    (finding,) = audited(paper, [claim("a", "7", measure)])
    assert (finding.verdict, finding.by, finding.assumptions) == ("contradicted", None, ())
    assert finding.alternatives and finding.chance > Fraction(1, 5)
    assert "A weak explanation" in finding.explanation


def test_a_fair_reading_explains_a_statement_that_fails_as_it_stands(paper):
    reading = {
        "name": "apart from L576P",
        "measure": {"all_different": {"column": "variant", "where": {"not": {"variant": "L576P"}}}},
    }
    measure = {"all_different": {"column": "variant"}}
    (finding,) = audited(paper, [claim("a", "true", measure, readings=[reading])])
    assert finding.verdict == "explained"
    assert (finding.assumptions[0].kind, finding.assumptions[0].value) == ("reading", "apart from L576P")


def test_a_list_of_nobodys_entries_is_none_and_not_a_fault(paper):
    measure = {"values": {"column": "tumour_type", "where": {"variant": "A1B"}}}
    (finding,) = audited(paper, [claim("a", "melanoma", measure)])
    assert (finding.verdict, finding.recomputed) == ("contradicted", "none")


def test_what_was_not_published_is_unverifiable_and_names_the_data(paper):
    (finding,) = audited(paper, [claim("a", "2.2", needs="dates of progression")])
    assert finding.verdict == "unverifiable"
    assert "dates of progression" in finding.explanation


def test_a_statement_about_other_work_is_external(paper):
    (finding,) = audited(paper, [claim("a", "80", external=True)])
    assert finding.verdict == "external"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("6", "six", True),
        ("six", "two", False),
        ("44", "44.4", True),
        ("45", "44.4", False),
        ("41.2", "41.2", True),
        ("31.3", "29.4", False),
        ("5.5", "5.6", False),
        ("A; b", "a; B", True),
    ],
)
def test_numbers_agree_when_they_are_equal_at_the_coarser_print(one, other, expected):
    assert compatible(one, other) is compatible(other, one) is expected


@pytest.mark.parametrize(
    ("choice", "recomputed"),
    [
        ({"efficacy_denominator": 16}, "43.8"),
        ({"withdrawal": "event"}, "38.9"),
        ({"response_counts": "discussion"}, "17.6"),
        ({"rounding": "truncate"}, "41.1"),
    ],
)
def test_an_assumption_changes_what_the_response_rate_comes_out_as(paper, choice, recomputed):
    partial = claim("discussion-pr-count", "two", {"count": {"where": {"best_response": "PR"}}})
    rate = claim("orr", "41.2", {"percent": ORR})
    found = findings(paper, partial, rate, assumptions=parameters(choice, paper.about))
    assert found["orr"].recomputed == recomputed


def test_the_safety_denominator_changes_adverse_events_only(paper):
    found = findings(
        paper,
        claim("edema", "31.3", EDEMA),
        claim("orr", "41.2", {"percent": ORR}),
        assumptions=parameters({"safety_denominator": 16}, paper.about),
    )
    assert {finding.verdict for finding in found.values()} == {"reproduced"}


@pytest.mark.parametrize(
    ("measure", "reason"),
    [
        ({"value": {"row": "Pt-99", "column": "age"}}, "column patient has no value 'Pt-99'"),
        (
            {"median": {"column": "age", "where": {"variant": "A1B"}}},
            "no patient with a value in column age matches",
        ),
        ({"percent": {"where": {"sex": "F"}, "of": {"variant": "A1B"}}}, "a share of 0"),
        (
            {"event_count": {"table": "adverse_events", "event": "Fever", "count": "all_grades"}},
            "column term has no value 'Fever'",
        ),
    ],
)
def test_a_measure_that_the_data_cannot_answer_names_its_claim(paper, measure, reason):
    with pytest.raises(InputError, match=f"claim a.*measure .*{reason}"):
        audited(paper, [claim("a", "1", measure)])


def test_a_percentage_of_the_evaluable_counts_evaluable_patients_only(paper):
    measure = {"percent": {"where": {"sex": "F"}, "of": {"evaluable": True}}}
    (finding,) = audited(paper, [claim("a", "52.9", measure)])
    assert (finding.verdict, finding.basis) == ("reproduced", Share(9, 17))


@pytest.mark.parametrize(
    ("printed", "verdict"), [("<30", "reproduced"), (">30%", "contradicted"), ("31.3%", "explained")]
)
def test_a_printed_inequality_is_judged_as_one(paper, printed, verdict):
    (finding,) = audited(paper, [claim("a", printed, EDEMA)])
    assert finding.verdict == verdict


def test_a_stated_rounding_is_the_plain_one_and_half_up_must_then_be_supposed(paper):
    stated = replace(paper, about=paper.about.model_copy(update={"methods": {"rounding": "truncate"}}))
    by_id = {finding.id: finding for finding in audit(stated)}
    assert all(
        finding.assumptions
        for finding in by_id.values()
        if finding.verdict == "explained" and finding.by == "search"
    )
    supposed = {
        one.value for finding in by_id.values() for one in finding.assumptions if one.kind == "rounding"
    }
    assert "half_up" in supposed
    assert "truncate" not in supposed


def test_a_bound_without_a_partner_in_digits_is_judged_alone(paper):
    claims = tuple(
        claim.model_copy(update={"reported": "not estimable"}) if claim.id == "results-orr-upper" else claim
        for claim in paper.claims
    )
    by_id = {finding.id: finding for finding in audit(replace(paper, claims=claims))}
    lower, upper = by_id["results-orr-lower"], by_id["results-orr-upper"]
    assert upper.verdict == "contradicted"
    assert lower.verdict in ("explained", "contradicted")
    assert lower.recomputed


def test_claims_of_one_quantity_are_each_compared_with_every_other_and_many_places_are_counted():
    values = ["31", "31.3", "31.25", "31.4", "twelve", "12"] * 20
    claims = [
        Claim(
            id=f"c{at}", section="Results", place=f"line {at}", says="It is so.", reported=value, unit="x",
            quantity="share", needs="the data",
        )
        for at, value in enumerate(values)
    ]  # fmt: skip
    found = agreements(claims)
    for claim in claims:
        others = [other for other in claims if other is not claim]
        same = [other.id for other in others if compatible(claim.reported, other.reported)]
        assert list(found[claim.id].agrees_with) == same
        assert list(found[claim.id].conflicts_with) == [one.id for one in others if one.id not in same]
    first = found["c0"]
    assert f"{len(first.agrees_with) - MOST_PLACES} more" in first.repeated
    assert first.told.count("line") == len(first.conflicts_with)
