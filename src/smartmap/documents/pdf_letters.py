"""The letters of a PDF: put together to text whichever way they run, and told where they lie on each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Char = dict[str, Any]

_OVERLAP = 0.4  # of a letter's width and height: less is kerning and the tails of tight lines
_COVERED = 0.006  # of a page's letters; in pages that can be read it is none


def is_page_overprinted(chars: Sequence[Char]) -> bool:
    """Say whether so many letters of a page lie on others that nobody can read it."""
    return is_overprinted(chars, most=max(10, int(_COVERED * len(chars))))


def is_overprinted(chars: Sequence[Char], most: int) -> bool:
    """Say whether more than ``most`` letters lie on others, as where a cell was too small for its text.

    A letter on the same letter is only bold.
    """
    covered = 0
    near: list[Char] = []
    for char in sorted((char for char in chars if char["text"].strip()), key=lambda char: float(char["x0"])):
        inset = char["x0"] + _OVERLAP * (char["x1"] - char["x0"])
        near = [other for other in near if other["x1"] > char["x0"]]
        covered += any(other["x1"] > inset and _is_over(char, other) for other in near)
        near.append(char)
    return covered > most


def _is_over(char: Char, other: Char) -> bool:
    shared = min(char["bottom"], other["bottom"]) - max(char["top"], other["top"])
    return bool(shared > _OVERLAP * (char["bottom"] - char["top"]) and char["text"] != other["text"])


def is_slanted(char: Char) -> bool:
    """Say whether a letter runs neither along nor across the page, as those of a watermark do."""
    a, b = char["matrix"][:2]
    return bool(min(abs(a), abs(b)) > 0.1 * max(abs(a), abs(b)))


def text_of(chars: Sequence[Char]) -> str:
    """Give letters as lines of text; those that run up or down are turned first."""
    from pdfplumber.utils.text import extract_text

    lying = [char for char in chars if not char["upright"] and char["text"].strip()]
    if len(lying) * 2 > sum(bool(char["text"].strip()) for char in chars):
        chars = [_turned(char) for char in chars]
    return str(extract_text(list(chars), x_tolerance_ratio=0.15, y_tolerance=2)) if chars else ""


def _turned(char: Char) -> Char:
    """Give a letter as it stands for a reader who turns the page."""
    up = char["matrix"][1] > 0
    left, right = (-char["bottom"], -char["top"]) if up else (char["top"], char["bottom"])
    top, bottom = (char["x0"], char["x1"]) if up else (-char["x1"], -char["x0"])
    return {
        **char,
        "x0": left,
        "x1": right,
        "top": top,
        "bottom": bottom,
        "doctop": top,
        "upright": True,
        "width": right - left,
        "height": bottom - top,
    }
