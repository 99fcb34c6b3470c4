"""The built wheel carries all it needs: it suggests without the repository beside it."""

import json
import os
import subprocess
import sys
import zipfile
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = """
import json, sys
sys.path.insert(0, sys.argv[1])
import smartmap
from smartmap.model.folder import find_model
result = smartmap.load_suggester().suggest("Pengelolaan sampah terpadu")
print(json.dumps([smartmap.__file__, str(find_model()), result.suggestions[0].dimension]))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("smartmap-*.whl"))


def test_it_stays_small(wheel: Path) -> None:
    assert wheel.stat().st_size < 15 * 2**20


def test_it_suggests_away_from_the_repository(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    environment = {key: value for key, value in os.environ.items() if key != "SMARTMAP_MODELS"}
    out = subprocess.run(
        [sys.executable, "-c", CODE, str(tmp_path / "site")],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    file, model, dimension = json.loads(out)
    assert Path(file).is_relative_to(tmp_path)
    assert Path(model).is_relative_to(tmp_path)
    assert dimension == "environment"


def test_spacy_finds_its_components_by_entry_point(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/entry_points.txt"))
        lines = archive.read(name).decode().partition("[spacy_factories]")[2].split("[")[0].split("\n")
    found = dict(line.split(" = ") for line in lines if line)
    assert set(found) == {"smartmap", "smartmap_sentences"}
    for name, value in found.items():
        point = EntryPoint(name, value, "spacy_factories")
        assert callable(point.load())


def test_it_carries_rules_frames_messages_and_migrations(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in (
        "smartmap/py.typed",
        "smartmap/data/rules/economy.toml",
        "smartmap/data/contested/topics.toml",
        "smartmap/data/frames/giffinger.toml",
        "smartmap/data/messages.toml",
        "smartmap/data/templates/evaluation.html.j2",
        "smartmap/data/model/manifest.json",
        "smartmap/store/migrations/env.py",
    ):
        assert name in names
