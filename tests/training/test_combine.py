"""Putting text and rules together: no rule against its own label, thresholds that mean what they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from smartmap import load_taxonomy
from smartmap.model.combination import plausible, rules_alone
from smartmap.rules import Matcher, Rule
from smartmap.taxonomy import OUTSIDE
from smartmap.text.tokens import Analyzer
from smartmap.training import combine
from smartmap.training.corpus import Row
from smartmap.training.fit import Settings
from smartmap.training.folds import HeldOut

TAXONOMY = load_taxonomy()
LABELS = (*TAXONOMY.sub_ids, *OUTSIDE)
SETTINGS = Settings()


def held_out(n: int, *, rules_are_right: bool = True, seed: int = 3) -> tuple[HeldOut, np.ndarray]:
    """Scores that are right more often than not, with a rule per label that is always right or always wrong."""
    numbers = np.random.default_rng(seed)
    truth = numbers.integers(len(LABELS), size=n)
    targets = np.eye(len(LABELS))[truth]
    said = truth if rules_are_right else (truth + 1) % len(LABELS)
    fires = csr_matrix(np.eye(len(LABELS))[said] * (numbers.random(n) < 0.5)[:, None])
    return HeldOut(targets * 2 + numbers.normal(size=targets.shape), fires, targets), np.eye(len(LABELS))


@pytest.mark.parametrize("rules_are_right", [True, False])
def test_nothing_is_ever_negative(rules_are_right: bool) -> None:
    scores, votes = held_out(300, rules_are_right=rules_are_right)
    found = combine.fit_combination(scores, votes, rule_pull=1.0)
    assert found.text > 0
    assert found.rules >= 0
    assert all(0 <= factor <= 3 for factor in found.rule_weights.values())


def test_text_that_misleads_gets_no_weight() -> None:
    scores, votes = held_out(300)
    found = combine.fit_combination(replace(scores, scores=-scores.scores), votes)
    assert found.text == pytest.approx(0.0, abs=1e-6)


def test_right_rules_weigh_more_than_wrong_ones() -> None:
    right = combine.fit_combination(*held_out(300))
    wrong = combine.fit_combination(*held_out(300, rules_are_right=False))
    assert right.rules * min(right.rule_weights.values()) > wrong.rules * max(wrong.rule_weights.values())


def test_a_strong_pull_keeps_the_factors() -> None:
    found = combine.fit_combination(*held_out(100), rule_pull=1e4)
    assert all(factor == pytest.approx(1.0, abs=0.05) for factor in found.rule_weights.values())


def test_outcomes_sum_to_one_and_gather_sub_dimensions() -> None:
    scores = np.zeros((2, len(LABELS)))
    scores[1, LABELS.index("living.health")] = 50.0
    outcomes = combine.to_outcomes(scores, TAXONOMY)
    assert outcomes.sum(axis=1) == pytest.approx([1.0, 1.0])
    assert outcomes[0] == pytest.approx([3 / 20] * 6 + [1 / 20] * 2)
    assert outcomes[1, TAXONOMY.ids.index("living")] == pytest.approx(1.0)


def test_habit_takes_its_share_evenly() -> None:
    certain = np.eye(8)[:2]
    spread = combine.leave_to_habit(certain, np.array([False, True]), SETTINGS)
    assert spread.sum(axis=1) == pytest.approx([1.0, 1.0])
    assert spread[0, 0] == pytest.approx(1 - SETTINGS.local + SETTINGS.local / 8)
    assert spread[1, 0] == pytest.approx(SETTINGS.local_contested / 8)


def rule(id: str) -> Rule:
    return Rule(id, ("x",), (), 6, (), (), 2.0, {}, (), (), "", "test.toml", 1)


def test_contested_rules_vote_for_nothing_but_are_seen(analyzer: Analyzer) -> None:
    matcher = Matcher([rule("contested/x"), rule("living.health/x")], analyzer)
    votes = combine.votes_of(matcher, LABELS)
    assert votes.sum() == 2.0
    assert votes[1, LABELS.index("living.health")] == 2.0
    fired = csr_matrix(np.array([[1.0, 0.0], [0.0, 1.0]]))
    held = HeldOut(np.zeros((2, len(LABELS))), fired, np.zeros((2, len(LABELS))))
    assert combine.contested_rows(held, matcher).tolist() == [True, False]


def cases(n: int) -> tuple[np.ndarray, list[Row]]:
    """Calibrated outcomes: the right dimension is drawn by the probabilities themselves."""
    numbers = np.random.default_rng(5)
    outcomes = numbers.dirichlet([0.3] * 8, size=n)
    outcomes[:, 6:] = 0.0
    outcomes /= outcomes.sum(axis=1, keepdims=True)
    truth = [numbers.choice(6, p=row[:6]) for row in outcomes]
    subs = {id: next(sub for sub in TAXONOMY.sub_ids if sub.startswith(id)) for id in TAXONOMY.ids}
    rows = [Row(str(n), str(n), subs[TAXONOMY.ids[place]], (), "program", str(n), "") for n, place in enumerate(truth)]
    return outcomes, rows


def test_the_plausible_set_covers_what_it_says() -> None:
    outcomes, rows = cases(1500)
    never = np.zeros(len(rows), dtype=bool)
    found = combine.set_thresholds(rules_alone(18), outcomes[:500], never[:500], rows[:500], TAXONOMY, SETTINGS)
    holds = [
        plausible(chances[:6], found.plausible_share)[TAXONOMY.ids.index(row.primary.partition(".")[0])]
        for chances, row in zip(outcomes[500:], rows[500:], strict=True)
    ]
    assert np.mean(holds) == pytest.approx(SETTINGS.coverage, abs=0.04)
    assert found.coverage == SETTINGS.coverage


def test_clear_suggestions_are_as_right_as_asked() -> None:
    outcomes, rows = cases(1500)
    never = np.zeros(len(rows), dtype=bool)
    found = combine.set_thresholds(rules_alone(18), outcomes, never, rows, TAXONOMY, SETTINGS)
    clear = [
        TAXONOMY.ids[int(chances[:6].argmax())] == row.primary.partition(".")[0]
        for chances, row in zip(outcomes, rows, strict=True)
        if chances[:6].max() >= found.review_below
    ]
    assert 0 < found.review_below < 1
    assert len(clear) > 50
    assert np.mean(clear) >= SETTINGS.clear_precision - 0.01
