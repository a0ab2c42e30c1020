"""The claims that count mutations by exon, against the exons of the reference transcript."""

import csv
from pathlib import Path

import pytest
import yaml

DATA = Path(__file__).parents[2] / "data"


def rows(name):
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def exon_of(variant):
    """Find the exon that holds the codon's last base, counted from the start of the coding sequence."""
    base = 3 * int("".join(letter for letter in variant if letter.isdigit()))
    (exon,) = [
        row["exon"]
        for row in rows("kit_exons.csv")
        if int(row["coding_start"]) <= base <= int(row["coding_end"])
    ]
    return exon


def test_every_residue_lies_in_the_exon_of_its_codons_middle_base(book):
    exons = [
        [int(row[key]) for key in ("exon", "coding_start", "coding_end")] for row in rows("kit_exons.csv")
    ]
    positions = range(1, len(book.protein.sequence) + 1)
    for number, start, end in exons:
        here = [position for position in positions if start <= 3 * position - 1 <= end]
        (exon,) = [exon for exon in book.protein.exons if exon.number == number]
        assert (exon.start, exon.end) == (here[0], here[-1])
        assert {book.protein.exon(position) for position in here} == {exon}


def test_ten_of_the_fourteen_mutated_melanomas_have_a_mutation_in_exon_11():
    claims = {
        claim["id"]: claim for claim in yaml.safe_load((DATA / "claims.yaml").read_text(encoding="utf-8"))
    }
    mutated = [
        row["variant"] for row in rows("patients.csv") if row["tumour_type"] == "melanoma" and row["variant"]
    ]
    in_exon_11 = [variant for variant in mutated if exon_of(variant) == "11"]
    assert (len(in_exon_11), len(mutated)) == (10, 14)
    counted = claims["discussion-exon-11-count"]["measure"]["count"]["where"]["variant"]
    assert set(in_exon_11) == set(counted)
    others = claims["discussion-other-exons-count"]["measure"]["count"]["where"]["not"]["variant"]
    assert set(in_exon_11) == set(others)


@pytest.mark.parametrize(
    ("variant", "exon"), [("W557G", "11"), ("K642E", "13"), ("N655K", "13"), ("N882Y", "19")]
)
def test_known_mutations_lie_in_the_exon_named_for_them(variant, exon):
    assert exon_of(variant) == exon
