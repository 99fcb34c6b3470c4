"""A government's own list: items below the programmes, by code and by name, with the weight of a code."""

from __future__ import annotations

from pathlib import Path

import pytest

import smartmap
from smartmap import DocumentError, Programme
from smartmap.nomenclature import load_nomenclature
from smartmap.official_list import COLUMNS, Item, OfficialList, look_up, read_list
from smartmap.resources import read_rows
from smartmap.text.tokens import Analyzer, plain_analyzer

ITEMS = [
    Item("1.02.02", "program", "PROGRAM PEMENUHAN UPAYA KESEHATAN", ""),
    Item("1.02.02.2.01", "kegiatan", "Penyediaan Fasilitas Zeta", ""),
    Item("1.02.02.2.01.0001", "sub_kegiatan", "Pembangunan Gedung Zeta beserta Sarana Pendukungnya (ZT)", ""),
    Item("1.02.02.2.01.0002", "sub_kegiatan", "Koordinasi Zeta", ""),
    Item("2.11.11.2.01.0001", "sub_kegiatan", "Koordinasi Zeta", ""),
    Item("X.XX.01.2.02.0001", "sub_kegiatan", "Penyediaan Zeta Pegawai", ""),
    Item("9.99.99.2.01.0001", "sub_kegiatan", "Penataan Zeta yang Asing", ""),
]


@pytest.fixture(scope="module")
def names() -> OfficialList:
    return OfficialList(read_rows("nomenclature.csv"), ITEMS, plain_analyzer())


def found(names: OfficialList, analyzer: Analyzer, text: str, **beside: str) -> tuple[str, str] | None:
    match = names.find(analyzer.analyze(text), **beside)
    return (match.entry.id, match.how) if match else None


@pytest.mark.parametrize(
    ("text", "beside", "expected"),
    [
        ("Penyediaan Fasilitas Zeta", {}, ("1.02.02.2.01", "item")),
        ("Kegiatan Penyediaan Fasilitas Zeta", {}, ("1.02.02.2.01", "item")),
        ("1.02.02.2.01 PENYEDIAAN FASILITAS ZETA", {}, ("1.02.02.2.01", "item")),
        # without its abbreviation it is near enough where the text calls itself an item
        ("Pembangunan Gedung Zeta beserta Sarana Pendukungnya", {}, None),
        ("Sub Kegiatan Pembangunan Gedung Zeta beserta Sarana Pendukungnya", {}, ("1.02.02.2.01.0001", "item")),
        (
            "Sub Kegiatan Pembangunan Gedung Zeta beserta Sarana Pendukungnya (ZT)",
            {},
            ("1.02.02.2.01.0001", "item"),
        ),
        (
            "Pembangunan GedungZeta besertaSarana Pendukungnya (ZT)",
            {"level": "sub_kegiatan"},
            ("1.02.02.2.01.0001", "item"),
        ),
        ("Koordinasi Zeta", {}, None),
        ("Koordinasi Zeta", {"code": "2.11.11.2.01.0001"}, ("2.11.11.2.01.0001", "item")),
        ("Koordinasi Zeta", {"field": "1.02"}, ("1.02.02.2.01.0002", "item")),
        ("Hal lain", {"code": "1.02.02.2.01.0002"}, ("1.02.02.2.01.0002", "code")),
        ("Hal lain", {"code": "1.02.02.2.09"}, ("1.02.02", "code")),
        ("Hal lain", {"code": "2.11.01.2.02.0001"}, ("X.XX.01.2.02.0001", "code")),
        ("Penataan Zeta yang Asing", {}, None),
        ("Program Pengelolaan Persampahan", {}, ("2.11.11", "name")),
        ("", {}, None),
    ],
)
def test_what_a_text_is_recognised_as(
    names: OfficialList, analyzer: Analyzer, text: str, beside: dict[str, str], expected: tuple[str, str] | None
) -> None:
    assert found(names, analyzer, text, **beside) == expected


def test_an_item_stands_under_its_programme(names: OfficialList) -> None:
    (entry,) = names.items_of("1.02.02.2.01")
    assert (entry.sub_dimension, entry.confidence) == ("living.health", "sure")
    assert names.by_code("1.02.02") is not None


