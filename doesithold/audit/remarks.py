"""What a person says of discrepancies: a title, the weight and why, the cause, a question to the authors."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from doesithold.audit.vocabulary import Weight
from doesithold.errors import InputError, Problem, rule_of, value_of
from doesithold.files import read_yaml

REMARKS = "discrepancies.yaml"
Text = Annotated[str, Field(min_length=1)]


class Remark(BaseModel):
    """What a person says of one discrepancy; what is left out, the engine proposes.

    Attributes
    ----------
    about : tuple of str
        Ids of findings. The groups that the engine finds for them become one discrepancy.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    about: Annotated[tuple[str, ...], Field(min_length=1)]
    title: Text | None = None
    weight: Weight | None = None
    why: Text | None = None
    cause: Text | None = None
    question: Text | None = None


def load_remarks(folder: Path | str) -> tuple[Remark, ...]:
    """Read ``discrepancies.yaml`` of a paper's folder; none where there is no such file.

    Raises
    ------
    InputError
        If the file cannot be read, an entry breaks the model, or an id stands twice.
    """
    path = Path(folder) / REMARKS
    if not path.exists():
        return ()
    if not isinstance(entries := read_yaml(path) or [], list):
        raise InputError([Problem("must be a list of discrepancies", REMARKS)])
    try:
        remarks = TypeAdapter(tuple[Remark, ...]).validate_python(tuple(entries))
    except ValidationError as error:
        raise InputError([_problem(detail) for detail in error.errors()]) from None
    times = Counter(remark.id for remark in remarks)
    if repeated := [name for name, number in times.items() if number > 1]:
        raise InputError([Problem("must be unique", REMARKS, column="id", value=name) for name in repeated])
    return remarks


def _problem(detail: Any) -> Problem:
    position, *keys = detail["loc"]
    column = ".".join(map(str, keys)) or None
    return Problem(f"entry {position + 1}: {rule_of(detail)}", REMARKS, None, column, value_of(detail))
