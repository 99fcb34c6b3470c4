"""A text cut into pieces, with the words that decided marked by the dimension they speak for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smartmap import wording

if TYPE_CHECKING:
    from smartmap.records import Result

_COMPARED = 2  # suggestions whose words are marked: those the pokja chooses between


class Piece(NamedTuple):
    """A stretch of text; ``dimension`` is empty where nothing speaks."""

    text: str
    dimension: str


def pieces(result: Result) -> list[Piece]:
    """Cut a result's text at the words that decided.

    Where two dimensions claim a word, or parts of one, the stronger claim counts and the other is not marked. The
    pieces put together are the text as received.
    """
    claims = [
        (-word.weight, word.start, word.end, suggestion.dimension)
        for suggestion in result.suggestions[:_COMPARED]
        for word in wording.deciding_words(suggestion)
    ]
    taken: list[tuple[int, int, str]] = []
    for _, start, end, dimension in sorted(claims):
        if all(end <= begin or stop <= start for begin, stop, _ in taken):
            taken.append((start, end, dimension))
    found, done = [], 0
    for start, end, dimension in sorted(taken):
        found += [Piece(result.text[done:start], ""), Piece(result.text[start:end], dimension)]
        done = end
    return [piece for piece in (*found, Piece(result.text[done:], "")) if piece.text]