def test_the_programme_of_the_list_wins_over_a_code_that_was_used_again() -> None:
    items = [Item("1.02.02.2.01", "kegiatan", "Penyediaan Zeta", "Program Pengelolaan Persampahan")]
    names = OfficialList(read_rows("nomenclature.csv"), items, plain_analyzer())
    assert names.items[0].sub_dimension == "environment.waste"


def write(folder: Path, *lines: str) -> Path:
    path = folder / "list.csv"
    path.write_text("\n".join((",".join(COLUMNS), *lines)) + "\n", encoding="utf-8")
    return path


def test_a_suggester_with_a_list_names_the_item_and_weighs_it_as_its_code(
    tmp_path: Path, suggester: smartmap.Suggester, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "2.11.11.2.01.0001,sub_kegiatan,Pengolahan Zeta Kawasan,")
    monkeypatch.setenv("SMARTMAP_NOMENCLATURE", str(path))
    listed = smartmap.load_suggester()
    first = listed.suggest("Pengolahan Zeta Kawasan").first
    assert first is not None
    assert first.dimension == "environment"
    versions = listed.suggest("Pengolahan Zeta Kawasan").to_dict()["versions"]
    assert versions["names"].startswith("sha256:")
    assert "names" not in suggester.suggest("Pengolahan Zeta Kawasan").to_dict()["versions"]
    by_name = [item for item in first.evidence if item.source == "nomenclature:2.11.11.2.01.0001"]
    assert [item.text for item in by_name] == ["Pengolahan Zeta Kawasan"]
    by_code = suggester.suggest(Programme("Pengolahan Zeta Kawasan", code="2.11.11.2.01.0001")).first
    assert by_code is not None
    assert first.probability == pytest.approx(by_code.probability)


def test_a_list_with_a_fault_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no such official list"):
        smartmap.load_suggester(nomenclature=tmp_path / "nothing.csv")
    for line in ("abc,kegiatan,Nama,", "1.02.02,program,,", "1.02.02,program,Nama", "1.02.02,program,Nama,,lebih"):
        with pytest.raises(DocumentError, match=r"list\.csv: row 2"):
            read_list(write(tmp_path, line))
    (tmp_path / "list.csv").write_text("kode,nama\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="code,level,name,program"):
        read_list(tmp_path / "list.csv")
    (tmp_path / "list.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DocumentError, match=r"list\.csv"):
        read_list(tmp_path / "list.csv")


def test_looking_up(names: OfficialList) -> None:
    assert [item.code for item in look_up(names, "1.02.02", 9)] == [
        "1.02.02", "1.02.02.2.01", "1.02.02.2.01.0001", "1.02.02.2.01.0002",
    ]  # fmt: skip
    assert [item.code for item in look_up(names, "1.02.02.2.01.0002", 9)] == ["1.02.02.2.01.0002"]
    assert look_up(names, "Penyediaan Fasilitas Zeta", 3)[0].code == "1.02.02.2.01"
    assert look_up(names, "pengelolaan persampahan", 3)[0].code == "2.11.11"
    assert look_up(names, "qqqq xyzzy", 3) == look_up(names, "...", 3) == []


@pytest.mark.parametrize(("query", "first"), [
    ("Pengelolaan Persampahan", ["2.11.11", "1.03.04"]),
    ("pengelolaan pers", ["2.11.11"]),
    ("masyarakat kesehatan", ["1.02.05"]),
    ("sampah", ["2.11.11", "1.03.04"]),
    ("kesehatn masyarakat", ["1.02.05"]),
])  # fmt: skip
def test_the_likest_name_comes_first(query: str, first: list[str]) -> None:
    found = look_up(load_nomenclature(), query, 20)
    assert [item.code for item in found][: len(first)] == first


def test_names_that_merely_resemble_come_only_alone() -> None:
    assert {item.name for item in look_up(load_nomenclature(), "sampah", 20)} == {
        "Pengelolaan Persampahan", "Pengembangan Sistem dan Pengelolaan Persampahan Regional",
    }  # fmt: skip
    assert look_up(load_nomenclature(), "pembangunan puskesmas", 20)


def test_looking_a_shipped_code_up() -> None:
    assert look_up(smartmap.load_suggester().nomenclature, "1.02.02.2.01", 3)[0].code == "1.02.02"  # type: ignore[arg-type]
