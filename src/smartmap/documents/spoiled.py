"""Codes that a spreadsheet took for dates or numbers: ``1.02.03`` became 1 February 2003, ``2.10`` became 2.1."""

from __future__ import annotations

import re
from collections.abc import Iterable

from smartmap.documents.reading import Doubt

_ISO = re.compile(r"(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?:[ T]00:00(?::00)?)?")
_LOCAL = re.compile(r"(?P<day>\d{1,2})[/-](?P<month>\d{1,2})[/-](?P<year>(?:19|20)?\d\d)")
_CUT = re.compile(r"\d\.[1-9]")
_LATEST = 16
"""Two-digit years up to this one are numbers of programmes; a later one is the year in which ``1.02`` was typed."""


class Spoiled:
    """Mends the cells of a table's code columns and remembers what it mended.

    Parameters
    ----------
    sample : iterable of str
        Cells of the code columns. Where second parts have two digits, ``2.1`` has lost a zero at its end.
    """

    def __init__(self, sample: Iterable[str]) -> None:
        self._two_digits = any(re.match(r"\d\.\d\d(?!\d)", cell) for cell in sample)
        self._mended: dict[str, str] = {}

    def mend(self, cell: str) -> str:
        """Give the code a cell held before it was spoiled; any other cell as it is.

        Examples
        --------
        >>> Spoiled([]).mend("2003-02-01"), Spoiled(["1.02"]).mend("2.1"), Spoiled(["1.02"]).mend("1.02.03")
        ('1.02.03', '2.10', '1.02.03')
        """
        found = _ISO.fullmatch(cell) or _LOCAL.fullmatch(cell)
        if found and int(found["day"]) <= 9 and int(found["month"]) <= 12:
            code = f"{int(found['day'])}.{int(found['month']):02d}"
            number = int(found["year"]) % 100
            code += f".{number:02d}" if number <= _LATEST else ""
        elif self._two_digits and _CUT.fullmatch(cell):
            code = f"{cell}0"
        else:
            return cell
        self._mended[cell] = code
        return code

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """One doubt if anything was mended."""
        if not self._mended:
            return ()
        found, code = next(iter(self._mended.items()))
        return (Doubt("doubt_spoiled_codes", {"count": len(self._mended), "found": found, "code": code}),)
