from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.misfits import RULES, explain_misfit
from analysis.protein import load_protein
from doesithold.errors import InputError
from doesithold.paper.paper import load_paper
from doesithold.statistics.variants import Variant, parse_variant

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


def test_isoform_2_numbering_turns_m537l_into_the_germline_polymorphism(protein):
    first = explain_misfit(parse_variant("M537L"), protein.sequence)[0]
    assert str(first.variant) == "M541L"
    assert "isoform 2" in first.rule
    assert "germline" in first.note
    assert first.chance < Fraction(1, 10)


def test_no_numbering_of_an_isoform_mends_n882y(protein):
    readings = explain_misfit(parse_variant("N882Y"), protein.sequence)
    assert {str(reading.variant) for reading in readings} == {"N828Y", "N822Y"}
    assert not any("isoform" in reading.rule for reading in readings)


def test_a_variant_that_fits_needs_no_other_reading(protein):
    assert explain_misfit(parse_variant("L576P"), protein.sequence) == ()


@given(st.integers(1, 976), st.sampled_from(RESIDUES))
def test_every_reading_fits_and_keeps_the_change(protein, position, residue):
    variant = Variant(residue, position, "del")
    for reading in explain_misfit(variant, protein.sequence):
        assert reading.variant.fits(protein.sequence)
        assert (reading.variant.reference, reading.variant.change) == (residue, "del")
        assert 0 < reading.chance < 1


@pytest.mark.parametrize("rule", RULES)
def test_chance_is_the_share_found_by_asking_for_every_misfit(protein, rule):
    short = protein.sequence[:60] + protein.sequence[505:530]
    weight = Counter(short)
    asked = [
        (weight[residue], any(reading.rule == rule for reading in readings), readings)
        for position in range(1, len(short) + 1)
        for residue in weight
        if residue != short[position - 1]
        if any(other <= len(short) for other in RULES[rule](position))
        for readings in [explain_misfit(Variant(residue, position, "del"), short)]
    ]
    if asked:
        expected = Fraction(sum(n for n, mended, _ in asked if mended), sum(n for n, *_ in asked))
        stated = {r.chance for *_, readings in asked for r in readings if r.rule == rule}
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
