"""Every recomputed value of the ledger equals one computed without the project's modules."""

from tests.book.recomputed import CLAIMS, WORDS, expected


def checked():
    values = {claim: expected(claim) for claim in CLAIMS}
    return {claim: value for claim, value in values.items() if value is not None}


def test_the_values_are_those_that_pandas_scipy_and_statsmodels_give(book):
    found = book.audited.by_id
    recomputed = [claim for claim in CLAIMS if found[claim].recomputed is not None]
    wrong = {
        claim: (found[claim].recomputed, value)
        for claim, value in checked().items()
        if found[claim].recomputed != value
    }
    assert wrong == {}
    assert len(checked()) >= 0.85 * len(recomputed)


def test_a_value_is_reproduced_exactly_when_it_is_the_printed_one(book):
    wrong = []
    for claim, value in checked().items():
        reported = CLAIMS[claim]["reported"]
        same = value.casefold() == str(WORDS.get(reported, reported)).casefold()
        if same is not (book.audited.by_id[claim].verdict == "reproduced"):
            wrong.append(claim)
    assert wrong == []
