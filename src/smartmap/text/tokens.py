"""Words with their stems and their spans in the text as received.

Everything slow happens once per distinct word: :class:`Analyzer` keeps what becomes of that which stands between two
blanks (one stem, the stems of an abbreviation, the parts of a joined word, the word a slip was meant to be, a break),
and a text is then a row of look-ups. Function words are left out; the end of a sentence or a bracket is a break that no
phrase crosses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from smartmap.resources import read_rows
from smartmap.text.abbreviations import Abbreviations, Meaning
from smartmap.text.codes import Code, find_code
from smartmap.text.normalize import Normalized, normalize
from smartmap.text.stems import Stemmer, load_stemmer

BREAK = ""
"""Stem of a token that matches nothing: the end of a sentence, a bracket."""

_STOP = """
adalah agar akan antara atas atau bagi beserta bahwa dalam dan dari dengan demi di dll dsb guna
hingga ini itu juga kepada ke lain lainnya maupun melalui oleh pada para sebagai secara sehingga
serta seperti tentang terhadap untuk yaitu yang the of and in for to
"""
STOP = frozenset(_STOP.split())
"""Function words: left out of tokens, phrases and features."""
_TOKEN = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*|[.](?!\w)|[;:!?()\[\]{}|•\"]")
_DASH = "-"  # between blanks it parts what stands before from what stands after
_MEMO = 100_000  # distinct words kept; hostile input cannot fill the memory
_PAIRS = 20_000  # neighbours kept
_LONGEST = 60  # a longer "word" is no word: it is kept whole and never taken apart


class Piece(NamedTuple):
    """A stem and its place inside the written word."""

    stem: str
    start: int
    end: int


class Word(NamedTuple):
    """What a written word becomes."""

    pieces: tuple[Piece, ...]
    meanings: tuple[Meaning, ...] = ()
    known: bool = True
    repaired: str = ""


class Chunk(NamedTuple):
    """What stands between two blanks, as tokens: stem, written word, and its place inside the chunk."""

    pieces: tuple[tuple[str, str, int, int], ...]
    meanings: tuple[tuple[int, tuple[Meaning, ...]], ...] = ()
    known: bool = True


class Tokens(NamedTuple):
    """Stems of a text in order, with their spans in the source and the written words, lower case.

    A token with the stem :data:`BREAK` matches nothing.
    """

    source: str
    stems: list[str]
    words: list[str]
    starts: list[int]
    ends: list[int]
    code: Code | None


class Analyzer:
    """Turns texts into tokens.

    Parameters
    ----------
    stemmer : Stemmer
        Of the language.
    vocabulary : iterable of str
        Lower-case words seen in the field, besides the stemmer's roots: what joined words are taken apart into and
        slips are mended to.
    abbreviations : bool
        Whether abbreviations are expanded.
    """

    def __init__(self, stemmer: Stemmer, vocabulary: Iterable[str] = (), *, abbreviations: bool = True) -> None:
        self.stemmer = stemmer
        self.vocabulary = frozenset(vocabulary)
        self._memo: dict[str, Word] = {}
        self._chunks: dict[str, Chunk] = {}
        self._apart: set[tuple[str, str]] = set()  # neighbours that are not one word
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(self.vocabulary):
            if len(word) >= 8 and word.isalpha():
                self._by_length.setdefault(len(word), []).append(word)
        self._abbreviations: Abbreviations | None = None
        if abbreviations:
            plain = Analyzer(stemmer, abbreviations=False)
            self._abbreviations = Abbreviations(
                read_rows("abbreviations.csv"), lambda words: tuple(plain.stems(words)), self.knows
            )

    def knows(self, word: str) -> bool:
        """Say whether a lower-case word is one of the field's or an inflection of a known root."""
        return word in self.vocabulary or word in STOP or self.stemmer.knows(word)

    def stems(self, text: str) -> list[str]:
        """Give the stems of a text in order, without breaks."""
        return [stem for stem in self.analyze(text).stems if stem]

    def analyze(self, source: str, context: Iterable[str] = ()) -> Tokens:
        """Take a text apart.

        Parameters
        ----------
        source : str
            As received.
        context : iterable of str
            Stems of what stands beside the text (OPD, bidang urusan): they choose among an abbreviation's meanings.
        """
        clean = normalize(source)
        code = find_code(clean.text)
        tokens = Tokens(source, [], [], [], [], code)
        meanings: dict[int, tuple[Meaning, ...]] = {}
        if code is None:
            whole = self._take(tokens, clean.text, 0, meanings)
        else:
            whole = self._take(tokens, clean.text[: code.start], 0, meanings)
            whole &= self._take(tokens, clean.text[code.end :], code.end, meanings)
        if meanings:
            _expand(tokens, meanings, context)
        if not whole:
            self._join_broken(tokens)
        return tokens if clean.starts is None else _to_source(tokens, clean)

    def _take(self, tokens: Tokens, text: str, place: int, meanings: dict[int, tuple[Meaning, ...]]) -> bool:
        """Add a stretch of clean text that begins at a place, and say whether all its words are known."""
        _, stems, words, starts, ends, _ = tokens
        memo = self._chunks
        whole = True
        for written in text.split(" "):
            pieces, ambiguous, known = memo.get(written) or self.chunk(written)
            if ambiguous:
                for number, found in ambiguous:
                    meanings[len(stems) + number] = found
            if not known:
                whole = False
            for stem, word, start, end in pieces:
                stems.append(stem)
                words.append(word)
                starts.append(place + start)
                ends.append(place + end)
            place += len(written) + 1
        return whole

    def chunk(self, written: str) -> Chunk:
        """Give what stands between two blanks of clean text as tokens."""
        if len(self._chunks) >= _MEMO:
            self._chunks.clear()
        pieces: list[tuple[str, str, int, int]] = []
        meanings: list[tuple[int, tuple[Meaning, ...]]] = []
        known = True
        if written == _DASH:
            pieces.append((BREAK, _DASH, 0, 1))
        for match in _TOKEN.finditer(written):
            start, lower = match.start(), match[0].lower()
            word = self._memo.get(match[0]) or self._look_up(match[0])
            if word.meanings:
                meanings.append((len(pieces), word.meanings))
            known &= word.known
            pieces += [(piece.stem, lower, start + piece.start, start + piece.end) for piece in word.pieces]
        chunk = self._chunks[written] = Chunk(tuple(pieces), tuple(meanings), known)
        return chunk

    def _look_up(self, written: str) -> Word:
        if len(self._memo) >= _MEMO:
            self._memo.clear()
        word = self._memo[written] = self._read(written)
        return word

    def _read(self, written: str) -> Word:
        if not written[0].isalnum():
            return Word((Piece(BREAK, 0, len(written)),))
        lower = written.lower()
        if lower in STOP:
            return Word(())
        if len(written) > _LONGEST:
            return Word((Piece(lower, 0, len(written)),), known=False)
        meanings = self._abbreviations.meanings(written) if self._abbreviations else ()
        if meanings:
            return Word((Piece(lower, 0, len(written)),), meanings)
        if "-" in written:
            return self._read_hyphened(written, lower)
        if lower == "e":
            return Word((Piece("e-", 0, 1),))
        if self.knows(lower) or not lower.isalpha():
            return Word((Piece(self.stemmer.stem(lower), 0, len(written)),))
        return self._read_unknown(lower)

    def _read_hyphened(self, written: str, lower: str) -> Word:
        parts = lower.split("-")
        if len(parts) == 2 and self.stemmer.stem(parts[0]) == self.stemmer.stem(parts[1]):
            return Word((Piece(self.stemmer.stem(parts[0]), 0, len(written)),))  # anak-anak
        pieces: list[Piece] = []
        place, known = 0, True
        for part in written.split("-"):
            word = self._memo.get(part) or self._look_up(part)
            known &= word.known
            stems = Abbreviations.resolve(word.meanings, frozenset()) if word.meanings else None
            inner = word.pieces if stems is None else tuple(Piece(s, 0, len(part)) for s in stems.stems)
            pieces += [Piece(piece.stem, place + piece.start, place + piece.end) for piece in inner]
            place += len(part) + 1
        return Word(tuple(pieces), known=known)

    def _read_unknown(self, lower: str) -> Word:
        """A word in no list: a joined word, ``non`` before a known one, a slip, or truly unknown (a name)."""
        if lower.startswith("non") and len(lower) > 6 and self.knows(lower[3:]):
            return Word((Piece("non", 0, 3), Piece(self.stemmer.stem(lower[3:]), 3, len(lower))))
        parts = self._split_joined(lower)
        if parts:
            pieces, place = [], 0
            for part in parts:
                if part not in STOP:
                    pieces.append(Piece(self.stemmer.stem(part), place, place + len(part)))
                place += len(part)
            return Word(tuple(pieces), repaired=" ".join(parts))
        mended = self._mend(lower)
        if mended:
            return Word((Piece(self.stemmer.stem(mended), 0, len(lower)),), repaired=mended)
        return Word((Piece(self.stemmer.stem(lower), 0, len(lower)),), known=False)

    def _split_joined(self, word: str) -> tuple[str, ...]:
        """Take ``angkutanjalan`` apart into known words of four letters or more (``dan`` may join them)."""
        if len(word) < 9:
            return ()
        for middle in range(len(word) - 4, 3, -1):  # the longest first word wins: fewer chance hits
            left, right = word[:middle], word[middle:]
            if not self.knows(left):
                continue
            if self.knows(right):
                return left, right
            if right.startswith("dan") and len(right) >= 7 and self.knows(right[3:]):
                return left, "dan", right[3:]
            if len(right) >= 9:
                rest = self._split_joined(right)
                if rest:
                    return (left, *rest)
        return ()

    def _mend(self, word: str) -> str:
        """Give the word of the vocabulary that is one edit away, or an empty string.

        Only words of eight letters or more: below that 5-20 % of real but unknown words would be "mended".
        """
        if len(word) < 8:
            return ""
        near = [
            known
            for length in (len(word), len(word) + 1, len(word) - 1)
            for known in self._by_length.get(length, ())
            if known[0] == word[0] or known[1:3] == word[1:3]
        ]
        if not near:
            return ""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=1)
        return str(found[0]) if found else ""

    def joins(self, left: str, right: str) -> bool:
        """Say whether two lower-case neighbours are one known word that was broken: one of them is unknown."""
        whole = left + right
        return (
            len(whole) >= 6 and whole.isalpha() and not (self.knows(left) and self.knows(right)) and self.knows(whole)
        )

    def _join_broken(self, tokens: Tokens) -> None:
        """Join ``pem bangunan``: neighbours parted by one blank, of which one is unknown and both together known."""
        source_words, stems, starts, ends = tokens.words, tokens.stems, tokens.starts, tokens.ends
        pairs = set(pairwise(source_words))
        if pairs <= self._apart:
            return
        if len(self._apart) >= _PAIRS:
            self._apart.clear()
        self._apart.update([pair for pair in pairs if not self.joins(*pair)])
        place = 0
        while place + 1 < len(stems):
            left, right = source_words[place], source_words[place + 1]
            beside = stems[place] and stems[place + 1] and starts[place + 1] - ends[place] == 1
            if beside and self.joins(left, right):
                whole = left + right
                stems[place : place + 2] = [self.stemmer.stem(whole)]
                source_words[place : place + 2] = [whole]
                starts[place : place + 2] = [starts[place]]
                ends[place : place + 2] = [ends[place + 1]]
            else:
                place += 1


