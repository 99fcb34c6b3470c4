"""Many texts go through arrays, few through dictionaries: what comes out must be the same to the last bit."""

from __future__ import annotations

import csv
import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import smartmap
from smartmap import Programme, Suggester
from smartmap.gathered import Reason
from smartmap.model.combination import rules_alone
from smartmap.ranking import Ranker
from smartmap.rules import Matcher, Rule
from smartmap.rules.block import BlockMatcher
from smartmap.text import lexicon
from smartmap.text.lexicon import Lexicon
from smartmap.text.tokens import Analyzer, Tokens

HARD = [
    "", "   ", "xqzv bnmk", "P R O G R A M kerja", "a b c d e", "- a - b -", ". . .", "\x00\u200b",
    "1.02.02 Pemenuhan Upaya Kesehatan", "Pelayanan 1. 02. 03 kesehatan", "PROGRAM PENGELOLAAN PERSAMPAHAN",
    "Program pendidikan dasar", "Lalu Lintas dan Angkutan Jalan (LLAJ) LLAJ", "KIA di puskesmas", "KIA dan akta",
    "Pem bangunan jalan dan pen gelolaan sampah", "Pem-\nbangunan   jalan", "angkutanjalan umum",
    "bank bank bank sampah",
    "Pelatihan barista bagi pencari kerja di BLK; bank sampah, e-retribusi pasar (QRIS)",
    "Posyandu anak-anak posyandu anak-anak", "sd SD aki AKI PUSKESMAS", "Smart-City/e-Government (SPBE)", "\ud800 kota",
    "Honorarium rapat koordinasi", "BANK SAMPAH digital sekolah sungai PJU PLTS desa wisata BUMDes",
]  # fmt: skip


@pytest.fixture(scope="module")
def texts() -> list[str]:
    found = []
    for file in sorted((Path(__file__).parents[1] / "corpus").glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as rows:
            found += [row["text"] for row in csv.DictReader(rows)][::60]
    glued = [" ".join(found[place : place + 6]) for place in range(0, len(found) - 6, 6)]
    return [*found, *glued, *HARD]


def one_by_one(suggester: Suggester, items: list[Programme]) -> list[dict[str, object]]:
    return [suggester.suggest(item).to_dict() for item in items]


def together(suggester: Suggester, items: list[Programme]) -> list[dict[str, object]]:
    block = suggester.block(items)
    return [result.to_dict() for result in block.results()]


def test_texts_are_taken_apart_alike(analyzer: Analyzer, texts: list[str]) -> None:
    columns = Lexicon(analyzer).read(texts, [frozenset()] * len(texts))
    stems, words = columns.lexicon.stems, columns.lexicon.words
    for place, text in enumerate(texts):
        alone = analyzer.analyze(text)
        span = slice(columns.firsts[place], columns.firsts[place + 1])
        assert [stems[number] for number in columns.stems[span]] == alone.stems, text
        assert [words[number] for number in columns.words[span]] == alone.words, text
        assert (columns.starts[span].tolist(), columns.ends[span].tolist()) == (alone.starts, alone.ends), text
        assert columns.tokens(place) == alone


def test_abbreviations_are_read_by_what_stands_beside_each_text(analyzer: Analyzer) -> None:
    around = [frozenset({"puskesmas", "sehat"}), frozenset({"catat", "sipil", "duduk"})] * 8
    columns = Lexicon(analyzer).read(["KIA"] * 16, around)
    assert [columns.tokens(place).stems for place in range(2)] == [analyzer.analyze("KIA", n).stems for n in around[:2]]
    assert columns.tokens(0).stems != columns.tokens(1).stems


def test_results_are_alike(suggester: Suggester, texts: list[str]) -> None:
    items = [Programme(text) for text in texts]
    assert together(suggester, items) == one_by_one(suggester, items)


def test_results_with_context_and_codes_are_alike(suggester: Suggester, texts: list[str]) -> None:
    items = [
        Programme(
            text, code="1.02.02" if place % 3 == 0 else "", opd="Dinas Kesehatan" if place % 2 else "",
            level="program" if place % 7 == 0 else "",
            outcome="Meningkatnya kunjungan wisata" if place % 5 == 0 else "",
            parents=(("misi", "Lingkungan yang lestari"),) if place % 11 == 0 else (),
        )
        for place, text in enumerate(texts[-120:])
    ]  # fmt: skip
    assert together(suggester, items) == one_by_one(suggester, items)


def test_results_with_a_memory_are_alike(suggester: Suggester, texts: list[str]) -> None:
    def memory(programme: Programme, tokens: Tokens) -> list[Reason]:
        scores = np.zeros(len(suggester.labels))
        scores[len(tokens.stems) % len(scores)] = 3.5
        reason = Reason("decision:7", f"decided: {programme.text[:9]}", -1, -1, scores)
        return [reason] * (len(tokens.stems) % 3)

    remembering = suggester.with_memory(memory)
    items = [Programme(text) for text in texts[-80:]]
    assert together(remembering, items) == one_by_one(remembering, items)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=12, max_size=20))
def test_any_texts_give_the_same(suggester: Suggester, found: list[str]) -> None:
    items = [Programme(text) for text in found]
    assert together(suggester, items) == one_by_one(suggester, items)


