"""Scoring with the exported weights: numpy alone, word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from smartmap.model.features import PAIR, Idf, letters
from smartmap.model.rows import Rows

if TYPE_CHECKING:
    from smartmap.arrays import Floats


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
        self.terms = {term: place for place, term in enumerate(weights.terms)}
        self._gram = {gram: place for place, gram in enumerate(weights.grams)}
        self._idf = Idf(dict(zip(weights.terms, weights.idf.tolist(), strict=True)), weights.unknown_idf)

    def knows(self, stem: str) -> bool:
        """Say whether training saw the stem often enough to learn from it."""
        return stem in self.terms

    @cached_property
    def followers(self) -> dict[str, dict[str, str]]:
        """By the first stem of the known pairs and then by their second one: the pair."""
        found: dict[str, dict[str, str]] = {}
        for term in self.terms:
            left, parted, right = term.partition(PAIR)
            if parted:
                found.setdefault(left, {})[right] = term
        return found

    def scores(self, stems: Sequence[str]) -> Floats:
        """Give each label's score: what scikit-learn's ``decision_function`` gives for the same text.

        Parameters
        ----------
        stems : sequence of str
            Of one text; an empty one is a break.

        Returns
        -------
        array, shape (n_labels,)
            Log-odds.
        """
        rows = Rows(self, np.zeros((0, len(self.labels))), ())
        words = rows.read(stems)
        if not words.places:
            return np.asarray(self.weights.intercept)
        return np.asarray(self.weights.intercept + rows.table[words.places].sum(axis=0) / sqrt(words.square))

    def word(self, stem: str) -> tuple[Floats, float]:
        """Give what a word adds to each label's score before the text's norm, and the square of its idf."""
        weights = self.weights
        idf = self._idf[stem]
        row = np.zeros(len(self.labels))
        place = self.terms.get(stem)
        if place is not None:
            row += weights.term_weights[place]
        grams = letters(stem)
        known = [self._gram[gram] for gram in grams if gram in self._gram]
        if known:
            row += weights.gram_weights[known].sum(axis=0) * (weights.letter_scale / sqrt(len(grams)))
        return row * idf, idf * idf

    def pair(self, pair: str) -> Floats:
        """Give what a known pair adds to each label's score before the text's norm."""
        return np.asarray(self.weights.term_weights[self.terms[pair]] * self._idf[pair])
