"""Texts as columns of numbers: many at once, with the same outcome as :meth:`Analyzer.analyze` one by one.

What stands between two blanks is looked up once and kept as a row of numbers; a block of texts is then one look-up of
numbers and array arithmetic. Texts that need more (damage, a code, an abbreviation with several meanings, a broken
word) are few: those the analyzer takes apart, and their tokens join the columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from threading import RLock
from typing import TYPE_CHECKING

import numpy as np

from smartmap.text.codes import find_code
from smartmap.text.normalize import is_spaced_out, is_tidy
from smartmap.text.tokens import BREAK, Analyzer, Tokens

if TYPE_CHECKING:
    from smartmap.arrays import Flags, Ints


_MOST = 100_000  # chunks kept; hostile input cannot fill the memory
_FEW = 16  # texts looked at together
_UNKNOWN, _SEVERAL, _SHORT, _DOT = 1, 2, 4, 8  # of a chunk: a word unknown, several meanings, one letter, a dot


class Column:
    """An array that grows at its end; what was given out before stays as it was."""

    def __init__(self) -> None:
        self._array: Ints = np.zeros(1024, dtype=np.int64)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def array(self) -> Ints:
        """The numbers so far, and room behind them."""
        return self._array

    def add(self, number: int) -> None:
        """Add a number."""
        if self._size == len(self._array):
            self._array = np.concatenate([self._array, np.zeros_like(self._array)])
        self._array[self._size] = number
        self._size += 1


class Columns:
    """Tokens of some texts, a column a property, all texts after one another.

    Parameters
    ----------
    sources : sequence of str
        The texts as received.
    stems, words : array of int, shape (n_tokens,)
        Numbers of :attr:`Lexicon.stems` and :attr:`Lexicon.words`; stem 0 is a break.
    starts, ends : array of int, shape (n_tokens,)
        Spans in the text as received.
    firsts : array of int, shape (n_texts + 1,)
        Where each text begins.
    apart : mapping of int to Tokens
        Texts that the analyzer took apart.
    lexicon : Lexicon
    """

    def __init__(
        self, sources: Sequence[str], columns: tuple[Ints, Ints, Ints, Ints], firsts: Ints, apart: dict[int, Tokens],
        lexicon: Lexicon,
    ) -> None:  # fmt: skip
        self.sources, self.firsts, self.apart, self.lexicon = sources, firsts, apart, lexicon
        self.stems, self.words, self.starts, self.ends = columns
        self.texts = np.repeat(np.arange(len(sources)), firsts[1:] - firsts[:-1])

    def __len__(self) -> int:
        return len(self.sources)

    def opening_stems(self) -> Ints:
        """Give the first stem of each text that is no break; a break where there is none."""
        real = np.flatnonzero(self.stems)
        found = np.zeros(len(self), dtype=np.int64)
        found[self.texts[real[::-1]]] = self.stems[real[::-1]]  # the first one is written last
        return found

    def tokens(self, place: int) -> Tokens:
        """Give one text's tokens, as the analyzer would."""
        if place in self.apart:
            return self.apart[place]
        span = slice(self.firsts[place], self.firsts[place + 1])
        stems, words = self.lexicon.stems, self.lexicon.words
        return Tokens(
            self.sources[place],
            [stems[number] for number in self.stems[span].tolist()],
            [words[number] for number in self.words[span].tolist()],
            self.starts[span].tolist(),
            self.ends[span].tolist(),
            None,
        )


