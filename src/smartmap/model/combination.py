"""How the sources of evidence become one score per label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from smartmap.taxonomy import OUTSIDE

if TYPE_CHECKING:
    from smartmap.arrays import Floats


@dataclass(frozen=True)
class Combination:
    """Numbers fitted on held-out scores, so that probabilities are what a reader takes them for.

    The score of a label is ``bias + text * (what the model's words add) + rules * (weights of the rules that fire) +
    context * (what the words beside the text add) + official name + decisions``.

    Parameters
    ----------
    bias : array, shape (n_labels,)
        Sub-dimensions in the frame's order, then ``support`` and ``none``; holds the model's intercept.
    text, rules, context : float
        Not negative.
    rule_weights : mapping of str to float
        Learned factor on a rule's own weight, where it is not 1; not negative.
    local, local_contested : float
        Share of every probability that is left to local habit, spread evenly over all outcomes: how often a careful
        reader and a government differ on a text, and on a text about a contested topic.
    coverage : float
        Share of texts whose right dimension lies in the plausible set, such as 0.9.
    plausible_share : float
        Largest :func:`plausible_scores` of a dimension in the plausible set (split-conformal).
    review_below, review_margin : float
        A first suggestion less probable than this, or nearer than this to the second, is for people to discuss.
    """

    bias: Floats
    text: float
    rules: float
    context: float = 0.0
    rule_weights: Mapping[str, float] = field(default_factory=dict)
    local: float = 0.0
    local_contested: float = 0.0
    coverage: float = 0.9
    plausible_share: float = 0.9
    review_below: float = 0.5
    review_margin: float = 0.15


_FREE, _PENALTY = 2, 0.2  # of the regularised sets: ranks that cost nothing, and what each further rank costs


def plausible_scores(probabilities: Sequence[float]) -> list[float]:
    """Score dimensions for the plausible set: low scores are plausible.

    A dimension's score is the mass of those before it plus a penalty for every rank beyond the second, so that sets
    stay small where the probabilities are flat.

    Parameters
    ----------
    probabilities : sequence of float
        Of the dimensions, in any order.

    Returns
    -------
    list of float
        In the same order.

    References
    ----------
    Angelopoulos et al., Uncertainty Sets for Image Classifiers using Conformal Prediction, 2021 (RAPS, not randomised).
    """
    total = max(sum(probabilities), 1e-12)
    scores = [0.0] * len(probabilities)
    before = 0.0
    order = sorted(range(len(scores)), key=lambda place: -probabilities[place])
    for place, penalty in zip(order, rank_penalties(len(scores)).tolist(), strict=True):
        scores[place] = before + penalty
        before += probabilities[place] / total
    return scores


def plausible(probabilities: Sequence[float], share: float) -> list[bool]:
    """Say for each dimension whether it belongs to the plausible set; the first always does."""
    return [score <= share for score in plausible_scores(probabilities)]


def rank_penalties(n_dimensions: int) -> Floats:
    """Give what each rank adds to a dimension's score for the plausible set, best first."""
    return np.array([_PENALTY * max(rank - _FREE, 0) for rank in range(1, n_dimensions + 1)])


def rules_alone(n_sub_dimensions: int) -> Combination:
    """Give the combination for rules without a model: no rule, no suggestion."""
    bias = np.zeros(n_sub_dimensions + len(OUTSIDE))
    bias[-1] = 2.0  # none: one weak rule does not yet make a suggestion
    bias[-2] = -2.0
    return Combination(bias, text=0.0, rules=2.0)
