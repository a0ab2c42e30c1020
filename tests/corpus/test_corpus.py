"""Many folders at once: the same findings, errors that end nothing, a run that goes on where it stopped."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from benchmarks.generated_papers import random_paper
from doesithold.cli.main import main
from doesithold.corpus import run, table
from doesithold.report.whole import audit_folder

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers")
    rng = random.Random(5)
    for number in range(12):
        random_paper(rng).write(folder / f"paper-{number:02d}")
    return folder


def corpus(*arguments: object) -> int:
    return main(["corpus", *map(str, arguments)])


def rows(file: Path) -> list[dict[str, Any]]:
    return list(parquet.read_table(file).to_pylist())


def test_the_rows_are_the_findings_of_each_folder(papers: Path, tmp_path: Path) -> None:
    out = tmp_path / "all.parquet"
    same = Path(shutil.copytree(EXAMPLES / "contrast", tmp_path / "contrast-again"))
    examples = [EXAMPLES / "heart-iron", EXAMPLES / "contrast", same]
    assert corpus(papers, *examples, "--jobs", 1, "--out", out) == 0
    found = rows(out)
    folders = [*sorted(papers.iterdir()), *examples]
    assert list(dict.fromkeys(row["folder"] for row in found)) == list(map(str, folders))
    keys = ("section", "reported", "recomputed", "verdict", "by", "chance")
    for folder in (folders[0], *examples):
        wanted = {
            f.id: (f.section, f.reported, f.recomputed, f.verdict, f.by, f.chance and float(f.chance))
            for f in audit_folder(folder).by_id.values()
        }
        assert any(chance for *_, chance in wanted.values()) or folder not in examples
        assert wanted == {
            row["id"]: tuple(row[key] for key in keys) for row in found if row["folder"] == str(folder)
        }
    assert not out.with_name("all.parquet.parts").exists()


def test_processes_and_a_cluster_write_the_same_bytes(
    papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import LocalCluster

    monkeypatch.setattr(run, "BATCH", 4)
    for name, jobs in (("one", 1), ("two", 2)):
        assert corpus(papers, "--jobs", jobs, "--out", tmp_path / f"{name}.parquet") == 0
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=1, threads_per_worker=1, processes=False, protocol="tcp", dashboard_address=None
    ) as cluster:
        address = cluster.scheduler_address
        assert corpus(papers, "--scheduler", address, "--out", tmp_path / "far.parquet") == 0
    content = (tmp_path / "one.parquet").read_bytes()
    assert content == (tmp_path / "two.parquet").read_bytes() == (tmp_path / "far.parquet").read_bytes()


def test_a_folder_that_cannot_be_audited_has_one_row_and_the_run_goes_on(
    papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "in"
    shutil.copytree(papers / "paper-00", broken / "a-right")
    shutil.copytree(papers / "paper-01", broken / "b-without-study")
    (broken / "b-without-study" / "study.yaml").unlink()
    shutil.copytree(papers / "paper-02", broken / "c-a-word-for-a-number")
    file = broken / "c-a-word-for-a-number" / "cells.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([lines[0], "T,r,g,many" + "," * (lines[0].count(",") - 3)]), encoding="utf-8")
    shutil.copytree(papers / "paper-03", broken / "d-no-text")
    (broken / "d-no-text" / "cells.csv").write_bytes(b"\xff\xfe\0table")
    shutil.copytree(papers / "paper-04", broken / "e-nothing")
    (broken / "e-nothing" / "cells.csv").unlink()
    assert corpus(broken, "--jobs", 1, "--out", tmp_path / "x.parquet") == 0
    assert "4 could not be audited" in capsys.readouterr().out
    errors = {Path(row["folder"]).name: row["error"] for row in rows(tmp_path / "x.parquet") if row["error"]}
    assert set(errors) == {path.name for path in broken.iterdir()} - {"a-right"}
    assert "cells.csv, row 2, column n" in errors["c-a-word-for-a-number"]
    assert "study.yaml" in errors["b-without-study"]
    assert all(row["id"] for row in rows(tmp_path / "x.parquet") if not row["error"])


def test_a_stopped_run_goes_on_where_it_stopped(
    papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "BATCH", 3)
    assert corpus(papers, "--jobs", 1, "--out", tmp_path / "whole.parquet") == 0
    began: list[str] = []

    def stopping(folders: Any) -> bytes:
        if len(began) == 6:
            raise KeyboardInterrupt
        began.extend(folder for folder, _ in folders)
        return table.audit_batch(folders)

    monkeypatch.setattr(run, "audit_batch", stopping)
    out = tmp_path / "stopped.parquet"
    assert corpus(papers, "--jobs", 1, "--out", out) == 130
    assert not out.exists()
    (out.with_name("stopped.parquet.parts") / "half.parquet").write_bytes(b"PAR1")
    monkeypatch.setattr(run, "audit_batch", table.audit_batch)
    capsys.readouterr()
    assert corpus(papers, "--jobs", 1, "--out", out) == 0
    assert out.read_bytes() == (tmp_path / "whole.parquet").read_bytes()
    assert "12 folders (6 of them now)" in capsys.readouterr().out


def test_only_what_has_changed_is_audited_again(
    papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(papers, tmp_path / "papers"))
    out, listed = tmp_path / "x.parquet", folder / "paper-07" / "old.csv"
    listed.write_text("age\n", encoding="utf-8")
    assert corpus(folder, "--jobs", 1, "--out", out) == 0
    listed.rename(listed.with_name("new.csv"))
    study = folder / "paper-05" / "study.yaml"
    study.write_text(study.read_text(encoding="utf-8") + "integers: [age]\n", encoding="utf-8")
    shutil.rmtree(folder / "paper-06")
    capsys.readouterr()
    assert corpus(folder, "--jobs", 1, "--out", out) == 0
    assert "11 folders (2 of them now)" in capsys.readouterr().out
    assert str(folder / "paper-06") not in {row["folder"] for row in rows(out)}


def test_another_version_of_the_engine_audits_everything_again(papers: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.parquet"
    assert corpus(papers, "--jobs", 1, "--out", out) == 0
    shutil.copytree(ROOT / "doesithold", tmp_path / "doesithold")
    with (tmp_path / "doesithold" / "labels.py").open("a", encoding="utf-8") as file:
        file.write("NEW = True\n")
    command = [sys.executable, "-m", "doesithold", "corpus", str(papers), "--jobs", "1", "--out", str(out)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "12 folders (12 of them now)" in done.stdout


def test_a_file_of_somebody_else_is_left_alone(
    papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.parquet"
    out.write_text("mine", encoding="utf-8")
    assert corpus(papers, "--out", out) == 2
    assert out.read_text(encoding="utf-8") == "mine"
    assert corpus(tmp_path, "--out", tmp_path / "y.parquet") == 2
    assert corpus(papers, "--out", tmp_path / "y.csv") == 2
    assert corpus(papers, "--scheduler", "", "--out", tmp_path / "y.parquet") == 2
    assert capsys.readouterr().err.count("\n") == 4


def test_auditing_cells_loads_no_heavy_library(papers: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from doesithold.audit.statements import audit_statements; "
        "from doesithold.paper.paper import load_paper; "
        f"assert audit_statements(load_paper(Path({str(papers / 'paper-00')!r}))); "
        "print([name for name in ('pandas', 'frictionless', 'lifelines') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_missing_folder_is_one_row_with_an_error_and_the_run_goes_on(
    papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, missing, empty = tmp_path / "x.parquet", tmp_path / "nowhere", tmp_path / "empty"
    empty.mkdir()
    assert corpus(missing, papers, empty, "--jobs", 1, "--out", out) == 1
    told = capsys.readouterr()
    assert f"{missing}: holds no paper" in told.err
    assert "14 folders (14 of them now): 12 audited, 2 could not be audited" in told.out
    errors = {row["folder"]: row["error"] for row in rows(out) if row["error"]}
    assert "there is no such folder" in errors[str(missing)]
    assert "the file is missing" in errors[str(empty)]
