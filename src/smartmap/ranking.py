"""From label scores to dimensions ranked, each with what its evidence adds.

A dimension's score is the log-sum-exp of its labels' scores. With ``share`` the labels' shares inside the dimension it
is ``sum(share * score) + entropy(share)``, so evidence on labels adds up on the dimension too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Dimensions of one text, best first.

    Parameters
    ----------
    order : list of int
        Places of the dimensions, best first.
    probabilities : list of float
        Of every outcome: the dimensions in the frame's order, then what lies outside; sums to 1.
    scores : array, shape (n_outcomes,)
        Log-sum-exp of each outcome's labels.
    shares : array, shape (n_outcomes, n_labels)
        Share of each label inside its outcome.
    """

    order: list[int]
    probabilities: list[float]
    scores: Floats
    shares: Floats

    def weights(self, table: Floats, places: Sequence[int]) -> list[list[float]]:
        """Give what each row of evidence adds to each of some dimensions, dimension by dimension."""
        found: list[list[float]] = (self.shares[places] @ table.T).tolist()
        return found

    def bases(self, evidence: Floats, places: Sequence[int]) -> list[float]:
        """Give what is left of each dimension's score when its evidence is taken away.

        Parameters
        ----------
        evidence : array, shape (n_labels,)
            All evidence added up.
        """
        found: list[float] = (self.scores[places] - self.shares[places] @ evidence).tolist()
        return found

    def rest(self, offered: Sequence[int]) -> float:
        """Give the log-sum-exp of the scores of every outcome that is not offered."""
        left = np.delete(self.scores, offered)
        top = left.max()
        return float(top + np.log(np.exp(left - top).sum()))


class Ranker:
    """Ranks the dimensions of a frame.

    Parameters
    ----------
    groups : sequence of sequence of int
        Labels of each outcome, dimensions first.
    n_labels : int
    """

    def __init__(self, groups: Sequence[Sequence[int]], n_dimensions: int, n_labels: int) -> None:
        self._n_dimensions = n_dimensions
        self._members = np.zeros((len(groups), n_labels))
        for place, columns in enumerate(groups):
            self._members[place, list(columns)] = 1.0

    def rank(self, scores: Floats, local_share: float) -> Ranking:
        """Rank the dimensions of a text.

        Parameters
        ----------
        scores : array, shape (n_labels,)
        local_share : float
            Share of every probability spread evenly over the outcomes.
        """
        top = scores.max()
        # A label far below the best would vanish and leave a dimension without a score.
        chances = np.exp(np.maximum(scores - top, -500.0))
        sums = self._members @ chances
        spread = local_share / len(sums)
        probabilities: list[float] = (sums * ((1 - local_share) / sums.sum()) + spread).tolist()
        order = sorted(range(self._n_dimensions), key=lambda place: -probabilities[place])
        return Ranking(order, probabilities, top + np.log(sums), self._members * chances / sums[:, None])
