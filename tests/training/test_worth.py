"""What a rule is worth: one that is right helps, one that is wrong hurts, and both are said with their numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from smartmap.training.fit import Settings
from smartmap.training.worth import Fired, RuleWorth, weigh_rules

WRONG = """
[[rule]]
id = "governance.policy/guru"
any = ["sekolah", "guru", "perpustakaan", "beasiswa"]
weight = 3
[[rule]]
id = "economy.transaction/silent"
any = ["tidak ada di korpus"]
[[rule]]
id = "environment.waste/sampah-desa"
any = ["sampah desa"]
weight = 2
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, corpus: Path, rules: Path) -> dict[str, RuleWorth]:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "a.toml").write_text((rules / "a.toml").read_text(encoding="utf-8") + WRONG, encoding="utf-8")
    return {item.id: item for item in weigh_rules(corpus, settings=Settings(folds=4), rules=folder)}


def test_a_rule_that_is_always_wrong_hurts(found: dict[str, RuleWorth]) -> None:
    wrong = found["governance.policy/guru"]
    assert (wrong.fitted.hits, wrong.fitted.precision) == (16, 0.0)
    assert wrong.hurts
    assert not wrong.helps
    assert next(iter(found)) == wrong.id


def test_a_rule_that_is_always_right_helps(found: dict[str, RuleWorth]) -> None:
    right = found["economy.transaction/qris"]
    assert right.fitted.precision == 1.0
    assert right.gain > 0
    assert not right.hurts
    assert right.lost == 0
    assert right.factor > found["governance.policy/guru"].factor


def test_a_rule_that_never_fires_is_worth_nothing(found: dict[str, RuleWorth]) -> None:
    silent = found["economy.transaction/silent"]
    assert (silent.fitted.hits, silent.gain, silent.hurts, silent.helps) == (0, 0.0, False, False)


def test_what_a_rule_displaced_comes_back_without_it(found: dict[str, RuleWorth]) -> None:
    narrow, wide = found["environment.waste/sampah-desa"], found["environment.waste/sampah"]
    assert narrow.fitted.hits == 1
    assert wide.fitted.hits == 3
    assert 0 < narrow.gain < wide.gain + 1


def test_few_rows_say_nothing_either_way() -> None:
    few = RuleWorth("a/b", 1.0, 1.0, Fired(4, 0.0), Fired(0, 0.0), -5.0, 0.1, 0, 4)
    assert not few.hurts


def test_it_is_plain_data(found: dict[str, RuleWorth]) -> None:
    assert json.dumps([item.gain for item in found.values()])
