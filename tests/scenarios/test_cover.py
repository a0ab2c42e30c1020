from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from doesithold.scenarios.evidence import compare, patterns, smallest_covers

FAMILIES = st.dictionaries(
    st.sampled_from("abcdefg"), st.frozensets(st.integers(0, 7)), min_size=1, max_size=7
)
VERDICTS = st.sampled_from(["reproduced", "explained", "contradicted", "unverifiable", "external"])


@given(FAMILIES)
def test_cover_is_every_smallest_one_that_trying_all_finds(covered):
    wanted = frozenset().union(*covered.values())
    sets = [
        chosen
        for size in range(len(covered) + 1)
        for chosen in combinations(covered, size)
        if frozenset().union(*(covered[name] for name in chosen)) == wanted
    ]
    smallest = [chosen for chosen in sets if len(chosen) == len(sets[0])]
    assert sorted(smallest_covers(covered)) == sorted(smallest)


@given(st.lists(st.tuples(VERDICTS, VERDICTS, VERDICTS), min_size=1, max_size=20))
def test_patterns_hold_every_claim_once_with_its_verdicts_discrepancies_first(rows):
    results = {
        name: {f"claim-{n}": row[column] for n, row in enumerate(rows)} for column, name in enumerate("abc")
    }
    grouped = patterns(results)
    held = {claim: pattern.verdicts for pattern in grouped for claim in pattern.claims}
    assert held == {f"claim-{n}": row for n, row in enumerate(rows)}
    assert sum(len(pattern.claims) for pattern in grouped) == len(rows)
    in_baseline = [pattern.verdicts[0] == "reproduced" for pattern in grouped]
    assert in_baseline == sorted(in_baseline)


@given(st.lists(st.tuples(VERDICTS, VERDICTS), max_size=20))
def test_comparison_names_every_change_between_verdicts_on_recomputed_claims_once(rows):
    judged = ("reproduced", "explained", "contradicted")
    before = {str(n): row[0] for n, row in enumerate(rows)}
    after = {str(n): row[1] for n, row in enumerate(rows)}
    changed = compare(before, after).changed
    assert sorted(changed) == sorted(
        claim
        for claim in before
        if before[claim] != after[claim] and before[claim] in judged and after[claim] in judged
    )
