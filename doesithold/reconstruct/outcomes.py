"""Outcomes of theorems, kept beside their counterexamples and made anew when their premises change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from doesithold.errors import InputError, Problem
from doesithold.files import read_json, write_atomic
from doesithold.paper.paper import Paper
from doesithold.reconstruct.constraints import Constraints, load_constraints
from doesithold.reconstruct.constraints.readings import spaced
from doesithold.reconstruct.counterexamples import FOLDER, Counterexample, find, read, write
from doesithold.reconstruct.patients import names
from doesithold.reconstruct.proofs import TheoremOutcome, outcomes

CONSTRAINTS = "constraints.yaml"
OUTCOMES = "outcomes.json"


@dataclass(frozen=True)
class Tried:
    """A theorem, what became of it, and the data sets that break it where a condition is not met."""

    outcome: TheoremOutcome
    counterexamples: tuple[Counterexample, ...]

    def against(self, question: str, answer: str) -> Counterexample | None:
        """Return the data set that shows a condition to be needed, None where none is known."""
        file = f"{self.outcome.id}--{question}-{answer}.csv"
        return next((each for each in self.counterexamples if each.file == file), None)


def theorems(paper: Paper) -> tuple[Tried, ...]:
    """Return every clash and theorem of a paper's folder with its outcome; none without constraints.

    Outcomes are read from the folder if they were made from the constraints and patients that are there now;
    otherwise every theorem is tried again, which can take a minute.
    """
    folder = paper.folder
    if not (folder / CONSTRAINTS).is_file():
        return ()
    constraints = load_constraints(folder / CONSTRAINTS, paper)
    found = _kept(folder / FOLDER / OUTCOMES, fingerprint(paper, constraints), constraints)
    if found is None:
        return tuple(Tried(outcome, ()) for outcome in outcomes(paper, constraints))
    examples = read(folder / FOLDER, paper, constraints)
    return tuple(
        Tried(outcome, tuple(each for each in examples if each.theorem == outcome.id)) for outcome in found
    )


def prove(paper: Paper) -> tuple[Tried, ...]:
    """Try every theorem anew, search for counterexamples, and keep both in the folder."""
    folder = paper.folder
    constraints = load_constraints(folder / CONSTRAINTS, paper)
    found = outcomes(paper, constraints)
    write(folder / FOLDER, find(paper, constraints, found), constraints)
    kept = {
        "made_from": fingerprint(paper, constraints),
        "outcomes": [_plain(outcome) for outcome in found],
    }
    write_atomic(folder / FOLDER / OUTCOMES, json.dumps(kept, indent=1) + "\n")
    return theorems(paper)


def fingerprint(paper: Paper, constraints: Constraints) -> str:
    """Return a digest of the constraints and of the patients that each of them speaks of."""
    selections = [
        each.who for each in (*constraints.constraints, *constraints.theorems) if hasattr(each, "who")
    ]
    spoken = [names(paper, who) for who in (None, *selections)]
    text = (paper.folder / CONSTRAINTS).read_bytes() + repr(spoken).encode()
    return hashlib.sha256(text).hexdigest()


def _plain(outcome: TheoremOutcome) -> dict[str, Any]:
    plain = asdict(outcome)
    for condition in plain["conditions"]:
        condition["otherwise"] = dict.fromkeys(condition["otherwise"])
    return plain


def _kept(path: Path, made_from: str, constraints: Constraints) -> tuple[TheoremOutcome, ...] | None:
    """Read the outcomes kept in a file, None where there is none or they were made from something else."""
    if not path.is_file():
        return None
    try:
        content = read_json(path)
        if content["made_from"] != made_from:
            return None
        for condition in (each for outcome in content["outcomes"] for each in outcome["conditions"]):
            condition["otherwise"] = dict.fromkeys(condition["otherwise"], ())
        found = TypeAdapter(tuple[TheoremOutcome, ...]).validate_python(content["outcomes"])
        if all(_fits(outcome, constraints) for outcome in found):
            return found
    except (KeyError, TypeError, AttributeError, ValidationError):
        pass
    rule = "must be as `doesithold reconstruct theorems` leaves it: make it anew"
    raise InputError([Problem(rule, path.name)])


def _fits(outcome: TheoremOutcome, constraints: Constraints) -> bool:
    """Tell whether every question, answer and constraint that an outcome names is there."""
    named = {each.question: {*each.answers, *each.otherwise} for each in outcome.conditions}
    known = {question: {*asked.alternatives} for question, asked in constraints.questions.items()}
    ids = {each.id for each in constraints.constraints}
    return (
        {*outcome.questions, *named} <= known.keys()
        and all(answers <= known[question] for question, answers in named.items())
        and {*outcome.rests_on} <= ids
    )


def in_words(tried: Tried, constraints: Constraints) -> str:
    """Say under which readings a theorem holds, and under which others data sets break it."""
    outcome = tried.outcome
    if outcome.certain:
        varied = ", ".join(map(spaced, outcome.questions))
        return f"Holds under all {outcome.tried:,} readings tried ({varied} varied)."
    if not outcome.proved:
        return f"Not proved under any reading tried. {_broken(tried.counterexamples, constraints)}".strip()
    met = "; ".join(constraints.told(each.question, *each.answers) for each in outcome.conditions)
    sentences = [f"Holds if {met} ({outcome.within:,} of {outcome.tried:,} readings tried)."]
    if outcome.proved > outcome.within:
        sentences.append(f"It holds under {outcome.proved - outcome.within:,} others too.")
    otherwise = [(each.question, answer) for each in outcome.conditions for answer in each.otherwise]
    examples = {each: tried.against(*each) for each in otherwise}
    sentences.append(_broken([example for example in examples.values() if example], constraints))
    if still_open := [constraints.told(*each) for each, example in examples.items() if not example]:
        sentences.append(f"Neither proved nor refuted with {' or '.join(still_open)}.")
    return " ".join(filter(None, sentences))


def _broken(examples: Sequence[Counterexample], constraints: Constraints) -> str:
    """List the readings of some counterexamples."""
    told = [
        "; ".join(constraints.told(question, answer) for question, answer in each.answers.items())
        for each in examples
    ]
    readings = ", ".join(f"({reading or 'the readings taken'})" for reading in told)
    return f"Counterexample{'s' * (len(told) > 1)} with {readings}." if told else ""
