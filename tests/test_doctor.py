"""`smartmap doctor` finds what is wrong and says how to mend it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from smartmap import doctor
from smartmap.cli.main import app

ROOT = Path(__file__).parents[1]


def found(folder: Path) -> dict[str, doctor.Finding]:
    return {finding.name: finding for finding in doctor.examine(folder)}


def test_a_whole_installation_has_no_fault(tmp_path: Path) -> None:
    findings = found(tmp_path)
    assert [finding for finding in findings.values() if finding.state == doctor.FAULT] == []
    assert "WAL" in findings["sqlite"].found
    told = CliRunner().invoke(app, ["rules", "check"]).output
    rules, topics = findings["rules"].found.split(",")[0], findings["contested topics"].found
    assert f"{rules} aturan dan {topics} topik" in told
    assert findings["suggestion"].found.endswith("environment")
    assert list(tmp_path.iterdir()) == []


def test_every_extra_says_what_it_gives() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert set(doctor.GIVES) == set(extras) - {"all"}
    for extra in doctor.GIVES:
        finding = doctor.Finding(
            "extra", doctor.NOTE, "-", "doctor_extra", {"extra": extra, "packages": "", "install": ""}
        )
        assert finding.to_dict("id")["advice"] != finding.to_dict("en")["advice"]


def test_missing_and_old_packages_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["numpy>=99", "nosuchpackage>=1", "nosuchextra>=2; extra == 'spacy'", 'typer>=0.1; extra == "docx"']
    monkeypatch.setattr(doctor, "requires", lambda name: lines[:1] + lines[2:])
    findings = found(tmp_path)
    assert findings["packages"].state == doctor.FAULT
    assert "numpy>=99" in findings["packages"].to_dict("en")["advice"]
    assert findings["extra spacy"].state == doctor.NOTE
    assert 'python -m pip install "smartmap[spacy]"' in findings["extra spacy"].to_dict("id")["advice"]
    assert findings["extra docx"].state == doctor.OK
    monkeypatch.setattr(doctor, "requires", lambda name: lines[1:2])
    assert "nosuchpackage>=1" in found(tmp_path)["packages"].to_dict("en")["advice"]


def test_a_damaged_model_and_a_folder_that_is_not_there_are_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMARTMAP_MODELS", str(tmp_path / "none"))
    monkeypatch.setenv("SMARTMAP_STORE", "postgresql://rina:secret@host/db")
    findings = found(tmp_path / "gone")
    assert findings["model"].state == findings["folder"].state == doctor.FAULT
    assert findings["sqlite"].state == doctor.NOTE
    assert "secret" not in findings["SMARTMAP_STORE"].found


def test_the_command_prints_findings_and_its_exit_code_says_whether_all_is_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = CliRunner()
    good = runner.invoke(app, ["doctor", "--json", "--folder", str(tmp_path), "--lang", "en"])
    assert good.exit_code == 0
    assert {item["state"] for item in json.loads(good.stdout)} <= {"ok", "note"}
    bad = runner.invoke(app, ["doctor", "--folder", str(tmp_path / "gone")])
    assert bad.exit_code == 1
    assert "x folder" in bad.stdout
