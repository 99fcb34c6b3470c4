"""Fitting how text and rules are put together, and the thresholds of an answer, on held-out scores.

The probabilities are then what a reader takes them for: the model that scored a row never saw its topic, and the rows
are ones the writers of the rules never saw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from smartmap.model.combination import Combination, plausible_scores
from smartmap.rules import CONTESTED, Matcher
from smartmap.taxonomy import OUTSIDE, Taxonomy
from smartmap.training.corpus import Row
from smartmap.training.fit import Settings
from smartmap.training.folds import HeldOut

if TYPE_CHECKING:
    from smartmap.arrays import Flags, Floats


def votes_of(matcher: Matcher, labels: Sequence[str]) -> Floats:
    """Give each rule's weight on each label, as its file says.

    Returns
    -------
    array of float, shape (n_rules, n_labels)
    """
    column = {label: place for place, label in enumerate(labels)}
    votes = np.zeros((len(matcher.rules), len(labels)))
    for place, rule in enumerate(matcher.rules):
        for label, weight in rule.votes.items():
            if label != CONTESTED:
                votes[place, column[label]] = weight
    return votes


def fit_combination(
    held_out: HeldOut, votes: Floats, *, rule_pull: float = 10.0, bias_pull: float = 0.02, scale_pull: float = 0.0
) -> Combination:
    """Fit text scale, rule scale, a factor per rule, and biases on held-out scores.

    Minimises the cross-entropy with a pull of the factors towards 1 (as strong as `rule_pull` texts) and of the biases
    towards 0. All scales and factors are kept from being negative, so a rule never speaks against its own label. Few
    texts share few words, which makes the text look worthless, and few contradict a rule, which makes rules look
    certain: `scale_pull` says how many texts it takes to move either scale away from 1.
    """
    n_rows, n_labels = held_out.targets.shape
    weights = held_out.targets.sum(axis=1, keepdims=True)
    n_rules = votes.shape[0]
    bounds = [(0.0, None), (0.0, None), *[(0.0, 3.0)] * n_rules, *[(None, None)] * n_labels]

    def loss(parameters: Floats) -> tuple[float, Floats]:
        text, scale, factors, bias = (
            parameters[0],
            parameters[1],
            parameters[2 : 2 + n_rules],
            parameters[2 + n_rules :],
        )
        by_rule = votes * factors[:, None]
        from_rules = held_out.rules @ by_rule
        scores = bias + text * held_out.scores + scale * from_rules
        shifted = scores - scores.max(axis=1, keepdims=True)
        chances = np.exp(shifted)
        totals = chances.sum(axis=1, keepdims=True)
        chances *= weights / totals
        value = -float((held_out.targets * (shifted - np.log(totals))).sum())
        value += rule_pull / 2 * float(((factors - 1) ** 2).sum()) + bias_pull / 2 * n_rows * float((bias**2).mean())
        value += scale_pull / 2 * ((text - 1) ** 2 + (scale - 1) ** 2)
        slope = chances - held_out.targets
        by_hit = held_out.rules.T @ slope  # what each rule's hits add up to, label by label
        gradient = np.concatenate(
            [
                [
                    float((slope * held_out.scores).sum() + scale_pull * (text - 1)),
                    float((slope * from_rules).sum() + scale_pull * (scale - 1)),
                ],
                scale * (by_hit * votes).sum(axis=1) + rule_pull * (factors - 1),
                slope.sum(axis=0) + bias_pull * n_rows * bias / n_labels,
            ]
        )
        return value / n_rows, gradient / n_rows

    start = np.concatenate([[1.0, 0.5], np.ones(n_rules), np.zeros(n_labels)])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500})
    factors = found.x[2 : 2 + n_rules]
    return Combination(
        bias=found.x[2 + n_rules :],
        text=float(found.x[0]),
        rules=float(found.x[1]),
        rule_weights={str(place): round(float(factor), 4) for place, factor in enumerate(factors)},
    )


def combined_scores(held_out: HeldOut, votes: Floats, combination: Combination) -> Floats:
    """Give held-out scores of text and rules together, by a combination whose rule factors are keyed by place."""
    factors = np.array([combination.rule_weights[str(place)] for place in range(votes.shape[0])])
    from_rules = held_out.rules @ (votes * factors[:, None])
    return np.asarray(combination.bias + combination.text * held_out.scores + combination.rules * from_rules)


def to_outcomes(scores: Floats, taxonomy: Taxonomy) -> Floats:
    """Give probabilities of the dimensions, then ``support`` and ``none``.

    Returns
    -------
    array of float, shape (n_rows, n_dimensions + 2)
        Each row sums to 1.
    """
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares = shifted / shifted.sum(axis=1, keepdims=True)
    groups = [label.partition(".")[0] for label in (*taxonomy.sub_ids, *OUTSIDE)]
    outcomes = (*taxonomy.ids, *OUTSIDE)
    table = np.zeros((len(groups), len(outcomes)))
    for place, group in enumerate(groups):
        table[place, outcomes.index(group)] = 1.0
    return np.asarray(shares @ table)


def leave_to_habit(outcomes: Floats, contested: Flags, settings: Settings) -> Floats:
    """Spread the share of local habit over all outcomes, as an answer does.

    Parameters
    ----------
    outcomes : array, shape (n_rows, n_outcomes)
    contested : array of bool, shape (n_rows,)
        Whether a row is on a contested topic.
    """
    share = np.where(contested, settings.local_contested, settings.local)[:, None]
    return np.asarray(outcomes * (1 - share) + share / outcomes.shape[1])


def contested_rows(held_out: HeldOut, matcher: Matcher) -> Flags:
    """Say which rows are on a topic that governments place differently."""
    topics = np.array([rule.label == CONTESTED for rule in matcher.rules], dtype=float)
    return np.asarray(held_out.rules @ topics > 0)


def set_thresholds(
    combination: Combination,
    outcomes: Floats,
    contested: Flags,
    rows: Sequence[Row],
    taxonomy: Taxonomy,
    settings: Settings,
) -> Combination:
    """Read the thresholds off held-out probabilities.

    ``plausible_share`` is the split-conformal quantile over every label that the corpus accepts for a row, further ones
    too: any of them may be what a government decides. ``review_below`` is the least first probability from which the
    wanted share of first suggestions is accepted.
    """
    n = len(taxonomy.ids)
    scores: list[float] = []
    firsts: list[tuple[float, bool]] = []
    for row, chances, is_contested in zip(rows, outcomes, contested, strict=True):
        if row.primary in OUTSIDE:
            continue
        accepted = [
            taxonomy.ids.index(label.partition(".")[0]) for label in (row.primary, *row.further) if label not in OUTSIDE
        ]
        by_dimension = plausible_scores(chances[:n].tolist())
        scores += [by_dimension[place] for place in accepted]
        if not is_contested:
            firsts.append((float(chances[:n].max()), int(chances[:n].argmax()) in accepted))
    level = min(1.0, settings.coverage * (1 + 1 / len(scores)))
    firsts.sort(reverse=True)
    right = np.cumsum([is_right for _, is_right in firsts]) / np.arange(1, len(firsts) + 1)
    enough = np.flatnonzero(right >= settings.clear_precision)
    below = firsts[int(enough[-1])][0] if len(enough) else 1.0
    return replace(
        combination,
        local=settings.local,
        local_contested=settings.local_contested,
        coverage=settings.coverage,
        plausible_share=round(float(np.quantile(scores, level, method="higher")), 6),
        review_below=round(max(below, settings.clear_from), 3),
        review_margin=0.1,
    )
