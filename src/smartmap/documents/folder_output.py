"""All outputs of one run in a folder: tables, workbook, Word table, report and pictures.

Everything is written to a hidden folder first. A new output folder then appears whole, by one renaming; in a folder
that was there already each file takes its place by itself, and our own files of an earlier run that this one does not
write are taken out, so that no two runs stand side by side.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from smartmap.documents.report.pictures import NAMES as PICTURES
from smartmap.documents.write import Writer, denied, open_writer
from smartmap.errors import DocumentError, MissingExtraError, SmartmapError

if TYPE_CHECKING:
    from smartmap.documents.reading import Skipped
    from smartmap.records import Result
    from smartmap.taxonomy import Taxonomy

_TABLES = ("hasil.jsonl", "hasil.csv", "hasil.xlsx", "hasil.docx", "hasil.html", "hasil.parquet")
_PICTURES = "gambar"
NAMES = (*_TABLES, *(f"{_PICTURES}/{name}.{kind}" for name in PICTURES for kind in ("svg", "png")))
"""What an output folder may hold, by names inside it."""


class FolderWriter:
    """Hands each result to every output; ``unwritten`` says by name which of them are left out, and why."""

    def __init__(self, folder: Path, taxonomy: Taxonomy, language: str, stack: ExitStack) -> None:
        self.unwritten: dict[str, SmartmapError] = {}
        self._writers: dict[str, tuple[Writer, ExitStack]] = {}
        for name in _TABLES:
            inner = stack.enter_context(ExitStack())
            try:
                opened = open_writer(folder / name, language=language, taxonomy=taxonomy)
                self._writers[name] = inner.enter_context(opened), inner
            except MissingExtraError as error:  # its own words name the hidden folder
                self.unwritten[name] = MissingExtraError("output_part", extra=error.fields["extra"])
        if "hasil.html" in self.unwritten:
            self.unwritten[f"{_PICTURES}/"] = self.unwritten["hasil.html"]

    def result(self, result: Result) -> None:
        """Write a result to every output; one that cannot hold so many rows is left out from then on."""
        for name, (writer, inner) in list(self._writers.items()):
            try:
                writer.result(result)
            except DocumentError as error:
                if error.code != "output_rows":
                    raise
                self.unwritten[name] = DocumentError(error.code, **error.fields | {"file": name})
                del self._writers[name]
                _give_up(inner, error)

    def skipped(self, skipped: Skipped) -> None:
        """Write a skipped row where there is a place for it."""
        for writer, _ in self._writers.values():
            writer.skipped(skipped)

    def close(self) -> None:
        """Nothing is left to write: the outputs close with the block they were opened in."""

    def write_pictures(self, folder: Path) -> None:
        """Write the pictures the report drew, for slides."""
        from smartmap.documents.report.page import HtmlWriter

        for writer, _ in self._writers.values():
            if isinstance(writer, HtmlWriter) and writer.pictures:
                place = folder / _PICTURES
                place.mkdir()
                for name, picture in writer.pictures.items():
                    (place / f"{name}.svg").write_bytes(picture.svg)
                    (place / f"{name}.png").write_bytes(picture.png)


def _give_up(inner: ExitStack, error: DocumentError) -> None:
    """Close an output as broken, which takes away what it has written."""
    inner.__exit__(type(error), error, error.__traceback__)


@contextmanager
def open_folder(path: Path, taxonomy: Taxonomy, language: str) -> Iterator[FolderWriter]:
    """Give a writer for a folder whose files appear when the block ends without an error."""
    there = path.is_dir()
    try:
        # beside files that are there already: the folder may be a disk of its own, where renaming ends
        folder = Path(tempfile.mkdtemp(dir=path if there else path.parent, prefix=f".{path.name[:40]}-"))
    except OSError as error:
        raise denied(path, error) from error
    try:
        with ExitStack() as stack:
            writer = FolderWriter(folder, taxonomy, language, stack)
            yield writer
        writer.write_pictures(folder)
        if there:
            _move(folder, path)
        else:
            folder.chmod(0o755)
            folder.rename(path)
    except OSError as error:
        if isinstance(error, SmartmapError):
            raise
        raise denied(path, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _move(source: Path, target: Path) -> None:
    """Put each file in its place, and take out our files of an earlier run that have no successor."""
    for name in NAMES:
        new, old = source / name, target / name
        if new.exists():
            old.parent.mkdir(exist_ok=True)
            new.replace(old)
        else:
            old.unlink(missing_ok=True)
    pictures = target / _PICTURES
    if pictures.is_dir() and not any(pictures.iterdir()):
        pictures.rmdir()
