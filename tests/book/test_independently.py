"""Every recomputed value of the ledger equals one computed without the project's modules."""

from importlib import import_module

import pytest


@pytest.fixture(scope="module")
def truth():
    """What the data give; read here and not when tests are collected."""
    return import_module("tests.book.recomputed")


@pytest.fixture(scope="module")
def checked(truth):
    values = {claim: truth.expected(claim) for claim in truth.CLAIMS}
    return {claim: value for claim, value in values.items() if value is not None}


def test_the_values_are_those_that_pandas_scipy_and_statsmodels_give(book, truth, checked):
    found = book.audited.by_id
    recomputed = [claim for claim in truth.CLAIMS if found[claim].recomputed is not None]
    wrong = {
        claim: (found[claim].recomputed, value)
        for claim, value in checked.items()
        if found[claim].recomputed != value
    }
    assert wrong == {}
    assert len(checked) >= 0.85 * len(recomputed)


def test_a_value_is_reproduced_exactly_when_it_is_the_printed_one(book, truth, checked):
    wrong = []
    for claim, value in checked.items():
        reported = truth.CLAIMS[claim]["reported"]
        same = value.casefold() == str(truth.WORDS.get(reported, reported)).casefold()
        if same is not (book.audited.by_id[claim].verdict == "reproduced"):
            wrong.append(claim)
    assert wrong == []
