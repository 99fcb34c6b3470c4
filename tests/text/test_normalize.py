import pytest

from smartmap.text.normalize import normalize


@pytest.mark.parametrize(
    ("source", "clean"),
    [
        ("Pembangunan jalan", "Pembangunan jalan"),
        ("  Pembangunan\t\tjalan \n", "Pembangunan jalan"),
        ("Pem-\nbangunan jalan", "Pembangunan jalan"),
        ("Pem-  \r\n  bangunan", "Pembangunan"),
        ("anak-\nanak", "anak-anak"),
        ("sayur-\nsayuran", "sayur-sayuran"),
        ("e-\nretribusi", "e-retribusi"),
        ("P R O G R A M  kerja", "PROGRAM kerja"),
        ("ﬁsik", "fisik"),
        ("“kota” – ‘cerdas’", "\"kota\" - 'cerdas'"),
        ("ban\u00adtuan\u200b sosial", "bantuan sosial"),
        ("a\x00b\x07c", "abc"),
        ("", ""),
        ("\x00", ""),
    ],
)
def test_undoes_damage(source: str, clean: str) -> None:
    assert normalize(source).text == clean


def test_a_clean_text_costs_no_map() -> None:
    assert normalize("Pembangunan jalan desa").starts is None


def test_spans_cut_the_source() -> None:
    source = "Pem-\nbangunan   ﬁsik"
    clean = normalize(source)
    assert source[slice(*clean.span(0, 11))] == "Pem-\nbangunan"
    assert source[slice(*clean.span(12, 17))] == "ﬁsik"
