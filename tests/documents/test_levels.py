from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from smartmap.documents.levels import level_of
from smartmap.documents.read import Skipped, read
from smartmap.records import Place

Make = Callable[..., Path]

HIERARCHY = """{heading};Uraian;OPD
Misi 1;Mewujudkan sumber daya manusia unggul;
Tujuan;Meningkatnya mutu pendidikan;
Program;Program Pengelolaan Pendidikan;Dinas Pendidikan
Sub Kegiatan;Pembangunan Ruang Kelas Baru;Dinas Pendidikan
Misi 2;Menggerakkan ekonomi rakyat;
Program;Program Pengembangan UMKM;Dinas Koperasi
"""


@pytest.mark.parametrize(
    ("cell", "level"),
    [
        ("Misi 1", "misi"), ("MISI KE-2", "misi"),
        ("Misi IV", "misi"), ("Program", "program"), ("Tujuan 1.2", "tujuan"),
        ("Sub Kegiatan", "sub_kegiatan"), ("Subkegiatan", "sub_kegiatan"), ("Arah Kebijakan", "arah_kebijakan"),
        ("Sasaran RPJMD", "sasaran"), ("Bidang Urusan", "urusan"), ("Fisik", ""), ("", ""), ("x" * 100, ""),
    ],
)  # fmt: skip
def test_level_of(cell: str, level: str) -> None:
    assert level_of(cell) == level


@pytest.mark.parametrize("heading", ["Level", "Tingkat", "Jenis"])
def test_level_column_makes_items_and_parents(text_file: Make, heading: str) -> None:
    items = read(text_file(HIERARCHY.format(heading=heading))).programmes
    assert [item.level for item in items] == ["misi", "tujuan", "program", "sub_kegiatan", "misi", "program"]
    assert items[3].parents == (
        ("misi", "Mewujudkan sumber daya manusia unggul"),
        ("tujuan", "Meningkatnya mutu pendidikan"),
        ("program", "Program Pengelolaan Pendidikan"),
    )
    assert items[5].parents == (("misi", "Menggerakkan ekonomi rakyat"),)


def test_levels_listed_apart_are_no_parents(text_file: Make) -> None:
    text = "Level;Uraian\nMisi;Manusia unggul\nMisi;Ekonomi rakyat\nProgram;Program Jalan\nProgram;Program UMKM\n"
    items = read(text_file(text)).programmes
    assert [(item.level, item.parents) for item in items] == [
        ("misi", ()), ("misi", ()), ("program", ()), ("program", ()),
    ]  # fmt: skip


def test_level_beside_a_column_of_programmes(text_file: Make) -> None:
    items = read(text_file("Tingkat;Program\nProgram;Program Jalan\nKegiatan;Rehabilitasi Jalan\n")).programmes
    assert [item.level for item in items] == ["program", "kegiatan"]


def test_column_of_other_kinds_is_no_level(text_file: Make) -> None:
    reading = read(text_file("Jenis;Program\nFisik;Program Jalan\nNon fisik;Program Literasi\n"))
    assert [item.level for item in reading.programmes] == ["program", "program"]
    assert "level" not in reading.tables[0].columns


def test_titles_and_parents_are_no_loss() -> None:
    assert [Skipped(Place(), "", reason).is_loss for reason in ("row_title", "row_parent", "row_total")] == [
        False, False, True,
    ]  # fmt: skip
