"""Stems of Indonesian words, by stripping affixes until a listed root appears.

``data/roots.txt`` lists the roots of the field, ``data/stem_exceptions.csv`` the words that cannot or
must not follow the rules: lexicalised words that name another thing than their root (*perempuan*,
*bangunan*), irregular forms, variant spellings. A word that leads to no listed root stays whole.

Invariants: a stem is its own stem; inflections of one root share a stem; a listed word is never taken apart.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import lru_cache
from operator import itemgetter

MEMO_SIZE = 100_000
"""Distinct words a stemmer remembers; the others are worked out anew: no input can fill the memory."""

_VOWELS = frozenset("aeiou")
_LONG_CLITICS = ("nya", "lah", "kah", "pun")
_SHORT_CLITICS = ("ku", "mu")  # behind five letters or more: KOTAKU is no kota-ku
_SHORTEST = 3  # letters of a root found by stripping: two letters would be found in every other word
_DEEPEST = 3  # prefixes in a row, as in ber-ke-se-imbang-an
_HEADS = frozenset({"be", "ke", "pe", "se", "te"})  # first letters of the inner ones
_INNER = frozenset({"ber", "ke", "pe", "per", "se", "ter"})  # me- and di- only ever stand outermost
# Suffixes that the outermost prefix goes with: forbidding me-...-an, ber-...-i removes most chance hits.
_SUFFIXES = {
    "": ("", "an", "kan", "i"),
    "me": ("", "kan", "i"),
    "di": ("", "kan", "i"),
    "ter": ("", "kan", "i"),
    "ber": ("", "an", "kan"),
    "ke": ("an", "i"),
    "pe": ("an", "", "kan"),
    "per": ("an", "", "kan", "i"),
    "se": ("",),
}
_NOMINAL = frozenset({"ke", "pe", "per"})  # with -an they make one circumfix

_Answer = tuple[str, bool]  # stem, whether the word is known
_Found = tuple[int, int, str]  # letters of a listed base, minus its number of prefixes, the base
_NOTHING: _Found = (0, 0, "")
_rank = itemgetter(0, 1)
_BOUND = _INNER | {"di", "me"}  # before a hyphen: ber-KB, se-Aceh
_BOUND_AFTER = frozenset({"an", "i", "kan", *_LONG_CLITICS, *_SHORT_CLITICS})  # behind one: UMKM-nya


class Stemmer:
    """Gives the stem of a word.

    Parameters
    ----------
    roots : frozenset of str
        Lower-case words that are their own stem.
    exceptions : mapping of str to str
        From a lower-case word to its stem, which is a root or an exception that maps to itself. Affixes are
        stripped down to these words too: *kepemudaan* leads to the exception *pemuda*.

    Examples
    --------
    >>> stemmer = Stemmer(frozenset({"kelola", "sampah"}), {"perempuan": "perempuan"})
    >>> [stemmer.stem(word) for word in ("pengelolaan", "persampahan", "perempuan", "drone")]
    ['kelola', 'sampah', 'perempuan', 'drone']
    """

    def __init__(self, roots: frozenset[str], exceptions: Mapping[str, str]) -> None:
        self._listed = {root: root for root in roots} | dict(exceptions)
        self._memo: dict[str, _Answer] = {}

    def stem(self, word: str) -> str:
        """Give the stem of one lower-case token; a word that leads to no listed root is returned whole.

        Examples
        --------
        >>> Stemmer(frozenset({"sayur"}), {}).stem("sayur-sayuran")
        'sayur'
        """
        return self._look_up(word)[0]

    def knows(self, word: str) -> bool:
        """Say whether a lower-case token is a listed word or an inflection of one."""
        return self._look_up(word)[1]

    def _look_up(self, word: str) -> _Answer:
        answer = self._memo.get(word)
        if answer is None:
            answer = self._answer(word)
            if len(self._memo) < MEMO_SIZE:
                self._memo[word] = answer
        return answer

    def _answer(self, word: str) -> _Answer:
        stem = self._listed.get(word)
        if stem is None and word.isalpha():
            stem = self._fold(word)
        if stem:
            return stem, True
        if word.endswith("2") and word[:-1].isalpha():  # the old shorthand of reduplication: anak2
            stem, known = self._look_up(word[:-1])
            return (stem, True) if known else (word, False)
        left, _, right = word.partition("-")
        if not left or not right or "-" in right:
            return word, False
        if left in _BOUND:
            return self._look_up(right)
        if right in _BOUND_AFTER:
            return self._look_up(left)
        answer = self._look_up(left)
        return answer if answer == self._look_up(right) else (word, False)

    def _fold(self, word: str) -> str:
        """Give the stem of an inflected word, or an empty string if it leads to no listed root."""
        clitic = 3 if word.endswith(_LONG_CLITICS) else 2 * (word.endswith(_SHORT_CLITICS) and len(word) >= 7)
        return self._unfold(word) or (self._unfold(word[:-clitic]) if clitic else "")

    def _unfold(self, word: str) -> str:
        """Give the stem of the longest listed base, of two alike the one under fewer prefixes."""
        readings = list(_peel(word))
        # pe-ng-awas-an, not pe-ng-(k)awasan: where -an closes a circumfix, no longer base is looked for
        nominal = [rest[:-2] for prefix, rest in readings if prefix in _NOMINAL and rest.endswith("an")]
        found = [base for rest in nominal if (base := self._longest(rest, -1))[0]] or [
            self._longest(rest.removesuffix(suffix), -1)
            for prefix, rest in readings
            for suffix in _SUFFIXES[prefix]
            if rest.endswith(suffix)
        ]
        for suffix in _SUFFIXES[""]:
            bare = word.removesuffix(suffix)
            if bare in self._listed and len(bare) >= _SHORTEST:
                found.append((len(bare), 0, bare))
        return self._listed.get(max(found, key=_rank, default=_NOTHING)[2], "")

    def _longest(self, base: str, depth: int) -> _Found:
        """Give the longest listed word that the base is or that its further prefixes hide."""
        if len(base) < _SHORTEST:
            return _NOTHING
        if base in self._listed:
            return len(base), depth, base
        if depth == -_DEEPEST or base[:2] not in _HEADS:
            return _NOTHING
        hidden = [self._longest(rest, depth - 1) for prefix, rest in _peel(base) if prefix in _INNER]
        return max(hidden, key=_rank, default=_NOTHING)


def _peel(word: str) -> Iterator[tuple[str, str]]:
    """Give every reading of a word's first prefix and what follows it, the swallowed letter put back."""
    head, rest = word[:2], word[2:]
    if head in ("di", "ke", "se"):
        yield head, rest
    elif head in ("be", "te"):
        if rest[:1] == "r":
            yield head + "r", rest[1:]
            yield head + "r", rest  # be-rencana
        elif rest[1:3] == "er":
            yield head + "r", rest  # be-kerja
    elif head in ("me", "pe"):
        if head == "pe" and rest[:1] == "r":
            yield "per", rest[1:]
        if rest.startswith("lajar"):
            yield head, rest[1:]  # pel-ajar; belajar is an exception of the data
        if head == "pe" or rest[:1] in "lmnrwy":
            yield head, rest  # pe-tani, me-masak
        for base in _undo_nasal(rest):
            yield head, base


