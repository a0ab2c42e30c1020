"""The command `validate` names what `audit` would stop at."""

from pathlib import Path

import pytest

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
