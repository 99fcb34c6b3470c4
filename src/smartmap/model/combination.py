"""How the sources of evidence become one score per label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from smartmap.taxonomy import OUTSIDE

if TYPE_CHECKING:
    from smartmap.model.linear import Floats


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
    coverage : float
        Share of texts whose right dimension lies in the plausible set, such as 0.9.
    plausible_share : float
        Probability mass over the dimensions that the plausible set gathers for that (split-conformal).
    review_below, review_margin : float
        A first suggestion less probable than this, or nearer than this to the second, is for people to discuss.
    """

    bias: Floats
    text: float
    rules: float
    context: float = 0.0
    rule_weights: Mapping[str, float] = field(default_factory=dict)
    coverage: float = 0.9
    plausible_share: float = 0.9
    review_below: float = 0.5
    review_margin: float = 0.15


def rules_alone(n_sub_dimensions: int) -> Combination:
    """Give the combination for rules without a model: no rule, no suggestion."""
    bias = np.zeros(n_sub_dimensions + len(OUTSIDE))
    bias[-1] = 2.0  # none: one weak rule does not yet make a suggestion
    bias[-2] = -2.0
    return Combination(bias, text=0.0, rules=2.0)
