from pathlib import Path

import pytest
import yaml

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
