"""Which programmes are nearly identical: the same programme under many OPDs, or with a slip of typing.

A group is *offered* one decision; each programme still gets a row of its own. So a doubtful pair costs a glance, and
the bar is set where typing slips end: 93 of 100 letters the same, and no number or code that differs. (*Sarana
pertanian* and *prasarana pertanian* are two programmes.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from smartmap.store.programmes import twin_key
from smartmap.store.records import MappedProgramme

LIKENESS = 93.0
"""Percent of letters two wordings must share."""

_CROWD = 60  # a wording is compared with this many of its block at most, so that 50,000 take seconds


def group_twins(programmes: Iterable[MappedProgramme]) -> dict[str, str]:
    """Give the twin key of each programme, by id; near wordings get the key of the one that came first."""
    keys: dict[str, str] = {}  # wording without case and punctuation -> key
    blocks: dict[tuple[object, ...], list[str]] = defaultdict(list)
    found: dict[str, str] = {}
    for item in programmes:
        plain = _plain(item.programme.text)
        if plain not in keys:
            keys[plain] = _near(plain, item.programme.code, blocks, keys) or twin_key(item.programme.text)
        found[item.id] = keys[plain]
    return found


def _plain(text: str) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "program" else words)


def _near(plain: str, code: str, blocks: dict[tuple[object, ...], list[str]], keys: dict[str, str]) -> str:
    from rapidfuzz import fuzz, process

    numbers = (code, *(word for word in plain.split() if any(letter.isdigit() for letter in word)))
    letters = plain.replace(" ", "")
    # Compared within a block only: the same code and numbers, and the same beginning or the same end.
    mine = [("begins", letters[:8], numbers), ("ends", letters[-8:], numbers)]
    best = ""
    for block in mine:
        match = process.extractOne(plain, blocks[block][-_CROWD:], scorer=fuzz.ratio, score_cutoff=LIKENESS)
        if match is not None:
            best = keys[match[0]]
            break
    for block in mine:
        blocks[block].append(plain)
    return best
