"""Abbreviations of the field and how a context chooses among their meanings.

``data/abbreviations.csv`` has a row per meaning. Where an abbreviation has several, ``near`` lists words one of which
has to stand in the text or beside it (OPD, bidang urusan) for that meaning; one without ``near`` is the usual one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """One meaning: the stems of its expansion, and the stems that call for it."""

    expansion: str
    stems: Stems
    near: frozenset[str]


class Abbreviations:
    """Lookup from a word as written to its possible meanings.

    Parameters
    ----------
    rows : iterable of mapping
        With keys ``abbreviation``, ``expansion``, ``near`` (words separated by blanks).
    stems : callable
        Turns words into stems, without expanding abbreviations.
    is_word : callable
        Says whether a lower-case word is an ordinary word.
    """

    def __init__(
        self,
        rows: Iterable[Mapping[str, str]],
        stems: Callable[[str], Stems],
        is_word: Callable[[str], bool],
    ) -> None:
        self._is_word = is_word
        self._exact: dict[str, tuple[Meaning, ...]] = {}
        for row in rows:
            meaning = Meaning(row["expansion"], stems(row["expansion"]), frozenset(stems(row["near"])))
            key = row["abbreviation"]
            self._exact[key] = (*self._exact.get(key, ()), meaning)
        self._folded = {key.lower(): meanings for key, meanings in self._exact.items()}

    def meanings(self, word: str) -> tuple[Meaning, ...]:
        """Give the meanings of a word as written; none if it is an ordinary word.

        Another case than the usual one counts only where it cannot be a word of its own: ``PUSKESMAS`` is read as
        Puskesmas, ``sd`` and ``aki`` are not read as SD and AKI.
        """
        exact = self._exact.get(word)
        if exact is not None:
            return exact
        folded = word.lower()
        found = self._folded.get(folded, ())
        if not found or self._is_word(folded):
            return ()
        return found if len(word) > 3 or (len(word) == 3 and word.isupper()) else ()

    @staticmethod
    def resolve(meanings: tuple[Meaning, ...], context: frozenset[str] | set[str]) -> Meaning | None:
        """Choose the meaning that the context calls for; None if it calls for none or for several alike."""
        usual = [meaning for meaning in meanings if not meaning.near]
        if len(meanings) == 1 and usual:
            return usual[0]
        scored = sorted(((len(meaning.near & context), place) for place, meaning in enumerate(meanings)), reverse=True)
        if scored[0][0] and (len(scored) == 1 or scored[0][0] > scored[1][0]):
            return meanings[scored[0][1]]
        return usual[0] if usual and not scored[0][0] else None
