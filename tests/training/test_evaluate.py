"""Measuring on rows whose right dimensions are known."""

import json
from pathlib import Path

import pytest

from smartmap import CorpusError, Suggester, load_taxonomy
from smartmap.training.evaluate import evaluate, read_cases

ROWS = [
    {"text": "Pengembangan e-retribusi pasar berbasis QRIS", "labels": ["Smart Economy"]},
    {"text": "Posyandu balita", "labels": ["living.health"], "opd": "Dinas Kesehatan", "contested_kind": "health"},
    {"text": "XYZ", "labels": ["society"], "opaque": True},
]


def write(folder: Path, *lines: object) -> Path:
    path = folder / "cases.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_labels_are_read_as_people_write_them(tmp_path: Path) -> None:
    cases = read_cases(write(tmp_path, *ROWS, ""), load_taxonomy())
    assert [sorted(case.right) for case in cases] == [["economy"], ["living"], ["society"]]
    assert [(case.opaque, case.contested) for case in cases] == [(False, False), (False, True), (True, False)]
    assert cases[1].programme.opd == "Dinas Kesehatan"


@pytest.mark.parametrize(
    ("given", "kinds"), [(["tax", "market"], ("tax", "market")), ("tax", ("tax",)), ([], ()), (None, ()), ("", ())]
)
def test_what_makes_a_row_contested_is_named(tmp_path: Path, given: object, kinds: tuple[str, ...]) -> None:
    (case,) = read_cases(write(tmp_path, {**ROWS[0], "contested_kind": given}), load_taxonomy())
    assert (case.kinds, case.contested) == (kinds, bool(kinds))


@pytest.mark.parametrize(
    "line",
    [
        "{", "[]", "7", {"text": "a"}, {"labels": ["economy"]}, {"text": "a", "labels": []},
        {"text": "a", "labels": "economy"}, {"text": "a", "labels": [7]}, {"text": "a", "labels": ["Smart Nothing"]},
        {"text": "", "labels": ["economy"]},
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line(tmp_path: Path, line: object) -> None:
    with pytest.raises(CorpusError, match=r"cases\.jsonl:2"):
        read_cases(write(tmp_path, ROWS[0], line), load_taxonomy())


def test_no_rows(tmp_path: Path) -> None:
    for path, told in ((tmp_path / "nothing.jsonl", "no such file"), (write(tmp_path, ""), "no rows")):
        with pytest.raises(CorpusError, match=told):
            read_cases(path, load_taxonomy())


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"\xff\xfe{}")
    with pytest.raises(CorpusError, match=r"a\.jsonl"):
        read_cases(tmp_path / "a.jsonl", load_taxonomy())


def test_figures_over_all_clear_and_uncontested_rows(tmp_path: Path, suggester: Suggester) -> None:
    found = evaluate(suggester, read_cases(write(tmp_path, *ROWS), suggester.taxonomy))
    assert found.clear is not None
    assert found.uncontested is not None
    assert (found.all.n, found.clear.n, found.uncontested.n) == (3, 2, 1)
    assert found.uncontested.hit1 == 1.0
    assert [case.programme.text for case, _ in found.results] == [row["text"] for row in ROWS]


def test_figures_of_nothing_are_absent(tmp_path: Path, suggester: Suggester) -> None:
    found = evaluate(suggester, read_cases(write(tmp_path, ROWS[2]), suggester.taxonomy))
    assert (found.clear, found.uncontested) == (None, None)
