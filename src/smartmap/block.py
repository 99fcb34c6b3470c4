"""Answers to a row of programmes as plain arrays; records are made of them when somebody looks.

An answer holds some fifty pieces of evidence, most of which nobody reads: numbers stay numbers until then, and a block
travels between processes at a fraction of what its records would weigh.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, compress, repeat
from operator import add, itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, overload

import numpy as np

from smartmap.gathered import Gathered, sums_of_texts
from smartmap.records import Evidence, Local, Programme, Result, Suggestion, Versions

if TYPE_CHECKING:
    from smartmap.arrays import Floats

SMALL = 0.02
"""Evidence that weighs less than this on a dimension is summed into one."""

_WEIGHT = itemgetter(Evidence._fields.index("weight"))
_evidence = _suggestion = tuple.__new__  # half the cost of calling the class, for the records made most often


class Names(NamedTuple):
    """What the numbers of a block stand for."""

    dimensions: tuple[str, ...]
    labels: tuple[str, ...]
    versions: Versions


class Verdict(NamedTuple):
    """What is made of probabilities: the status, and why people should look."""

    status: str
    reason: str | None


class Pieces(NamedTuple):
    """The pieces of evidence of a block, one row a piece, all texts after one another.

    Where each text begins; source, written words and span; by dimension what each weighs and whether it is shown; and
    by text and dimension the sum of those that are not.
    """

    firsts: list[int]
    pieces: list[tuple[str, str, int, int]]
    weights: list[list[float]]
    shown: list[list[bool]]
    small: list[list[float]]


class Weighed:
    """The evidence of a block and what each piece weighs on each dimension, worked out when somebody looks.

    Parameters
    ----------
    evidence : Gathered
    shares : array, shape (n_texts, n_labels)
        Share of each label in its outcome.
    by_outcome : callable
        Sums numbers per label to numbers per outcome.
    n_dimensions : int
        The outcomes that count; they stand first.
    """

    def __init__(
        self, evidence: Gathered, shares: Floats, by_outcome: Callable[[Floats], Floats], n_dimensions: int
    ) -> None:
        self._evidence, self._shares, self._by_outcome, self._n = evidence, shares, by_outcome, n_dimensions

    def pieces(self, programmes: Sequence[Programme]) -> Pieces:
        """Give the pieces; the programmes' texts hold the words they cut."""
        evidence = self._evidence
        counts = evidence.firsts[1:] - evidence.firsts[:-1]
        labels = evidence.scores()
        labels *= np.repeat(self._shares, counts, axis=0)
        weights = self._by_outcome(labels)[:, : self._n]
        shown = (weights >= SMALL) | (weights <= -SMALL)
        names, starts, ends = evidence.names, evidence.starts.tolist(), evidence.ends.tolist()
        texts = chain.from_iterable(map(repeat, [item.text for item in programmes], counts.tolist()))
        written = [text[start:end] for text, start, end in zip(texts, starts, ends, strict=True)]
        sources = [names[place] if place >= 0 else "" for place in evidence.places.tolist()]
        pieces = list(zip(sources, written, starts, ends, strict=True))
        for place, (source, text) in evidence.told.items():
            pieces[place] = (source, text, starts[place], ends[place])
        small = sums_of_texts(np.where(shown, 0.0, weights), evidence.firsts)
        return Pieces(evidence.firsts.tolist(), pieces, weights.T.tolist(), shown.T.tolist(), small.tolist())

    def __getstate__(self) -> tuple[Any, ...]:
        return self._evidence.compact(), self._shares, self._by_outcome, self._n

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._evidence, self._shares, self._by_outcome, self._n = state


@dataclass(slots=True)
class Block:
    """Answers to some programmes; a result that is kept keeps its block, for the evidence it may be asked for.

    Parameters
    ----------
    names : Names
    programmes : list of Programme
    verdicts : list of Verdict
    offered, plausible : list of int
        How many dimensions are offered, and held plausible.
    order : list of list of int
        Places of the dimensions, best first.
    probabilities : list of list of float
        By programme and outcome, the dimensions in the frame's order first.
    bases : list of list of float
        By programme and dimension: its score without the evidence.
    rests : list of float
        Log-sum-exp of the scores of every outcome that is not offered.
    best : list of list of int
        Label that stands for each dimension.
    local : list of Local
    weighed : Weighed
        The evidence.
    """

    names: Names
    programmes: Sequence[Programme]
    verdicts: list[Verdict]
    offered: list[int]
    plausible: list[int]
    order: list[list[int]]
    probabilities: list[list[float]]
    bases: list[list[float]]
    rests: list[float]
    best: list[list[int]]
    local: list[Local]
    weighed: Weighed
    _pieces: Pieces | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.order)

    def result(self, place: int) -> Result:
        """Make the record of one programme."""
        names, programme, best, order = self.names, self.programmes[place], self.best[place], self.order[place]
        probabilities, bases, (status, reason) = self.probabilities[place], self.bases[place], self.verdicts[place]
        dimensions, labels = names.dimensions, names.labels
        suggestions = [
            _suggestion(Suggestion, (dimensions[d], labels[best[d]], probabilities[d], bases[d], _Told(self, place, d)))
            for d in order[: self.offered[place]]
        ]
        return Result(
            programme.id,
            programme.text,
            status,
            tuple(suggestions),
            tuple([dimensions[d] for d in order[: self.plausible[place]]]),
            reason,
            names.versions,
            self.rests[place],
            self.local[place],
            programme,
        )

    def evidence(self, place: int, dimension: int) -> tuple[Evidence, ...]:
        """Give what speaks for and against a dimension, heaviest first; what weighs little is summed into one."""
        pieces = self._pieces
        if pieces is None:
            pieces = self._pieces = self.weighed.pieces(self.programmes)
        here = slice(pieces.firsts[place], pieces.firsts[place + 1])
        shown = pieces.shown[dimension][here]
        weights = compress(pieces.weights[dimension][here], shown)
        found = list(map(_evidence, repeat(Evidence), map(add, compress(pieces.pieces[here], shown), zip(weights))))
        found.sort(key=_WEIGHT, reverse=True)
        if small := pieces.small[place][dimension]:
            found.append(Evidence("model:other", "", -1, -1, small))
        return tuple(found)

    def __getstate__(self) -> dict[str, Any]:
        """Leave behind what the other process has."""
        held = {name: getattr(self, name) for name in self.__slots__ if name not in ("programmes", "_pieces")}
        return {**held, "programmes": (), "_pieces": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            setattr(self, name, value)


class _Told(Sequence[Evidence]):
    """Evidence of one suggestion, worked out when it is first looked at; equal to the tuple of its items."""

    __slots__ = ("_block", "_dimension", "_found", "_place")

    def __init__(self, block: Block, place: int, dimension: int) -> None:
        self._block, self._place, self._dimension = block, place, dimension
        self._found: tuple[Evidence, ...] | None = None

    def _items(self) -> tuple[Evidence, ...]:
        if self._found is None:
            self._found = self._block.evidence(self._place, self._dimension)
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
        return self._items() == (other._items() if isinstance(other, _Told) else other)

    def __hash__(self) -> int:
        return hash(self._items())

    def __repr__(self) -> str:
        return repr(self._items())

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (self._items(),)
