"""One growing table of numbers: what each rule, word and pair met so far adds to each label's score.

A word's numbers are worked out once; a text is then a list of places in the table, and a block of texts one look-up.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from smartmap.arrays import Floats
    from smartmap.model.linear import LinearModel

_MOST = 50_000  # rows kept; hostile input cannot fill the memory


class Words(NamedTuple):
    """Words and pairs of a text: their places in the table and the stems (first to last, both included) they cover."""

    places: list[int]
    firsts: list[int]
    lasts: list[int]
    square: float  # summed squares of the words' idf: their sum is scaled by one over its root


class Rows:
    """The table.

    Threads may share one: rows are only ever added, under a lock, and a place once given stays.

    Parameters
    ----------
    model : LinearModel, optional
        Without one texts have no words.
    fixed : array, shape (n_rules, n_labels)
        Rows that stand first.
    names : sequence of str
        What evidence calls them.

    Attributes
    ----------
    table : array, shape (n, n_labels)
        With room for more rows behind those that have a name.
    squares : array, shape (n,)
        Of each row that is a word the square of its idf, otherwise 0.
    """

    def __init__(self, model: LinearModel | None, fixed: Floats, names: Sequence[str]) -> None:
        self._model = model
        self._places: dict[str, int] = {}
        self._square_of = [0.0] * len(names)
        self._lock = Lock()
        self.names = list(names)
        self.table = np.zeros((2 * len(names) + 1024, fixed.shape[1]))
        self.table[: len(names)] = fixed
        self.squares = np.zeros(len(self.table))

    @property
    def full(self) -> bool:
        """Whether it is time to begin a new table."""
        return len(self.names) >= _MOST

    def read(self, stems: Sequence[str]) -> Words:
        """Give the words and known pairs of a text; each counts once, where it first stands.

        Parameters
        ----------
        stems : sequence of str
            An empty one is a break.
        """
        found: list[int] = []
        firsts: list[int] = []
        lasts: list[int] = []
        if self._model is None:
            return Words(found, firsts, lasts, 0.0)
        followers, places, squares = self._model.followers, self._places, self._square_of
        square = 0.0
        seen: set[int] = set()
        after = None  # pairs by their second stem, where the stem before begins any
        for place, stem in enumerate(stems):
            if not stem:
                after = None
                continue
            row = places.get(stem)
            if row is None:
                row = self.word(stem)
            if row not in seen:
                seen.add(row)
                found.append(row)
                firsts.append(place)
                lasts.append(place)
                square += squares[row]
            if after is not None and (pair := after.get(stem)) is not None:
                row = places.get(pair)
                if row is None:
                    row = self.pair(pair)
                if row not in seen:
                    seen.add(row)
                    found.append(row)
                    firsts.append(place - 1)
                    lasts.append(place)
            after = followers.get(stem)
        return Words(found, firsts, lasts, square)

    def word(self, stem: str) -> int:
        """Give the place of a word, a new one if need be; only where there is a model."""
        place = self._places.get(stem)
        return self._add(stem, *self._weighing.word(stem)) if place is None else place

    def pair(self, pair: str) -> int:
        """Give the place of a pair that the model knows, a new one if need be."""
        place = self._places.get(pair)
        return self._add(pair, self._weighing.pair(pair), 0.0) if place is None else place

    @property
    def _weighing(self) -> LinearModel:
        if self._model is None:
            raise TypeError("a table without a model has no words")
        return self._model

    def _add(self, term: str, numbers: Floats, square: float) -> int:
        with self._lock:
            place = self._places.get(term)
            if place is not None:
                return place
            place = len(self.names)
            if place == len(self.table):
                self.table = np.concatenate([self.table, np.zeros_like(self.table)])
                self.squares = np.concatenate([self.squares, np.zeros_like(self.squares)])
            self.table[place] = numbers
            self.squares[place] = square
            self.names.append(f"model:{term}")
            self._square_of.append(square)
            self._places[term] = place
            return place
