"""Write results as JSON Lines, CSV, a workbook, a Word table, an HTML report or Parquet, by suffix; or all to a folder.

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

SUFFIXES = (".jsonl", ".csv", ".xlsx", ".docx", ".html", ".parquet")


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
        Ends in ``.jsonl``, ``.csv``, ``.xlsx``, ``.docx``, ``.html`` or ``.parquet``; a folder, or a name that ends in
        ``/``, takes all of these and the pictures.
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
    check_output(path, overwrite)
    frame = taxonomy or load_taxonomy()
    if is_folder(path):
        from smartmap.documents.folder_output import open_folder

        with open_folder(Path(path), frame, language) as folder:
            yield folder
        return
    path = Path(path)
    with replacing(path) as temporary:
        suffix = path.suffix.lower()
        whole = _whole_writer(suffix, temporary, path, frame, language)
        if whole:
            yield whole
            whole.close()
            return
        encoding, newline = ("utf-8-sig", "") if suffix == ".csv" else ("utf-8", "\n")
        with temporary.open("w", encoding=encoding, newline=newline, errors="backslashreplace") as stream:
            writer: Writer = CsvWriter(stream, frame, language) if suffix == ".csv" else JsonlWriter(stream)
            yield writer
            writer.close()


def _whole_writer(suffix: str, temporary: Path, path: Path, frame: Taxonomy, language: str) -> Writer | None:
    """Give the writer of a kind of file that is written as a whole; None for streams of text."""
    if suffix == ".xlsx":
        from smartmap.documents.workbook import WorkbookWriter

        return WorkbookWriter(temporary, path, frame, language)
    if suffix == ".docx":
        from smartmap.documents.word_table import WordWriter

        return WordWriter(temporary, path, frame, language)
    if suffix == ".html":
        from smartmap.documents.report.page import HtmlWriter

        return HtmlWriter(temporary, frame, language)
    if suffix == ".parquet":
        from smartmap.documents.parquet import ParquetWriter

        return ParquetWriter(temporary, path)
    return None


def is_folder(path: str | PathLike[str]) -> bool:
    """Say whether an output is meant as a folder: it is one, or its name ends as one."""
    return os.fspath(path).endswith(("/", os.sep)) or Path(path).is_dir()


def targets(path: str | PathLike[str]) -> list[Path]:
    """Give the files that may be written for an output."""
    if not is_folder(path):
        return [Path(path)]
    from smartmap.documents.folder_output import NAMES

    return [Path(path) / name for name in NAMES]


def check_output(path: str | PathLike[str], overwrite: bool = False) -> None:
    """Refuse a file or folder for results that cannot be written, before any work is done."""
    if is_folder(path):
        _check_folder(Path(path), overwrite)
    else:
        check_target(Path(path), overwrite)


def check_target(path: Path, overwrite: bool = False, suffixes: Sequence[str] = SUFFIXES) -> None:
    """Refuse a file that cannot be written, before any work is done."""
    known = ", ".join(suffixes)
    if path.is_dir():
        raise DocumentError("output_folder", file=str(path), known=known)
    if path.suffix.lower() not in suffixes:
        raise DocumentError("output_suffix", file=str(path), suffix=path.suffix, known=known)
    if not path.parent.is_dir():
        raise DocumentError("output_no_folder", file=str(path), folder=str(path.parent))
    if path.exists() and not overwrite:
        raise DocumentError("output_exists", file=str(path))


def _check_folder(path: Path, overwrite: bool) -> None:
    if path.exists() and not path.is_dir():
        raise DocumentError("output_name_taken", file=str(path))
    if not path.parent.is_dir():
        raise DocumentError("output_no_folder", file=str(path), folder=str(path.parent))
    there = [file for file in targets(path) if file.exists()] if path.is_dir() else []
    if there and not overwrite:
        raise DocumentError("output_exists", file=str(there[0]))


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a name beside the target; what is written there takes the target's place at the end."""
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem[:40]}-", suffix=path.suffix)
        os.close(descriptor)
    except OSError as error:
        raise denied(path, error) from error
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        if isinstance(error, DocumentError):
            raise
        raise denied(path, error) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _umask() -> int:
    """Give the mask for new files; mkstemp makes files for their owner alone."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def denied(path: Path, error: OSError) -> DocumentError:
    """Give the error for an output that the system does not let us write."""
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