def test_a_lexicon_that_is_full_begins_anew(texts: list[str]) -> None:
    fresh = smartmap.load_suggester()
    items = [Programme(text) for text in texts[:400]]
    expected = one_by_one(fresh, items)
    with mock.patch.object(lexicon, "_MOST", 100):
        blocks = [together(fresh, items[first : first + 40]) for first in range(0, 400, 40)]
    assert [result for block in blocks for result in block] == expected


def test_threads_share_the_tables(texts: list[str]) -> None:
    fresh = smartmap.load_suggester()
    items = [Programme(text) for text in texts[:480]]
    parts = [items[first : first + 40] for first in range(0, 480, 40)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda part: together(fresh, part), parts))
    assert [result for part in found for result in part] == one_by_one(smartmap.load_suggester(), items)


# --- rules of every kind

WORDS = ["bank", "sampah", "pasar", "desa", "wisata", "pelatihan", "pelatih", "kerja", "pencari kerja", "dan", "."]


def rule(number: int, **changes: object) -> Rule:
    label = ("economy.transaction", "living.health", "environment.waste", "contested")[number % 4]
    return replace(
        Rule(f"{label}/x{number}", (), (), 3, (), (), 1.0 + number % 3, {}, (), (), "", "t.toml", 1), **changes
    )  # type: ignore[arg-type]


phrases = st.lists(
    st.builds(lambda words, exact: ("=" if exact else "") + " ".join(words),
              st.lists(st.sampled_from(WORDS[:9]), min_size=1, max_size=3), st.booleans()),
    min_size=1, max_size=3,
).map(tuple)  # fmt: skip
rules = st.lists(
    st.fixed_dictionaries(
        {"any": phrases},
        optional={"all": st.lists(phrases, min_size=1, max_size=2).map(tuple), "unless": phrases,
                  "near": st.lists(st.sampled_from(WORDS[:7]), min_size=1, max_size=2).map(tuple)},
    ),
    min_size=1, max_size=8,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    rules,
    st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), min_size=1, max_size=6),
    st.sampled_from([frozenset[str](), frozenset({"wisata"}), frozenset({"pasar", "bank"})]),
)
def test_any_rules_fire_alike(
    analyzer: Analyzer, given_rules: list[dict[str, object]], found: list[str], around: frozenset[str]
) -> None:
    matcher = Matcher([rule(number, **changes) for number, changes in enumerate(given_rules)], analyzer)
    table = Lexicon(analyzer)
    columns = table.read(found, [around] * len(found))
    hits = BlockMatcher(matcher, table).match(columns, [around] * len(found))
    for place in range(len(found)):
        here = hits.texts == place
        rows = zip(hits.rules[here].tolist(), hits.firsts[here].tolist(), hits.lasts[here].tolist(), strict=True)
        assert list(rows) == [tuple(hit) for hit in matcher.match(columns.tokens(place), around)]


def test_words_alone_that_are_left_out_hold_no_rule_up(analyzer: Analyzer) -> None:
    matcher = Matcher(
        [rule(0, all=(("dan",),)), rule(1, any=("dan",), unless=("=sampah",)), rule(2, any=("pasar",))], analyzer
    )
    table = Lexicon(analyzer)
    columns = table.read(["bank sampah", "pasar dan bank"], [frozenset()] * 2)
    hits = BlockMatcher(matcher, table).match(columns, [frozenset()] * 2)
    for place in range(2):
        alone = matcher.match(columns.tokens(place))
        assert hits.rules[hits.texts == place].tolist() == [hit.rule for hit in alone]


def test_untidy_words_fill_a_lexicon_too(analyzer: Analyzer) -> None:
    table = Lexicon(analyzer)
    with mock.patch.object(lexicon, "_MOST", 100):
        table.read([f"kata{number}  lain{number}" for number in range(60)], [frozenset()] * 60)
        assert table.full


def test_evidence_that_is_told_survives_the_way_from_another_process() -> None:
    block = smartmap.load_suggester("none").block([Programme("xqzv bnmk", code="1.02.02")])
    sent = pickle.loads(pickle.dumps(block))  # noqa: S301
    sent.programmes = block.programmes
    assert sent.evidence(0) == block.evidence(0) != ()


@pytest.mark.parametrize("sizes", [[3, 3, 1, 1], [9, 12, 10, 1, 1], [40, 3, 1, 1]])
def test_texts_rank_alike_alone_and_together(sizes: list[int]) -> None:
    rng = np.random.default_rng(1)
    combination = replace(rules_alone(sum(sizes) - 2), bias=rng.normal(size=sum(sizes)))
    ranker = Ranker(sizes, len(sizes) - 2, combination)
    sums = rng.normal(size=(400, sum(sizes)))
    for n in (20, 400):
        together = ranker.rank(sums[:n], [0.1] * n, [True] * n)
        for place in range(n):
            alone = ranker.rank_one(sums[place], 0.1, worded=True)
            assert alone.order == together.order[place].tolist()
            assert alone.plausible == together.plausible[place]
            assert alone.probabilities == together.probabilities[place].tolist()
            assert alone.rest == together.rests[place]
            assert [offer.dimension for offer in alone.offers] == alone.order[: together.offered[place]]
            for dimension, best, base in alone.offers:
                assert best == together.best[place, dimension]
                assert base == together.bases[place, dimension]
            assert alone.shares.tolist() == together.shares[place].tolist()
