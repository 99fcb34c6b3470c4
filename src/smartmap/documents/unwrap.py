"""Text that a narrow column broke over lines, put together again: lines joined, words split by the layout mended."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from smartmap.resources import read_rows
from smartmap.text.stems import load_stemmer

OPEN_END = re.compile(
    r"(?:,|/|-|\b(?:dan|atau|serta|di|ke|dari|pada|untuk|bagi|dalam|dengan|yang|oleh|melalui))\s*$", re.IGNORECASE
)
"""The end of a line that must go on."""

_BULLET = re.compile(r"\s*(?:[-•*▪◦·–]\s|\(?\d{1,2}[.)]\s|\(?[a-z][.)]\s)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_INNER = re.compile(r"[(\[\"“]?(?:[^\W\d_]+[/-])*[^\W\d_]+")  # a piece that a word may begin with
_FLOATING = re.compile(r"[,;.:)]+")  # marks that a narrow column parted from their word
_OPENER = re.compile(r"\bProgram\s+[A-Z]|\bPROGRAM\s+[A-Z]")
_TAIL = re.compile(r"[^\W\d_]+")
_ALONE = frozenset("ke di se ku pun si sub per antar non pra pasca anti multi serba batu bara".split())  # noqa: SIM905
"""Words that stand before others and would make known words with them: *ke luar*, *di pesisir*, *batu bara*."""

_SHORTEST = 5  # letters of a mended word
_MOST_PIECES = 5
_REST = 3  # letters of a word's rest that is known to nobody


@lru_cache(maxsize=1)
def _official() -> frozenset[str]:
    names = (f"{row['name']} {row['older']}" for row in read_rows("nomenclature.csv"))
    return frozenset(word for name in names for word in _WORD.findall(name.lower()))


@lru_cache(maxsize=16_384)
def _known(word: str) -> bool:
    return word in _ALONE or word in _official() or load_stemmer().knows(word)


def unwrap(text: str) -> str:
    r"""Put the lines of a cell or paragraph together; a line that begins with a bullet or number stays apart.

    Examples
    --------
    >>> unwrap("Program Pemenuhan Upaya Kese\nhat\nan\nPerorangan")
    'Program Pemenuhan Upaya Kesehatan Perorangan'
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    points: list[list[str]] = []
    for line in lines:
        # "2) Angka …" is a further point, but "2. " below a line without a number may be the end of a sentence
        if not points or (_BULLET.match(line) and (not line[0].isdigit() or _BULLET.match(lines[0]))):
            points.append([])
        points[-1].append(line)
    return "\n".join(_join(point) for point in points)


@lru_cache(maxsize=1)
def _official_with_program() -> frozenset[str]:
    names = (row["name"].lower() for row in read_rows("nomenclature.csv"))
    return frozenset(name for name in names if " program " in name)


def holds_several(text: str) -> bool:
    """Say whether a line holds the names of several programmes, as where no line parts two rows.

    Examples
    --------
    >>> holds_several("Program Hubungan Industrial Program Pemasaran Pariwisata")
    True
    """
    if len(_OPENER.findall(text)) < 2 or "\n" in text:
        return False
    lowered = text.lower()
    return not any(name in lowered for name in _official_with_program())


def is_one_word(left: str, right: str) -> bool:
    """Say whether a word that fills a line goes on at the beginning of the next one.

    A layout breaks a word only where it fills a line alone. What is then not certain is whether a word that just fits
    its column ends there; so together they must be a known word, or else be unknown with a rest of a few letters.

    Examples
    --------
    >>> is_one_word("DISKOPERINDA", "G SITUBONDO"), is_one_word("PENGELOLAAN", "SAMPAH")
    (True, False)
    """
    begun, rest = _WORD.findall(left.lower()), _WORD.match(right.lower())
    if not begun or rest is None or not left[-1].isalpha() or (left[-1].islower() and right[0].isupper()):
        return False
    if _known(begun[-1] + rest[0]):
        return not (_known(begun[-1]) and _known(rest[0]))
    return not _known(begun[-1]) and not _known(rest[0]) and len(rest[0]) <= _REST


def mend(line: str) -> str:
    """Put words together that the layout split within a line: ``Pe ngelolaan`` -> ``Pengelolaan``."""
    return _join([line])


def _join(lines: Sequence[str]) -> str:
    """Put lines together, and pieces of words: those that are a word together and not all words alone."""
    pieces = [piece for line in lines for piece in line.split()]
    begins = set(accumulate(len(line.split()) for line in lines))  # places of pieces that begin a line
    at, words = 0, list[str]()
    while at < len(pieces):
        for end in range(min(len(pieces), at + _MOST_PIECES), at, -1):
            broken = any(place in begins for place in range(at + 1, end))
            word = _whole(pieces[at:end])
            if word and (broken or end == at + 1 or pieces[at].lower() not in _ALONE):
                if at in begins and words and words[-1].endswith("/") and words[-1] != "/":
                    word = words.pop() + word
                if at in begins and words and _FLOATING.fullmatch(word):
                    word = words.pop() + word
                words.append(word)
                at = end
                break
    return " ".join(words)


def _whole(pieces: Sequence[str]) -> str:
    """Give pieces as one word, or nothing if they are several."""
    if len(pieces) == 1:
        return pieces[0]
    whole = "".join(pieces)
    if len(pieces) == 2:
        left, right = pieces
        if left.endswith("-") and len(left) > 1 and left[-2].isalpha() and right[0].isalpha():
            plain = left[:-1] + right
            split = _known(_letters(plain)) and not _known(_letters(left[:-1]))
            return plain if split and _letters(plain) in plain.lower() else whole
    if any(not _INNER.fullmatch(piece) for piece in pieces[:-1]) or not _TAIL.match(pieces[-1]):
        return ""
    if pieces[-1][0].isupper() and not pieces[0].isupper():
        return ""
    parts = [_WORD.findall(pieces[0])[-1].lower(), *map(_letters, pieces[1:])]
    word = "".join(parts)
    if len(word) < _SHORTEST:
        return ""
    if word in _official():
        return "" if all(part in _official() or part in _ALONE for part in parts) else whole
    return whole if _known(word) and not all(map(_known, parts)) else ""


def _letters(piece: str) -> str:
    """Give the first run of letters, in lower case: ``hatan,`` -> ``hatan``."""
    found = _WORD.search(piece)
    return found[0].lower() if found else ""
