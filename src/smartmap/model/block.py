"""Words and pairs of many texts at once, with the same outcome as :meth:`Rows.read` one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from smartmap.model.features import PAIR
from smartmap.model.rows import Rows
from smartmap.text.lexicon import Columns, Lexicon

if TYPE_CHECKING:
    from smartmap.arrays import Flags, Floats, Ints
    from smartmap.model.linear import LinearModel

_STEM = 32  # bits of a key that hold a pair's second stem


class BlockWords(NamedTuple):
    """Words and pairs of texts: text, place in the table and span; and for each text its words' squares summed up."""

    texts: Ints
    places: Ints
    starts: Ints
    ends: Ints
    squares: Floats


class BlockReader:
    """Reads the words and known pairs of many texts.

    Parameters
    ----------
    model : LinearModel
    rows : Rows
        The table that places point into.
    lexicon : Lexicon
        Gets the stems of the pairs.
    """

    def __init__(self, model: LinearModel, rows: Rows, lexicon: Lexicon) -> None:
        self._rows, self._lexicon = rows, lexicon
        known = {}
        for term in model.terms:
            left, parted, right = term.partition(PAIR)
            if parted:
                known[lexicon.stem(left) << _STEM | lexicon.stem(right)] = term
        self._keys = np.array(sorted(known), dtype=np.int64)
        self._pairs = [known[key] for key in self._keys.tolist()]
        self._pair_places = np.full(len(self._pairs), -1, dtype=np.int64)
        self._stem_places = np.full(2 * len(lexicon.stems), -1, dtype=np.int64)

    def read(self, columns: Columns) -> BlockWords:
        """Give words and pairs in the order of the texts; each counts once in a text, where it first stands."""
        stems, texts = columns.stems, columns.texts
        found = np.full((len(stems), 2), -1, dtype=np.int64)
        word = np.flatnonzero(stems)
        word = word[_first_ones(texts[word] * len(self._lexicon.stems) + stems[word])]
        places = found[word, 0] = self._of_stems(stems[word])
        squares: Floats = np.bincount(texts[word], self._rows.squares[places], len(columns)).astype(np.float64)
        if len(self._keys) and len(stems) > 1:
            right = np.flatnonzero((stems[1:] > 0) & (stems[:-1] > 0) & (texts[1:] == texts[:-1])) + 1
            key = stems[right - 1] << _STEM | stems[right]
            near = self._keys.searchsorted(key)
            near[near == len(self._keys)] = 0
            known = self._keys[near] == key
            right, pair = right[known], near[known]
            once = _first_ones(texts[right] * len(self._keys) + pair)
            found[right[once], 1] = self._of_pairs(pair[once])
        row = np.flatnonzero(found.ravel() >= 0)
        last = row >> 1
        first = last - (row & 1)
        return BlockWords(texts[last], found.ravel()[row], columns.starts[first], columns.ends[last], squares)

    def _of_stems(self, stems: Ints) -> Ints:
        places = self._stem_places
        if len(places) < len(self._lexicon.stems):
            more = np.full(2 * len(self._lexicon.stems) - len(places), -1, dtype=np.int64)
            places = self._stem_places = np.concatenate([places, more])
        found = places[stems]
        new = np.unique(stems[found < 0])
        if not len(new):
            return found
        places[new] = [self._rows.word(self._lexicon.stems[number]) for number in new.tolist()]
        return places[stems]

    def _of_pairs(self, pairs: Ints) -> Ints:
        places = self._pair_places
        new = np.unique(pairs[places[pairs] < 0])
        if len(new):
            places[new] = [self._rows.pair(self._pairs[number]) for number in new.tolist()]
        return places[pairs]


def _first_ones(keys: Ints) -> Flags:
    """Mark where each key stands first."""
    found = np.zeros(len(keys), dtype=bool)
    found[np.unique(keys, return_index=True)[1]] = True
    return found