def _undo_nasal(rest: str) -> Iterator[str]:
    """Undo the nasal of me- and pe-: it swallows k, p, s, t before a vowel and stays beside other letters."""
    if rest.startswith("ng"):
        base = rest[2:]
        yield base  # meng-angkat, meng-gali
        if base[:1] in _VOWELS:
            yield "k" + base  # mengelola
        if base[:1] == "e" and sum(letter in _VOWELS for letter in base[1:]) == 1:
            yield base[1:]  # menge-cek: roots of one syllable
    elif rest.startswith("ny"):
        yield "s" + rest[2:]  # menyusun
    elif rest[:1] in ("m", "n"):
        base = rest[1:]
        yield base  # mem-bangun, men-cegah
        if base[:1] in _VOWELS or base[:1] == "r":
            yield ("p" if rest[0] == "m" else "t") + base  # memantau, menata, pem-(p)rosesan, pen-(t)ransfer


@lru_cache(maxsize=1)
def load_stemmer() -> Stemmer:
    """Give the stemmer with the shipped roots and exceptions; they are read once."""
    from importlib import resources  # takes 30 ms to import, which only this first call should pay

    folder = resources.files("smartmap") / "data"
    roots = _lines((folder / "roots.txt").read_text(encoding="utf-8"))
    rows = csv.DictReader(_lines((folder / "stem_exceptions.csv").read_text(encoding="utf-8")))
    return Stemmer(frozenset(roots), {row["word"]: row["stem"] for row in rows})


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line and not line.startswith("#")]
