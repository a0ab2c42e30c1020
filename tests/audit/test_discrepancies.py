"""Discrepancies: every finding that is not clean has one cause, and findings of one cause stand together."""

from dataclasses import replace

import pytest

from doesithold.audit.discrepancies import discrepancies
from doesithold.audit.remarks import Remark, load_remarks
from doesithold.audit.verdicts import audit
from doesithold.errors import InputError
from doesithold.paper.claims import Claim

COMMON = {"section": "Results", "place": "here", "says": "Something.", "unit": "percent"}


def claim(identity, reported, measure=None, **more):
    return Claim.model_validate({"id": identity, "reported": reported, "measure": measure, **COMMON, **more})


def event(term):
    return {
        "event_percent": {
            "table": "adverse_events",
            "event": term,
            "count": "all_grades",
            "of": "denominator",
        }
    }


def grouped(paper, *claims, remarks=()):
    return discrepancies(audit(replace(paper, claims=claims)), remarks)


def test_every_finding_that_is_not_clean_belongs_to_exactly_one_and_none_lists_a_clean_one(book):
    listed = [name for one in book.audited.discrepancies for name in one.findings]
    assert sorted(listed) == sorted(one.id for one in book.audited.findings if not one.clean)


def test_values_that_share_an_assumption_are_one_discrepancy_with_their_twins(paper):
    (one,) = grouped(
        paper,
        claim("a-edema", "31.3", event("Edema"), quantity="edema", section="Abstract"),
        claim("a-nausea", "18.8", event("Nausea"), section="Abstract"),
        claim("r-edema", "29.4", event("Edema"), quantity="edema"),
        claim("clean", "17.6", event("Nausea")),
    )
    assert one.findings == ("a-edema", "a-nausea", "r-edema")
    assert (one.kind, one.weight) == ("inconsistency", "result")
    assert one.places == ("Abstract (here)", "Results (here)")


def test_other_assumptions_are_other_discrepancies(paper):
    found = grouped(
        paper,
        claim("a", "31.3", event("Edema")),
        claim("b", "5.5", {"percent": {"where": {"tumour_type": "ovary"}}}),
        claim("c", "59", {"median": {"column": "age"}}, unit="years"),
    )
    assert sorted(one.findings for one in found) == [("a",), ("b",), ("c",)]
    assert {one.kind for one in found} == {"undeclared"}


def test_a_refuted_value_is_an_error_and_takes_along_what_rests_on_it(paper):
    count = {"count": {"where": {"best_response": "PR"}}}
    (one,) = grouped(
        paper,
        claim("six", "six", count, quantity="pr", unit="patients"),
        claim("two", "two", count, quantity="pr", unit="patients"),
        claim("sum", "9", {"sum": {"claims": ["two"]}}, unit="patients"),
    )
    assert one.findings == ("six", "two", "sum")
    assert one.kind == "error"
    assert "6" in one.title


def test_a_tension_alone_is_a_discrepancy_of_wording(paper):
    told = "Two names stand for one rate."
    (one,) = grouped(
        paper,
        claim("a", "x", needs="a glossary", tension_with=["b"], tension=told),
        claim("b", "y", needs="a glossary"),
    )
    assert (one.findings, one.kind, one.weight) == (("a", "b"), "tension", "wording")
    assert told in one.cause


def test_a_refuted_conclusion_weighs_most_and_comes_first(paper):
    found = grouped(
        paper,
        claim("a", "33.9", event("Edema"), section="Abstract"),
        claim("b", "true", {"every": {"where": {}, "have": {"sex": "F"}}}, place="Conclusion, population"),
    )
    assert [(one.findings, one.weight) for one in found] == [(("b",), "conclusion"), (("a",), "result")]


def test_a_person_titles_weighs_and_merges(paper):
    remark = Remark(
        id="both", about=("a", "c"), title="One title", weight="conclusion", why="Because.", cause="One."
    )
    first, second = grouped(
        paper,
        claim("a", "31.3", event("Edema")),
        claim("b", "33.9", event("Nausea")),
        claim("c", "5.5", {"percent": {"where": {"tumour_type": "ovary"}}}),
        remarks=[remark],
    )
    assert (first.id, first.title, first.weight, first.why) == ("both", "One title", "conclusion", "Because.")
    assert first.cause == "One."
    assert first.findings == ("a", "c")
    assert first.question
    assert second.findings == ("b",)


def test_a_remark_on_what_has_become_clean_says_nothing(paper):
    assert grouped(paper, claim("a", "29.4", event("Edema")), remarks=[Remark(id="old", about=("a",))]) == ()


def test_remarks_on_nothing_or_on_the_same_discrepancy_are_refused(paper):
    claims = claim("a", "31.3", event("Edema")), claim("b", "18.8", event("Nausea"))
    with pytest.raises(InputError, match=r"discrepancies\.yaml.*value 'z'.*must be the id of a finding"):
        grouped(paper, *claims, remarks=[Remark(id="one", about=("z",))])
    with pytest.raises(InputError, match="two: belongs to the same discrepancy as what one is about"):
        grouped(paper, *claims, remarks=[Remark(id="one", about=("a",)), Remark(id="two", about=("b",))])


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("- {id: a}", "column about: entry 1: must be there"),
        ("- {id: a, about: []}", "must not be empty"),
        ("- {id: A b, about: [x]}", "column id"),
        ("- {id: a, about: [x], weight: heavy}", "column weight"),
        ("- {id: a, about: [x], titel: y}", "column titel"),
        ("- {id: a, about: [x]}\n- {id: a, about: [y]}", "value 'a': must be unique"),
        ("- 3", "entry 1"),
        ("3", "must be a list"),
    ],
)
def test_a_broken_file_of_remarks_is_named_with_its_fault(tmp_path, text, rule):
    (tmp_path / "discrepancies.yaml").write_text(text)
    with pytest.raises(InputError) as error:
        load_remarks(tmp_path)
    assert str(error.value).startswith("discrepancies.yaml")
    assert rule in str(error.value)


def test_a_folder_without_remarks_has_none(tmp_path):
    assert load_remarks(tmp_path) == ()


def test_a_person_has_titled_weighed_and_asked_about_every_discrepancy_of_the_paper(book):
    remarks = {remark.id: remark for remark in load_remarks(book.paper.folder)}
    assert {one.id for one in book.audited.discrepancies} == set(remarks)
    assert all(one.title and one.weight and one.why and one.question for one in remarks.values())
