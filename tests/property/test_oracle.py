"""An independent oracle: spaCy's PhraseMatcher over our stems finds the same phrases at the same places."""

from __future__ import annotations

import csv
from pathlib import Path

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from smartmap import load_taxonomy
from smartmap.rules import Matcher, Rule, load_rules
from smartmap.text.tokens import plain_analyzer

CORPUS = Path(__file__).parents[2] / "corpus"
BREAK = "\x00"  # spaCy knows no empty word

Span = tuple[str, int, int]


def texts(n: int) -> list[str]:
    rows: list[str] = []
    for file in sorted(CORPUS.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            rows += [row["text"] for row in csv.DictReader(stream)]
    return rows[:: len(rows) // n]


def phrases(n: int) -> list[str]:
    """Phrases of the shipped rules that match by stem; short ones, which are found most often."""
    found = {phrase for rule in load_rules(load_taxonomy()) for phrase in rule.any if phrase[0] != "="}
    return sorted(found, key=lambda phrase: (len(phrase), phrase))[:n]


def test_phrases_are_found_where_spacy_finds_them() -> None:
    analyzer = plain_analyzer()
    chosen = {f"economy.industry/p{place}": phrase for place, phrase in enumerate(phrases(500))}
    rules = [Rule(id, (phrase,), (), 6, (), (), 1.0, {}, (), (), "", "test.toml", 1) for id, phrase in chosen.items()]
    matcher = Matcher(rules, analyzer)
    vocabulary = spacy.blank("xx").vocab
    oracle = PhraseMatcher(vocabulary)
    for id, phrase in chosen.items():
        stems = analyzer.stems(phrase)
        if stems:
            oracle.add(id, [Doc(vocabulary, words=stems)])
    found = 0
    for text in texts(600):
        tokens = analyzer.analyze(text)
        ours: set[Span] = {
            (matcher.rules[matcher.owners[slot]].id, first, last)
            for slot, spans in matcher._find(tokens)[0].items()
            for first, last in spans
        }
        document = Doc(vocabulary, words=[stem or BREAK for stem in tokens.stems])
        theirs: set[Span] = {(vocabulary.strings[id], first, last) for id, first, last in oracle(document)}
        assert ours == theirs, text
        found += len(ours)
    assert found > 100
