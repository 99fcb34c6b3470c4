"""Evidence that is worked out when somebody looks at it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, overload

import numpy as np

from smartmap.gathered import sums_of_texts
from smartmap.records import Evidence

if TYPE_CHECKING:
    from smartmap.arrays import Flags, Floats, Ints

SMALL = 0.02
"""Evidence that weighs less than this on a dimension is summed into one."""

_WEIGHT = itemgetter(Evidence._fields.index("weight"))
_new_record = tuple.__new__  # half the cost of calling the class, for the record made most often


class Written(NamedTuple):
    """What pieces of evidence are called and where they lie, a column a property: source, words and span."""

    sources: list[str]
    words: list[str]
    starts: list[int]
    ends: list[int]


def part(weights: Floats, firsts: Ints) -> tuple[Flags, Floats]:
    """Part pieces that weigh enough to be shown from those that do not.

    Parameters
    ----------
    weights : array, shape (n_pieces, n_dimensions)
        What each piece adds to each dimension.
    firsts : array of int, shape (n_texts + 1,)
        Where each text's pieces begin.

    Returns
    -------
    array of bool, shape (n_pieces, n_dimensions)
        Whether a piece is shown.
    array, shape (n_texts, n_dimensions)
        The weights of those that are not, summed up.
    """
    little = np.abs(weights) < SMALL
    return ~little, sums_of_texts(weights * little, firsts)


def heaviest_first(
    written: Iterable[Iterable[str | int]], weights: Iterable[float], shown: Iterable[bool], small: float
) -> tuple[Evidence, ...]:
    """Make the evidence of a dimension; what weighs little is summed into one, which stands last.

    Parameters
    ----------
    written : iterable of iterable
        The columns of :class:`Written`.
    weights : iterable of float
        What each piece weighs.
    shown : iterable of bool
        Whether it is shown.
    small : float
        The weights of those that are not, summed up.
    """
    found = list(map(_new_record, repeat(Evidence), compress(zip(*written, weights, strict=True), shown)))
    found.sort(key=_WEIGHT, reverse=True)
    if small:
        found.append(_new_record(Evidence, ("model:other", "", -1, -1, small)))
    return tuple(found)


class Teller(Protocol):
    """What knows the evidence of some suggestions."""

    def evidence(self, number: int) -> tuple[Evidence, ...]:
        """Give what speaks for and against one of its suggestions, heaviest first."""


class Told(Sequence[Evidence]):
    """Evidence of one suggestion, worked out when it is first looked at; equal to the tuple of its items.

    Parameters
    ----------
    teller : Teller
    number : int
        Of the suggestion.
    """

    __slots__ = ("_found", "_number", "_teller")

    def __init__(self, teller: Teller, number: int) -> None:
        self._teller, self._number = teller, number
        self._found: tuple[Evidence, ...] | None = None

    def _items(self) -> tuple[Evidence, ...]:
        if self._found is None:
            self._found = self._teller.evidence(self._number)
        return self._found

    @overload
    def __getitem__(self, place: int) -> Evidence: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Evidence, ...]: ...
    def __getitem__(self, place: int | slice) -> Evidence | tuple[Evidence, ...]:
        return self._items()[place]

    def __iter__(self) -> Iterator[Evidence]:
        return iter(self._items())

    def __len__(self) -> int:
        return len(self._items())

    def __eq__(self, other: object) -> bool:
        return self._items() == (other._items() if isinstance(other, Told) else other)

    def __hash__(self) -> int:
        return hash(self._items())

    def __repr__(self) -> str:
        return repr(self._items())

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (self._items(),)
