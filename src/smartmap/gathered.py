"""Evidence of a block of texts, one column a property, one row a piece."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from smartmap.arrays import Floats, Ints
    from smartmap.model.rows import Rows


class Reason(NamedTuple):
    """One piece of evidence that no rule or word of the table stands for: where it lies, what it adds to each label."""

    source: str
    text: str
    start: int
    end: int
    scores: Floats


class Judging(NamedTuple):
    """What judging a text needs beside its evidence.

    Whether its topic is contested, it is official support, it has no word at all, and people of the region decided it
    differently.
    """

    contested: bool
    support: bool
    wordless: bool
    disputed: bool = False


class Gathered(NamedTuple):
    """The evidence.

    Parameters
    ----------
    table : array, shape (n, n_labels)
        What each rule, word and pair adds to each label.
    names : sequence of str
        What evidence calls them.
    places : array of int, shape (n_pieces,)
        Place in the table, or -1 for a piece that is told.
    scales : array, shape (n_pieces,)
        Factor on the table's numbers.
    starts, ends : array of int, shape (n_pieces,)
    told : mapping of int to (source, text)
        By piece.
    extra : list of array, shape (n_labels,)
        What each told piece adds, in order.
    firsts : array of int, shape (n_texts + 1,)
        Where each text's pieces begin.
    judging : list of Judging
        By text.
    """

    table: Floats
    names: Sequence[str]
    places: Ints
    scales: Floats
    starts: Ints
    ends: Ints
    told: dict[int, tuple[str, str]]
    extra: list[Floats]
    firsts: Ints
    judging: list[Judging]

    def scores(self) -> Floats:
        """What each piece adds to each label, shape (n_pieces, n_labels)."""
        found: Floats = self.table.take(self.places, axis=0)
        found *= self.scales[:, None]
        if self.extra:
            found[self.places < 0] = self.extra
        return found

    def compact(self) -> Gathered:
        """Give the same evidence with as few rows and bytes as it needs, to travel between processes."""
        used = np.zeros(len(self.names) + 1, dtype=bool)  # place -1 falls on the last one
        used[self.places] = True
        used[-1] = False
        number = np.cumsum(used) - 1
        number[-1] = -1
        kept = np.flatnonzero(used)
        none = np.zeros((1, self.table.shape[1]))  # told pieces point at the last row, which has to be there
        return self._replace(
            table=np.concatenate([self.table[kept], none]),
            names=[self.names[place] for place in kept.tolist()],
            places=number[self.places].astype(np.int32),
            starts=self.starts.astype(np.int32),
            ends=self.ends.astype(np.int32),
            judging=[],
        )


class Run(NamedTuple):
    """Pieces of many texts, in the order of the texts: place in the table or -1, scale, span."""

    texts: Ints
    places: Ints
    scales: Floats
    starts: Ints
    ends: Ints


def run_of_reasons(reasons: Sequence[tuple[int, Reason]]) -> Run:
    """Make a run of told pieces, each with the number of its text."""
    texts = np.array([text for text, _ in reasons], dtype=np.int64)
    starts = np.array([reason.start for _, reason in reasons], dtype=np.int64)
    ends = np.array([reason.end for _, reason in reasons], dtype=np.int64)
    return Run(texts, np.full(len(texts), -1, dtype=np.int64), np.ones(len(texts)), starts, ends)


def merge(rows: Rows, runs: Sequence[Run | Sequence[tuple[int, Reason]]], judging: list[Judging]) -> Gathered:
    """Merge runs of pieces into the evidence of a block; in each text the pieces of an earlier run stand first."""
    reasons = [reason for run in runs if not isinstance(run, Run) for _, reason in run]
    parts = [run if isinstance(run, Run) else run_of_reasons(run) for run in runs if len(run)]
    texts = np.concatenate([part.texts for part in parts]) if parts else np.zeros(0, dtype=np.int64)
    order = texts.argsort(kind="stable")  # runs in order: they are merged, not sorted
    firsts = np.zeros(len(judging) + 1, dtype=np.int64)
    np.cumsum(np.bincount(texts, minlength=len(judging)), out=firsts[1:])
    if not parts:
        none = np.zeros(0, dtype=np.int64)
        return Gathered(rows.table, rows.names, none, np.zeros(0), none, none, {}, [], firsts, judging)
    places, scales, starts, ends = (np.concatenate(column)[order] for column in list(zip(*parts, strict=True))[1:])
    told: dict[int, tuple[str, str]] = {}
    extra: list[Floats] = []
    if reasons:
        came = np.concatenate([part.places for part in parts]) < 0
        number = np.cumsum(came) - 1  # of a told piece among the reasons
        for piece in np.flatnonzero(places < 0).tolist():
            reason = reasons[int(number[order[piece]])]
            told[piece] = (reason.source, reason.text)
            extra.append(reason.scores)
    return Gathered(rows.table, rows.names, places, scales, starts, ends, told, extra, firsts, judging)


def sums_of_texts(table: Floats, firsts: Ints) -> Floats:
    """Sum the rows of each text, shape (n_texts, n_columns); a text without evidence gets zeros."""
    begins = firsts[:-1]
    some = begins < firsts[1:]
    if np.logical_and.reduce(some):
        return np.add.reduceat(table, begins, axis=0)
    found = np.zeros((len(some), table.shape[1]))
    if some.any():
        found[some] = np.add.reduceat(table, firsts[:-1][some], axis=0)
    return found