class Lexicon:
    """Numbers for chunks (what stands between two blanks), stems and words.

    Threads may share one: rows are only ever added, under a lock, and a number once given stays.

    Parameters
    ----------
    analyzer : Analyzer
    """

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._lock = RLock()
        self._numbers = _Numbers(self._add)
        self._stem_numbers: dict[str, int] = {}
        self._word_numbers: dict[str, int] = {}
        self._joins: dict[tuple[int, int], bool] = {}
        self.stems: list[str] = []
        self.words: list[str] = []
        # By chunk: its first piece and their number, its letters, its marks.
        self._first, self._count, self._size, self._marks = Column(), Column(), Column(), Column()
        # By piece: stem, word, span in the chunk, and the last stem of the expansion that begins here, or -1.
        self._stem, self._word, self._start, self._end, self._tail = Column(), Column(), Column(), Column(), Column()
        self._known = Column()  # by word
        self.stem(BREAK)

    @property
    def full(self) -> bool:
        """Whether it is time to begin anew."""
        most = max(len(self._numbers), len(self.words), len(self.stems))
        return most >= _MOST or len(self._stem) >= 5 * _MOST

    def stem(self, stem: str) -> int:
        """Give a stem's number, a new one if need be."""
        number = self._stem_numbers.get(stem)
        if number is None:
            with self._lock:
                number = self._stem_numbers.get(stem)
                if number is None:
                    number = len(self.stems)
                    self.stems.append(stem)
                    self._stem_numbers[stem] = number
        return number

    def word(self, word: str) -> int:
        """Give a word's number, a new one if need be."""
        number = self._word_numbers.get(word)
        if number is None:
            known = self._analyzer.knows(word)
            with self._lock:
                number = self._word_numbers.get(word)
                if number is None:
                    number = len(self.words)
                    self._known.add(known)
                    self.words.append(word)
                    self._word_numbers[word] = number
        return number

    def read(self, sources: Sequence[str], around: Sequence[frozenset[str]]) -> Columns:
        """Take texts apart.

        Parameters
        ----------
        sources : sequence of str
            As received.
        around : sequence of set of str
            Stems of what stands beside each text.
        """
        tidy = [place for first in range(0, len(sources), _FEW) for place in _tidy_ones(sources, first)]
        plain = sources if len(tidy) == len(sources) else [sources[place] for place in tidy]
        texts, columns, doubtful = self._read_tidy(plain, np.array(tidy, dtype=np.int64))
        apart = sorted({*range(len(sources))}.difference(tidy) | doubtful) if doubtful or plain is not sources else []
        if not apart:
            return Columns(sources, columns, _firsts(texts, len(sources)), {}, self)
        taken = {place: self._analyzer.analyze(sources[place], around[place]) for place in apart}
        keep = ~np.isin(texts, apart)
        others = self._numbered(taken)
        texts = np.concatenate([texts[keep], others[0]])
        order = texts.argsort(kind="stable")
        mixed = [np.concatenate([left[keep], right])[order] for left, right in zip(columns, others[1:], strict=True)]
        return Columns(sources, tuple(mixed), _firsts(texts, len(sources)), taken, self)  # type: ignore[arg-type]

    def _read_tidy(self, sources: Sequence[str], places: Ints) -> tuple[Ints, tuple[Ints, Ints, Ints, Ints], set[int]]:
        """Give each token's text, the columns, and the texts that the analyzer has to take apart."""
        written = " ".join(sources).split(" ") if sources else []
        chunks = np.fromiter(map(self._numbers.__getitem__, written), np.int64, len(written))
        chunks_of = np.array([source.count(" ") + 1 for source in sources], dtype=np.int64)
        firsts = _running(chunks_of)[:-1]
        sizes = self._size.array[chunks] + 1
        offsets = _running(sizes)[:-1]
        offsets -= np.repeat(offsets[firsts], chunks_of)
        count = self._count.array[chunks]
        piece = np.repeat(self._first.array[chunks] - _running(count)[:-1], count)
        piece += np.arange(len(piece))
        offsets = np.repeat(offsets, count)
        stems, words = self._stem.array[piece], self._word.array[piece]
        starts, ends = offsets + self._start.array[piece], offsets + self._end.array[piece]
        rows = np.repeat(np.repeat(np.arange(len(sources)), chunks_of), count)
        marks = self._marks.array[chunks]
        doubtful = set(self._marked(sources, marks, firsts))
        if marks.any():
            unknown = np.bitwise_or.reduceat(marks, firsts) & _UNKNOWN > 0
            doubtful.update(self._broken(rows, stems, words, starts, ends, unknown[rows]))
            doubtful.update(_said_twice(rows, stems, self._tail.array[piece]))
        return places[rows], (stems, words, starts, ends), {int(places[row]) for row in doubtful}

    def _marked(self, sources: Sequence[str], marks: Ints, firsts: Ints) -> list[int]:
        """Texts with an abbreviation of several meanings, a code, or letters spaced out."""
        if not marks.any():
            return []
        of_text = np.bitwise_or.reduceat(marks, firsts)
        letters = np.add.reduceat(marks & _SHORT, firsts) > _SHORT
        found = np.flatnonzero(of_text & _SEVERAL).tolist()
        found += [row for row in np.flatnonzero(of_text & _DOT).tolist() if find_code(sources[row])]
        return found + [row for row in np.flatnonzero(letters).tolist() if is_spaced_out(sources[row])]

    def _broken(self, rows: Ints, stems: Ints, words: Ints, starts: Ints, ends: Ints, unknown: Flags) -> set[int]:
        """Texts that have neighbours which together are one word."""
        known = self._known.array[words].astype(bool)
        beside = unknown[1:] & (starts[1:] - ends[:-1] == 1) & (rows[1:] == rows[:-1])
        beside &= (stems[1:] > 0) & (stems[:-1] > 0) & ~(known[1:] & known[:-1])
        left = np.flatnonzero(beside)
        joins, found = self._joins, set()
        for row, pair in zip(
            rows[left].tolist(), zip(words[left].tolist(), words[left + 1].tolist(), strict=True), strict=True
        ):
            joined = joins.get(pair)
            if joined is None:
                if len(joins) >= _MOST:
                    joins.clear()
                joined = joins[pair] = self._analyzer.joins(self.words[pair[0]], self.words[pair[1]])
            if joined:
                found.add(row)
        return found

    def _numbered(self, taken: dict[int, Tokens]) -> list[Ints]:
        """Give each token's text and the columns of texts that the analyzer took apart."""
        all_tokens = list(taken.values())
        sizes = [len(tokens.stems) for tokens in all_tokens]
        columns = (
            map(self.stem, chain.from_iterable(tokens.stems for tokens in all_tokens)),
            map(self.word, chain.from_iterable(tokens.words for tokens in all_tokens)),
            chain.from_iterable(tokens.starts for tokens in all_tokens),
            chain.from_iterable(tokens.ends for tokens in all_tokens),
        )
        found = [np.fromiter(column, np.int64, sum(sizes)) for column in columns]
        return [np.repeat(np.array(list(taken), dtype=np.int64), sizes), *found]

    def _add(self, written: str) -> int:
        with self._lock:
            number = self._numbers.get(written)
            if number is not None:
                return number
            chunk = self._analyzer.chunk(written)
            marks = _SHORT if len(written) == 1 else 0
            marks |= (0 if chunk.known else _UNKNOWN) | (_DOT if "." in written else 0)
            meanings = {}
            for place, found in chunk.meanings:
                meanings[place] = found[0]
                if len(found) > 1 or found[0].near:
                    marks |= _SEVERAL
            self._first.add(len(self._stem))
            for place, (stem, word, start, end) in enumerate(chunk.pieces):
                stems = meanings[place].stems if place in meanings else (stem,)
                tail = self.stem(stems[-1]) if place in meanings else -1
                for part in stems:
                    columns = (self._stem, self._word, self._start, self._end, self._tail)
                    for column, value in zip(
                        columns, (self.stem(part), self.word(word), start, end, tail), strict=True
                    ):
                        column.add(value)
                    tail = -1
            self._count.add(len(self._stem) - int(self._first.array[len(self._first) - 1]))
            self._size.add(len(written))
            self._marks.add(marks)
            number = len(self._numbers)
            self._numbers[written] = number
            return number


