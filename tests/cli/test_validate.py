"""The command `validate` names what `audit` would stop at."""

from pathlib import Path

import pytest
import yaml

from doesithold.cli.main import main


def test_a_measure_that_there_is_not_is_named_before_any_audit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "paper"
    assert main(["new", str(folder)]) == 0
    assert main(["validate", str(folder)]) == 0
    claims = folder / "claims.yaml"
    text = claims.read_text(encoding="utf-8")
    claims.write_text(text.replace("risk_ratio:", "risk_ratoi:", 1), encoding="utf-8")
    capsys.readouterr()
    for command in ("validate", "audit"):
        assert main([command, str(folder)]) == 2
        said = capsys.readouterr()
        assert "there is no measure 'risk_ratoi'" in said.err
        assert said.out == ""


def test_every_claim_whose_measure_cannot_be_carried_out_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "paper"
    assert main(["new", str(folder)]) == 0
    common = {"section": "Results", "place": "here", "says": "So."}
    added = [
        common | {"id": name, "reported": "true", "unit": "statement", "needs": "the protocol"}
        for name in ("first", "second")
    ] + [
        common
        | {"id": f"sum-{name}", "reported": "1", "unit": "people", "measure": {"sum": {"claims": [name]}}}
        for name in ("first", "second")
    ]
    claims = folder / "claims.yaml"
    claims.write_text(claims.read_text(encoding="utf-8") + yaml.safe_dump(added), encoding="utf-8")
    capsys.readouterr()
    assert main(["validate", str(folder)]) == 2
    assert [line.split(": ")[1] for line in capsys.readouterr().err.splitlines()] == [
        "claim sum-first",
        "claim sum-second",
    ]
