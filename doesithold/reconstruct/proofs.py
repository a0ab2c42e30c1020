"""Under which readings of the paper a theorem is proved, and what refutes it under the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from string import Template

import numpy as np

from doesithold.paper.paper import Paper
from doesithold.reconstruct.clashes import Clash, clashes, shrink
from doesithold.reconstruct.constraints import Constraints, Convention, Reading
from doesithold.reconstruct.constraints.readings import CONVENTIONS
from doesithold.reconstruct.constraints.theorems import Statement
from doesithold.reconstruct.feasible import contradiction
from doesithold.reconstruct.theorems import SUPPOSED, Opposite, numbers, opposites
from doesithold.statistics.survival import Bools

Answers = Mapping[str, str]


@dataclass(frozen=True)
class Condition:
    """A question on whose answer a theorem depends.

    Attributes
    ----------
    question : str
    answers : tuple of str
        Answers under which it is proved, all other conditions met.
    otherwise : mapping
        Each other answer, with readings under which it leaves the theorem unproved, the nearest first.
    """

    question: str
    answers: tuple[str, ...]
    otherwise: Mapping[str, tuple[Answers, ...]]


@dataclass(frozen=True)
class TheoremOutcome:
    """What became of a theorem under all readings tried.

    Attributes
    ----------
    tried : int
        Readings tried that some data may satisfy.
    proved : int
        Those of them under which it was proved.
    within : int
        Those that meet all conditions; it is proved under every one of them.
    conditions : tuple of Condition
        What must be answered so; none where it is proved under every reading tried.
    usual : mapping
        An answer to every question that meets the conditions.
    rests_on : tuple of str
        Constraints that the proofs used, within the conditions.
    """

    id: str
    says: str
    why: str
    questions: tuple[str, ...]
    tried: int
    proved: int
    within: int
    conditions: tuple[Condition, ...]
    usual: Answers
    rests_on: tuple[str, ...]

    @property
    def certain(self) -> bool:
        """Whether it is proved under every reading tried."""
        return self.tried == self.proved > 0


@dataclass
class Survey:
    """All readings of one paper, with what was already proved of them.

    Attributes
    ----------
    impossible : dict
        For each convention, sets of constraints that no data satisfy.
    """

    paper: Paper
    constraints: Constraints
    impossible: dict[Convention, list[frozenset[str]]] = field(default_factory=dict)
    possible: dict[Convention, list[tuple[frozenset[str], frozenset[str]]]] = field(default_factory=dict)
    resolved: dict[Convention, Reading] = field(default_factory=dict)

    @cached_property
    def who(self) -> frozenset[str]:
        """Constraints on who is analysed; adding one changes the data sets, it does not just narrow them."""
        return frozenset(
            constraint.id for constraint in self.constraints.constraints if constraint.kind == "left_out"
        )

    def reading(self, answers: Answers) -> Reading:
        """Return the constraints under some answers, like `Constraints.under`, at little cost."""
        chosen = {**self.constraints.defaults, **answers}
        convention = self.constraints.convention(chosen)
        if convention not in self.resolved:
            everything = tuple(each.under(convention) for each in self.constraints.constraints)
            self.resolved[convention] = Reading({}, everything, convention, self.constraints.endpoints)
        applies = tuple(
            each
            for each in self.resolved[convention].constraints
            if all(chosen[name] in wanted for name, wanted in each.when.items())
        )
        return Reading(chosen, applies, convention, self.constraints.endpoints)

    def is_possible(self, reading: Reading) -> bool:
        """Tell whether no contradiction is found in a reading."""
        ids = frozenset(constraint.id for constraint in reading.constraints)
        key, who = reading.convention, ids & self.who
        if any(known <= ids and known & self.who == who for known in self.impossible.get(key, ())):
            return False
        if any(ids <= known and who == same for known, same in self.possible.get(key, ())):
            return True
        if contradiction(self.paper, reading) is None:
            self.possible.setdefault(key, []).append((ids, who))
            return True
        self.impossible.setdefault(key, []).append(shrink(self.paper, reading, keep=who))
        return False


@dataclass
class Trial:
    """One theorem under all combinations of answers to some questions."""

    survey: Survey
    theorem: Statement
    supports: dict[Convention, list[frozenset[str]]] = field(default_factory=dict)
    failures: dict[Convention, list[tuple[frozenset[str], frozenset[str]]]] = field(default_factory=dict)
    hardest: str = ""

    @cached_property
    def usual(self) -> Reading:
        """The default reading with what the theorem itself supposes."""
        return self.survey.reading(self.theorem.given)

    @cached_property
    def questions(self) -> list[str]:
        """What is varied."""
        everything = [*self.survey.constraints.tried, *self.theorem.also]
        return [name for name in everything if name not in self.theorem.given]

    def proof(self, reading: Reading) -> frozenset[str] | None:
        """Return constraints from which the theorem follows under a reading, None where it was not proved."""
        ids = frozenset(constraint.id for constraint in reading.constraints)
        who = ids & self.survey.who
        for known in self.supports.get(reading.convention, ()):
            if known <= ids and known & self.survey.who == who:
                return known
        failures = self.failures.setdefault(reading.convention, [])
        if any(ids <= known and who == same for known, same in failures):
            return None
        used = set(who)
        suppositions = list(opposites(self.theorem, self.survey.paper, reading, self.usual))
        suppositions.sort(key=lambda opposite: _about(opposite) != self.hardest)
        for opposite in suppositions:
            if contradiction(self.survey.paper, reading.only(*used).plus(*opposite)):
                continue
            together = reading.plus(*opposite)
            if contradiction(self.survey.paper, together) is None:
                failures.append((ids, who))
                self.hardest = _about(opposite)
                return None
            used |= shrink(self.survey.paper, together, keep=who | {SUPPOSED}) - {SUPPOSED}
        support = frozenset(used)
        self.supports.setdefault(reading.convention, []).append(support)
        return support

    def outcome(self) -> TheoremOutcome:
        """Try the theorem under every combination of answers."""
        constraints = self.survey.constraints
        shape = tuple(len(constraints.questions[name].alternatives) for name in self.questions)
        possible, proved = np.zeros(shape, bool), np.zeros(shape, bool)
        rests_on: dict[tuple[int, ...], frozenset[str]] = {}
        combinations = zip(np.ndindex(shape), constraints.combinations(self.questions), strict=True)
        for place, answers in reversed(list(combinations)):  # the last answers demand most: they decide most
            reading = self.survey.reading({**answers, **self.theorem.given})
            if self.survey.is_possible(reading):
                possible[place] = True
                if (support := self.proof(reading)) is not None:
                    proved[place], rests_on[place] = True, support
        told = numbers(self.theorem, self.survey.paper, self.usual)
        says, why = (Template(text).safe_substitute(told) for text in (self.theorem.says, self.theorem.why))
        return _outcome(
            self.survey.constraints,
            Named(self.theorem.id, says, why, self.theorem.given),
            self.questions,
            (proved, possible),
            rests_on,
        )


def _about(opposite: Opposite) -> str:
    """Name what is supposed and of whom, so that the supposition that was not refuted last is tried first."""
    return "; ".join(f"{type(each).__name__} {getattr(each, 'who', '')}" for each in opposite)


@dataclass(frozen=True)
class Named:
    """A theorem in words, and the answers that are part of it."""

    id: str
    says: str
    why: str
    given: Answers


def clash_outcome(survey: Survey, clash: Clash) -> TheoremOutcome:
    """Try under every convention whether the members of a clash really cannot all be true."""
    constraints, questions = survey.constraints, list(CONVENTIONS)
    says = {constraint.id: constraint.says for constraint in constraints.constraints}
    shape = tuple(len(constraints.questions[name].alternatives) for name in questions)
    proved = np.zeros(shape, bool)
    for place, answers in zip(np.ndindex(shape), constraints.combinations(questions), strict=True):
        reading = survey.reading({**answers, **clash.choices}).only(*clash.ids)
        proved[place] = contradiction(survey.paper, reading) is not None
    named = Named(
        clash.id,
        "These cannot all be true: " + " ".join(says[name] for name in clash.ids),
        clash.proof,
        clash.choices,
    )
    rests_on = {place: frozenset(clash.ids) for place in np.ndindex(shape)}
    return _outcome(constraints, named, questions, (proved, np.ones(shape, bool)), rests_on)


def _outcome(
    constraints: Constraints,
    named: Named,
    questions: list[str],
    tried: tuple[Bools, Bools],
    rests_on: Mapping[tuple[int, ...], frozenset[str]],
) -> TheoremOutcome:
    """Put together what the combinations marked as proved and as possible tell of a theorem."""
    proved, possible = tried
    answers = [list(constraints.questions[name].alternatives) for name in questions]
    box = largest_box(proved, possible)
    inside = _marked(box, proved.shape) & proved & possible
    conditions = []
    for axis, (name, told, chosen) in enumerate(zip(questions, answers, box, strict=True)):
        others = [answer for answer in range(len(told)) if answer not in chosen and proved.any()]
        if others:
            otherwise = {
                told[answer]: _unproved(_with_answer(box, axis, answer), axis, answer, possible & ~proved)
                for answer in others
            }
            conditions.append((name, tuple(told[index] for index in chosen), otherwise))

    def answered(place: tuple[int, ...]) -> Answers:
        named_answers = zip(questions, answers, place, strict=True)
        return {**{name: told[index] for name, told, index in named_answers}, **named.given}

    used = {name for place, support in rests_on.items() if inside[place] for name in support}
    return TheoremOutcome(
        named.id,
        named.says,
        named.why,
        tuple(questions),
        int(possible.sum()),
        int((proved & possible).sum()),
        int(inside.sum()),
        tuple(
            Condition(
                name, told, {answer: tuple(map(answered, places)) for answer, places in otherwise.items()}
            )
            for name, told, otherwise in conditions
        ),
        answered(tuple(chosen[0] for chosen in box)),
        tuple(each.id for each in constraints.constraints if each.id in used),
    )


NEAREST = 3
"""Unproved readings that are kept for each answer a condition excludes."""


def _unproved(box: list[list[int]], axis: int, answer: int, unproved: Bools) -> list[tuple[int, ...]]:
    """Return the places where one more answer lets something unproved into a box."""
    slab = [[answer] if each == axis else chosen for each, chosen in enumerate(box)]
    places = np.argwhere(_marked(slab, unproved.shape) & unproved).tolist()
    nearest = sorted(places, key=lambda place: (np.count_nonzero(place), [-answer for answer in place]))
    return [tuple(place) for place in nearest[:NEAREST]]


def _marked(box: list[list[int]], shape: tuple[int, ...]) -> Bools:
    marks = np.zeros(shape, bool)
    marks[np.ix_(*box)] = True
    return marks


def largest_box(proved: Bools, possible: Bools) -> list[list[int]]:
    """Find answers, a set for each question, of which every possible combination is proved.

    It starts with the first proved combination, the defaults if they are. Answers are added one by one as
    long as nothing unproved comes in, the one first that brings in most; this is done again with the answers
    to any one or two questions added last, and the largest result is taken. Where nothing is proved it is the
    defaults.
    """
    starts = sorted(np.argwhere(proved).tolist(), key=lambda place: (np.count_nonzero(place), place))
    if not starts:
        return [[0] for _ in proved.shape]
    fine = proved | ~possible
    axes = range(proved.ndim)
    latest = (*combinations(axes, 1), *combinations(axes, 2))
    boxes = [_grown([[index] for index in starts[0]], fine, possible, last) for last in latest]
    return max(boxes, key=lambda box: _size(box, possible))


def _grown(box: list[list[int]], fine: Bools, possible: Bools, last: tuple[int, ...]) -> list[list[int]]:
    early = [axis for axis in range(fine.ndim) if axis not in last]
    for axes in (early, last):
        while wider := [
            grown
            for axis in axes
            for answer in range(fine.shape[axis])
            if answer not in box[axis] and fine[np.ix_(*(grown := _with_answer(box, axis, answer)))].all()
        ]:
            box = max(wider, key=lambda grown: _size(grown, possible))
    return box


def _size(box: list[list[int]], possible: Bools) -> int:
    return int(possible[np.ix_(*box)].sum())


def _with_answer(box: list[list[int]], axis: int, answer: int) -> list[list[int]]:
    return [sorted([*chosen, answer]) if each == axis else chosen for each, chosen in enumerate(box)]


def outcomes(paper: Paper, constraints: Constraints) -> tuple[TheoremOutcome, ...]:
    """Try every clash and every theorem."""
    survey = Survey(paper, constraints)
    return (
        *(clash_outcome(survey, clash) for clash in clashes(paper, constraints)),
        *(Trial(survey, theorem).outcome() for theorem in constraints.theorems),
    )
