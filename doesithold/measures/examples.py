"""A folder to start from: the sample paper with one working claim for every measure that has an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from doesithold.measures.reference import MeasureEntry, reference

HEAD = "# One example for every measure; `doesithold measures NAME` explains it.\n"


def example_files() -> Mapping[str, str]:
    """Return the files of the sample paper, and claims that use every measure once, by name."""
    sample = files("doesithold") / "sample"
    kept = dict(_texts(sample))
    claims = [claim for entry in reference() for claim in _claims(entry)]
    text = yaml.safe_dump(claims, sort_keys=False, allow_unicode=True, width=110)
    return kept | {"claims.yaml": HEAD + text}


def _texts(folder: Traversable, within: str = "") -> Iterator[tuple[str, str]]:
    """Yield the files of a folder and its folders, by their path within it."""
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.is_dir():
            yield from _texts(item, f"{within}{item.name}/")
        else:
            yield f"{within}{item.name}", item.read_text(encoding="utf-8")


def _claims(entry: MeasureEntry) -> Iterator[dict[str, Any]]:
    """Give the claims of one example ids of their own, and let them refer to one another by these."""
    stem = entry.name.replace("_", "-")
    ids = {claim["id"]: f"{stem}-{claim['id']}" for claim in entry.examples if "id" in claim}
    for claim in entry.examples:
        identity = ids.get(claim.get("id", ""), stem)
        yield {"id": identity, "section": "Results", "place": "example"} | _renamed(
            {key: value for key, value in claim.items() if key != "id"}, ids
        )


def _renamed(value: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(item, ids) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, ids) for item in value]
    return ids.get(value, value) if isinstance(value, str) else value
