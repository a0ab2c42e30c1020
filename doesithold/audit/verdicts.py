"""The audit: every claim against the data, and what the claims say of each other."""

from __future__ import annotations

from dataclasses import replace

from doesithold.audit.agreement import agreements, with_agreement
from doesithold.audit.assumptions import mend
from doesithold.audit.attempt import Attempt, Mend
from doesithold.audit.exchanged import name_exchanged
from doesithold.audit.finding import Finding, quoted
from doesithold.audit.learnt import learn, mend_so, rounded_so
from doesithold.audit.readoff import holds, recheck, shown
from doesithold.audit.rounding import Rounding
from doesithold.audit.vocabulary import Verdict
from doesithold.errors import InputError, Problem, Problems
from doesithold.measures import Context, MeasureCall, Recomputed, check_measures, read_off, recompute
from doesithold.numbers import Share
from doesithold.paper.assumptions import Assumptions, stated
from doesithold.paper.claims import Claim
from doesithold.paper.paper import Paper

Called = tuple[MeasureCall, Recomputed]
"""A measure as a claim names it, and what it gave."""
MODEL = "model"
"""Entry of ``methods`` that names what may be behind a comparison besides counts and means."""
COMPARES = {"risk_ratio", "odds_ratio", "risk_difference", "mean_difference", "p_of_counts", "p_of_means"}
"""Measures that compare arms by their counts and means alone."""


def audit(paper: Paper, assumptions: Assumptions | None = None) -> tuple[Finding, ...]:
    """Pass a verdict on every claim, and say which claims agree.

    Parameters
    ----------
    paper : Paper
    assumptions : Assumptions, optional
        The choices under which values are recomputed; by default those that the paper states.

    Returns
    -------
    tuple of Finding
        In the order of the claims.

    Raises
    ------
    InputError
        With every claim that names a measure that there is not, or one that the data cannot answer. A draft
        that they cannot answer is left open instead.
    """
    check_measures(paper)
    by_id = {claim.id: claim for claim in paper.claims}
    context = Context(paper, assumptions or stated(paper.about.methods))
    problems, calls, refused = Problems(), dict[str, Called](), dict[str, Finding]()
    for claim in paper.claims:
        with problems:
            try:
                if called := _recomputed(context, claim):
                    calls[claim.id] = called
            except InputError as error:
                if not claim.draft:
                    raise _misused(context, claim, error) from None
                refused[claim.id] = _refused(claim, error)
    problems.tell()
    learnt = learn(context, ((by_id[name], found) for name, (_, found) in calls.items()))
    judged = {
        claim.id: refused.get(claim.id) or _judge(context, claim, calls.get(claim.id), learnt)
        for claim in paper.claims
    }
    judged = name_exchanged(judged, by_id)
    return tuple(
        with_agreement(judged[claim], agreement, judged)
        for claim, agreement in agreements(paper.claims).items()
    )


def judge(paper: Paper, claim: Claim) -> Finding:
    """Pass a verdict on one claim by the data alone.

    Raises
    ------
    InputError
        If its measure cannot be carried out.
    """
    context = Context(paper, stated(paper.about.methods))
    try:
        called = _recomputed(context, claim)
    except InputError as error:
        raise _misused(context, claim, error) from None
    return _judge(context, claim, called, None)


def _recomputed(context: Context, claim: Claim) -> Called | None:
    """Carry out the measure of a claim: where it was read off, that of the figure."""
    if claim.external:
        return None
    if claim.digitised and (found := read_off(context, claim.digitised)):
        return claim.digitised, found
    if claim.needs or claim.measure is None:
        return None
    return claim.measure, recompute(context, claim.measure)


def _misused(context: Context, claim: Claim, error: InputError) -> InputError:
    """Say which claim asks of a measure what it cannot answer."""
    name = claim.measure.name if claim.measure else "none"
    rule = f"claim {claim.id}: measure {name}: {error}"
    return InputError([Problem(rule, context.paper.claims_file, column="measure")])


def _judge(context: Context, claim: Claim, called: Called | None, learnt: Rounding | None) -> Finding:
    """Judge a claim by the data only."""
    if claim.external:
        return _finding(claim, "external", "It is about other work or the world, not about this study.")
    if called is None and claim.needs:
        return _finding(claim, "unverifiable", f"It cannot be checked without {claim.needs}.")
    if called is None:
        return _finding(claim, "unverifiable", "No published data decide it.")
    return _compared(context, claim, called, learnt)


def _refused(claim: Claim, error: InputError) -> Finding:
    """Leave a draft open whose measure refuses what was read; a person corrects or drops it."""
    found = _finding(claim, "unverifiable", f"This draft cannot be computed: {error}.")
    return replace(found, needs="a look at the draft beside its sentence")


