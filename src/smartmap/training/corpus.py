"""The corpus: texts written for this project, with their labels.

``corpus/*.csv`` have the columns ``id, text, primary, further, style, family, note``. ``primary`` and ``further``
(joined by ``;``) are sub-dimension ids, ``support`` or ``none``; rows of one ``family`` share a topic and are never
parted between training and validation.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from smartmap.errors import CorpusError
from smartmap.taxonomy import OUTSIDE, Taxonomy

COLUMNS = ("id", "text", "primary", "further", "style", "family", "note")
STYLES = (
    "program", "kegiatan", "sub_kegiatan", "outcome", "indikator", "misi", "tujuan", "sasaran", "strategi",
    "arah_kebijakan", "unggulan", "aplikasi", "aksi", "quick_win", "serapan", "rusak",
)  # fmt: skip
"""Kinds of wording; ``serapan`` holds loan words, ``rusak`` is damaged by PDF or typing."""


class Row(NamedTuple):
    """One labelled text."""

    id: str
    text: str
    primary: str
    further: tuple[str, ...]
    style: str
    family: str
    note: str
    file: str = ""


def read_corpus(path: str | Path, taxonomy: Taxonomy) -> list[Row]:
    """Read a corpus file, or every CSV of a corpus folder in order of name.

    Raises
    ------
    CorpusError
        At the first row with a fault, naming file and line: a missing column, an unknown label or style, an empty or
        repeated text, a repeated id.
    """
    place = Path(path)
    files = sorted(place.glob("*.csv")) if place.is_dir() else [place]
    if not files or not all(file.is_file() for file in files):
        raise CorpusError("corpus_missing", path=str(place))
    rows: list[Row] = []
    seen: dict[str, str] = {}
    for file in files:
        for line, row in _read_file(file, taxonomy):
            where = f"{file.name}:{line}"
            for key in (f"id {row.id}", f"text {' '.join(row.text.casefold().split())}"):
                if key in seen:
                    raise CorpusError("corpus_twice", where=where, what=key, other=seen[key])
                seen[key] = where
            rows.append(row)
    return rows


def _read_file(file: Path, taxonomy: Taxonomy) -> Iterable[tuple[int, Row]]:
    try:
        text = file.read_bytes().decode("utf-8")  # line ends inside a field stay as they are
    except UnicodeDecodeError as error:
        raise CorpusError("corpus_file", where=file.name, why=str(error)) from error
    labels = {*taxonomy.sub_ids, *OUTSIDE}
    with io.StringIO(text, newline="") as stream:
        reader = csv.DictReader(stream, restval="")
        try:
            fields, tables = reader.fieldnames, [(reader.line_num, table) for table in reader]
        except csv.Error as error:  # a field of 131 kB, for one: a quotation mark is never closed
            where = f"{file.name}:{reader.line_num}"
            raise CorpusError("corpus_file", where=where, why=str(error)) from error
        if tuple(fields or ()) != COLUMNS:
            raise CorpusError("corpus_columns", file=file.name, found=fields, expected=", ".join(COLUMNS))
        for line, table in tables:
            where = f"{file.name}:{line}"
            further = tuple(filter(None, table["further"].split(";")))
            for label in (table["primary"], *further):
                if label not in labels:
                    raise CorpusError("corpus_label", where=where, label=label)
            if table["style"] not in STYLES:
                raise CorpusError("corpus_style", where=where, style=table["style"], known=", ".join(STYLES))
            if not table["text"].strip() or not table["family"]:
                raise CorpusError("corpus_empty", where=where)
            yield (
                line,
                Row(
                    table["id"],
                    table["text"],
                    table["primary"],
                    further,
                    table["style"],
                    table["family"],
                    table["note"],
                    file.stem,
                ),
            )


def checksum(rows: Iterable[Row]) -> str:
    """SHA-256 over the rows, sorted, whatever files they stand in."""
    digest = hashlib.sha256()
    for row in sorted(rows):
        digest.update("\x1f".join((*row[:3], ";".join(row.further), *row[4:6])).encode())
        digest.update(b"\x1e")
    return "sha256:" + digest.hexdigest()
