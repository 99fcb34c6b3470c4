"""Evidence from decisions on the same or nearly the same programme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from smartmap.gathered import Reason
from smartmap.memory.decided import Decided
from smartmap.memory.near import Index, Key, key_of
from smartmap.taxonomy import OUTSIDE, Taxonomy

if TYPE_CHECKING:
    from smartmap.arrays import Floats
    from smartmap.text.tokens import Tokens

_EQUAL = 24.0  # log-odds that a unanimous region comes near to for an equal wording: enough by itself
_NEAR = 8.0  # and for a near one, before likeness is counted
_HALF = 0.5  # votes that give half of it: one pokja member's answer gives two thirds
_FURTHER = 0.5  # a further label's weight beside the primary one's
_NAMED = 3  # decisions named per label; the weight of all others of the label is in theirs
_FLOOR = 0.5  # cosine at which a near wording would say nothing


class Recall:
    """Remembers who decided what, and finds it again by wording.

    Weights grow with likeness (squared above a floor) and with the votes of those who decided so; where they differ
    the weight is spread over the labels by votes. An equal wording silences merely near ones.

    Parameters
    ----------
    decided : sequence of Decided
    keys : sequence of tuple of str
        Of each decided programme, as :func:`smartmap.memory.near.key_of` gives them.
    taxonomy : Taxonomy
    """

    def __init__(self, decided: Sequence[Decided], keys: Sequence[Key], taxonomy: Taxonomy) -> None:
        self._labels = Columns(taxonomy)
        groups: dict[Key, list[Decided]] = {}
        for item, key in zip(decided, keys, strict=True):
            if key and self._labels.knows(item.label):
                groups.setdefault(key, []).append(item)
        self._groups = list(groups.values())
        self._index = Index(list(groups))

    def __len__(self) -> int:
        return len(self._groups)

    def reasons(self, tokens: Tokens) -> list[Reason]:
        """Give the decisions that speak on a text, each with what it adds to each label."""
        key = key_of(tokens.stems)
        place = self._index.exact(key)
        found = [(place, 1.0)] if place is not None else self._index.near(key)
        heard = [
            (item, item.votes * _closeness(likeness), likeness)
            for place, likeness in found
            for item in self._groups[place]
        ]
        votes = sum(vote for _, vote, _ in heard)
        if not votes:
            return []
        full = _EQUAL if place is not None else _NEAR
        strength = full * _closeness(found[0][1]) * votes / (votes + _HALF)
        by_label: dict[str, list[tuple[Decided, float, float]]] = {}
        for voice in heard:
            by_label.setdefault(voice[0].label, []).append(voice)
        return [
            reason
            for voices in by_label.values()
            for reason in self._told(voices, strength * sum(vote for _, vote, _ in voices) / votes)
        ]

    def _told(self, voices: list[tuple[Decided, float, float]], weight: float) -> list[Reason]:
        """Name the weightiest of those who said the same, the newest of equals first."""
        named = sorted(voices, key=lambda voice: (voice[1], voice[0].at), reverse=True)[:_NAMED]
        total = sum(vote for _, vote, _ in named)
        return [
            Reason(
                f"decision:{item.id}", _sentence(item, likeness), -1, -1,
                self._labels.row(item.label, item.further, weight * vote / total),
            )
            for item, vote, likeness in named
        ]  # fmt: skip


class Columns:
    """Which of a suggester's labels a decided label stands for.

    A whole dimension stands for each of its sub-dimensions, and ``none`` for both outcomes outside the frame: nobody
    who leaves a programme out says whether it is administrative support.
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        labels = (*taxonomy.sub_ids, *OUTSIDE)
        self.size = len(labels)
        self._places: dict[str, list[int]] = {}
        for place, label in enumerate(labels):
            if label in OUTSIDE:
                self._places.setdefault("none", []).append(place)
                continue
            self._places.setdefault(label, [place])
            dimension = taxonomy.dimension_of(label)
            if dimension != label:
                self._places.setdefault(dimension, []).append(place)

    def knows(self, label: str) -> bool:
        """Whether the frame has the label; a mapping under an older frame may hold others."""
        return label in self._places

    def places(self, label: str) -> list[int]:
        """Give the columns of a label."""
        return self._places[label]

    def row(self, label: str, further: Iterable[str], weight: float) -> Floats:
        """Give what a decision adds to each column."""
        row = np.zeros(self.size)
        for other in further:
            if self.knows(other):
                row[self.places(other)] = weight * _FURTHER
        row[self.places(label)] = weight
        return row


def _closeness(likeness: float) -> float:
    return ((likeness - _FLOOR) / (1 - _FLOOR)) ** 2


def _sentence(item: Decided, likeness: float) -> str:
    """Say who decided, when, at which stage, why, and on which wording if it was another one."""
    who = f"{item.name} ({item.opd})" if item.opd else item.name
    told = ", ".join(filter(None, (who, item.at[:10], item.stage)))
    # Adopting without a reason of one's own points to the decision adopted, which is no sentence.
    why = "" if item.reason.startswith("d-") else item.reason
    wording = f" [“{item.programme.text}”]" if likeness < 1.0 else ""
    return f"{told}: {why}{wording}" if why else told + wording
