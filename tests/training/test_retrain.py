"""Corpus and decisions become a challenger: fair, reproducible, promoted only where not worse and asked for."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from smartmap import ModelError, Programme, StoreError, load_suggester, load_taxonomy
from smartmap.cli.main import app
from smartmap.model.folder import load_model
from smartmap.store import Draft, Store, open_store
from smartmap.training.fit import Settings
from smartmap.training.page import Heading, Table, to_html, to_markdown
from smartmap.training.retrain import Retrained, retrain
from smartmap.training.retrain_report import report, write_report
from smartmap.training.train import train
from smartmap.versions import check_version, promoted

SETTINGS = replace(Settings(), folds=2)
LEARNED = ("Pengadaan drone pemantau", "Drone untuk patroli", "Pelatihan pilot drone", "Perawatan drone milik dinas")
AGAIN = """
import sys
from dataclasses import replace
from smartmap.store import open_store
from smartmap.training.fit import Settings
from smartmap.training.retrain import retrain
store, corpus, models, rules = sys.argv[1:]
retrain(open_store(store), corpus, models, "2", settings=replace(Settings(), folds=2), rules=rules)
"""


def decide(store: Store, region: str, answers: dict[str, str], person: str = "adviser", **more: object) -> list[str]:
    """Begin a mapping in which each text has an answer; an empty label is not to be mapped."""
    known = {item.id for item in store.people()}
    if person not in known:
        store.add_person(person, role=person if person in ("adviser", "lead") else "member", id=person)
    mapping = store.new_mapping(region, "2021-2026")
    ids = store.add_programmes(mapping, [Programme(text) for text in answers])
    standing = person if person in ("adviser", "lead") else "pokja"
    store.append(
        mapping,
        [
            Draft(id, person, "correct" if label else "not_mapped", label, standing=standing)
            for id, label in zip(ids, answers.values(), strict=True)
        ],
    )
    return ids


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "s.db") as found:
        yield found


@pytest.fixture(scope="module")
def trained(corpus: Path, rules: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    train(corpus, folder, "1", settings=SETTINGS, rules=rules, promote=True)
    return folder


@pytest.fixture
def models(trained: Path, tmp_path: Path) -> Path:
    """A folder of its own with one trained and promoted version."""
    return Path(shutil.copytree(trained, tmp_path / "models"))


@pytest.fixture(scope="module")
def learned(trained: Path, corpus: Path, rules: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retrained]:
    """What three regions decided alike, and one programme that shall not be mapped."""
    folder = tmp_path_factory.mktemp("learned")
    models = Path(shutil.copytree(trained, folder / "models"))
    with open_store(folder / "s.db") as store:
        for region in ("Banggai", "Poso", "Buol"):
            decide(store, region, {**dict.fromkeys(LEARNED, "society.security"), "Rapat koordinasi kantor": ""})
        yield run(store, corpus, models, rules)


def run(store: Store, corpus: Path, models: Path, rules: Path, version: str = "2", **more: object) -> Retrained:
    return retrain(store, corpus, models, version, settings=SETTINGS, rules=rules, **more)  # type: ignore[arg-type]


def test_a_challenger_learns_what_several_regions_decided(learned: Retrained, rules: Path) -> None:
    chances = []
    for version in ("1", "2"):
        result = load_suggester(learned.folder.with_name(version), rules=rules).suggest("Pembelian drone")
        chances.append({item.dimension: item.probability for item in result.suggestions}.get("society", 0))
    assert chances[1] > chances[0]


def test_it_is_compared_on_corpus_and_held_out_decisions(learned: Retrained) -> None:
    assert [item.name for item in learned.compared] == ["corpus", "decisions"]
    assert len(learned.compared[1].pairs) == 3 * len(LEARNED)
    assert not learned.promoted
    assert promoted(learned.folder.parent) == "1"


def test_the_manifest_says_what_it_learned_from(learned: Retrained) -> None:
    manifest = load_model(learned.folder, load_taxonomy()).manifest
    told = manifest["decisions"]
    assert told["rows"] == 3 * (len(LEARNED) + 1)
    assert told["regions"] == ["banggai", "buol", "poso"]
    assert told["heads"]["banggai-2021-2026"][0] == len(LEARNED) + 1
    assert manifest["weighing"]["adviser"] == 1.0
    assert manifest["champion"]["version"] == "1"
    assert set(manifest["comparison"]) == {"corpus", "decisions"}
    assert "Retrained with 15 answers" in (learned.folder / "card.md").read_text(encoding="utf-8")


def test_the_same_store_and_seed_make_the_same_bytes(
    store: Store, corpus: Path, models: Path, rules: Path, tmp_path: Path
) -> None:
    decide(store, "Banggai", dict.fromkeys(LEARNED, "society.security"))
    run(store, corpus, models, rules)
    first = {file.name: file.read_bytes() for file in (models / "2").iterdir()}
    (models / "2").rename(models / "first")
    subprocess.run(
        [sys.executable, "-c", AGAIN, str(tmp_path / "s.db"), str(corpus), str(models), str(rules)],
        env={**os.environ, "PYTHONHASHSEED": "7"}, check=True,
    )  # fmt: skip
    assert {file.name: file.read_bytes() for file in (models / "2").iterdir()} == first


def test_it_is_promoted_only_when_somebody_says_so(store: Store, corpus: Path, models: Path, rules: Path) -> None:
    decide(store, "Banggai", {"Pengelolaan sampah pasar": "environment.waste"})
    told: list[Retrained] = []
    found = run(store, corpus, models, rules, promote_it=True, report=told.append)
    assert found.promoted == (not found.worse)
    assert promoted(models) == ("2" if found.promoted else "1")
    assert [item.promoted for item in told] == [False]  # the report comes first


def test_a_worse_one_is_not_promoted(
    store: Store, corpus: Path, models: Path, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smartmap.training.compare.Compared.worse", True)
    decide(store, "Banggai", {"Pengelolaan sampah pasar": "environment.waste"})
    assert not run(store, corpus, models, rules, promote_it=True).promoted
    assert promoted(models) == "1"
    assert (models / "2" / "manifest.json").is_file()


def test_a_retrained_model_is_a_champion_again(store: Store, corpus: Path, models: Path, rules: Path) -> None:
    decide(store, "Banggai", dict.fromkeys(LEARNED, "society.security"))
    run(store, corpus, models, rules)
    decide(store, "Poso", {"Drone penyiram sawah": "economy.industry"})
    found = run(store, corpus, models, rules, "3", champion=models / "2")
    assert found.champion == "2"
    assert len(found.decided.answers) == len(LEARNED) + 1


def test_a_champion_of_another_store_is_refused(
    store: Store, corpus: Path, models: Path, rules: Path, tmp_path: Path
) -> None:
    decide(store, "Banggai", dict.fromkeys(LEARNED, "society.security"))
    run(store, corpus, models, rules)
    with open_store(tmp_path / "other.db") as other:
        decide(other, "Banggai", {"Drone": "society.security"})
        with pytest.raises(StoreError, match="does not hold"):
            run(other, corpus, models, rules, "3", champion=models / "2")
    assert not (models / "3").exists()


def test_without_an_answer_there_is_nothing_to_learn(store: Store, corpus: Path, models: Path, rules: Path) -> None:
    with pytest.raises(StoreError, match="no answer holds"):
        run(store, corpus, models, rules)


@pytest.mark.parametrize(("key", "value"), [("taxonomy", "kominfo6/0"), ("format", 99), ("rules", "sha256:0")])
def test_a_retrained_model_of_another_kind_is_refused(
    learned: Retrained, rules: Path, tmp_path: Path, key: str, value: object
) -> None:
    folder = Path(shutil.copytree(learned.folder, tmp_path / "2"))
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), key: value}), encoding="utf-8")
    with pytest.raises(ModelError):
        check_version(tmp_path, "2", rules=rules)


def test_own_cases_leave_out_what_was_decided(
    store: Store, corpus: Path, models: Path, rules: Path, tmp_path: Path
) -> None:
    decide(store, "Banggai", {"Pengadaan drone": "society.security"})
    cases = tmp_path / "cases.jsonl"
    lines = [{"text": "PENGADAAN DRONE", "labels": ["society"]}, {"text": "Jumlah guru", "labels": ["society"]}]
    cases.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    found = run(store, corpus, models, rules, cases=cases)
    assert [pair.text for pair in found.compared[-1].pairs] == ["Jumlah guru"]


def test_the_report_names_sets_regions_and_flips(learned: Retrained) -> None:
    for path in write_report(learned, "en"):
        text = path.read_text(encoding="utf-8")
        assert "Held-out decisions" in text
        assert "banggai" in text
        assert "points" in text
    indonesian = to_html(report(learned, "id"), "id")
    assert "Keputusan yang disisihkan" in indonesian
    assert "<script" not in indonesian


def test_a_page_escapes_what_it_shows() -> None:
    blocks = [Heading(1, "<b>a|b</b>"), Table(("x",), [("<script>alert(1)</script> | *b*",)])]
    assert "<script>" not in to_html(blocks, "en")
    assert r"\<script\>alert(1)\</script\> \| \*b\*" in to_markdown(blocks)


def test_the_command_reports_and_promotes(
    store: Store, corpus: Path, models: Path, rules: Path, tmp_path: Path
) -> None:
    decide(store, "Banggai", {"Pengelolaan sampah pasar": "environment.waste"})
    places = {"store": tmp_path / "s.db", "corpus": corpus, "models": models, "rules": rules, "version": 2}
    words = [word for name, place in places.items() for word in (f"--{name}", str(place))]
    done = CliRunner().invoke(app, ["retrain", *words, "--promote"])
    assert done.exit_code == (0 if promoted(models) == "2" else 1)
    assert (models / "2-report.md").read_text(encoding="utf-8").startswith("# ")
    assert (models / "2-report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert str(models / "2") in done.output
