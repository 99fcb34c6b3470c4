from collections.abc import Iterator

import pytest

from smartmap.nomenclature import CONFIDENCES, Nomenclature, load_nomenclature
from smartmap.taxonomy import OUTSIDE, load_taxonomy
from smartmap.text.tokens import Analyzer


@pytest.fixture(scope="module")
def names() -> Nomenclature:
    return load_nomenclature()


def found(names: Nomenclature, analyzer: Analyzer, text: str, **beside: str) -> tuple[str, str] | None:
    match = names.find(analyzer.analyze(text), **beside)
    return (match.entry.id, match.how) if match else None


def test_the_table_is_sound(names: Nomenclature) -> None:
    taxonomy = load_taxonomy()
    assert len(names.entries) > 200
    for entry in names.entries:
        assert entry.confidence in CONFIDENCES
        assert entry.sub_dimension in taxonomy or entry.sub_dimension in OUTSIDE
        assert all(label in taxonomy for label in entry.alternatives)
        assert entry.sub_dimension not in entry.alternatives
        assert (entry.confidence == "support") == (entry.sub_dimension == "support")


@pytest.mark.parametrize(
    ("text", "code", "how"),
    [
        ("PROGRAM PENGELOLAAN PERSAMPAHAN", "2.11.11", "name"),
        ("Program Pengelolaan Persampahan", "2.11.11", "name"),
        ("Pengelolaan Persampahan", "2.11.11", "name"),
        ("2.11.11 Program Pengelolaan Persampahan", "2.11.11", "name"),
        ("Program Pengelolaan Persampahan di Kecamatan Luwuk", "2.11.11", "name"),
        ("PROGRAM PENYELENGGARAAN LALU LINTAS DAN ANGKUTANJALAN(LLAJ)", "2.15.02", "name"),
        ("PROGRAM PERLINDUNGAN DAN JAMINAN SOSI", "1.06.05", "fuzzy"),
        ("PROGRAM INFORMASI DAN KOMUNIKASI PUBLIK", "2.16.02", "name"),
        ("PROGRAM PENGAWASSAN KEAMANAN PANGGAN", "2.09.05", "fuzzy"),
        ("Program Penunjang Urusan Pemerintahan Daerah Kabupaten/Kota", "X.XX.01", "name"),
    ],
)
def test_names_as_documents_write_them(names: Nomenclature, analyzer: Analyzer, text: str, code: str, how: str) -> None:
    assert found(names, analyzer, text) == (code, how)


def test_a_code_beside_the_text(names: Nomenclature, analyzer: Analyzer) -> None:
    assert found(names, analyzer, "Kegiatan lain", code="1.02.02.2.01") == ("1.02.02", "code")
    assert found(names, analyzer, "Gaji", code="2.11.01") == ("X.XX.01", "code")


def test_a_name_beats_a_code(names: Nomenclature, analyzer: Analyzer) -> None:
    assert found(names, analyzer, "PROGRAM PENGELOLAAN PERSAMPAHAN", code="1.02.02") == ("2.11.11", "name")


@pytest.mark.parametrize("text", ["", "Program", "Program unggulan bupati", "Pembangunan jalan desa", "1.99.99 Lain"])
def test_other_texts_are_no_official_name(names: Nomenclature, analyzer: Analyzer, text: str) -> None:
    assert found(names, analyzer, text) is None


def test_a_match_cuts_the_text(names: Nomenclature, analyzer: Analyzer) -> None:
    text = "2.11.11  Program Pengelolaan   Persampahan"
    match = names.find(analyzer.analyze(text))
    assert match is not None
    assert text[match.start : match.end] == "Pengelolaan   Persampahan"


def damaged(name: str) -> Iterator[str]:
    upper = f"PROGRAM {name.upper()}"
    yield upper
    yield upper.replace(" DAN ", " DAN\n")
    yield upper.replace(" ", "  ")
    if len(name) > 30:
        middle = upper.index(" ", 20)
        yield upper[:middle] + upper[middle + 1 :]


def test_every_name_is_recognised_whole_and_damaged(names: Nomenclature, analyzer: Analyzer) -> None:
    missed = []
    for entry in names.entries:
        for text in damaged(entry.name):
            match = names.find(analyzer.analyze(text), code=entry.code)
            if match is None or match.entry.sub_dimension != entry.sub_dimension:
                missed.append(text)
    assert not missed
