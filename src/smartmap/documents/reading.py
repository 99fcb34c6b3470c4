"""What reading a file gives: the tables found, the programmes, and what was left out and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smartmap.errors import message
from smartmap.records import Place

if TYPE_CHECKING:
    from smartmap.records import Programme


NO_LOSS = ("row_title", "row_parent")
"""Reasons of rows that are read, though they are no programmes: what they say is kept with the rows below them."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no programme, with the reason.

    Parameters
    ----------
    place : Place
        Where it stands.
    text : str
        What it says, shortened.
    reason : str
        Key of the message catalogue, such as ``row_total``.
    fields : mapping
        The facts that message names.
    """

    place: Place
    text: str
    reason: str
    fields: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_loss(self) -> bool:
        """Whether what the row says is found nowhere else in what was read."""
        return self.reason not in NO_LOSS and not self.is_doubt

    @property
    def is_doubt(self) -> bool:
        """Whether this is no row, but a :class:`Doubt` about a table, for outputs to show."""
        return self.reason.startswith("doubt_")

    def message(self, language: str = "id") -> str:
        """Say why it was left out."""
        return message(self.reason, language, **self.fields)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something about a table that a person should look at; ``code`` is a key of the message catalogue."""

    code: str
    fields: Mapping[str, object] = field(default_factory=dict)

    def message(self, language: str = "id") -> str:
        """Say what is doubtful."""
        return message(self.code, language, **self.fields)


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it was understood.

    Parameters
    ----------
    file, sheet : str
        Where it was found.
    page : int, optional
        In a PDF.
    header_rows : tuple of int
        Rows of its heading, counted from 1; empty where the file has none.
    columns : mapping of str to str
        Role (a level, ``text``, ``code``, ``opd``, ``field``, ``outcome``, ``indicator``) to heading.
    rows : int
        Rows below the heading that hold anything.
    programmes : int
        Programmes they came to, repeated rows folded.
    doubts : tuple of Doubt
    """

    file: str
    sheet: str
    page: int | None
    header_rows: tuple[int, ...]
    columns: Mapping[str, str]
    rows: int
    programmes: int
    doubts: tuple[Doubt, ...] = ()

    def doubtful(self) -> list[Skipped]:
        """Give the doubts with their place, for outputs to show beside the rows that were left out."""
        place = Place(self.file, self.sheet, self.page)
        return [Skipped(place, "", doubt.code, doubt.fields) for doubt in self.doubts]


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole file as it was understood."""

    tables: tuple[Table, ...]
    programmes: list[Programme]
    skipped: list[Skipped]
