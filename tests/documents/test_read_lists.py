from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from smartmap.documents.read import Skipped, read, stream
from smartmap.errors import DocumentError

Make = Callable[..., Path]


def test_plain_list(text_file: Make) -> None:
    reading = read(text_file("- Program Jalan\n\n2. Program Desa, Kota\nJUMLAH\n", "a.txt"))
    assert [(item.text, item.place.row) for item in reading.programmes] == [
        ("Program Jalan", 1), ("Program Desa, Kota", 3),
    ]  # fmt: skip
    assert [item.reason for item in reading.skipped] == ["row_total"]


def test_jsonl_of_strings_and_objects(text_file: Make) -> None:
    lines = [
        json.dumps("Program Jalan"),
        json.dumps({"text": "Program Desa", "id": 7, "opd": "Dinas A", "parents": [["misi", "Misi 1"]]}),
        json.dumps({"nama_program": "Program Kota", "nama_skpd": "Dinas B", "misi_teks": "Misi 2", "pagu": 5}),
        "{bad",
        "[1]",
        "",
    ]
    reading = read(text_file("\n".join(lines), "a.jsonl"))
    first, second, third = reading.programmes
    assert first.text == "Program Jalan"
    assert (second.id, second.opd, second.parents) == ("7", "Dinas A", (("misi", "Misi 1"),))
    assert (third.level, third.opd, third.parents) == ("program", "Dinas B", (("misi", "Misi 2"),))
    assert [(item.place.row, item.reason) for item in reading.skipped] == [(4, "row_json"), (5, "row_json")]


def test_jsonl_of_our_own_results(text_file: Make) -> None:
    line = {"id": "3", "text": "Program Jalan", "status": "none", "programme": {"opd": "Dinas PU", "level": "program"}}
    item = read(text_file(json.dumps(line), "a.jsonl")).programmes[0]
    assert (item.id, item.text, item.opd, item.level) == ("3", "Program Jalan", "Dinas PU", "program")


def test_json_list(text_file: Make) -> None:
    assert read(text_file('{"data": ["Program Jalan", {"uraian": "Program Desa"}]}', "a.json")).programmes[1].text == (
        "Program Desa"
    )
    with pytest.raises(DocumentError, match="not valid JSON"):
        read(text_file("{", "b.json"))


def test_stream_of_lists_and_what_cannot_be_streamed(text_file: Make, workbook: Make) -> None:
    assert len(list(stream(text_file('"Program Jalan"\n"Program Desa"\n', "a.jsonl")))) == 2
    with pytest.raises(DocumentError) as caught:
        stream(workbook([["Program"], ["Program Jalan"]]))
    assert caught.value.code == "document_stream"


def test_line_without_end(text_file: Make) -> None:
    found = list(stream(text_file("x" * 9_000_000 + "\nProgram Jalan\n", "a.txt")))
    assert isinstance(found[0], Skipped)
    assert found[0].reason == "row_long"
    assert not isinstance(found[1], Skipped)
