from __future__ import annotations

import builtins
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import docx
import pytest

from smartmap.documents.read import read
from smartmap.errors import DocumentError, MissingExtraError

Build = Callable[[Any], None]
Make = Callable[[Build], Path]


@pytest.fixture
def word(tmp_path: Path) -> Make:
    """Write a Word document; the function given fills it."""

    def make(build: Build) -> Path:
        document = docx.Document()
        build(document)
        path = tmp_path / "a.docx"
        document.save(str(path))
        return path

    return make


def table(document: Any, rows: Sequence[Sequence[str]]) -> Any:
    made = document.add_table(len(rows), len(rows[0]))
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            made.cell(number, place).text = cell
    return made


HEAD = ["No", "Misi", "Program", "Indikator", "OPD"]


def test_merged_cells_are_filled(word: Make) -> None:
    def build(document: Any) -> None:
        document.add_paragraph("Tabel 4.1 Program Prioritas")
        made = table(
            document,
            [
                HEAD,
                ["1", "Misi 1: Maju", "Program Pengelolaan Pendidikan", "APS", "Dinas Pendidikan"],
                ["", "", "", "RLS", ""],
                ["2", "", "Program Pembinaan Perpustakaan", "Kunjungan", "Dinas Perpustakaan"],
            ],
        )
        made.cell(1, 2).merge(made.cell(2, 2))
        made.cell(1, 1).merge(made.cell(3, 1))

    first, second = read(word(build)).programmes
    assert (first.text, first.indicator, first.opd) == (
        "Program Pengelolaan Pendidikan",
        "APS; RLS",
        "Dinas Pendidikan",
    )
    assert (first.place.sheet, first.place.row, second.place.row) == ("Tabel 1", 2, 4)
    assert second.parents == (("misi", "Misi 1: Maju"),)


def test_two_header_rows_and_a_title_over_all_columns(word: Make) -> None:
    def build(document: Any) -> None:
        rows = [
            ["RENCANA PROGRAM", "", "", ""],
            ["Kode", "Program", "Target", ""],
            ["", "", "2025", "2026"],
            ["(1)", "(2)", "(3)", "(4)"],
            ["1.02.02", "Program Upaya Kesehatan", "10", "11"],
        ]
        made = table(document, rows)
        made.cell(0, 0).merge(made.cell(0, 3))
        made.cell(1, 2).merge(made.cell(1, 3))
        for place in (0, 1):
            made.cell(1, place).merge(made.cell(2, place))

    reading = read(word(build))
    assert [(item.code, item.text) for item in reading.programmes] == [("1.02.02", "Program Upaya Kesehatan")]
    assert [item.reason for item in reading.skipped] == ["row_title", "row_numbering"]


@pytest.mark.parametrize("repeated", [True, False])
def test_table_that_goes_on(word: Make, repeated: bool) -> None:
    def build(document: Any) -> None:
        table(document, [HEAD, ["1", "Misi 1: Maju", "Program Jalan", "a", "Dinas A"]])
        document.add_paragraph("Tabel 4.1 (lanjutan)")
        more = [["2", "", "Program Jembatan", "b", "Dinas B"]]
        table(document, [HEAD, *more] if repeated else more)

    reading = read(word(build))
    assert [(item.text, item.parents) for item in reading.programmes] == [
        ("Program Jalan", (("misi", "Misi 1: Maju"),)), ("Program Jembatan", (("misi", "Misi 1: Maju"),)),
    ]  # fmt: skip
    assert len(reading.tables) == 1


def test_other_tables_are_reported(word: Make) -> None:
    def build(document: Any) -> None:
        table(document, [["Singkatan", "Arti"], ["RPJMD", "Rencana pembangunan"]])
        document.add_paragraph("Perangkat Daerah : Dinas Kesehatan")
        table(document, [["No", "Program"], ["1", "Program Sediaan Farmasi"]])

    reading = read(word(build))
    assert [(item.text, item.opd) for item in reading.programmes] == [("Program Sediaan Farmasi", "Dinas Kesehatan")]
    assert [(item.reason, item.place.sheet) for item in reading.skipped if item.is_loss] == [
        ("sheet_no_table", "Tabel 1")
    ]


