"""Sentences of narrative plans."""

import pytest

from smartmap.integrations.sentences import sentence_starts


def parts(text: str) -> list[str]:
    starts = sentence_starts(text)
    return [text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


@pytest.mark.parametrize(
    "text",
    [
        "Pemerintah Kab. Banggai membangun pasar di Kec. Luwuk.",
        "Jalan Jl. Ahmad Yani No. 5 diperbaiki oleh PT. Karya.",
        "Dipimpin oleh Drs. H. A. Rahman selama 2,5 tahun.",
        "Anggaran Rp. 1.250.000 untuk versi 1.2 aplikasi.",
        "1. Pengelolaan sampah terpadu",
    ],
)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert parts(text) == [text]


def test_sentences_are_parted_at_full_stops_and_questions() -> None:
    text = "Sampah dipilah, dijual, dsb. Apakah cukup? “Belum.” Maka dibangun TPS3R!"
    assert parts(text) == ["Sampah dipilah, dijual, dsb.", "Apakah cukup?", "“Belum.”", "Maka dibangun TPS3R!"]


def test_items_of_a_list_stand_alone_and_a_broken_line_does_not() -> None:
    text = "Program meliputi:\n1. Retribusi pasar\nberbasis QRIS\na) Bank sampah\n- Posyandu\n\nPenutup"
    assert parts(text) == [
        "Program meliputi:", "1. Retribusi pasar\nberbasis QRIS", "a) Bank sampah", "- Posyandu", "Penutup",
    ]  # fmt: skip


def test_a_blank_text_has_none() -> None:
    assert sentence_starts(" \n ") == []
