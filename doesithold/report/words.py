"""The words of the audit as a table: what verdicts and signs mean."""

from __future__ import annotations

from doesithold.audit.vocabulary import AGREEMENT_WORDS, KIND_WORDS, VERDICT_WORDS, WEIGHT_WORDS
from doesithold.markup import Markdown


def verdicts_table(spans: bool = True) -> Markdown:
    """Write a table of the verdicts and of the signs of agreement, the best verdict first.

    Parameters
    ----------
    spans : bool
        Whether verdicts are spans with a class, which a style sheet of the book colours.
    """
    rows = [
        (f"[{word.mark} {name}]{{.verdict .verdict-{name}}}" if spans else f"{word.mark} {name}", word)
        for name, word in VERDICT_WORDS.items()
    ] + [(f"{word.mark} {name}", word) for name, word in AGREEMENT_WORDS.items()]
    head = ["| Word | It is given when |", "|:-----|:----------------|"]
    return Markdown("\n".join([*head, *(f"| {name} | {word.meaning} |" for name, word in rows)]))


def discrepancy_words() -> Markdown:
    """Write the kinds and the weights of discrepancies, each with its meaning."""
    parts = (("Kind", KIND_WORDS), ("Weight", WEIGHT_WORDS))
    rows = [f"| {what} | {word} | {meaning} |" for what, words in parts for word, meaning in words.items()]
    return Markdown("\n".join(["| | Word | It says that |", "|:--|:-----|:------------|", *rows]))
