"""Rules alone: their order means nothing, and a matching rule never speaks against its own dimension."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from smartmap import Result, Suggester, load_taxonomy
from smartmap.model.combination import rules_alone
from smartmap.records import Versions
from smartmap.rules import Matcher, Rule
from smartmap.text.tokens import plain_analyzer

ANALYZER = plain_analyzer()
TAXONOMY = load_taxonomy()
WORDS = ("sampah", "bank", "pasar", "jalan", "sehat", "kota", "desa")

phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
weights = st.sampled_from((0.3, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0))
labels = st.sampled_from(
    ("economy.industry", "economy.welfare", "living.health", "environment.waste", "none", "support")
)
texts = st.lists(st.sampled_from((*WORDS, ".", "baru")), min_size=1, max_size=10).map(" ".join)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    groups = draw(st.lists(st.lists(phrases, min_size=1, max_size=2).map(tuple), max_size=2))
    any_of = draw(st.lists(phrases, min_size=0 if groups else 1, max_size=3))
    unless = draw(st.lists(phrases, max_size=1))
    label = draw(labels)
    also = draw(st.dictionaries(labels, weights, max_size=1))
    also = {other: weight for other, weight in also.items() if other.partition(".")[0] != label.partition(".")[0]}
    return Rule(
        label, tuple(any_of), tuple(groups), draw(st.integers(1, 8)), tuple(unless), (), draw(weights), also, (), (),
        "", "test.toml", 1,
    )  # fmt: skip


rule_sets = st.lists(rules(), max_size=8).map(
    lambda found: [replace(rule, id=f"{rule.id}/r{place}") for place, rule in enumerate(found)]
)


def suggester(rule_set: list[Rule]) -> Suggester:
    return Suggester(
        TAXONOMY, ANALYZER, Matcher(rule_set, ANALYZER), rules_alone(len(TAXONOMY.sub_ids)),
        Versions("0", TAXONOMY.key, "sha256:0", "none"),
    )  # fmt: skip


def score_of(result: Result, dimension: str) -> tuple[float, float]:
    """Score and probability of a dimension; one that is not offered is below the others."""
    found = {item.dimension: (item.score, item.probability) for item in result.suggestions}
    return found.get(dimension, (float("-inf"), 0.0))


@settings(max_examples=100, deadline=None)
@given(rule_sets, texts, st.randoms())
def test_the_order_of_rules_has_no_effect(rule_set: list[Rule], text: str, shuffler: random.Random) -> None:
    shuffled = list(rule_set)
    shuffler.shuffle(shuffled)
    assert suggester(shuffled).suggest(text) == suggester(rule_set).suggest(text)


@settings(max_examples=100, deadline=None)
@given(rule_sets, texts, phrases, weights, st.sampled_from(("economy.industry", "economy.welfare", "living.health")))
def test_a_matching_rule_never_lowers_its_dimension(
    rule_set: list[Rule], text: str, phrase: str, weight: float, label: str
) -> None:
    text = f"{text} {phrase}"
    added = Rule(f"{label}/added", (phrase,), (), 6, (), (), weight, {}, (), (), "", "test.toml", 1)
    dimension = label.partition(".")[0]
    before = suggester(rule_set).suggest(text)
    after = suggester([*rule_set, added]).suggest(text)
    assert score_of(after, dimension)[0] >= score_of(before, dimension)[0] - 1e-9
    assert score_of(after, dimension)[1] >= score_of(before, dimension)[1] - 1e-9


@settings(max_examples=100, deadline=None)
@given(rule_sets, texts)
def test_rules_that_fire_cut_the_text_with_their_words(rule_set: list[Rule], text: str) -> None:
    tokens = ANALYZER.analyze(text)
    matcher = Matcher(rule_set, ANALYZER)
    for hit in matcher.match(tokens):
        rule = matcher.rules[hit.rule]
        inside = set(tokens.stems[hit.first : hit.last])
        wanted = [*([rule.any] if rule.any else []), *rule.all]
        assert all(any(inside >= set(ANALYZER.stems(phrase)) for phrase in group) for group in wanted)
