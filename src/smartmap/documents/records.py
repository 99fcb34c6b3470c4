"""Files with one item a line: JSON Lines and plain lists. And JSON, read as a list of the same objects."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from smartmap.documents.cells import (
    LONGEST,
    clean,
    is_number,
    is_numbering,
    is_total,
    shortened,
    without_bullet,
)
from smartmap.documents.headings import fold, role_of
from smartmap.documents.layout import FAMILY, ITEMS, UPPER
from smartmap.documents.plain import lines, open_text
from smartmap.documents.reading import Skipped
from smartmap.errors import DocumentError
from smartmap.records import LEVELS, Place, Programme

_PLAIN = ("id", "code", "level", "opd", "field", "outcome", "indicator", "region")
_LARGEST_JSON = 100_000_000


def from_txt(path: Path) -> Iterator[Programme | Skipped]:
    """Give a programme for each line of a plain list; blank lines are nothing."""
    for number, line in lines(path):
        place = Place(path.name, row=number)
        if line is None:
            yield Skipped(place, "", "row_long", {"limit": LONGEST})
            continue
        text = clean(line.lstrip("\ufeff"))
        if not text:
            if line.strip(" \t\ufeff"):
                yield Skipped(place, "", "row_no_text")
            continue
        yield _programme(place, {"text": without_bullet(text)})


def from_jsonl(path: Path, text_column: str | None = None) -> Iterator[Programme | Skipped]:
    """Give a programme for each line: a string, or an object with keys of a Programme or of a table."""
    for number, line in lines(path):
        place = Place(path.name, row=number)
        if line is None:
            yield Skipped(place, "", "row_long", {"limit": LONGEST})
            continue
        line = line.strip("\ufeff \t")
        if not line:
            continue
        try:
            item = json.loads(line, parse_constant=str)
        except (ValueError, RecursionError) as error:
            yield Skipped(place, shortened(line), "row_json", {"why": shortened(str(error))})
            continue
        yield _read(place, item, text_column)


def from_json(path: Path, text_column: str | None = None) -> Iterator[Programme | Skipped]:
    """Give a programme for each item of a JSON list, or of the first list inside a JSON object."""
    if path.stat().st_size > _LARGEST_JSON:
        raise DocumentError("document_json_large", file=str(path), limit=_LARGEST_JSON // 1_000_000)
    with open_text(path) as stream:
        try:
            content = json.loads(stream.read().lstrip("\ufeff"), parse_constant=str)
        except (ValueError, RecursionError) as error:
            raise DocumentError("document_json", file=str(path), why=shortened(str(error))) from error
    if isinstance(content, dict):
        content = next((value for value in content.values() if isinstance(value, list)), [content])
    items: Iterable[Any] = content if isinstance(content, list) else [content]
    for number, item in enumerate(items, 1):
        yield _read(Place(path.name, row=number), item, text_column)


def _read(place: Place, item: Any, text_column: str | None) -> Programme | Skipped:
    if isinstance(item, str):
        return _programme(place, {"text": clean(item)})
    if not isinstance(item, dict):
        return Skipped(place, shortened(str(item)), "row_json", {"why": type(item).__name__})
    inner = item.get("programme")
    if isinstance(inner, dict):  # a line of our own output: text outside, the rest inside
        item = {**inner, "text": item.get("text", ""), "id": item.get("id", "")}
    return _programme(place, _by_role(item, text_column))


def _by_role(item: Mapping[str, Any], text_column: str | None) -> dict[str, Any]:
    """Give an object's values by the names of a Programme; its keys may be those or headings of a table."""
    values: dict[str, Any] = {}
    levels: dict[str, str] = {}
    for key, value in item.items():
        if key == "parents":
            values["parents"] = _parents(value)
            continue
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            value = "; ".join(value)
        if not isinstance(value, (str, int, float)) or isinstance(value, bool):
            continue
        text = clean(str(value))
        if text_column is not None and fold(key) == fold(text_column):
            values["text"] = text
        elif key in _PLAIN:
            values[key] = text
        else:
            role = role_of(key)
            if role.name in ITEMS and text:
                levels.setdefault(role.name, text)
            elif role.name not in ("", "ignore"):
                values.setdefault(role.name, text)
    return _with_item(values, levels)


def _with_item(values: dict[str, Any], levels: dict[str, str]) -> dict[str, Any]:
    """Choose the item among the levels an object names; those above it become its parents."""
    if "text" not in values:
        order = [*reversed(FAMILY), "text", *reversed(UPPER)]
        role = next((role for role in order if role in levels), "")
        values["text"] = levels.pop(role, "")
        if role in LEVELS:
            values.setdefault("level", role)
    above = [(level, levels[level]) for level in LEVELS if level in levels and level != values.get("level")]
    values["parents"] = values.get("parents") or above
    return values


def _parents(value: Any) -> list[tuple[str, str]]:
    pairs = value.items() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [
        (str(pair[0]), clean(str(pair[1])))
        for pair in pairs
        if isinstance(pair, (list, tuple)) and len(pair) == 2 and str(pair[0]) in LEVELS
    ]


def _programme(place: Place, values: Mapping[str, Any]) -> Programme | Skipped:
    text = values.get("text", "")
    if len(text) > LONGEST:
        return Skipped(place, shortened(text), "row_long", {"limit": LONGEST})
    if is_numbering(text.split()):
        return Skipped(place, shortened(text), "row_numbering")
    if is_total(text):
        return Skipped(place, shortened(text), "row_total")
    if is_number(text):
        return Skipped(place, shortened(text), "row_no_text")
    level = fold(values.get("level", "")).replace(" ", "_")
    return Programme(
        text=text,
        id=values.get("id", ""),
        code=values.get("code", ""),
        level=level if level in LEVELS else "",
        opd=values.get("opd", ""),
        field=values.get("field", ""),
        outcome=values.get("outcome", ""),
        indicator=values.get("indicator", ""),
        parents=tuple(values.get("parents", ())),
        region=values.get("region", ""),
        place=place,
    )
