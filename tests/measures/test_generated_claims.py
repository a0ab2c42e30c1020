"""Made-up statements hold by every method and rounding that a paper states; unstated, none is an error."""

import json
import random

import pytest
import yaml

from benchmarks.generated_claims import conventions, random_claims, random_survival
from doesithold.audit.verdicts import audit
from doesithold.paper.paper import load_paper

FIELDS = [
    {"name": name, "type": kind, "constraints": {"required": True}}
    for name, kind in (("arm", "string"), ("weeks", "number"), ("event", "boolean"))
]
PEOPLE = {"resources": [{"name": "people", "path": "people.csv", "schema": {"fields": FIELDS}}]}


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """Return each convention with its findings."""
    rng, found = random.Random(2), []
    folder = tmp_path_factory.mktemp("paper")
    for convention in conventions(rng, 7):
        arms = {arm: {"where": {"arm": arm}} for arm in ("one", "two")}
        study = {"title": "Made up", "sections": ["Results"], "methods": convention.methods, "arms": arms}
        survival, people = random_survival(rng, convention)
        rows = [f"{arm},{weeks},{str(event).lower()}" for arm, weeks, event in people]
        (folder / "study.yaml").write_text(yaml.safe_dump(study), encoding="utf-8")
        (folder / "people.csv").write_text("\n".join(["arm,weeks,event", *rows, ""]), encoding="utf-8")
        (folder / "datapackage.json").write_text(json.dumps(PEOPLE), encoding="utf-8")
        claims = [*random_claims(rng, convention), *survival]
        (folder / "claims.yaml").write_text(json.dumps(claims), encoding="utf-8")
        found.append((convention, audit(load_paper(folder))))
    return found


def test_what_is_printed_by_the_stated_methods_is_reproduced(audited):
    stated = [(convention, findings) for convention, findings in audited if convention.states_methods]
    assert len({convention.interval for convention, _ in stated}) >= 4
    assert {convention.shown.rounding for convention, _ in stated} == {"half_up", "truncate"}
    for convention, findings in stated:
        assert len(findings) == 21
        off = [f"{one.id}: {one.explanation}" for one in findings if one.verdict != "reproduced"]
        assert off == [], convention


def test_a_usual_method_that_is_not_stated_is_no_error(audited):
    silent = [(convention, findings) for convention, findings in audited if not convention.states_methods]
    assert {convention.shown.rounding for convention, _ in silent} == {"half_up", "truncate"}
    for convention, findings in silent:
        off = [f"{one.id}: {one.explanation}" for one in findings if one.verdict == "contradicted"]
        assert off == [], convention


def _audited_shares(folder, shares):
    study = {"title": "Made up", "sections": ["Results"]}
    claims = [
        {
            "id": f"share-{number}",
            "section": "Results",
            "place": "text",
            "says": "A share.",
            "reported": text,
            "unit": "percent",
            "measure": {"given_percent": {"count": count, "of": of}},
        }
        for number, (text, count, of) in enumerate(shares)
    ]
    (folder / "study.yaml").write_text(yaml.safe_dump(study), encoding="utf-8")
    (folder / "claims.yaml").write_text(yaml.safe_dump(claims), encoding="utf-8")
    return audit(load_paper(folder))


CUT = [("66.6", 2, 3), ("18.7", 3, 16), ("14.2", 1, 7), ("38.8", 7, 18), ("56.5", 13, 23)]


def test_cut_off_digits_explain_only_where_the_paper_shows_them_throughout(tmp_path):
    cut = _audited_shares(tmp_path, [*CUT, ("17.3", 4, 23)])
    assert [(one.reported, one.verdict) for one in cut] == [
        ("66.6", "explained"),
        ("18.7", "explained"),
        ("14.2", "explained"),
        ("38.8", "explained"),
        ("56.5", "reproduced"),
        ("17.3", "explained"),
    ]
    assert {one.assumptions[0].value for one in cut if one.assumptions} == {"truncate"}
    assert "as 6 numbers of the paper together show" in cut[0].explanation
    wrong = _audited_shares(tmp_path, [*CUT, ("17.9", 4, 23)])
    assert [one.verdict for one in wrong][-1] == "contradicted"
    rounded = _audited_shares(tmp_path, [("66.6", 2, 3), ("18.8", 3, 16), ("38.9", 7, 18), ("17.4", 4, 23)])
    assert [one.verdict for one in rounded] == ["contradicted", "reproduced", "reproduced", "reproduced"]
