"""Sentences and list items of narrative plans, which a full stop alone does not part (*Kab. Banggai*, *Jl.*)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SHORT = """
a.n bd bpk cq cv d.a dr dra drg drs ds dsn ft gg h hal hj hlm hm ir jend jl kab kec kel kep kol kp ky letjen lt m maks
mayjen min n ng no nn ny pasal perpres perda pt pd prof rp rs s.d sdr sk ssos st tbk tlp tn u.p ud
"""
SHORT = frozenset(_SHORT.split())
"""Abbreviations that something always follows; after *dll.* or *dsb.* and a capital a sentence has ended."""

_END = re.compile(r"[.!?…]+[\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-ZÀ-Þ0-9])")
_ITEM = re.compile(r"\s*\n\s*(?=(?:\d{1,3}[.)]|\(?[a-z\d]{1,2}\)|[a-z]\.|[-•*▪◦·–])\s)|\s*\n\s*\n\s*")
_WORD = re.compile(r"[\w.]+$")
_MARKER = re.compile(r"(?:^|\n)[ \t]*(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})$")
_NEAR = 40  # characters in which the word before a full stop is looked for: longer ones are no abbreviation


def sentence_starts(text: str) -> list[int]:
    """Give where sentences and list items begin.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of int
        Characters from the start, rising, the first 0; empty for a blank text.

    Examples
    --------
    >>> text = "Pemerintah Kab. Banggai membangun pasar. Jl. Ahmad Yani diperbaiki."
    >>> [text[start:] for start in sentence_starts(text)][1:]
    ['Jl. Ahmad Yani diperbaiki.']
    """
    if not text.strip():
        return []
    return sorted({0, *_after_stops(text), *(match.end() for match in _ITEM.finditer(text))})


def _after_stops(text: str) -> Iterator[int]:
    for match in _END.finditer(text):
        before = text[max(0, match.start() - _NEAR) : match.start()]
        if text[match.start()] == "." and (_MARKER.search(before) or _is_short(before)):
            continue
        yield match.end()


def _is_short(before: str) -> bool:
    """Say whether a full stop belongs to the word before it: an abbreviation or the initial of a name."""
    word = _WORD.search(before)
    if word is None:
        return False
    return word[0].casefold() in SHORT or (len(word[0]) == 1 and word[0].isupper())
