import pytest

from smartmap.text.stems import load_stemmer
from smartmap.text.tokens import BREAK, Analyzer


def cuts(analyzer: Analyzer, source: str) -> list[tuple[str, str]]:
    """Stems with the piece of the source each was cut from."""
    tokens = analyzer.analyze(source)
    rows = zip(tokens.stems, tokens.starts, tokens.ends, strict=True)
    return [(stem, source[start:end]) for stem, start, end in rows if stem]


def test_words_with_stems_and_places(analyzer: Analyzer) -> None:
    assert cuts(analyzer, "Pengelolaan sampah di pasar") == [
        ("kelola", "Pengelolaan"),
        ("sampah", "sampah"),
        ("pasar", "pasar"),
    ]


@pytest.mark.parametrize("text", ["Mengelola", "pengelolaan", "DIKELOLA", "pengelola", "kelolaan"])
def test_every_inflection_is_one_stem(analyzer: Analyzer, text: str) -> None:
    assert analyzer.stems(text) == ["kelola"]


def test_e_before_a_word(analyzer: Analyzer) -> None:
    for text in ("e-retribusi", "E-Retribusi", "e retribusi"):
        assert analyzer.stems(text) == ["e-", "retribusi"]


def test_doubled_words_are_one(analyzer: Analyzer) -> None:
    assert analyzer.stems("anak-anak") == ["anak"]


def test_joined_words_are_parted(analyzer: Analyzer) -> None:
    assert cuts(analyzer, "ANGKUTANJALAN") == [("angkut", "ANGKUTAN"), ("jalan", "JALAN")]
    assert analyzer.stems("perempuandananak") == ["perempuan", "anak"]


def test_broken_words_are_joined(analyzer: Analyzer) -> None:
    assert cuts(analyzer, "pem bangunan jem batan") == [("bangun", "pem bangunan"), ("jembatan", "jem batan")]


def test_slips_are_mended_in_long_words_only() -> None:
    analyzer = Analyzer(load_stemmer(), ["persampahan", "ketahanan", "sampah"])
    assert analyzer.stems("persmapahan") == ["sampah"]
    assert analyzer.stems("sampoh") == ["sampoh"]


def test_sentence_ends_part_words(analyzer: Analyzer) -> None:
    stems = analyzer.analyze("Bank. Sampah (kota)").stems
    assert stems == ["bank", BREAK, "sampah", BREAK, "kota", BREAK]


def test_codes_are_no_words(analyzer: Analyzer) -> None:
    tokens = analyzer.analyze("1.02.02 Program Kesehatan")
    assert tokens.code is not None
    assert tokens.stems == ["program", "sehat"]


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("Pelayanan KIA di puskesmas", {"ibu"}),
        ("Pencetakan KIA oleh Disdukcapil", {"kartu"}),
        ("Sampah di TPA", {"akhir"}),
        ("Guru mengaji TPA", {"quran"}),
        ("DAS", {"sungai"}),
        ("puskesmas", {"sehat"}),
    ],
)
def test_context_chooses_a_meaning(analyzer: Analyzer, text: str, stems: set[str]) -> None:
    assert stems <= set(analyzer.stems(text))


def test_context_beside_the_text_chooses_too(analyzer: Analyzer) -> None:
    assert "industri" in analyzer.analyze("Pembinaan IKM", ["industri"]).stems
    assert "puas" in analyzer.analyze("Nilai IKM", ["puas"]).stems
    assert analyzer.stems("Pembinaan IKM")[-1] == "ikm"


def test_an_expansion_has_the_abbreviations_place(analyzer: Analyzer) -> None:
    assert {piece for _, piece in cuts(analyzer, "cetak KTP-el")} == {"cetak", "KTP-el"}


def test_an_abbreviation_after_its_expansion_says_nothing_new(analyzer: Analyzer) -> None:
    once = analyzer.stems("Lalu Lintas dan Angkutan Jalan")
    assert analyzer.stems("Lalu Lintas dan Angkutan Jalan (LLAJ)") == once


@pytest.mark.parametrize("word", ["sd", "aki", "pus", "per"])
def test_ordinary_short_words_are_no_abbreviations(analyzer: Analyzer, word: str) -> None:
    assert analyzer.stems(word) == [word]


def test_an_endless_word_is_kept_whole(analyzer: Analyzer) -> None:
    assert analyzer.stems("a" * 100_000) == ["a" * 100_000]


def test_a_code_is_placed_in_the_text_as_received(analyzer: Analyzer) -> None:
    text = "\u00bd  1.02.02 Pemenuhan"
    tokens = analyzer.analyze(text)
    assert tokens.code is not None
    assert text[tokens.code.start : tokens.code.end] == "1.02.02"
