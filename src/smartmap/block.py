"""Answers to a row of programmes as plain arrays; records are made of them when somebody looks.

An answer holds some fifty pieces of evidence, most of which nobody reads: numbers stay numbers until then, and a block
travels between processes at a fraction of what its records would weigh.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, repeat
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from smartmap.evidence import Told, Written, heaviest_first, part
from smartmap.gathered import Gathered
from smartmap.ranking import Ranking
from smartmap.records import Evidence, Local, Programme, Result, Suggestion, Versions

if TYPE_CHECKING:
    from smartmap.arrays import Floats

_new_record = tuple.__new__  # half the cost of calling the class


class Names(NamedTuple):
    """What the numbers of a block stand for."""

    dimensions: tuple[str, ...]
    labels: tuple[str, ...]
    versions: Versions


class Verdict(NamedTuple):
    """What is made of probabilities: the status, and why people should look."""

    status: str
    reason: str | None


class Looked(NamedTuple):
    """The evidence of a block, weighed.

    Parameters
    ----------
    written : Written
        Of all texts, one after the other.
    firsts : list of int
        Where each text's pieces begin.
    texts, begins : list of int
        By suggestion: its text, and where its weights begin.
    weights, shown : list
        What each piece of its text weighs, and whether it is shown.
    small : list of float
        By suggestion: the weights of pieces that are not, summed up.
    """

    written: Written
    firsts: list[int]
    texts: list[int]
    begins: list[int]
    weights: list[float]
    shown: list[bool]
    small: list[float]


class Weighed:
    """The evidence of a block, weighed when somebody looks.

    Parameters
    ----------
    evidence : Gathered
    by_outcome : callable
        Sums numbers per label to numbers per outcome.
    """

    def __init__(self, evidence: Gathered, by_outcome: Callable[[Floats], Floats]) -> None:
        self._evidence, self._by_outcome = evidence, by_outcome

    def look(self, programmes: Sequence[Programme], ranking: Ranking) -> Looked:
        """Weigh the pieces; the programmes' texts hold the words they cut."""
        firsts = self._evidence.firsts
        counts = firsts[1:] - firsts[:-1]
        scores = self._evidence.scores()
        scores *= np.repeat(ranking.shares, counts, axis=0)
        weights = self._by_outcome(scores)
        shown, small = part(weights, firsts)
        texts, dimensions = ranking.offers()
        sizes = counts[texts]
        begins = np.append(0, np.cumsum(sizes))
        pieces = np.repeat(firsts[texts] - begins[:-1], sizes) + np.arange(begins[-1])
        weighs = np.repeat(dimensions, sizes)
        return Looked(
            self._written([item.text for item in programmes], counts.tolist()),
            firsts.tolist(),
            texts.tolist(),
            begins.tolist(),
            weights[pieces, weighs].tolist(),
            shown[pieces, weighs].tolist(),
            small[texts, dimensions].tolist(),
        )

    def _written(self, texts: Sequence[str], counts: Sequence[int]) -> Written:
        evidence = self._evidence
        starts, ends = evidence.starts.tolist(), evidence.ends.tolist()
        of_pieces = chain.from_iterable(map(repeat, texts, counts))
        words = [text[start:end] for text, start, end in zip(of_pieces, starts, ends, strict=True)]
        sources = list(map((evidence.names or [""]).__getitem__, evidence.places.tolist()))
        for place, (source, text) in evidence.told.items():
            sources[place], words[place] = source, text
        return Written(sources, words, starts, ends)

    def __getstate__(self) -> tuple[Any, ...]:
        return self._evidence.compact(), self._by_outcome

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._evidence, self._by_outcome = state


@dataclass(slots=True)
class Block:
    """Answers to some programmes; a result that is kept keeps its block, for the evidence it may be asked for.

    Parameters
    ----------
    names : Names
    programmes : list of Programme
    verdicts : list of Verdict
    ranking : Ranking
    local : list of Local
    weighed : Weighed
        The evidence.
    """

    names: Names
    programmes: Sequence[Programme]
    verdicts: list[Verdict]
    ranking: Ranking
    local: list[Local]
    weighed: Weighed
    _looked: Looked | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.verdicts)

    def results(self) -> Iterator[Result]:
        """Make the records, in order."""
        ranking, versions = self.ranking, self.names.versions
        suggestions, held = self._suggestions(), self._held()
        columns = (self.programmes, self.verdicts, ranking.rests.tolist(), self.local, ranking.offered.tolist(),
                   ranking.plausible.tolist())  # fmt: skip
        for programme, (status, reason), rest, local, offered, plausible in zip(*columns, strict=True):
            yield _new_record(Result, (
                programme.id, programme.text, status, tuple(islice(suggestions, offered)),
                tuple(islice(held, plausible)), reason, versions, rest, local, programme,
            ))  # fmt: skip

    def _suggestions(self) -> Iterator[Suggestion]:
        """Make the suggestions of all texts, one after the other."""
        dimensions, labels, _ = self.names
        texts, places = self.ranking.offers()
        columns = (
            map(dimensions.__getitem__, places.tolist()),
            map(labels.__getitem__, self.ranking.best[texts, places].tolist()),
            self.ranking.probabilities[texts, places].tolist(),
            self.ranking.bases[texts, places].tolist(),
            map(Told, repeat(self), range(len(texts))),
        )
        return map(_new_record, repeat(Suggestion), zip(*columns, strict=True))

    def _held(self) -> Iterator[str]:
        """The dimensions held plausible for each text, one after the other."""
        order = self.ranking.order
        places = order[np.arange(order.shape[1]) < self.ranking.plausible[:, None]]
        return map(self.names.dimensions.__getitem__, places.tolist())

    def evidence(self, number: int) -> tuple[Evidence, ...]:
        """Give what speaks for and against a suggestion, by its number among those of all texts."""
        looked = self._looked
        if looked is None:
            looked = self._looked = self.weighed.look(self.programmes, self.ranking)
        text = looked.texts[number]
        here = slice(looked.firsts[text], looked.firsts[text + 1])
        weights = slice(looked.begins[number], looked.begins[number + 1])
        written = [column[here] for column in looked.written]
        return heaviest_first(written, looked.weights[weights], looked.shown[weights], looked.small[number])

    def __getstate__(self) -> dict[str, Any]:
        """Leave behind what the other process has."""
        held = {name: getattr(self, name) for name in self.__slots__ if name not in ("programmes", "_looked")}
        return {**held, "programmes": (), "_looked": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            setattr(self, name, value)
