"""From label scores to dimensions ranked, many texts at once.

A dimension's score is the log-sum-exp of its labels' scores. With ``share`` the labels' shares inside the dimension it
is ``sum(share * score) + entropy(share)``, so evidence on labels adds up on the dimension too.

Sums run along rows, never through a matrix product: a text gets the same bits alone as among a thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]

_MANY = 200  # rows from which on adding whole columns is faster


class Ranking(NamedTuple):
    """Dimensions of each text, best first.

    Parameters
    ----------
    order : array of int, shape (n_texts, n_dimensions)
        Places of the dimensions, best first.
    ranked : array, shape (n_texts, n_dimensions)
        Their probabilities, falling.
    probabilities : array, shape (n_texts, n_outcomes)
        Of every outcome: the dimensions in the frame's order, then what lies outside; a row sums to 1.
    tops : array, shape (n_texts, 1)
        Score of the best label.
    sums : array, shape (n_texts, n_outcomes)
        Of each outcome's labels, ``exp(score - top)`` added up: ``top + log(sum)`` is the outcome's score.
    shares : array, shape (n_texts, n_labels)
        Share of each label inside its outcome.
    best : array of int, shape (n_texts, n_outcomes)
        The label with the greatest share of each outcome.
    """

    order: Ints
    ranked: Floats
    probabilities: Floats
    tops: Floats
    sums: Floats
    shares: Floats
    best: Ints


class Ranker:
    """Ranks the dimensions of a frame.

    Parameters
    ----------
    sizes : sequence of int
        Number of labels of each outcome, dimensions first; labels stand in the same order.
    n_dimensions : int
    """

    def __init__(self, sizes: Sequence[int], n_dimensions: int) -> None:
        self.n_dimensions = n_dimensions
        self.firsts = np.cumsum([0, *sizes[:-1]])
        self._outcome = np.repeat(np.arange(len(sizes)), sizes)
        self._outcomes = np.arange(len(sizes))
        # Second labels of the outcomes that have one, third ones and so on.
        counts = np.array(sizes)
        self._further = [
            (np.flatnonzero(counts > place), self.firsts[counts > place] + place) for place in range(1, max(sizes))
        ]
        # Labels of each outcome in one square table, the last one repeated where an outcome has fewer.
        self._members = np.array(
            [
                [first + min(place, size - 1) for place in range(max(sizes))]
                for first, size in zip(self.firsts, sizes, strict=True)
            ]
        )

    def by_outcome(self, labels: Floats) -> Floats:
        """Sum numbers per label, shape (n, n_labels), to numbers per outcome."""
        if len(labels) < _MANY:
            return np.add.reduceat(labels, self.firsts, axis=1)
        # As reduceat adds: the first one to the sum of the others. Row by row in memory, since later sums depend on it.
        found: Floats = labels.take(self.firsts, axis=1)
        others = np.zeros_like(found)
        for outcomes, columns in self._further:
            others[:, outcomes] += labels[:, columns]
        found += others
        return found

    def rank(self, scores: Floats, local: Floats) -> Ranking:
        """Rank the dimensions of texts.

        Parameters
        ----------
        scores : array, shape (n_texts, n_labels)
        local : array, shape (n_texts,)
            Share of every probability spread evenly over the outcomes.
        """
        tops = np.maximum.reduce(scores, axis=1, keepdims=True)
        # A label far below the best would vanish and leave a dimension without a score.
        chances = np.exp(np.maximum(scores - tops, -500.0))
        sums = self.by_outcome(chances)
        share = local[:, None]
        probabilities = sums * ((1 - share) / np.add.reduce(sums, axis=1, keepdims=True)) + share / sums.shape[1]
        falling = -probabilities[:, : self.n_dimensions]
        order = falling.argsort(axis=1, kind="stable")
        falling.sort(axis=1)
        best = self._members[self._outcomes, chances[:, self._members].argmax(axis=2)]
        return Ranking(order, -falling, probabilities, tops, sums, chances / sums[:, self._outcome], best)
