"""Rules inside a model folder: the same matches as from their files, and forged ones refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from smartmap import ModelError, load_suggester, load_taxonomy
from smartmap.model.combination import rules_alone
from smartmap.model.folder import save_model
from smartmap.model.linear import Weights
from smartmap.rules import Matcher, Rule
from smartmap.rules.compiled import compile_rules, restore_rules
from smartmap.taxonomy import OUTSIDE
from smartmap.text.tokens import Analyzer

TAXONOMY = load_taxonomy()
LABELS = (*TAXONOMY.sub_ids, *OUTSIDE)
TEXT = "Pengelolaan bank sampah dan pelatihan pencari kerja. Bank daerah"
RULES = [
    Rule("contested/x", ("=bank",), (), 6, (), (), 1.0, {}, (), (), "", "a.toml", 1),
    Rule("economy.welfare/x", (), (("latih",), ("pencari kerja",)), 3, (), (), 2.0, {"none": 0.5}, (), (), "", "", 1),
    Rule("environment.waste/x", ("bank sampah",), (), 6, ("bank darah",), ("kelola",), 2.0, {}, (), (), "", "", 1),
]


@pytest.fixture
def table(analyzer: Analyzer) -> dict[str, Any]:
    return compile_rules(Matcher(RULES, analyzer))


def save(folder: Path, table: dict[str, Any]) -> Path:
    """A model folder whose checksums all agree, whatever the rules in it say."""
    none = np.zeros((0, len(LABELS)))
    weights = Weights(LABELS, (), (), np.zeros(0), 1.0, none, none, np.zeros(len(LABELS)), 0.5)
    manifest = {"version": "1", "taxonomy": TAXONOMY.key, "rules": table.get("checksum")}
    save_model(folder, weights, rules_alone(len(TAXONOMY.sub_ids)), (), manifest, "", table)
    return folder


def test_compiled_rules_match_as_written_ones(table: dict[str, Any], analyzer: Analyzer) -> None:
    written, restored = Matcher(RULES, analyzer), restore_rules(table)
    tokens = analyzer.analyze(TEXT)
    assert restored.match(tokens) == written.match(tokens)
    assert len(restored.match(tokens)) == 3
    assert restored.checksum == written.checksum
    assert [rule.votes for rule in restored.rules] == [rule.votes for rule in written.rules]


def test_a_suggester_takes_the_rules_of_its_model(table: dict[str, Any], tmp_path: Path) -> None:
    suggester = load_suggester(save(tmp_path / "1", table))
    assert [rule.id for rule in suggester.matcher.rules] == [rule.id for rule in RULES]
    assert suggester.suggest(TEXT).status


def test_rules_made_of_other_files_are_read_anew(table: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="other rules"):  # the shipped ones, which this model was not fitted with
        load_suggester(save(tmp_path / "1", {**table, "sources": "sha256:0"}))


@pytest.mark.parametrize(
    "change",
    [
        {"rules": None}, {"rules": [[]]}, {"rules": [["a/b"]]}, {"plans": []}, {"plans": 7}, {"owners": [99]},
        {"owners": [-1]}, {"owners": [float("inf")]}, {"owners": ["x"]}, {"phrases": [["a", "", 99]]},
        {"phrases": [["a", "", -1]]}, {"phrases": [["", "", 0]]}, {"phrases": [[7, "", 0]]}, {"phrases": "x"},
        {"rules": [["no.where/x", 1.0, {}, 6]] * 3}, {"rules": [["none/x", 1.0, {"no.where": 1.0}, 6]] * 3},
        {"rules": [["none/x", -1.0, {}, 6]] * 3}, {"rules": [["none/x", float("nan"), {}, 6]] * 3},
        {"rules": [["none/x", 1e300, {}, 6]] * 3}, {"rules": [["none/x", 1.0, {"support": -2}, 6]] * 3},
        {"rules": [["none/x", 1.0, [], 6]] * 3}, {"rules": [["none/x", 1.0, {}, float("inf")]] * 3},
    ],
)  # fmt: skip
def test_forged_rules_are_refused(table: dict[str, Any], tmp_path: Path, change: dict[str, Any]) -> None:
    with pytest.raises(ModelError, match=r"rules\.json"):
        load_suggester(save(tmp_path / "1", {**table, **change}))
