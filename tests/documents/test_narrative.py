from __future__ import annotations

from pathlib import Path

import pytest

from smartmap.documents.narrative import Paragraph, read_narrative
from smartmap.documents.read import read


def items(*lines: str, listed: tuple[int, ...] = ()) -> list[tuple[str, str]]:
    """Level and text of what is found in lines; ``listed`` are places of lines Word numbers by itself."""
    paragraphs = [Paragraph(line, None, number, number in listed) for number, line in enumerate(lines)]
    return [(draft.level, draft.text) for draft in read_narrative(Path("a.docx"), paragraphs)]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Misi 1: Mewujudkan desa mandiri", ("misi", "Mewujudkan desa mandiri")),
        ("MISI KE-2 : MEMPERKUAT EKONOMI RAKYAT", ("misi", "MEMPERKUAT EKONOMI RAKYAT")),
        ("Misi III – Memperkuat ekonomi rakyat", ("misi", "Memperkuat ekonomi rakyat")),
        ("Misi Keempat: Memperkuat ekonomi rakyat.", ("misi", "Memperkuat ekonomi rakyat")),
        ("Misi 5. Memperkuat ekonomi rakyat", ("misi", "Memperkuat ekonomi rakyat")),
        ("Misi 2 Memperkuat ekonomi rakyat", ("misi", "Memperkuat ekonomi rakyat")),
        ("Tujuan 1.2: Meningkatnya mutu layanan", ("tujuan", "Meningkatnya mutu layanan")),
        ("Sasaran 1.2.1 – Meningkatnya indeks layanan", ("sasaran", "Meningkatnya indeks layanan")),
        ("Visi: “Banggai maju dan mandiri”", ("visi", "Banggai maju dan mandiri")),
        ("a. Tujuan: Meningkatnya mutu layanan", ("tujuan", "Meningkatnya mutu layanan")),
        ("Sasaran Strategis 3: Meningkatnya indeks layanan", ("sasaran", "Meningkatnya indeks layanan")),
    ],
)
def test_marked_lines(line: str, found: tuple[str, str]) -> None:
    assert items(line) == [found]


@pytest.mark.parametrize(
    "line",
    [
        "Misi 1 ini diarahkan untuk meningkatkan mutu sekolah.",
        "Misi 2 dan misi 3 saling mendukung.",
        "Visi dan misi kepala daerah menjadi dasar penyusunan RPJMD.",
        "Tujuan dan sasaran: lihat tabel 3.1 di bawah ini",
        "Sasaran pembangunan tahun 2025 tercapai sebagian besar.",
        "Program Pengelolaan Pendidikan dilaksanakan oleh Dinas Pendidikan.",
        "Kegiatan: rapat koordinasi dilaksanakan dua kali",
        "3.1 Visi dan Misi ............................ 45",
        "Misi 1: Mewujudkan desa mandiri ........................ 47",
        "Untuk mencapai misi 1, pemerintah menetapkan target tahunan.",
        "Misi 4:",
        "Misi 1: 85,3",
    ],
)
def test_sentences_about_them_are_none(line: str) -> None:
    assert items(line) == []


def test_list_ends_where_text_goes_on() -> None:
    assert items(
        "Misi", "1. Mewujudkan desa mandiri", "2. Memperkuat ekonomi rakyat", "Kedua misi ini saling mendukung.",
        "1. Bukan misi lagi di sini",
    ) == [("misi", "Mewujudkan desa mandiri"), ("misi", "Memperkuat ekonomi rakyat")]  # fmt: skip


def test_points_below_points_are_left_out() -> None:
    assert items(
        "Misi daerah adalah:", "1. Mewujudkan desa mandiri", "a. dengan membangun jalan desa", "2. Memperkuat ekonomi",
    ) == [("misi", "Mewujudkan desa mandiri"), ("misi", "Memperkuat ekonomi")]  # fmt: skip


def test_explanations_in_a_list_are_no_items() -> None:
    prose = "1. Pendidikan menjadi perhatian utama daerah. Hal ini terlihat dari anggaran yang terus naik. " * 2
    assert items("Sasaran adalah sebagai berikut:", prose) == []


def test_list_that_word_numbers() -> None:
    lines = ("Visi tersebut dijabarkan ke dalam misi sebagai berikut:", "Mewujudkan desa mandiri;", "Tumbuhnya usaha")
    assert items(*lines, listed=(1, 2)) == [("misi", "Mewujudkan desa mandiri"), ("misi", "Tumbuhnya usaha")]


def test_goals_and_targets_together_say_no_level() -> None:
    assert items("Tujuan dan sasaran adalah sebagai berikut:", "1. Meningkatnya mutu layanan") == []


def test_english_headings(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    for number, (heading, item) in enumerate(
        [("Vision", "A prosperous regency for all"), ("2. Mission:", "Raise the quality of public services")]
    ):
        document.add_heading(heading, 1)
        document.add_paragraph(item, style="List Number" if number else None)
    document.add_paragraph("The goals are as follows:")
    document.add_paragraph("1. Citizens get permits within a day")
    document.add_paragraph("Strategy 1.1: Move licensing online")
    document.save(str(tmp_path / "a.docx"))
    found = [(item.level, item.text) for item in read(tmp_path / "a.docx").programmes]
    assert found == [
        ("visi", "A prosperous regency for all"),
        ("misi", "Raise the quality of public services"),
        ("tujuan", "Citizens get permits within a day"),
        ("strategi", "Move licensing online"),
    ]