class _Numbers(dict[str, int]):
    """Numbers of chunks; a new one gets its number when it is first looked up."""

    def __init__(self, add: object) -> None:
        super().__init__()
        self._add = add

    def __missing__(self, written: str) -> int:
        return self._add(written)  # type: ignore[operator, no-any-return]


def _tidy_ones(sources: Sequence[str], first: int) -> Iterable[int]:
    """Places of the tidy ones of a few texts: looked at in one, which is tidy where each is, and else one by one."""
    few = sources[first : first + _FEW]
    if is_tidy(" ".join(few)):
        return range(first, first + len(few))
    return [place for place, source in enumerate(few, first) if is_tidy(source)]


def _running(counts: Ints) -> Ints:
    """Give running sums with a zero before them."""
    found = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=found[1:])
    return found


def _firsts(texts: Ints, n: int) -> Ints:
    return _running(np.bincount(texts, minlength=n))


def _said_twice(rows: Ints, stems: Ints, tails: Ints) -> set[int]:
    """Texts in which an abbreviation may follow its own expansion: its last stem stands right before it."""
    begins = np.flatnonzero(tails >= 0)
    if not len(begins):
        return set()
    last = np.maximum.accumulate(np.where(stems > 0, np.arange(len(stems)), -1))
    before = np.where(begins > 0, last[begins - 1], -1)
    same = (before >= 0) & (stems[before] == tails[begins]) & (rows[before] == rows[begins])
    return set(rows[begins[same]].tolist())
