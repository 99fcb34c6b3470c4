import pytest

from smartmap.text.codes import find_code, read_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.02.02 Program Pemenuhan", "1.02.02"),
        ("Program Pemenuhan (1.02.02)", "1.02.02"),
        ("1.02.02.2.01 Kegiatan", "1.02.02.2.01"),
        ("1.02.02.2.01.0001 Pembangunan", "1.02.02.2.01.0001"),
        ("1.02.02.2.01.01 Pembangunan", "1.02.02.2.01.01"),
        ("1 . 02 . 02 Program", "1.02.02"),
        ("x.xx.01 Program Penunjang", "X.XX.01"),
    ],
)
def test_finds_codes(text: str, code: str) -> None:
    found = find_code(text)
    assert found is not None
    assert found.code == code
    assert text[found.start : found.end].replace(" ", "").upper() == code


OTHERS = ["", "Rp1.000.000", "tahun 2025.", "versi 1.2.3.4", "12.345", "pukul 10.30", "144.902", "1.02 Kesehatan"]


@pytest.mark.parametrize("text", OTHERS)
def test_other_numbers_are_no_codes(text: str) -> None:
    assert find_code(text) is None


def test_reads_a_cell() -> None:
    assert read_code(" 1.02.02. ") == "1.02.02"
    assert read_code("2.11.11\n") == "2.11.11"
    assert read_code("-") == ""


def test_program_part() -> None:
    found = find_code("1.02.02.2.01.0001")
    assert found is not None
    assert found.program == "1.02.02"
