import random
from dataclasses import replace

import pytest

from smartmap import load_taxonomy
from smartmap.rules import Matcher, Rule, load_rules
from smartmap.text.tokens import Analyzer


def rule(id: str = "economy.transaction/x", **changes: object) -> Rule:
    base = Rule(id, (), (), 6, (), (), 1.0, {}, (), (), "", "test.toml", 1)
    return replace(base, **changes)  # type: ignore[arg-type]


def hits(analyzer: Analyzer, text: str, *rules: Rule, context: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Which rule fires on which words of the text."""
    matcher = Matcher(rules, analyzer)
    tokens = analyzer.analyze(text)
    return [
        (matcher.rules[hit.rule].id, text[tokens.starts[hit.first] : tokens.ends[hit.last - 1]])
        for hit in matcher.match(tokens, context)
    ]


def test_matches_by_stem_in_every_inflection(analyzer: Analyzer) -> None:
    found = hits(analyzer, "Pengelolaan persampahan kota", rule(any=("kelola sampah",)))
    assert found == [("economy.transaction/x", "Pengelolaan persampahan")]


def test_function_words_do_not_part_a_phrase(analyzer: Analyzer) -> None:
    assert hits(analyzer, "sarana dan prasarana", rule(any=("sarana prasarana",)))


def test_exact_phrases_match_as_written(analyzer: Analyzer) -> None:
    only = rule(any=("=bank",))
    assert hits(analyzer, "Bank daerah", only)
    assert not hits(analyzer, "Perbankan daerah", only)


def test_no_phrase_crosses_a_sentence_end(analyzer: Analyzer) -> None:
    assert not hits(analyzer, "Bank. Sampah", rule(any=("bank sampah",)))
    assert hits(analyzer, "Bank, sampah", rule(any=("bank sampah",)))


def test_no_hit_inside_another_word(analyzer: Analyzer) -> None:
    assert not hits(analyzer, "pendidikan berasrama", rule(any=("ikan", "beras")))


def test_unless_silences(analyzer: Analyzer) -> None:
    only = rule(any=("e-retribusi",), unless=("tunggakan retribusi",))
    assert hits(analyzer, "Pengembangan e-retribusi", only)
    assert not hits(analyzer, "Tunggakan retribusi lewat e-retribusi", only)


def test_all_groups_within_a_window(analyzer: Analyzer) -> None:
    only = rule(all=(("pelatihan",), ("pencari kerja", "penganggur")), within=3)
    assert hits(analyzer, "Pelatihan digital pencari kerja", only)
    assert not hits(analyzer, "Pelatihan satu dua tiga empat lima pencari kerja", only)
    assert not hits(analyzer, "Pelatihan guru", only)


def test_near_needs_a_word_in_or_beside_the_text(analyzer: Analyzer) -> None:
    only = rule(any=("tera",), near=("dagang",))
    assert not hits(analyzer, "Layanan tera", only)
    assert hits(analyzer, "Layanan tera perdagangan", only)
    assert hits(analyzer, "Layanan tera", only, context=("dagang",))


def test_of_overlapping_hits_of_one_label_the_heaviest_set_stays(analyzer: Analyzer) -> None:
    long = rule("environment.waste/bank-sampah", any=("bank sampah",), weight=2.0)
    short = rule("environment.waste/sampah", any=("sampah",), weight=1.0)
    other = rule("economy.transaction/bank", any=("bank",))
    assert hits(analyzer, "Bank sampah", long, short, other) == [
        ("economy.transaction/bank", "Bank"),
        ("environment.waste/bank-sampah", "Bank sampah"),
    ]


def test_a_rule_counts_once_however_often_its_words_return(analyzer: Analyzer) -> None:
    assert len(hits(analyzer, "sampah " * 50, rule(any=("sampah",)))) == 1


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rules_means_nothing(analyzer: Analyzer, seed: int) -> None:
    rules = list(load_rules(load_taxonomy()))
    text = "Pelatihan pengelolaan sampah pasar dan e-retribusi bagi pedagang serta posyandu balita"
    expected = hits(analyzer, text, *rules)
    random.Random(seed).shuffle(rules)
    assert hits(analyzer, text, *rules) == expected
    assert Matcher(rules, analyzer).checksum == Matcher(rules[::-1], analyzer).checksum


def test_the_checksum_follows_what_rules_say(analyzer: Analyzer) -> None:
    one = Matcher([rule(any=("a b",))], analyzer).checksum
    assert one != Matcher([rule(any=("a c",))], analyzer).checksum
    assert one == Matcher([rule(any=("a b",), line=7, source="x")], analyzer).checksum
