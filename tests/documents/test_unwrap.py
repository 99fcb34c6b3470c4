from __future__ import annotations

import pytest

from smartmap.documents.unwrap import mend, unwrap


@pytest.mark.parametrize(
    ("cell", "whole"),
    [
        ("Program Pengelolaan\nPendidikan", "Program Pengelolaan Pendidikan"),
        ("Program Pe\nngelolaan Pen\ndidik\nan", "Program Pengelolaan Pendidikan"),
        ("PEMERINTAHAN KABUPATEN/\nKOTA", "PEMERINTAHAN KABUPATEN/KOTA"),
        ("Kabupaten/ Kota", "Kabupaten/ Kota"),
        ("Rata-\nrata lama sekolah", "Rata-rata lama sekolah"),
        ("Pengelo-\nlaan sampah", "Pengelolaan sampah"),
        ("- Angka satu\n- Angka\ndua", "- Angka satu\n- Angka dua"),
        ("1. Angka satu\n2. Angka dua", "1. Angka satu\n2. Angka dua"),
        ("Sampai tahun\n2. selesai", "Sampai tahun 2. selesai"),
        ("Perjalanan\nke\nluar daerah", "Perjalanan ke luar daerah"),
        ("Dana\ndi\npesisir", "Dana di pesisir"),
        ("Harga batu\nbara", "Harga batu bara"),
        ("", ""),
    ],
)
def test_unwrap(cell: str, whole: str) -> None:
    assert unwrap(cell) == whole


def test_mend_leaves_whole_words_alone() -> None:
    text = "Rapat-rapat koordinasi dan konsultasi ke luar daerah, akar pun jadi"
    assert mend(text) == text
    assert mend("Mening katnya derajat kesehat an masyarakat") == "Meningkatnya derajat kesehatan masyarakat"