def test_missions_goals_and_targets_in_running_text(word: Make) -> None:
    def build(document: Any) -> None:
        document.add_heading("Visi", 2)
        document.add_paragraph("“Terwujudnya Kabupaten Contoh yang Maju dan Sejahtera”")
        document.add_paragraph("Visi ini lahir dari musyawarah seluruh warga kabupaten.")
        document.add_heading("Misi", 2)
        document.add_paragraph("Untuk mewujudkan visi tersebut ditetapkan dua misi sebagai berikut:")
        document.add_paragraph("Meningkatkan kualitas sumber daya manusia;", style="List Number")
        document.add_paragraph("Memperkuat ekonomi kerakyatan.", style="List Number")
        document.add_paragraph("Misi 1 ini diarahkan untuk meningkatkan mutu sekolah.")
        document.add_paragraph("Tujuan 1.1: Meningkatnya mutu pendidikan")
        document.add_paragraph("Sasaran 1.1.1: Meningkatnya rata-rata lama sekolah")
        document.add_paragraph("Tujuan untuk mewujudkan misi kedua adalah:")
        document.add_paragraph("a. Meningkatnya pendapatan petani")
        document.add_paragraph("b. Tumbuhnya usaha mikro")
        document.add_paragraph("Program pembangunan dilaksanakan oleh semua perangkat daerah.")

    visi = ("visi", "Terwujudnya Kabupaten Contoh yang Maju dan Sejahtera")
    one, two = ("misi", "Meningkatkan kualitas sumber daya manusia"), ("misi", "Memperkuat ekonomi kerakyatan")
    assert [(item.level, item.text, item.parents) for item in read(word(build)).programmes] == [
        (*visi, ()), (*one, (visi,)), (*two, (visi,)),
        ("tujuan", "Meningkatnya mutu pendidikan", (visi, one)),
        ("sasaran", "Meningkatnya rata-rata lama sekolah", (visi, one, ("tujuan", "Meningkatnya mutu pendidikan"))),
        ("tujuan", "Meningkatnya pendapatan petani", (visi, two)),
        ("tujuan", "Tumbuhnya usaha mikro", (visi, two)),
    ]  # fmt: skip


def test_misi_in_one_line_and_over_two(word: Make) -> None:
    def build(document: Any) -> None:
        document.add_paragraph("Misi Pertama: Mewujudkan tata kelola yang bersih")
        document.add_paragraph("Misi 2")
        document.add_paragraph("Mewujudkan lingkungan yang lestari")
        document.add_paragraph("Sasaran misi ini ialah seluruh warga.")

    assert [(item.level, item.text) for item in read(word(build)).programmes] == [
        ("misi", "Mewujudkan tata kelola yang bersih"), ("misi", "Mewujudkan lingkungan yang lestari"),
    ]  # fmt: skip


def test_plain_list_of_programmes(word: Make) -> None:
    def build(document: Any) -> None:
        document.add_paragraph("Usulan kami")
        for name in ("Program Pengelolaan Sampah", "Program Pengembangan UMKM"):
            document.add_paragraph(name, style="List Bullet")

    reading = read(word(build))
    assert [item.text for item in reading.programmes] == ["Program Pengelolaan Sampah", "Program Pengembangan UMKM"]
    assert [doubt.code for doubt in reading.tables[0].doubts] == ["doubt_guessed"]


def test_nothing_in_a_letter(word: Make) -> None:
    path = word(lambda document: document.add_paragraph("Dengan hormat, bersama ini kami sampaikan undangan rapat."))
    with pytest.raises(DocumentError) as caught:
        read(path)
    assert caught.value.code == "document_nothing"


def test_missing_extra_names_it(word: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    path = word(lambda document: document.add_paragraph("Misi 1: Mewujudkan desa mandiri"))
    real = builtins.__import__

    def refuse(name: str, *rest: Any) -> Any:
        if name == "docx":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(MissingExtraError, match=r"smartmap\[docx\]"):
        read(path)


def test_damaged_word_file(word: Make) -> None:
    import zipfile

    path = word(lambda document: document.add_paragraph("Misi 1: Mewujudkan desa mandiri"))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w:document")
    with pytest.raises(DocumentError) as caught:
        read(path)
    assert caught.value.code == "document_damaged"
