"""What the shipped rules say where a text names a person, a place or a thing while it speaks of something else."""

import pytest

import smartmap
from smartmap.rules import CONTESTED, Matcher
from smartmap.text.tokens import Analyzer


@pytest.fixture(scope="module")
def shipped() -> tuple[Matcher, Analyzer]:
    suggester = smartmap.load_suggester("none")
    return suggester.matcher, suggester.analyzer


def labels(shipped: tuple[Matcher, Analyzer], text: str) -> set[str]:
    matcher, analyzer = shipped
    fired = {matcher.rules[hit.rule].label for hit in matcher.match(analyzer.analyze(text))}
    return fired - {CONTESTED}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Rumah susun bagi guru", "society.learning"),
        ("Perahu gratis bagi murid pulau", "society.learning"),
        ("Atap surya di sekolah", "society.learning"),
        ("Izin pendirian rumah sakit", "living.health"),
        ("Karcis museum nirkontak", "branding.tourism"),
        ("Rumah ikan buatan di terumbu", "economy.industry"),
        ("Layanan keliling dokter hewan", "governance.service"),
        ("Pasar tani di halaman kantor dinas", "support"),
        ("Aplikasi perjalanan dinas", "support"),
    ],
)
def test_a_place_or_a_person_is_no_topic(shipped: tuple[Matcher, Analyzer], text: str, label: str) -> None:
    assert label not in labels(shipped, text)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Pemeliharaan rutin bangunan gedung dan ruang sekolah", "society.learning"),
        ("Penataan ruang/sudut baca", "society.learning"),
        ("Pendataan tingkat kerusakan rumah akibat bencana", "living.harmony"),
        ("Percepatan penyebaran dan perwilayahan industri", "economy.industry"),
        ("Pengawasan kepatuhan terhadap peraturan daerah", "society.security"),
        ("Pemasangan rambu batas kecepatan", "living.mobility"),
        ("Penanganan konflik tenurial di tahura", "environment.protection"),
    ],
)
def test_official_wording_goes_to_its_sector_alone(shipped: tuple[Matcher, Analyzer], text: str, label: str) -> None:
    assert labels(shipped, text) == {label}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("KTR di terminal", "living.health"),
        ("PETI di hulu", "environment.protection"),
        ("BABS nol", "living.health"),
        ("Pembinaan LKSA", "society.community"),
        ("Pengawasan LPTKS", "economy.welfare"),
    ],
)
def test_abbreviations_of_the_sectors_are_read(shipped: tuple[Matcher, Analyzer], text: str, label: str) -> None:
    assert label in labels(shipped, text)


def test_welding_is_no_class(shipped: tuple[Matcher, Analyzer]) -> None:
    assert shipped[1].stems("pengelasan") == ["las"]
    assert shipped[1].stems("kelas") == ["kelas"]
