"""Versions go into use and out of it whole: cut off anywhere, an old or a new model is in use, never none."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from smartmap import ModelError, versions
from smartmap.cli.main import app

ROOT = Path(__file__).parents[1]
KILLED = """
import os, sys
from pathlib import Path
from smartmap import versions
step, verb, models = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
versions.check_version = lambda *given, **more: None
calls = 0
def hook(event, args):
    global calls
    if event == "os.rename":
        calls += 1
        if calls == step:
            os._exit(9)
sys.addaudithook(hook)
versions.promote(models, "3") if verb == "promote" else versions.rollback(models)
"""


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """Three versions that are folders with a manifest, the first two put to use one after the other."""
    for name in ("1", "2", "3"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text(json.dumps({"files": {}, "version": name}), encoding="utf-8")
    versions.promote_version(tmp_path, "1")
    versions.promote_version(tmp_path, "2")
    return tmp_path


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "check_version", lambda *given, **more: None)


def test_a_new_version_comes_after_the_highest_of_the_month(tmp_path: Path) -> None:
    month = f"{date.today().year}.{date.today().month}"
    assert versions.next_version(tmp_path) == f"{month}.1"
    for name in ("2", "10", "10-report.md"):
        (tmp_path / f"{month}.{name}").mkdir()
    assert versions.next_version(tmp_path) == f"{month}.11"


@pytest.mark.usefixtures("unchecked")
def test_rolling_back_goes_step_by_step(models: Path) -> None:
    versions.promote(models, "3")
    assert versions.history(models) == ["1", "2", "3"]
    assert versions.rollback(models) == "2"
    assert versions.rollback(models) == "1"
    assert versions.promoted(models) == "1"
    with pytest.raises(ModelError, match="no version was in use before"):
        versions.rollback(models)
    assert versions.promoted(models) == "1"


@pytest.mark.usefixtures("unchecked")
def test_what_was_promoted_by_hand_can_be_left_again(models: Path) -> None:
    (models / "promoted").write_text("3\n", encoding="utf-8")
    assert versions.rollback(models) == "2"


@pytest.mark.parametrize("verb", ["promote", "rollback"])
@pytest.mark.parametrize("step", [1, 2])
def test_a_process_killed_between_steps_leaves_a_whole_state(models: Path, verb: str, step: int) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(step), verb, str(models)], check=False)
    assert done.returncode == 9
    new = "3" if verb == "promote" else "1"
    after = versions.promoted(models)
    assert after == (new if (verb, step) == ("rollback", 2) else "2")
    assert versions.history(models)[-1] == after
    versions.promote_version(models, "3")
    assert versions.history(models) == [*(["1"] if after == "1" else ["1", "2"]), "3"]


def test_a_version_that_cannot_be_loaded_is_not_put_to_use(models: Path) -> None:
    with pytest.raises(ModelError):
        versions.promote(models, "3")
    with pytest.raises(ModelError):
        versions.rollback(models)
    assert versions.promoted(models) == "2"
    assert versions.history(models) == ["1", "2"]


@pytest.mark.parametrize("name", ["", ".", "..", "../1", "none", "4"])
def test_only_a_version_of_the_folder_is_promoted(models: Path, name: str) -> None:
    with pytest.raises(ModelError, match="no model"):
        versions.promote_version(models, name)


def test_the_shipped_model_can_be_promoted(tmp_path: Path) -> None:
    version = versions.promoted(ROOT / "models")
    shutil.copytree(ROOT / "models" / version, tmp_path / version)
    versions.promote(tmp_path, version)
    assert versions.promoted(tmp_path) == version


def test_a_list_marks_what_is_in_use_and_what_is_damaged(models: Path) -> None:
    (models / "3" / "manifest.json").write_text("{", encoding="utf-8")
    (models / ".building").mkdir()
    found = {item.name: item for item in versions.list_versions(models)}
    assert set(found) == {"1", "2", "3"}
    assert [name for name, item in found.items() if item.promoted] == ["2"]
    assert [name for name, item in found.items() if item.fault] == ["3"]


def test_manifests_are_compared_key_by_key(models: Path) -> None:
    def change(name: str, table: dict[str, object]) -> None:
        (models / name / "manifest.json").write_text(json.dumps({"files": {}, **table}), encoding="utf-8")

    change("1", {"metrics": {"hit1": 0.8}, "settings": {"seed": 1}, "corpus": {"rows": 5}})
    change("2", {"metrics": {"hit1": 0.9}, "settings": {"seed": 1}, "decisions": {"rows": 2}})
    found = versions.compare_manifests(models / "1", models / "2")
    assert found == {"metrics.hit1": (0.8, 0.9), "corpus.rows": (5, None), "decisions.rows": (None, 2)}


@pytest.fixture
def command() -> Callable[..., subprocess.CompletedProcess[str]]:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "smartmap.cli.main", *words, "--lang", "en"], capture_output=True, text=True,
            env={**os.environ, "COLUMNS": "120"}, check=False,
        )  # fmt: skip

    return run


def test_the_commands_list_show_and_refuse(
    models: Path, command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    listed = command("models", "list", "--models", str(models), "--json")
    assert [json.loads(line)["promoted"] for line in listed.stdout.splitlines()] == [False, True, False]
    refused = command("models", "promote", "3", "--models", str(models))
    assert refused.returncode == 3
    assert "3" in refused.stderr
    same = command("models", "diff", "1", "2", "--models", str(models))
    assert "No difference" in same.stdout


def test_flips_are_told_for_the_programmes_of_a_file(tmp_path: Path) -> None:
    folder = ROOT / "models" / versions.promoted(ROOT / "models")
    texts = tmp_path / "a.csv"
    texts.write_text("Program\nPengelolaan persampahan\nPelatihan guru\n", encoding="utf-8")
    found = versions.flipped(folder, folder, texts)
    assert found == (2, [])


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model here"):
        versions.list_versions(tmp_path / "nowhere")
    told = CliRunner().invoke(app, ["models", "list", "--json"], env={"SMARTMAP_MODELS": str(tmp_path / "nowhere")})
    assert told.exit_code != 0
