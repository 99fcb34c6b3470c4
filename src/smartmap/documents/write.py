"""Write results as JSON Lines, CSV, a workbook, a Word table or Parquet, by suffix.

A file appears whole or not at all: it is written beside its place under another name and then renamed.
"""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TextIO

from smartmap.documents import table
from smartmap.errors import DocumentError
from smartmap.taxonomy import Taxonomy, load_taxonomy

if TYPE_CHECKING:
    from smartmap.documents.reading import Skipped
    from smartmap.records import Result

SUFFIXES = (".jsonl", ".csv", ".xlsx", ".docx", ".parquet")


class Writer(Protocol):
    """Takes results and skipped rows one by one."""

    def result(self, result: Result) -> None:
        """Write a result."""

    def skipped(self, skipped: Skipped) -> None:
        """Write a skipped row, where the format has a place for it."""

    def close(self) -> None:
        """Write what can only be written at the end."""


def write(
    results: Iterable[Result],
    path: str | PathLike[str],
    *,
    skipped: Iterable[Skipped] = (),
    language: str = "id",
    overwrite: bool = False,
    taxonomy: Taxonomy | None = None,
) -> int:
    """Write results to a file; JSON Lines, CSV and Parquet in bounded memory.

    Parameters
    ----------
    results : iterable of Result
    path : path
        Ends in ``.jsonl``, ``.csv``, ``.xlsx``, ``.docx`` or ``.parquet``.
    skipped : iterable of Skipped
        Rows left out, for the workbook's sheet of them.
    language : {"id", "en"}
    overwrite : bool
        Whether a file that is there already may be replaced.
    taxonomy : Taxonomy, optional
        Names of the dimensions; by default the project's own frame.

    Returns
    -------
    int
        How many results were written.

    Raises
    ------
    DocumentError
        If the suffix is unknown, the target is a folder or there already, or it cannot be written.
    """
    count = 0
    with open_writer(path, language=language, overwrite=overwrite, taxonomy=taxonomy) as writer:
        for count, result in enumerate(results, 1):  # noqa: B007
            writer.result(result)
        for item in skipped:
            writer.skipped(item)
    return count


@contextmanager
def open_writer(
    path: str | PathLike[str],
    *,
    language: str = "id",
    overwrite: bool = False,
    taxonomy: Taxonomy | None = None,
) -> Iterator[Writer]:
    """Give a writer for a file that appears when the block ends without an error."""
    path = Path(path)
    check_target(path, overwrite)
    frame = taxonomy or load_taxonomy()
    with replacing(path) as temporary:
        suffix = path.suffix.lower()
        if suffix == ".xlsx":
            from smartmap.documents.workbook import WorkbookWriter

            writer: Writer = WorkbookWriter(temporary, path, frame, language)
            yield writer
            writer.close()
            return
        if suffix == ".docx":
            from smartmap.documents.word_table import WordWriter

            writer = WordWriter(temporary, path, frame, language)
            yield writer
            writer.close()
            return
        if suffix == ".parquet":
            from smartmap.documents.parquet import ParquetWriter

            writer = ParquetWriter(temporary, path)
            yield writer
            writer.close()
            return
        encoding, newline = ("utf-8-sig", "") if suffix == ".csv" else ("utf-8", "\n")
        with temporary.open("w", encoding=encoding, newline=newline, errors="backslashreplace") as stream:
            writer = CsvWriter(stream, frame, language) if suffix == ".csv" else JsonlWriter(stream)
            yield writer
            writer.close()


def check_target(path: Path, overwrite: bool = False, suffixes: Sequence[str] = SUFFIXES) -> None:
    """Refuse a target that cannot be written, before any work is done."""
    known = ", ".join(suffixes)
    if path.is_dir():
        raise DocumentError("output_folder", file=str(path), known=known)
    if path.suffix.lower() not in suffixes:
        raise DocumentError("output_suffix", file=str(path), suffix=path.suffix, known=known)
    if not path.parent.is_dir():
        raise DocumentError("output_no_folder", file=str(path), folder=str(path.parent))
    if path.exists() and not overwrite:
        raise DocumentError("output_exists", file=str(path))


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a name beside the target; what is written there takes the target's place at the end."""
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem[:40]}-", suffix=path.suffix)
        os.close(descriptor)
    except OSError as error:
        raise _denied(path, error) from error
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        if isinstance(error, DocumentError):
            raise
        raise _denied(path, error) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _umask() -> int:
    """Give the mask for new files; mkstemp makes files for their owner alone."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _denied(path: Path, error: OSError) -> DocumentError:
    return DocumentError("output_denied", file=str(path), why=error.strerror or str(error))


class JsonlWriter:
    """One result a line; skipped rows have no place in it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def result(self, result: Result) -> None:
        """Write a result."""
        json.dump(table.record(result), self._stream, ensure_ascii=False)
        self._stream.write("\n")

    def skipped(self, skipped: Skipped) -> None:
        """Leave it out."""

    def close(self) -> None:
        """Nothing is left to write."""


class CsvWriter:
    """A table that spreadsheets open: UTF-8 with a mark, no cell taken for a formula."""

    def __init__(self, stream: TextIO, taxonomy: Taxonomy, language: str) -> None:
        self._writer = csv.writer(stream)
        self._taxonomy, self._language = taxonomy, language
        self._number = 0
        self._writer.writerow(table.columns(language))

    def result(self, result: Result) -> None:
        """Write a result."""
        self._number += 1
        cells = table.row(self._number, result, self._taxonomy, self._language)
        self._writer.writerow([table.harmless(cell) for cell in cells])

    def skipped(self, skipped: Skipped) -> None:
        """Leave it out."""

    def close(self) -> None:
        """Nothing is left to write."""
