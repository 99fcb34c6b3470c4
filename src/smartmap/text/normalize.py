"""Clean a text without losing the way back: every character of the clean text knows its place in the source.

Undone here: compatibility characters and ligatures, invisible and control characters, hyphens at line ends, letters
spaced out one by one (``P R O G R A M``), runs of white space. Damage that needs a dictionary (joined and broken words,
typing slips) is undone word by word in :mod:`smartmap.text.tokens`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_] ){3,}[^\W\d_](?![^\W_])")
# Begins at a word's first letter, or a long word would be tried from each of its letters; what follows is only looked
# at, so that a word may be broken over three lines.
_LINE_HYPHEN = re.compile(r"(?<![^\W\d_])([^\W\d_]+)-[ \t]*(?:\r\n|[\r\n\f\v\x85\u2028\u2029])[ \t]*(?=([^\W\d_]+))")
_QUOTES = {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "\u00ad": ""}
_MARKS = 30  # on one letter (Unicode's stream-safe limit): sorting a thousand of them takes for ever


class Normalized(NamedTuple):
    """A clean text and, for each of its characters, where it began and ended in the source.

    ``starts`` and ``ends`` are None where the clean text is the source itself.
    """

    text: str
    starts: tuple[int, ...] | None
    ends: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Turn a span of the clean text (not empty) into the span of the source it came from."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def normalize(source: str) -> Normalized:
    r"""Clean a text and keep the map to its source.

    Examples
    --------
    >>> normalize("Pem-\nbangunan   jalan").text
    'Pembangunan jalan'
    """
    clean = Normalized(source, None, None)
    # What one pass undoes may bring other damage to light: letters two spaces apart are then one space apart.
    while not _is_clean(clean.text):
        again = _pass(clean.text)
        if again.text == clean.text:
            break
        spans = [clean.span(*again.span(place, place + 1)) for place in range(len(again.text))]
        clean = Normalized(again.text, tuple(start for start, _ in spans), tuple(end for _, end in spans))
    return clean


def is_tidy(text: str) -> bool:
    """Say whether a text is printable ASCII with single blanks between its words; only letters may be spaced out."""
    return text.isascii() and text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " "


def is_spaced_out(text: str) -> bool:
    """Say whether a tidy text has letters spaced out one by one."""
    return _SPACED.search(text) is not None


def _is_clean(text: str) -> bool:
    if not is_tidy(text):
        return False
    # Letters spaced out leave single letters between blanks; looking for them is cheaper than the pattern.
    return list(map(len, text.split(" "))).count(1) < 2 or not is_spaced_out(text)


def _pass(source: str) -> Normalized:
    dropped = _dropped(source)
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(source):
        if start in dropped:
            continue
        for character in _clean(source[start:end]):
            if character == " " and (not text or text[-1] == " "):
                continue
            text.append(character)
            starts.append(start)
            ends.append(end)
    if text and text[-1] == " ":
        text.pop(), starts.pop(), ends.pop()
    return Normalized("".join(text), tuple(starts), tuple(ends))


def _dropped(source: str) -> set[int]:
    """Places of characters that a layout put in: line-end hyphens and spaces between spaced letters."""
    places: set[int] = set()
    for match in _LINE_HYPHEN.finditer(source):
        left, right = match[1].casefold(), match[2].casefold()
        hyphen = match.end(1)
        # anak-/anak and e-/retribusi keep their hyphen: it belongs to the word, only the line end goes
        keeps = right.startswith(left) or len(left) == 1
        places.update(range(hyphen + keeps, match.start(2)))
    for match in _SPACED.finditer(source):
        places.update(place for place in range(match.start(), match.end()) if source[place] == " ")
    return places


def _clusters(source: str) -> list[tuple[int, int]]:
    """Spans of each character with the marks that sit on it, which only together have a composed form."""
    spans: list[tuple[int, int]] = []
    for place, character in enumerate(source):
        if spans and unicodedata.combining(character) and place - spans[-1][0] <= _MARKS:
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    return spans


def _clean(cluster: str) -> str:
    if cluster in _QUOTES:
        return _QUOTES[cluster]
    composed = unicodedata.normalize("NFKC", cluster)
    return "".join(
        " " if character.isspace() else character
        for character in (_QUOTES.get(character, character) for character in composed)
        if character.isspace() or (character and unicodedata.category(character)[0] != "C")
    )
