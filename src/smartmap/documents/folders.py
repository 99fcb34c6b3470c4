"""The files of a folder that may hold programmes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import PathLike, walk
from pathlib import Path

from smartmap.errors import DocumentError, SmartmapError

SUFFIXES = (
    ".csv", ".tsv", ".tab", ".txt", ".json", ".jsonl", ".ndjson", ".xlsx", ".xlsm", ".xls", ".ods", ".docx", ".docm",
    ".pdf",
)  # fmt: skip
"""Of files read from a folder; a file named by itself is told by its content alone."""


def find_files(
    paths: Iterable[str | PathLike[str]], outputs: Iterable[Path] = ()
) -> tuple[list[Path], dict[str, SmartmapError]]:
    """Give the files, folders opened, and those in folders that cannot be read; no output is among either.

    Raises
    ------
    DocumentError
        If no folder or file named holds anything to read.
    """
    files: list[Path] = []
    unknown: dict[str, SmartmapError] = {}
    folders = []
    written = [out for out in outputs if out.exists()]
    for path in map(Path, paths):
        if not path.is_dir():
            files.append(path)
            continue
        folders.append(path)
        for file in _inside(path):
            if any(file.samefile(out) for out in written):
                continue
            if file.suffix.lower() in SUFFIXES:
                files.append(file)
            else:
                unknown[str(file)] = DocumentError("document_unknown", file=str(file), suffix=file.suffix or "-")
    if folders and not files:
        raise DocumentError("document_folder_empty", file=str(folders[0]))
    return files, unknown


def _inside(folder: Path) -> Iterator[Path]:
    """Give the files of a folder and those below it, sorted; links to folders are not followed."""
    for place, folders, names in walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            # ~$ is what Office leaves beside an open file, .part.gz what a run keeps of itself
            if not name.startswith((".", "~$")) and not name.endswith(".part.gz"):
                yield Path(place) / name
