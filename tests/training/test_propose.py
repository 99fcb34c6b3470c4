"""Proposed rules: what would have helped, in the grammar of rules, fit for `smartmap rules check`."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from smartmap import Programme, RuleError, Suggester, load_suggester, load_taxonomy
from smartmap.cli.main import app
from smartmap.rules import load_contested, load_rules
from smartmap.rules.report import check_rules
from smartmap.store import Draft, open_store
from smartmap.training.decided import Answer
from smartmap.training.propose import Proposal, propose
from smartmap.training.proposed import to_toml, write_proposals

DECIDED = {
    "Gerakan xqzvmanis di sekolah": "living.harmony",
    "Festival xqzvmanis tahunan": "living.harmony",
    "Kampung xqzvmanis": "living",
    "Lomba xqzvmanis \"antar\" desa": "living.harmony",
    "Pengelolaan sampah pasar": "environment.waste",
    "Pembangunan jembatan": "living.mobility",
    "Gerakan imunisasi": "living.health",
}  # fmt: skip


def answers(**more: str) -> list[Answer]:
    rows = {**DECIDED, **more}
    return [Answer("banggai", Programme(text), label, (), "adviser", "m") for text, label in rows.items()]


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    """Rules alone: what is proposed must not depend on how sure the promoted model is."""
    return load_suggester("none")


@pytest.fixture(scope="module")
def proposed(suggester: Suggester) -> list[Proposal]:
    taxonomy = load_taxonomy()
    return propose(answers(), suggester, (*load_rules(taxonomy), *load_contested(taxonomy)))


def test_a_phrase_that_would_have_helped_is_proposed(proposed: list[Proposal]) -> None:
    (found,) = proposed
    assert found.rule.any == ("xqzvmanis",)
    assert found.rule.id == "living.harmony/xqzvmanis"
    assert (found.support, found.against, found.precision, found.regions) == (4, 0, 1.0, 1)
    assert 0.5 <= found.rule.weight <= 2.5
    assert found.changes
    assert all(change.after == "living" and change.right for change in found.changes)


def test_a_proposal_passes_the_check_of_rules(proposed: list[Proposal], tmp_path: Path) -> None:
    file = tmp_path / "proposed.toml"
    write_proposals(proposed, file, language="en")
    for place in (file, tmp_path):
        rules, faults = check_rules(load_taxonomy(), place)
        assert not faults
        assert [rule.id for rule in rules] == ["living.harmony/xqzvmanis"]
    assert rules[0].examples
    assert "4 programmes support it" in file.read_text(encoding="utf-8")


def test_a_file_is_not_replaced_unasked(proposed: list[Proposal], tmp_path: Path) -> None:
    file = tmp_path / "proposed.toml"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(RuleError, match="exists already"):
        write_proposals(proposed, file, language="en")
    assert file.read_text(encoding="utf-8") == "mine"
    write_proposals(proposed, file, language="en", overwrite=True)
    assert "xqzvmanis" in file.read_text(encoding="utf-8")


def test_what_is_often_put_elsewhere_is_not_proposed(suggester: Suggester) -> None:
    told = {f"Xqzvmanis tahap {word}": "society.learning" for word in ("awal", "akhir", "tengah")}
    taxonomy = load_taxonomy()
    rows = [*answers(), *(Answer("b", Programme(text), label, (), "adviser", "n") for text, label in told.items())]
    found = propose(rows, suggester, (*load_rules(taxonomy), *load_contested(taxonomy)))
    assert not [item for item in found if item.rule.any == ("xqzvmanis",)]


def test_the_command_writes_a_file_for_the_check(tmp_path: Path) -> None:
    with open_store(tmp_path / "s.db") as store:
        store.add_person("Ahmad", role="adviser", id="ahmad")
        mapping = store.new_mapping("Banggai", "2021-2026")
        ids = store.add_programmes(mapping, [Programme(text) for text in DECIDED])
        labels = zip(ids, DECIDED.values(), strict=True)
        store.append(mapping, [Draft(id, "ahmad", "correct", label, standing="adviser") for id, label in labels])
    words = ["--store", str(tmp_path / "s.db")]
    file = tmp_path / "usulan.toml"
    done = CliRunner().invoke(app, ["rules", "propose", *words, "--mapping", mapping.id, "-o", str(file)])
    assert done.exit_code == 0
    assert CliRunner().invoke(app, ["rules", "check", str(file)]).exit_code == 0
    listed = CliRunner().invoke(app, ["review", "doubts", mapping.id, *words])
    assert listed.exit_code == 0
    assert "xqzvmanis" in listed.output


def test_a_hostile_text_stays_a_string_or_a_comment(proposed: list[Proposal]) -> None:
    (found,) = proposed
    text = 'x"\n[[rule]]\nid = "none/evil"\x7f\u2028'
    forged = replace(found, elsewhere=(text,), rule=replace(found.rule, examples=(text,)))
    table = tomllib.loads(to_toml([forged], "en"))
    assert [rule["id"] for rule in table["rule"]] == ["living.harmony/xqzvmanis"]
    assert table["rule"][0]["examples"] == [text]