def _expand(tokens: Tokens, meanings: dict[int, tuple[Meaning, ...]], context: Iterable[str]) -> None:
    """Put an abbreviation's expansion in its place, all its stems with the abbreviation's own span."""
    around: set[str] = set()
    if any(len(found) > 1 or found[0].near for found in meanings.values()):
        around.update(context, [stem for place, stem in enumerate(tokens.stems) if place not in meanings])
        for found in meanings.values():  # what is sure helps to choose what is not: KIA beside puskesmas
            if len(found) == 1 and not found[0].near:
                around.update(found[0].stems)
    stems: list[str] = []
    rows: list[int] = []
    for place, stem in enumerate(tokens.stems):
        meaning = Abbreviations.resolve(meanings[place], around) if place in meanings else None
        if meaning is None:
            stems.append(stem)
            rows.append(place)
        elif not _ends_with(stems, meaning.stems):  # "Lalu Lintas dan Angkutan Jalan (LLAJ)" says it once
            stems += meaning.stems
            rows += [place] * len(meaning.stems)
    tokens.stems[:] = stems
    tokens.words[:] = [tokens.words[row] for row in rows]
    tokens.starts[:] = [tokens.starts[row] for row in rows]
    tokens.ends[:] = [tokens.ends[row] for row in rows]


def _ends_with(stems: list[str], tail: tuple[str, ...]) -> bool:
    return tuple(stem for stem in stems[-2 * len(tail) - 2 :] if stem)[-len(tail) :] == tail


def _to_source(tokens: Tokens, clean: Normalized) -> Tokens:
    for place, (start, end) in enumerate(zip(tokens.starts, tokens.ends, strict=True)):
        tokens.starts[place], tokens.ends[place] = clean.span(start, end)
    if tokens.code is None:
        return tokens
    start, end = clean.span(tokens.code.start, tokens.code.end)
    return tokens._replace(code=tokens.code._replace(start=start, end=end))


@lru_cache(maxsize=1)
def plain_analyzer() -> Analyzer:
    """Give an analyzer with the shipped roots and abbreviations and no further vocabulary."""
    return Analyzer(load_stemmer())
