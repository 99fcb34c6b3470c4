"""Reading the files shipped inside the package (``smartmap/data``)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

# A plain path, not importlib.resources: smartmap is never run from a zip, and its import is a fifth of our start-up.
DATA = Path(__file__).parent / "data"


def data(*parts: str) -> Path:
    """Give a file or folder of the package's ``data`` folder."""
    return DATA.joinpath(*parts)


def read_rows(*parts: str) -> Iterator[dict[str, str]]:
    """Give the rows of a shipped CSV file; lines beginning with ``#`` are comments."""
    lines = data(*parts).read_text(encoding="utf-8").splitlines()
    yield from csv.DictReader(line for line in lines if not line.startswith("#"))
