"""The trial's published data as a frozen, typed Study, validated against ``datapackage.json``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from doesithold.paper.package import read_package

Sex = Literal["M", "F"]
Response = Literal["CR", "PR", "SD", "PD", "Withdrawal"]
KitGroup = Literal["mutation", "amplification", "both"]
NgsStatus = Literal["reported", "not found", "not reported"]


@dataclass(frozen=True)
class ResponseCode:
    """What one code of the column `best_response` counts as."""

    code: Response
    label: str
    evaluable: bool
    objective_response: bool
    disease_control: bool


@dataclass(frozen=True)
class Patient:
    """One row of Table 1: each column as normalised, and as printed where the two differ.

    Attributes
    ----------
    age : int
        Years at the start of treatment.
    line : int
        Line of treatment in which imatinib was given.
    variant : str or None
        KIT protein variant such as ``"L576P"``; None where no mutation was reported.
    co_alterations : tuple of str
        Alterations besides KIT, such as ``"CDKN2A deletion"``; empty unless `ngs_status` is ``"reported"``.
    """

    patient: str
    sex: Sex
    age: int
    tumour_type_printed: str
    tumour_type: str
    melanoma_subtype: str | None
    performance_status: int
    kit_mutation_printed: str
    variant: str | None
    amplification: bool
    line_printed: str
    line: int
    sites_printed: str
    sites: tuple[str, ...]
    ngs_printed: str
    ngs_status: NgsStatus
    co_alterations: tuple[str, ...]
    best_response: Response
    response: ResponseCode

    @property
    def mutated(self) -> bool:
        """Whether a KIT mutation was reported."""
        return self.variant is not None

    @property
    def evaluable(self) -> bool:
        """Whether the response was assessed."""
        return self.response.evaluable

    @property
    def objective_response(self) -> bool:
        """Whether the best response is complete or partial."""
        return self.response.objective_response

    @property
    def disease_control(self) -> bool:
        """Whether the best response is complete, partial or stable disease."""
        return self.response.disease_control

    @property
    def kit_group(self) -> KitGroup:
        """KIT mutation, amplification or both; every enrolled patient has at least one."""
        if not self.mutated:
            return "amplification"
        return "both" if self.amplification else "mutation"

    @property
    def altered_genes(self) -> tuple[str, ...]:
        """Genes altered besides KIT, in the printed order."""
        return tuple(alteration.split()[0] for alteration in self.co_alterations)


@dataclass(frozen=True)
class AdverseEvent:
    """One row of Table 2; counts are patients, percentages are kept as printed.

    A count at grade 3 or more that the paper leaves empty is None.
    """

    term: str
    all_grades: int
    all_grades_percent: str
    grade_3_or_more: int | None
    grade_3_or_more_percent: str | None
    denominator: int


@dataclass(frozen=True)
class Study:
    """Everything the paper's tables print, and the reference protein its variants are read against."""

    patients: tuple[Patient, ...]
    adverse_events: tuple[AdverseEvent, ...]
    responses: tuple[ResponseCode, ...]
    kit_sequence: str
    selections: dict[str, tuple[Patient, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Selections of patients made so far, so that none is made twice."""

    @property
    def evaluable(self) -> tuple[Patient, ...]:
        """Patients whose response was assessed."""
        return tuple(patient for patient in self.patients if patient.evaluable)


def load_study(path: Path | str) -> Study:
    """Read and validate the data package in a folder.

    Parameters
    ----------
    path : Path or str
        Folder that holds ``datapackage.json`` and the files it names.

    Raises
    ------
    InputError
        If anything breaks the package's schema; every problem is named.
    """
    tables = read_package(Path(path), only=("patients", "adverse_events", "responses", "kit-human-p10721"))
    codes = {row["code"]: ResponseCode(**row) for row in tables.rows["responses"]}
    return Study(
        patients=tuple(_patient(row, codes) for row in tables.rows["patients"]),
        adverse_events=tuple(AdverseEvent(**row) for row in tables.rows["adverse_events"]),
        responses=tuple(codes.values()),
        kit_sequence=read_fasta(tables.files["kit-human-p10721"]),
    )


def _patient(row: Mapping[str, Any], codes: Mapping[str, ResponseCode]) -> Patient:
    known = {field.name for field in fields(Patient)} - {"response"}
    return Patient(**{name: row[name] for name in known}, response=codes[row["best_response"]])


def read_fasta(text: str) -> str:
    """Return the residues of a FASTA file that holds one protein."""
    return "".join(line.strip() for line in text.splitlines() if not line.startswith(">"))
