import csv
from pathlib import Path

import pytest

from smartmap import load_suggester, load_taxonomy
from smartmap.model.folder import find_model, load_model
from smartmap.rules import Matcher, load_contested, load_rules
from smartmap.rules.compiled import compile_rules, restore_rules, sources_checksum

CORPUS = Path(__file__).parents[2] / "corpus" / "initiatives.csv"


def test_the_promoted_model_carries_the_shipped_rules() -> None:
    model = load_model(find_model(), load_taxonomy())
    assert model.rules["sources"] == sources_checksum(), "rule or word files changed: run `make train`"


def test_compiled_rules_fire_as_the_files_do() -> None:
    suggester, taxonomy = load_suggester(), load_taxonomy()
    rules = (*load_rules(taxonomy), *load_contested(taxonomy))
    fresh = Matcher(rules, suggester.analyzer)
    assert fresh.checksum == suggester.matcher.checksum
    assert [rule.votes for rule in fresh.rules] == [rule.votes for rule in suggester.matcher.rules]
    with CORPUS.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            tokens = suggester.analyzer.analyze(row["text"])
            assert fresh.match(tokens) == suggester.matcher.match(tokens)


def test_compiling_and_restoring_changes_nothing() -> None:
    matcher = load_suggester().matcher
    assert compile_rules(restore_rules(compile_rules(matcher))) == compile_rules(matcher)


@pytest.mark.parametrize(
    "change",
    [
        {"rules": None},
        {"plans": []},
        {"owners": [10**6]},
        {"phrases": [["a", "", -1]]},
        {"phrases": [[1, 2]]},
    ],
)
def test_forged_tables_are_refused(change: dict[str, object]) -> None:
    table = {**compile_rules(load_suggester().matcher), **change}
    with pytest.raises((KeyError, TypeError, ValueError, IndexError, AttributeError)):
        restore_rules(table)
