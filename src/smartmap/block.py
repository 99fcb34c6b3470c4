"""Answers to a row of programmes as plain arrays; records are made of them when somebody looks.

An answer holds some fifty pieces of evidence, most of which nobody reads: numbers stay numbers until then, and a block
travels between processes at a fraction of what its records would weigh.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import log
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from smartmap.records import Evidence, Local, Programme, Result, Suggestion, Versions

if TYPE_CHECKING:
    from smartmap.model.linear import Floats

SMALL = 0.02
"""Evidence that weighs less than this on a dimension is summed into one."""

_WEIGHT = itemgetter(Evidence._fields.index("weight"))
_evidence = tuple.__new__  # half the cost of calling the class, for the record made most often


class Names(NamedTuple):
    """What the numbers of a block stand for."""

    dimensions: tuple[str, ...]
    labels: tuple[str, ...]
    versions: Versions


class Verdict(NamedTuple):
    """What is made of probabilities: how many dimensions to offer and to hold plausible, and the status."""

    offered: int
    plausible: int
    status: str
    reason: str | None


@dataclass(slots=True)
class Block:
    """Answers to some programmes.

    Parameters
    ----------
    names : Names
    programmes : list of Programme
    verdicts : list of Verdict
    order : list of list of int
        Places of the dimensions, best first.
    probabilities, sums : list of list of float
        By programme and outcome, the dimensions in the frame's order first. ``tops + log(sums)`` is an outcome's score.
    bases : list of list of float
        By programme and dimension: its score without the evidence.
    tops, local : list of float
    best : list of list of int
        Label that stands for each dimension.
    firsts : list of int, one more than programmes
        Where each programme's evidence begins.
    sources : list of int
        By piece of evidence: place in `terms`, or -1 where `told` says it.
    terms : sequence of str
    starts, ends : list of int
    told : mapping of int to (source, text)
        Evidence that no word of the text stands for.
    weights : array, shape (n_evidence, n_dimensions)
    """

    names: Names
    programmes: Sequence[Programme]
    verdicts: list[Verdict]
    order: list[list[int]]
    probabilities: list[list[float]]
    bases: list[list[float]]
    tops: list[float]
    sums: list[list[float]]
    best: list[list[int]]
    local: list[float]
    firsts: list[int]
    sources: list[int]
    terms: Sequence[str]
    starts: list[int]
    ends: list[int]
    told: dict[int, tuple[str, str]]
    weights: Floats
    _last: tuple[int, list[tuple[str, str, int, int]], list[list[float]]] | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.order)

    def result(self, place: int) -> Result:
        """Make the record of one programme."""
        names, programme, best, order = self.names, self.programmes[place], self.best[place], self.order[place]
        probabilities, bases, verdict = self.probabilities[place], self.bases[place], self.verdicts[place]
        dimensions, labels = names.dimensions, names.labels
        offered = order[: verdict.offered]
        suggestions = [
            Suggestion(dimensions[d], labels[best[d]], probabilities[d], bases[d], _Told(self, place, d))
            for d in offered
        ]
        left = sum([chance for outcome, chance in enumerate(self.sums[place]) if outcome not in offered])
        return Result(
            programme.id,
            programme.text,
            verdict.status,
            tuple(suggestions),
            tuple([dimensions[d] for d in order[: verdict.plausible]]),
            verdict.reason,
            names.versions,
            self.tops[place] + log(left),  # support and none are never offered
            Local(self.local[place], len(probabilities)),
            programme,
        )

    def evidence(self, place: int, dimension: int) -> tuple[Evidence, ...]:
        """Give what speaks for and against a dimension, heaviest first; what weighs little is summed into one."""
        last = self._last
        if last is None or last[0] != place:
            last = self._last = (place, *self._pieces(place))
        pieces, column = last[1], last[2][dimension]
        found = [
            _evidence(Evidence, (*piece, weight))
            for piece, weight in zip(pieces, column, strict=True)
            if weight >= SMALL or weight <= -SMALL
        ]
        found.sort(key=_WEIGHT, reverse=True)
        if len(found) < len(column):
            small = sum([weight for weight in column if -SMALL < weight < SMALL])
            if small:
                found.append(Evidence("model:other", "", -1, -1, small))
        return tuple(found)

    def _pieces(self, place: int) -> tuple[list[tuple[str, str, int, int]], list[list[float]]]:
        """Source, text and span of each piece of a programme's evidence, and its weights by dimension."""
        first, last = self.firsts[place], self.firsts[place + 1]
        text, terms = self.programmes[place].text, self.terms
        sources, starts, ends = self.sources[first:last], self.starts[first:last], self.ends[first:last]
        pieces = [
            (terms[source], text[start:end], start, end) if source >= 0 else (*self.told[number], start, end)
            for number, source, start, end in zip(range(first, last), sources, starts, ends, strict=True)
        ]
        return pieces, self.weights[first:last].T.tolist()

    def __getstate__(self) -> dict[str, Any]:
        """Leave behind what the other process has or can do without: programmes, and terms that are not used here."""
        used = sorted({source for source in self.sources if source >= 0})
        place = {source: number for number, source in enumerate(used)}
        return {
            **{name: getattr(self, name) for name in self.__slots__ if name not in ("programmes", "terms", "_last")},
            "programmes": (),
            "sources": [place.get(source, -1) for source in self.sources],
            "terms": [self.terms[source] for source in used],
            "_last": None,
        }

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
