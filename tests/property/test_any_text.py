"""Whatever text comes in: a sound result comes out, and no input takes for ever."""

from __future__ import annotations

import json
from functools import partial
from math import exp, fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartmap import Programme, Suggester
from smartmap.records import REASONS, STATUSES
from smartmap.text.normalize import normalize
from smartmap.text.tokens import Analyzer

often = partial(settings, deadline=None)

# Words of the field between damage: what real files hold, put together at random.
PIECES = [
    "Pengelolaan", "sampah", "e-retribusi", "QRIS", "P R O G R A M", "jalan", "puskesmas", "KIA", "anak-anak", "dan",
    "2.11.11", "X.XX.01", "Pem-\nbangunan", "pem bangunan", "ﬁsik", "“kota”", "İzin", "ẞ", "e\u0301", "\u00ad",
    "\u200b", "\x00", "\t", "\r\n", "  ", " ", ".", ";", "(", ")", "-", "'", "_", "–", "e-", "1.", "a ", "ᄀ\u1161",
    "½", "\ud800",
]  # fmt: skip
damaged = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
spaced = st.text(alphabet="ab \t\n-\u0301\u200bé", max_size=20)
texts = st.one_of(st.text(max_size=80), damaged, spaced)


@often(max_examples=100)
@given(texts, st.one_of(st.just(""), damaged))
def test_any_text_gives_a_sound_result(suggester: Suggester, text: str, beside: str) -> None:
    result = suggester.suggest(Programme(text, opd=beside, outcome=beside))
    record = json.loads(result.to_json())
    assert record["text"] == text
    assert result.status in STATUSES
    assert result.reason in (None, *REASONS)
    said = {item.dimension: item.probability for item in result.suggestions}
    assert all(0 <= probability <= 1 for probability in said.values())
    assert fsum(said.values()) <= 1 + 1e-9
    assert result.recompute() == pytest.approx(said, abs=1e-9)
    for item in result.suggestions:
        for evidence in item.evidence:
            if evidence.start < 0:
                assert evidence.end < 0
            else:
                assert evidence.start < evidence.end <= len(text)
                assert text[evidence.start : evidence.end] == evidence.text


@often(max_examples=100)
@given(texts)
def test_the_json_alone_gives_the_probabilities(suggester: Suggester, text: str) -> None:
    record = json.loads(suggester.suggest(text).to_json())
    scores = [item["base"] + fsum(e["weight"] for e in item["evidence"]) for item in record["suggestions"]]
    total = fsum(map(exp, scores)) + exp(record["rest"])
    local = record["local"]
    for item, score in zip(record["suggestions"], scores, strict=True):
        expected = (1 - local["share"]) * exp(score) / total + local["share"] / local["outcomes"]
        assert item["probability"] == pytest.approx(expected, abs=1e-4)


@often(max_examples=100)
@given(texts)
def test_a_clean_text_stays_as_it_is(text: str) -> None:
    clean = normalize(text).text
    assert normalize(clean).text == clean


@often(max_examples=100)
@given(texts)
def test_every_clean_character_knows_its_place(text: str) -> None:
    clean = normalize(text)
    spans = [clean.span(place, place + 1) for place in range(len(clean.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@often(max_examples=100)
@given(texts)
def test_analysing_never_raises_and_cuts_the_source(analyzer: Analyzer, text: str) -> None:
    tokens = analyzer.analyze(text)
    assert len(tokens.stems) == len(tokens.words) == len(tokens.starts) == len(tokens.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(tokens.starts, tokens.ends, strict=True))


LONG = {
    "hyphens": "a-" * 50_000,
    "brackets": "( " * 50_000,
    "numbers": "1." * 50_000,
    "spaces": "a" + " " * 200_000 + "b",
    "one word": "x" * 1_000_000,
    "one word, unclean": "é" * 300_000,
    "one word of digits": "7" * 300_000,
    "letters apart": "a " * 50_000,
    "line ends": "a-\n" * 30_000,
    "marks on one letter": "a" + "\u0301\u0323" * 50_000,
    "broken words": "pem bangunan " * 5_000,
    "rules again and again": "pelatihan pencari kerja sampah pasar " * 1_500,
    "an abbreviation again and again": "KIA TPA IKM " * 5_000,
    "codes": "1.02.02 " * 10_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_hostile_lengths_come_to_an_end(suggester: Suggester, text: str) -> None:
    assert suggester.suggest(text).text == text
