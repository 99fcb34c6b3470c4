"""Folds over corpus and decisions together, in which no programme stands on both sides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from smartmap.arrays import Floats, Ints
from smartmap.training import fit
from smartmap.training.folds import Fold, folds_of
from smartmap.training.prepare import Ground
from smartmap.training.weigh import Example, Key, key_of

_SAYS_ENOUGH = 3  # stems: keys no longer than this are near to nothing but themselves


@dataclass(frozen=True)
class Split:
    """Folds.

    Parameters
    ----------
    rows : list of (train, test)
        Places of corpus rows: the same folds as for the corpus alone, so that figures can be set beside a model card's.
    away : mapping of Key to set of int
        Folds that must not train on programmes alike: the fold they are measured in, or every fold that holds back a
        corpus row like them. In several, they are measured in none.
    """

    rows: list[tuple[Ints, Ints]]
    away: Mapping[Key, frozenset[int]]

    @property
    def numbers(self) -> range:
        """Numbers of the folds."""
        return range(len(self.rows))

    def fold(self, number: int, ground: Ground, targets: Floats, learned: Sequence[Example]) -> Fold:
        """Give one fold to fit and score; -1 trains on everything and scores nothing."""
        everything = np.arange(len(ground.rows))
        train, test = self.rows[number] if number >= 0 else (everything, everything[:0])
        kept = [item for item in learned if item.target.any() and number not in self.away[item.key]]
        both = [targets[train], *(item.target[None, :] for item in kept)]
        return Fold(
            [*(ground.texts[place] for place in train), *(item.stems for item in kept)],
            csr_matrix(np.concatenate(both)),
            [ground.texts[place] for place in test],
        )


def split(ground: Ground, learned: Sequence[Example], settings: fit.Settings) -> Split:
    """Part the corpus by family, and put each decided programme where the corpus rows like it are.

    Programmes of nearly the same stems go together: the name of a place or one more word makes no other programme.

    Parameters
    ----------
    ground : Ground
    learned : sequence of Example
        Every programme that either model learns from.
    settings : Settings
        Folds and seed.
    """
    rows = folds_of(ground.rows, settings)
    homes: dict[Key, set[int]] = defaultdict(set)
    for number, (_, test) in enumerate(rows):
        for place in test:
            for key in _near(key_of(ground.texts[place])):
                homes[key].add(number)
    groups = _groups(sorted({item.key for item in learned}))
    free = np.random.default_rng(settings.seed).permutation(len(groups)) % len(rows)
    away: dict[Key, frozenset[int]] = {}
    for group, chance in zip(groups, free.tolist(), strict=True):
        found = frozenset(number for key in group for near in _near(key) for number in homes.get(near, ()))
        away |= dict.fromkeys(group, found or frozenset((chance,)))
    return Split(rows, away)


def _near(key: Key) -> list[Key]:
    """Give a key and, where it says enough, the key without each of its stems; near keys share one of these."""
    if len(key) <= _SAYS_ENOUGH:
        return [key]
    return [key, *(key[:place] + key[place + 1 :] for place in range(len(key)))]


def _groups(keys: Sequence[Key]) -> list[list[Key]]:
    """Join keys that are near each other, by way of others too."""
    leader = list(range(len(keys)))

    def lead(place: int) -> int:
        while leader[place] != place:
            leader[place] = place = leader[leader[place]]
        return place

    first: dict[Key, int] = {}
    for place, key in enumerate(keys):
        for near in _near(key):
            other = first.setdefault(near, place)
            leader[max(lead(other), lead(place))] = min(lead(other), lead(place))
    found: dict[int, list[Key]] = defaultdict(list)
    for place, key in enumerate(keys):
        found[lead(place)].append(key)
    return list(found.values())