def _finding(claim: Claim, verdict: Verdict, explanation: str) -> Finding:
    return Finding(
        id=claim.id,
        section=claim.section,
        place=claim.place,
        says=claim.says,
        reported=claim.reported,
        unit=claim.unit,
        recomputed=None,
        verdict=verdict,
        explanation=explanation,
        needs=claim.needs,
        note=claim.note,
        provenance=claim.provenance,
    )


def _compared(context: Context, claim: Claim, called: Called, learnt: Rounding | None) -> Finding:
    """Judge a claim by the value that a measure gave."""
    call, found = called
    rounding = context.assumptions.rounding
    finding = replace(
        _finding(claim, "reproduced", ""),
        needs=None,
        recomputed=shown(claim.reported, found, rounding),
        measure=str(call),
        rests_on=found.rests_on,
    )
    if holds(claim.reported, found, rounding):
        return replace(finding, basis=found.share, explanation=_held(found))
    failed = _failed(finding, found, _attempt(context, claim, found, learnt))
    model = context.paper.about.methods.get(MODEL)
    is_open = failed.verdict == "contradicted" or len(failed.assumptions) > 1
    if is_open and claim.draft and model and call.name in COMPARES:
        return _by_model(failed, model)
    return failed


def _by_model(finding: Finding, model: str) -> Finding:
    """Leave open what arms alone do not give while nobody has said that no model is behind it."""
    why = f"{finding.explanation} It may be of a model, of which the paper names: {model}."
    needs = "the data of each person, or word that it is of the counts or means alone"
    return replace(
        finding,
        verdict="unverifiable",
        by=None,
        explanation=why,
        needs=needs,
        assumptions=(),
        alternatives=(),
        chance=None,
        basis=None,
    )


def _attempt(context: Context, claim: Claim, found: Recomputed, learnt: Rounding | None) -> Attempt:
    """Search what gives the printed value: the rounding that the paper shows alone, then anything else."""
    if found.margin is not None:
        return recheck(context, claim, found)
    if learnt and (alone := rounded_so(learnt, context, claim, found)):
        return Attempt(alone, ())
    plain = mend(context, claim, found)
    if learnt and not plain.strong:
        return replace(plain, mends=(*mend_so(learnt, context, claim, found), *plain.mends))
    return plain


def _held(found: Recomputed) -> str:
    if found.exceeds:
        return "The value read off the figure exceeds the one printed."
    where = (
        " in the figure" if found.margin is not None else ", as rounded numbers go" if found.within else ""
    )
    return f"It holds{where}{_of(found.share)}."


def _failed(finding: Finding, found: Recomputed, attempt: Attempt) -> Finding:
    """Explain a value that did not come out by the simplest assumptions that give it, or say that none do."""
    finding = replace(finding, tried=attempt.tried)
    if attempt.strong:
        best = attempt.strong[0]
        return replace(
            finding,
            verdict="explained",
            by=best.by,
            explanation=_explained(finding, found, best),
            assumptions=best.assumptions,
            alternatives=tuple(other.assumptions for other in attempt.mends if other is not best),
            chance=best.chance,
            basis=best.basis,
        )
    return replace(
        finding,
        verdict="contradicted",
        explanation=" ".join([_plainly(finding, found), *_in_vain(finding, attempt)]),
        alternatives=tuple(other.assumptions for other in attempt.mends),
        chance=attempt.mends[0].chance if attempt.mends else None,
    )


def _explained(finding: Finding, found: Recomputed, best: Mend) -> str:
    if best.by == "search":
        plainly = f"Without this assumption the data give {finding.recomputed}."
        return f"The printed {quoted(finding.reported)} {best.because}. {plainly}"
    holding = "It holds" if isinstance(found.value, bool) else f"The data give {quoted(finding.reported)}"
    plainly = _plainly(finding, found, "Read plainly, it does not hold")
    return f"{plainly} {holding} if the sentence is read as: {best.because}."


def _plainly(finding: Finding, found: Recomputed, refused: str = "The data contradict it") -> str:
    """Say what the data give."""
    if isinstance(found.value, bool):
        return f"{refused}{f': {found.why}' if found.why else ''}."
    share = _of(found.share)
    return f"The data give {quoted(finding.recomputed or '')}{share}, not {quoted(finding.reported)}."


def _in_vain(finding: Finding, attempt: Attempt) -> list[str]:
    """Say what was tried, and what would give the value but would give too many others as well."""
    if attempt.mends:
        weak = attempt.mends[0]
        share = round(float(100 * (weak.chance or 0)))
        return [
            f"A weak explanation: {quoted(finding.reported)} {weak.because}; the same search explains "
            f"{share} % of the other values within reach."
        ]
    if not attempt.tried:
        return []
    none = "This was tried and does not give it" if len(attempt.tried) == 1 else "None of these gives it"
    return [f"{none}: {'; '.join(attempt.tried)}."]


def _of(share: Share | None) -> str:
    return f" ({share})" if share else ""
