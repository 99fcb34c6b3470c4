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
