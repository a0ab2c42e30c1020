from pathlib import Path

import pytest
import yaml

from tests.book.quick import write_page

ROOT = Path(__file__).parents[2]


def _sources():
    book = yaml.safe_load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))["book"]
    listed = [*book["chapters"], *book["appendices"]]
    return [name for entry in listed for name in (entry["chapters"] if isinstance(entry, dict) else [entry])]


SOURCES = _sources()


@pytest.fixture(scope="session")
def texts():
    return {source: (ROOT / source).read_text(encoding="utf-8") for source in SOURCES}


@pytest.fixture(scope="session")
def bibliography():
    return (ROOT / "references.bib").read_text(encoding="utf-8")


SHOWN = (
    "index",
    *(f"chapters/{name}" for name in ("abstract", "safety", "patient-characteristics", "ledger")),
)


@pytest.fixture(scope="session")
def pages(book, tmp_path_factory):
    """Some pages of the book, by their names without ending."""
    folder = tmp_path_factory.mktemp("pages")
    return {name: write_page(f"{name}.qmd", book, folder) for name in SHOWN}
