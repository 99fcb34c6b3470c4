"""Scoring with the exported weights: numpy alone, and every score with the words it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from smartmap.model.features import PAIR, Idf, letters

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_MEMO = 50_000  # distinct stems kept with their row of numbers


@dataclass(frozen=True)
class Weights:
    """Exported weights.

    Parameters
    ----------
    labels : tuple of str
        Sub-dimensions in the frame's order, then ``support`` and ``none``.
    terms, grams : tuple of str
        Names of the rows of the two arrays.
    idf : array, shape (n_terms,)
    unknown_idf : float
        Of a stem that is no term.
    term_weights : array, shape (n_terms, n_labels)
    gram_weights : array, shape (n_grams, n_labels)
    intercept : array, shape (n_labels,)
    letter_scale : float
        Weight of a word's letters beside its stem.
    """

    labels: tuple[str, ...]
    terms: tuple[str, ...]
    grams: tuple[str, ...]
    idf: Floats
    unknown_idf: float
    term_weights: Floats
    gram_weights: Floats
    intercept: Floats
    letter_scale: float


class LinearModel:
    """A linear model over stems, pairs and letters.

    Parameters
    ----------
    weights : Weights
    """

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.labels = weights.labels
        self._term = {term: place for place, term in enumerate(weights.terms)}
        self._gram = {gram: place for place, gram in enumerate(weights.grams)}
        self._idf = Idf(dict(zip(weights.terms, weights.idf.tolist(), strict=True)), weights.unknown_idf)
        self._rows: dict[str, tuple[Floats, float]] = {}
        self._pair_rows: dict[str, Floats | None] = {}

    def knows(self, stem: str) -> bool:
        """Say whether training saw the stem often enough to learn from it."""
        return stem in self._term

    def contributions(self, stems: Sequence[str]) -> tuple[Floats, list[tuple[int, int]]]:
        """Give what each word and pair of a text adds to each label's score.

        Parameters
        ----------
        stems : sequence of str
            Of one text; an empty one is a break.

        Each word and pair counts once, where it first stands.

        Returns
        -------
        array of float, shape (n_contributions, n_labels)
            In log-odds units; their sum plus the intercept is the score.
        list of (first, last)
            Which stems each row comes from: ``stems[first:last]``.
        """
        rows: list[Floats] = []
        places: list[tuple[int, int]] = []
        square = 0.0
        known_rows = self._rows
        seen: set[str] = set()
        previous = ""
        for place, stem in enumerate(stems):
            if not stem:
                previous = ""
                continue
            if stem not in seen:
                seen.add(stem)
                found = known_rows.get(stem)
                if found is None:
                    found = self._row(stem)
                rows.append(found[0])
                places.append((place, place + 1))
                square += found[1]
            if previous:
                name = previous + PAIR + stem
                pair = self._pair(name)
                if pair is not None and name not in seen:
                    seen.add(name)
                    rows.append(pair)
                    places.append((place - 1, place + 1))
            previous = stem
        if not rows:
            return np.zeros((0, len(self.labels))), []
        return np.array(rows) / sqrt(square), places

    def scores(self, stems: Sequence[str]) -> Floats:
        """Give each label's score: what scikit-learn's ``decision_function`` gives for the same text."""
        rows, _ = self.contributions(stems)
        return np.asarray(self.weights.intercept + rows.sum(axis=0))

    def _row(self, stem: str) -> tuple[Floats, float]:
        weights = self.weights
        idf = self._idf[stem]
        row = np.zeros(len(self.labels))
        place = self._term.get(stem)
        if place is not None:
            row += weights.term_weights[place]
        grams = letters(stem)
        known = [self._gram[gram] for gram in grams if gram in self._gram]
        if known:
            row += weights.gram_weights[known].sum(axis=0) * (weights.letter_scale / sqrt(len(grams)))
        if len(self._rows) >= _MEMO:
            self._rows.clear()
        found = self._rows[stem] = (row * idf, idf * idf)
        return found

    def _pair(self, pair: str) -> Floats | None:
        if pair in self._pair_rows:
            return self._pair_rows[pair]
        place = self._term.get(pair)
        if place is None:  # nearly every pair of words: not worth remembering
            return None
        row: Floats = self.weights.term_weights[place] * self._idf[pair]
        self._pair_rows[pair] = row
        return row
