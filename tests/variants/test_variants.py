from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.protein import load_protein
from doesithold.errors import InputError
from doesithold.paper.paper import load_paper
from doesithold.statistics.variants import SLIPS, Variant, explain_misfit, parse_variant

DATA = Path("data")
RESIDUES = "ACDEFGHIKLMNPQRSTVWY"


@pytest.fixture(scope="module")
def protein():
    return load_protein(load_paper(DATA))


@given(st.sampled_from(RESIDUES), st.integers(1, 9999), st.sampled_from([*RESIDUES, "del"]))
def test_a_written_variant_reads_back_as_itself(reference, position, change):
    variant = Variant(reference, position, change)
    if reference == change:
        with pytest.raises(InputError):
            parse_variant(str(variant))
    else:
        assert parse_variant(str(variant)) == parse_variant(f"KIT {variant}") == variant


@pytest.mark.parametrize("printed", ["", "absent", "576", "L576", "L0P", "B576P", "L576P/V560A", "L576dup"])
def test_what_is_not_a_variant_is_refused_by_name(printed):
    with pytest.raises(InputError, match="must be a residue"):
        parse_variant(printed)


def test_exactly_two_printed_variants_do_not_fit_the_reference(protein):
    printed = {patient.variant for patient in load_paper(DATA).rows() if patient.variant}
    misfits = {text for text in printed if not parse_variant(text).fits(protein.sequence)}
    assert misfits == {"M537L", "N882Y"}


def test_two_slips_of_the_pen_mend_n882y_and_one_of_them_would_mend_most_misfits(protein):
    swap, digit = explain_misfit(parse_variant("N882Y"), protein.sequence)
    assert (str(swap.variant), str(digit.variant)) == ("N828Y", "N822Y")
    assert swap.chance < Fraction(1, 10) < Fraction(1, 2) < digit.chance


def test_a_variant_that_fits_needs_no_slip(protein):
    assert explain_misfit(parse_variant("L576P"), protein.sequence) == ()


@given(st.integers(1, 976), st.sampled_from(RESIDUES))
def test_every_slip_fits_and_keeps_the_change(protein, position, residue):
    variant = Variant(residue, position, "del")
    for slip in explain_misfit(variant, protein.sequence):
        assert slip.variant.fits(protein.sequence)
        assert (slip.variant.reference, slip.variant.change) == (residue, "del")
        assert 0 < slip.chance < 1


@pytest.mark.parametrize("rule", SLIPS)
def test_chance_is_the_share_found_by_asking_for_every_misfit(protein, rule):
    short = protein.sequence[:60] + protein.sequence[505:530]
    weight = Counter(short)
    asked = [
        (weight[residue], any(slip.rule == rule for slip in slips), slips)
        for position in range(1, len(short) + 1)
        for residue in weight
        if residue != short[position - 1]
        if any(other <= len(short) for other in SLIPS[rule](position))
        for slips in [explain_misfit(Variant(residue, position, "del"), short)]
    ]
    if asked:
        expected = Fraction(sum(n for n, mended, _ in asked if mended), sum(n for n, *_ in asked))
        stated = {r.chance for *_, slips in asked for r in slips if r.rule == rule}
        assert stated == {expected}


def test_exons_cover_the_protein_once_and_place_the_printed_variants(protein):
    assert [exon.number for exon in protein.exons] == list(range(1, 22))
    residues = [residue for exon in protein.exons for residue in range(exon.start, exon.end + 1)]
    assert residues == list(range(1, len(protein.sequence) + 1))
    published = {"M541": 10, "L576": 11, "D579": 11, "K642": 13, "V654": 13, "T670": 14, "D816": 17}
    for residue, exon in published.items():
        position = int(residue[1:])
        assert protein.sequence[position - 1] == residue[0]
        assert protein.exon(position).number == exon


def test_domains_are_in_order_do_not_overlap_and_lie_within_the_protein(protein):
    borders = [border for domain in protein.domains for border in (domain.start, domain.end)]
    assert borders == sorted(set(borders))
    assert borders[-1] <= len(protein.sequence)
    assert protein.domain(576).name == "juxtamembrane"
    assert protein.domain(642).name == "protein kinase"
    assert protein.domain(976) is None
