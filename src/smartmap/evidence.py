"""Evidence that is worked out when somebody looks at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import compress, repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, overload

import numpy as np

from smartmap.gathered import sums_of_texts
from smartmap.records import Evidence

if TYPE_CHECKING:
    from smartmap.gathered import Ints
    from smartmap.model.linear import Floats

SMALL = 0.02
"""Evidence that weighs less than this on a dimension is summed into one."""

_WEIGHT = itemgetter(Evidence._fields.index("weight"))
_evidence = tuple.__new__  # half the cost of calling the class, for the record made most often


class Written(NamedTuple):
    """What pieces of evidence are called and where they lie, a column a property: source, words and span."""

    sources: list[str]
    words: list[str]
    starts: list[int]
    ends: list[int]


class Weighing(NamedTuple):
    """What pieces of evidence weigh: by dimension each piece's weight and whether it weighs enough to be shown.

    And by text and dimension the sum of those that do not.
    """

    weights: list[list[float]]
    shown: list[list[bool]]
    small: list[list[float]]


def weigh(scores: Floats, firsts: Ints, by_outcome: Callable[[Floats], Floats], n_dimensions: int) -> Weighing:
    """Weigh pieces of evidence.

    Parameters
    ----------
    scores : array, shape (n_pieces, n_labels)
        What each adds to each label, times the label's share in its dimension.
    firsts : array of int, shape (n_texts + 1,)
        Where each text's pieces begin.
    by_outcome : callable
        Sums numbers per label to numbers per outcome.
    n_dimensions : int
        The outcomes that count; they stand first.
    """
    weights = by_outcome(scores)[:, :n_dimensions]
    little = np.abs(weights) < SMALL
    small = sums_of_texts(weights * little, firsts)
    return Weighing(weights.T.tolist(), (~little).T.tolist(), small.tolist())


def heaviest_first(
    written: Written, weighing: Weighing, here: slice, place: int, dimension: int
) -> tuple[Evidence, ...]:
    """Make the evidence of a text and dimension; what weighs little is summed into one, which stands last.

    Parameters
    ----------
    written : Written
    weighing : Weighing
    here : slice
        The text's pieces.
    place, dimension : int
        Of the text, and of the dimension.
    """
    rows = zip(*[column[here] for column in written], weighing.weights[dimension][here], strict=True)
    found = list(map(_evidence, repeat(Evidence), compress(rows, weighing.shown[dimension][here])))
    found.sort(key=_WEIGHT, reverse=True)
    if small := weighing.small[place][dimension]:
        found.append(_evidence(Evidence, ("model:other", "", -1, -1, small)))
    return tuple(found)


class Teller(Protocol):
    """What knows the evidence of some texts."""

    def evidence(self, place: int, dimension: int) -> tuple[Evidence, ...]:
        """Give what speaks for and against a dimension of a text, heaviest first."""


class Told(Sequence[Evidence]):
    """Evidence of one suggestion, worked out when it is first looked at; equal to the tuple of its items.

    Parameters
    ----------
    teller : Teller
    place, dimension : int
        Of the text, and of the suggestion.
    """

    __slots__ = ("_dimension", "_found", "_place", "_teller")

    def __init__(self, teller: Teller, place: int, dimension: int) -> None:
        self._teller, self._place, self._dimension = teller, place, dimension
        self._found: tuple[Evidence, ...] | None = None

    def _items(self) -> tuple[Evidence, ...]:
        if self._found is None:
            self._found = self._teller.evidence(self._place, self._dimension)
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
