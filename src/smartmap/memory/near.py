"""Which decided wordings are equal or nearly equal to a text.

Wordings are compared by their stems: equal means the same stems in the same order, near is the cosine of the two sets
of stems, each stem weighted by how rare it is among the decided wordings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from math import log, sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Key = tuple[str, ...]

LEAST = 0.7
"""Cosine from which wordings count as near."""


def key_of(stems: Iterable[str]) -> Key:
    """Give what equal wordings share: the stems without breaks and without *program* at the beginning.

    Examples
    --------
    >>> key_of(["program", "kelola", "", "sampah"])
    ('kelola', 'sampah')
    """
    kept = tuple(stem for stem in stems if stem)
    return kept[1:] if len(kept) > 1 and kept[0] == "program" else kept


class Index:
    """Looks wordings up by their stems.

    Parameters
    ----------
    keys : sequence of tuple of str
        Distinct, as :func:`key_of` gives them; a lookup answers with their places.
    """

    def __init__(self, keys: Sequence[Key]) -> None:
        self._exact = {key: place for place, key in enumerate(keys)}
        sets = [dict.fromkeys(key) for key in keys]
        stems = sorted(set(chain.from_iterable(sets)))
        self._stem = {stem: place for place, stem in enumerate(stems)}
        columns = np.fromiter((self._stem[stem] for key in sets for stem in key), dtype=np.int64)
        lengths = np.fromiter((len(key) for key in sets), dtype=np.int64, count=len(sets))
        rows = np.repeat(np.arange(len(sets), dtype=np.int64), lengths)
        counts = np.bincount(columns, minlength=len(stems))
        self._borders = np.concatenate([[0], np.cumsum(counts)]).tolist()
        self._postings = rows[np.argsort(columns, kind="stable")]  # of each stem in turn, in order of place
        self._unknown = (log(1 + len(keys)) + 1) ** 2
        squares = (np.log((1 + len(keys)) / (1 + counts)) + 1) ** 2
        self._square: list[float] = squares.tolist()
        self._norms = np.sqrt(np.bincount(rows, squares[columns], minlength=len(sets)))

    def __len__(self) -> int:
        return len(self._norms)

    def exact(self, key: Key) -> int | None:
        """Give the place of an equal wording."""
        return self._exact.get(key)

    def near(self, key: Key, least: float = LEAST, most: int = 8) -> list[tuple[int, float]]:
        """Give the nearest wordings as (place, cosine), nearest first.

        Parameters
        ----------
        key : tuple of str
        least : float
            Smallest cosine, in (0, 1].
        most : int
        """
        stems = dict.fromkeys(key)
        known = [self._stem[stem] for stem in stems if stem in self._stem]
        known.sort(key=lambda place: -self._square[place])
        norm_square = sum(self._square[place] for place in known) + self._unknown * (len(stems) - len(known))
        left = sum(self._square[place] for place in known)
        # A wording that shares none but the commonest stems cannot reach the least cosine: only the rarer ones, until
        # the rest weighs too little, have to be looked through, and their lists are short.
        begun = 0
        while begun < len(known) and left >= least * least * norm_square:
            left -= self._square[known[begun]]
            begun += 1
        if not begun:
            return []
        postings = [self._posting(place) for place in known[:begun]]
        found, which = np.unique(np.concatenate(postings), return_inverse=True)
        squares = [self._square[place] for place in known[:begun]]
        sums = np.bincount(which, np.repeat(squares, [len(posting) for posting in postings]))
        needed = self._norms[found] * (least * sqrt(norm_square))
        for place in known[begun:]:  # what cannot reach the least cosine any more is dropped before each list
            able = sums + left >= needed
            found, sums, needed = found[able], sums[able], needed[able]
            posting = self._posting(place)
            at = np.minimum(np.searchsorted(posting, found), len(posting) - 1)
            sums[posting[at] == found] += self._square[place]
            left -= self._square[place]
        cosines = sums / (self._norms[found] * sqrt(norm_square))
        good = np.flatnonzero(cosines >= least)
        order = good[np.argsort(-cosines[good], kind="stable")][:most]
        return [(int(found[place]), min(1.0, float(cosines[place]))) for place in order]

    def _posting(self, stem: int) -> NDArray[np.int64]:
        return self._postings[self._borders[stem] : self._borders[stem + 1]]
