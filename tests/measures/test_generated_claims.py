"""Made-up statements hold by every method and rounding that a paper states; unstated, none is an error."""

import json
import random

import pytest
import yaml

from benchmarks.generated_claims import conventions, random_claims
from doesithold.audit.verdicts import audit
from doesithold.paper.paper import load_paper


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """Return each convention with its findings."""
    rng, found = random.Random(2), []
    folder = tmp_path_factory.mktemp("paper")
    for convention in conventions(rng, 14):
        study = {"title": "Made up", "sections": ["Results"], "methods": convention.methods}
        (folder / "study.yaml").write_text(yaml.safe_dump(study), encoding="utf-8")
        (folder / "claims.yaml").write_text(json.dumps(random_claims(rng, convention)), encoding="utf-8")
        found.append((convention, audit(load_paper(folder))))
    return found


def test_what_is_printed_by_the_stated_methods_is_reproduced(audited):
    stated = [(convention, findings) for convention, findings in audited if convention.states_methods]
    assert len({convention.interval for convention, _ in stated}) >= 4
    assert {convention.shown.rounding for convention, _ in stated} == {"half_up", "truncate"}
    for convention, findings in stated:
        assert len(findings) == 17
        off = [f"{one.id}: {one.explanation}" for one in findings if one.verdict != "reproduced"]
        assert off == [], convention


def test_a_usual_method_that_is_not_stated_is_no_error(audited):
    silent = [
        (convention, findings)
        for convention, findings in audited
        if not convention.states_methods and convention.shown.rounding == "half_up"
    ]
    assert len(silent) >= 5
    for convention, findings in silent:
        off = [f"{one.id}: {one.explanation}" for one in findings if one.verdict == "contradicted"]
        assert off == [], convention
