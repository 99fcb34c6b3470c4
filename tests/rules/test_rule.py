from pathlib import Path

import pytest

from smartmap import RuleError, load_taxonomy
from smartmap.rules import faults, load_contested, load_rules
from smartmap.rules.report import check_rules, measure

HEAD = "format = 1\n[[rule]]\n"
GOOD = HEAD + 'id = "economy.transaction/qris"\nany = ["qris"]\n'


def write(folder: Path, text: str, name: str = "a.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("format = 9", "rule_format", 1),
        ("format = 1\n[[rule]\n", "rule_file", 2),
        (HEAD + 'any = ["x"]', "rule_id", 2),
        (HEAD + 'id = "economy.transaction/Q R"\nany = ["x"]', "rule_id", 2),
        (HEAD + 'id = "economy.trade/x"\nany = ["x"]', "rule_label", 2),
        (HEAD + 'id = "economy.transaction/x"', "rule_empty", 2),
        (HEAD + 'id = "economy.transaction/x"\nany = ["x"]\nwieght = 2', "rule_key", 2),
        (HEAD + 'id = "economy.transaction/x"\nany = "x"', "rule_value", 2),
        (HEAD + 'id = "economy.transaction/x"\nany = [" "]', "rule_value", 2),
        (HEAD + 'id = "economy.transaction/x"\nall = ["x"]', "rule_value", 2),
        (HEAD + 'id = "economy.transaction/x"\nany = ["x"]\nweight = 0', "rule_weight", 2),
        (HEAD + 'id = "economy.transaction/x"\nany = ["x"]\nwithin = 0', "rule_value", 2),
        (HEAD + 'id = "economy.transaction/x"\nany = ["x"]\nalso = { "no.where" = 1 }', "rule_label", 2),
        (GOOD + "\n" + GOOD.removeprefix("format = 1\n"), "rule_twice", 6),
    ],
)
def test_every_fault_is_named_with_its_line(tmp_path: Path, text: str, code: str, line: int) -> None:
    found = faults(load_taxonomy(), write(tmp_path, text))
    assert [(fault.code, fault.fields["line"]) for fault in found] == [(code, line)]
    assert f"a.toml:{line}" in str(found[0])
    with pytest.raises(RuleError):
        load_rules(load_taxonomy(), tmp_path)


def test_good_rules_beside_bad_ones_are_read(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, "format = 9", "b.toml")
    rules, found = check_rules(load_taxonomy(), tmp_path)
    assert [rule.id for rule in rules] == ["economy.transaction/qris"]
    assert len(found) == 1


def test_a_folder_without_rules(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="no rule files"):
        load_rules(load_taxonomy(), tmp_path)


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xff\xfeid")
    assert faults(load_taxonomy(), tmp_path)[0].code == "rule_file"


def test_examples_are_run(tmp_path: Path) -> None:
    text = GOOD + 'examples = ["Bayar tunai"]\ncounter_examples = ["Bayar dengan QRIS"]\n'
    _, found = check_rules(load_taxonomy(), write(tmp_path, text))
    assert [fault.code for fault in found] == ["rule_example", "rule_counter_example"]


def test_the_shipped_rules_have_no_fault() -> None:
    rules, found = check_rules(load_taxonomy())
    assert [str(fault) for fault in found] == []
    assert len(rules) >= 400
    assert sum(rule.n_phrases for rule in rules) >= 900
    assert all(rule.examples and rule.counter_examples and rule.source for rule in rules)
    assert {rule.label for rule in rules} >= set(load_taxonomy().sub_ids)


def test_the_contested_topics_have_no_fault() -> None:
    from smartmap.resources import data

    _, found = check_rules(load_taxonomy(), data("contested"))
    assert [str(fault) for fault in found] == []
    assert all(rule.label == "contested" for rule in load_contested(load_taxonomy()))


def test_coverage_counts_hits_and_conflicts(tmp_path: Path) -> None:
    text = GOOD + '[[rule]]\nid = "living.health/sehat"\nany = ["sehat"]\n'
    texts = [
        ("Bayar QRIS", ["economy.transaction"]),
        ("QRIS di puskesmas sehat", ["living.health"]),
        ("Jalan desa", ["living.mobility"]),
    ]
    report = measure(load_taxonomy(), texts, write(tmp_path, text))
    assert (report.n_texts, report.n_covered) == (3, 2)
    by_id = {item.id: item for item in report.rules}
    assert by_id["economy.transaction/qris"].hits == 2
    assert by_id["economy.transaction/qris"].precision == 0.5
    assert report.conflicts == (("economy.transaction/qris", "living.health/sehat", 1),)
    assert report.to_dict()["silent"] == ()
