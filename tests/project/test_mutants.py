"""The list of mutants: every line to be broken stands once in its file, and every room has its share."""

from collections import Counter

from benchmarks.mutants import load_mutants

ROOMS = (
    "statistics explain measures audit reconstruct scenarios report render corpus cli tables figures assets"
)


def test_every_mutant_can_be_made_and_every_room_has_six():
    mutants = load_mutants()
    assert len({(mutant.file, mutant.old, mutant.new) for mutant in mutants}) == len(mutants) >= 300
    folders = Counter(folder for mutant in mutants for folder in set(mutant.file.split("/")[:-1]))
    assert {room: folders[room] for room in ROOMS.split() if folders[room] < 6} == {}


def test_what_no_test_can_notice_is_rare_and_has_a_reason():
    surviving = [mutant for mutant in load_mutants() if mutant.survives]
    assert len(surviving) <= 5
    assert all(mutant.survives.endswith(".") for mutant in surviving)
