"""A corpus and rules become a model folder: the same bytes every time, promoted whole."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from smartmap import ModelError, load_suggester, load_taxonomy
from smartmap.model.folder import load_model
from smartmap.training.corpus import Row, checksum
from smartmap.training.fit import Settings
from smartmap.training.prepare import vocabulary_of
from smartmap.training.train import train
from smartmap.versions import next_version, promote_version

SETTINGS = replace(Settings(), folds=2)
AGAIN = """
import sys
from dataclasses import replace
from smartmap.training.fit import Settings
from smartmap.training.train import train
corpus, models, rules = sys.argv[1:]
train(corpus, models, "1", settings=replace(Settings(), folds=2), rules=rules)
"""


@pytest.fixture(scope="module")
def models(corpus: Path, rules: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one trained and promoted version."""
    folder = tmp_path_factory.mktemp("models")
    train(corpus, folder, "1", settings=SETTINGS, rules=rules, promote=True)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_the_same_corpus_and_seed_make_the_same_bytes(models: Path, corpus: Path, rules: Path, tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-c", AGAIN, str(corpus), str(tmp_path), str(rules)],
        env={**os.environ, "PYTHONHASHSEED": "7"}, check=True,
    )  # fmt: skip
    assert files(tmp_path / "1") == files(models / "1")


def test_a_manifest_says_what_the_model_was_made_of(models: Path, rows: list[Row]) -> None:
    manifest = load_model(models / "1", load_taxonomy()).manifest
    assert manifest["corpus"]["checksum"] == checksum(rows)
    assert manifest["corpus"]["rows"] == len(rows)
    assert manifest["settings"]["seed"] == SETTINGS.seed
    assert manifest["libraries"]["scikit-learn"]
    assert (models / "1" / "card.md").read_text(encoding="utf-8").startswith("# Model 1\n")


def test_a_trained_model_suggests(models: Path, rules: Path) -> None:
    suggester = load_suggester(models / "1", rules=rules)
    first = suggester.suggest("Pengolahan sampah pasar").first
    assert first is not None
    assert first.dimension == "environment"
    assert {item.source.partition(":")[0] for item in first.evidence} == {"model", "rule"}


def test_fitted_numbers_are_sane(models: Path) -> None:
    combination = load_model(models / "1", load_taxonomy()).combination
    assert combination.text > 0
    assert min([combination.rules, combination.context, *combination.rule_weights.values()]) >= 0
    assert set(combination.rule_weights) == {
        "economy.transaction/qris", "environment.waste/sampah", "living.health/posyandu",
    }  # fmt: skip
    assert 0 <= combination.review_below <= 1
    assert combination.coverage == SETTINGS.coverage


def test_the_steps_are_told(corpus: Path, rules: Path, tmp_path: Path) -> None:
    told: list[str] = []
    _, measured = train(corpus, tmp_path, "2", settings=SETTINGS, rules=rules, progress=told.append)
    assert told == ["train_reading", "train_validating", "train_combining", "train_writing"]
    assert 0 <= measured.hit1 <= 1
    assert not (tmp_path / "promoted").exists()


def test_a_version_is_never_overwritten(models: Path, corpus: Path, rules: Path) -> None:
    before = files(models / "1")
    with pytest.raises(ModelError, match="never overwritten"):
        train(corpus, models, "1", rules=rules)
    assert files(models / "1") == before


@pytest.mark.parametrize("version", ["", ".", "..", "../x", "a/b", ".x", "a b", "1\n"])
def test_a_version_is_a_plain_name(corpus: Path, tmp_path: Path, version: str) -> None:
    with pytest.raises(ModelError, match="no version name"):
        train(corpus, tmp_path, version)
    assert list(tmp_path.iterdir()) == []


def test_the_next_version_is_free(tmp_path: Path) -> None:
    first = next_version(tmp_path)
    (tmp_path / first).mkdir()
    second = next_version(tmp_path)
    assert first.endswith(".1")
    assert second == first[:-1] + "2"


def test_the_vocabulary_is_of_whole_words_seen_often(rows: list[Row]) -> None:
    words = vocabulary_of(rows)
    assert "sampah" in words
    assert "lampiran" not in words
    assert list(words) == sorted(words)


# --- promote


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    for name in ("1", "2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text("{}", encoding="utf-8")
    return tmp_path


def test_training_can_promote(models: Path) -> None:
    assert (models / "promoted").read_text(encoding="utf-8") == "1\n"


def test_promoting_leaves_nothing_else(versions: Path) -> None:
    promote_version(versions, "1")
    promote_version(versions, "2")
    assert sorted(path.name for path in versions.iterdir()) == ["1", "2", "promoted", "promoted.history"]


def test_only_a_model_is_promoted(versions: Path) -> None:
    promote_version(versions, "1")
    with pytest.raises(ModelError, match="no model"):
        promote_version(versions, "3")
    assert (versions / "promoted").read_text(encoding="utf-8") == "1\n"


def test_a_reader_sees_the_old_or_the_new(versions: Path) -> None:
    promote_version(versions, "1")
    problems: list[BaseException] = []

    def promote(version: str) -> None:
        try:
            for _ in range(150):
                promote_version(versions, version)
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=promote, args=(version,)) for version in ("1", "2")]
    for thread in threads:
        thread.start()
    seen = set()
    while any(thread.is_alive() for thread in threads):
        seen.add((versions / "promoted").read_text(encoding="utf-8"))
    assert problems == []
    assert seen <= {"1\n", "2\n"}
