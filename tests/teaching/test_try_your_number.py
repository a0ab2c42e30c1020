"""The box in the page answers as the Python searches do, in a real browser, for random numbers."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from analysis.book import Book
from analysis.teaching.try_your_number import SCRIPT, Box
from doesithold.explain import Search, explain_interval, explain_mean, explain_percent
from doesithold.explain.sentences import sentence, simplest_roundings, words_for
from doesithold.statistics.proportions import METHODS, binomial_interval

ROOT = Path(__file__).parents[2]
SHOWN = 12
ASK = """(questions) => questions.map((fields) => {
  const form = document.getElementById('try-your-number');
  for (const [name, value] of Object.entries(fields)) form.elements[name].value = value;
  form.dispatchEvent(new Event('input'));
  const text = (part) => form.querySelector(`[data-part="${part}"]`);
  const ways = [...text('ways').children].map((one) => one.textContent);
  return [text('says').textContent, ways, text('luck').textContent];
})"""
Answer = tuple[str, list[str], str]
Ask = Callable[[list[dict[str, str]]], list[Answer]]


@pytest.fixture
def box(page: Page, book: Book, tmp_path: Path) -> Page:
    """The box alone on a page, as its chapter holds it."""
    html = Box(book)._repr_markdown_().removeprefix("```{=html}\n").removesuffix("\n```")
    html = html.replace(SCRIPT, (ROOT / "assets/try-your-number.js").as_uri())
    style = (ROOT / "assets/teaching.css").read_text(encoding="utf-8")
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Box</title><style>{style}</style>'
    (tmp_path / "box.html").write_text(f"{head}<main><h1>Box</h1>{html}</main>", encoding="utf-8")
    page.goto((tmp_path / "box.html").as_uri())
    return page


@pytest.fixture
def ask(box: Page) -> Ask:
    return lambda questions: [(says, ways, luck) for says, ways, luck in box.evaluate(ASK, questions)]


def expected(search: Search, share: str = "") -> Answer:
    found = simplest_roundings(search.explanations)
    ways = [sentence(one, share) for one in found]
    says = "One way prints" if len(ways) == 1 else f"{len(ways)} ways print"
    more = [f"and {len(ways) - SHOWN} more"] if len(ways) > SHOWN else []
    luck = f"Share of equally precise numbers that the same search would explain: {words_for(search.chance)}."
    return (
        f"{says} these digits:" if ways else "Nothing that was tried prints these digits.",
        ways[:SHOWN] + more,
        luck,
    )


def printed(drawn: random.Random, value: float) -> str:
    return f"{value:.{drawn.choice([0, 1, 1, 2, 3])}f}"


def test_percentages(ask: Ask) -> None:
    drawn = random.Random(1)
    asked, answers = [], []
    for _ in range(400):
        n = drawn.randint(1, 60)
        near = 100 * drawn.randint(0, n) / n if drawn.random() < 0.7 else drawn.uniform(0, 100)
        reported, known = printed(drawn, near), drawn.random() < 0.4
        asked.append(
            {
                "kind": "percent",
                "percentage": reported + drawn.choice(["", "", "%", " %"]),
                "denominator": str(n) if known else "",
                "largest": str(n),
            }
        )
        answers.append(expected(explain_percent(reported, n if known else None, n)))
    assert ask(asked) == answers
    assert sum(says.startswith("Nothing") for says, *_ in answers) > 20


def test_means(ask: Ask) -> None:
    drawn = random.Random(2)
    asked, answers = [], []
    for _ in range(400):
        n = drawn.randint(1, 150)
        near = drawn.randint(-3 * n, 9 * n) / n if drawn.random() < 0.5 else drawn.uniform(-3, 9)
        reported = printed(drawn, near)
        asked.append({"kind": "mean", "mean": reported, "people": str(n)})
        answers.append(expected(explain_mean(reported, n)))
    assert ask(asked) == answers


def test_intervals(ask: Ask) -> None:
    drawn = random.Random(3)
    asked, answers = [], []
    for _ in range(250):
        n = drawn.randint(1, 80)
        k = drawn.choice([0, n, *range(n + 1)])
        bounds = binomial_interval(k, n, drawn.choice(METHODS))
        places = drawn.choice([0, 1, 2, 2, 3])
        lower, upper = (f"{min(max(100 * bound, 0), 100):.{places}f}" for bound in bounds)
        if drawn.random() < 0.2:
            upper = f"{drawn.uniform(float(lower), 100):.{places}f}"
        asked.append(
            {"kind": "interval", "lower": lower, "upper": upper, "successes": str(k), "trials": str(n)}
        )
        answers.append(expected(explain_interval(lower, upper, k, n), f"{k}/{n}"))
    assert ask(asked) == answers
    assert sum(bool(ways) for _, ways, _ in answers) > 150


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"kind": "percent", "percentage": "31,3"}, "Percentage: write it in digits"),
        ({"kind": "percent", "percentage": "101"}, "Percentage: must lie between 0 and 100"),
        (
            {"kind": "percent", "percentage": "31.3", "denominator": "0"},
            "Number of patients: must be a whole number",
        ),
        ({"kind": "interval", "lower": "70"}, "Lower bound: must not lie above the upper bound"),
        (
            {"kind": "interval", "successes": "18"},
            "Number with a response: must be a whole number between 0 and 17",
        ),
        ({"kind": "mean", "people": "many"}, "Number of people: must be a whole number"),
    ],
)
def test_a_wrong_entry_is_answered_by_one_line_that_says_what_to_write(
    ask: Ask, asked: dict[str, str], says: str
) -> None:
    ((answer, ways, luck),) = ask([asked])
    assert answer.startswith(says)
    assert (ways, luck) == ([], "")


def test_it_opens_with_the_papers_percentage_and_is_used_by_keyboard_alone(box: Page) -> None:
    answer = box.get_by_role("status")
    assert "5/16 = 31.25 %, rounded half up" in (answer.text_content() or "")
    box.keyboard.press("Tab")
    box.keyboard.press("ArrowDown")
    assert "Wald interval from 7/17 rounded to 3 digits" in (answer.text_content() or "")
    assert not box.get_by_label("Percentage", exact=True).is_visible()
    box.keyboard.press("Tab")
    box.keyboard.type("18.00")
    assert re.search("Nothing that was tried", answer.text_content() or "")


@pytest.mark.parametrize("width", [360, 1280])
def test_it_has_no_barrier_that_axe_finds_and_fits_the_screen(box: Page, width: int) -> None:
    box.set_viewport_size({"width": width, "height": 800})
    assert Axe().run(box).response["violations"] == []
    assert box.evaluate("document.documentElement.scrollWidth") <= width
