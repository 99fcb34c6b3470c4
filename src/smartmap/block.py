"""Answers to a row of programmes as plain arrays; records are made of them when somebody looks.

An answer holds some fifty pieces of evidence, most of which nobody reads: numbers stay numbers until then, and a block
travels between processes at a fraction of what its records would weigh.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from smartmap.evidence import Told, Weighing, Written, heaviest_first, weigh
from smartmap.gathered import Gathered
from smartmap.records import Evidence, Local, Programme, Result, Suggestion, Versions

if TYPE_CHECKING:
    from smartmap.arrays import Floats

_suggestion = tuple.__new__  # half the cost of calling the class


class Names(NamedTuple):
    """What the numbers of a block stand for."""

    dimensions: tuple[str, ...]
    labels: tuple[str, ...]
    versions: Versions


class Verdict(NamedTuple):
    """What is made of probabilities: the status, and why people should look."""

    status: str
    reason: str | None


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

    def look(self, programmes: Sequence[Programme]) -> tuple[list[int], Written, Weighing]:
        """Give where each text's pieces begin, and the pieces; the programmes' texts hold the words they cut."""
        evidence = self._evidence
        counts = evidence.firsts[1:] - evidence.firsts[:-1]
        scores = evidence.scores()
        scores *= np.repeat(self._shares, counts, axis=0)
        starts, ends = evidence.starts.tolist(), evidence.ends.tolist()
        texts = chain.from_iterable(map(repeat, [item.text for item in programmes], counts.tolist()))
        words = [text[start:end] for text, start, end in zip(texts, starts, ends, strict=True)]
        sources = list(map((evidence.names or [""]).__getitem__, evidence.places.tolist()))
        for place, (source, text) in evidence.told.items():
            sources[place], words[place] = source, text
        weighing = weigh(scores, evidence.firsts, self._by_outcome, self._n)
        return evidence.firsts.tolist(), Written(sources, words, starts, ends), weighing

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
    _looked: tuple[list[int], Written, Weighing] | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.order)

    def result(self, place: int) -> Result:
        """Make the record of one programme."""
        names, programme, best, order = self.names, self.programmes[place], self.best[place], self.order[place]
        probabilities, bases, (status, reason) = self.probabilities[place], self.bases[place], self.verdicts[place]
        dimensions, labels = names.dimensions, names.labels
        suggestions = [
            _suggestion(Suggestion, (dimensions[d], labels[best[d]], probabilities[d], bases[d], Told(self, place, d)))
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
        looked = self._looked
        if looked is None:
            looked = self._looked = self.weighed.look(self.programmes)
        firsts, written, weighing = looked
        return heaviest_first(written, weighing, slice(firsts[place], firsts[place + 1]), place, dimension)

    def __getstate__(self) -> dict[str, Any]:
        """Leave behind what the other process has."""
        held = {name: getattr(self, name) for name in self.__slots__ if name not in ("programmes", "_looked")}
        return {**held, "programmes": (), "_looked": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            setattr(self, name, value)
