"""A frame: its dimensions and sub-dimensions in order, their names, definitions and the spellings people use.

Nothing in the code knows a dimension by name; a further frame is a further file in ``data/frames``.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from smartmap.errors import LANGUAGES, TaxonomyError
from smartmap.resources import data

FORMAT = 1
OUTSIDE = ("support", "none")
"""Outcomes beside the dimensions: administrative support, and nothing a plan would map."""


@dataclass(frozen=True, slots=True)
class SubDimension:
    """One of the parts of a dimension; ``id`` begins with the dimension's id."""

    id: str
    code: str
    name: Mapping[str, str]
    definition: Mapping[str, str]
    aliases: tuple[str, ...]

    @property
    def dimension(self) -> str:
        """Id of the dimension it belongs to."""
        return self.id.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension with its sub-dimensions in order."""

    id: str
    code: str
    name: Mapping[str, str]
    definition: Mapping[str, str]
    aliases: tuple[str, ...]
    subs: tuple[SubDimension, ...]


class Taxonomy:
    """A frame of dimensions, read from a TOML file.

    Attributes
    ----------
    id, version : str, int
        Together the :attr:`key`, such as ``kominfo6/1``, that models and mappings store.
    dimensions : tuple of Dimension
        In the order every table shows them.
    correspondence : mapping of str to tuple of str
        For a frame other than the project's own: ids of this frame to ids of ``kominfo6`` that correspond.
    """

    def __init__(
        self,
        id: str,
        version: int,
        name: Mapping[str, str],
        dimensions: tuple[Dimension, ...],
        correspondence: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.id, self.version, self.name, self.dimensions = id, version, name, dimensions
        self.correspondence = dict(correspondence or {})
        self.subs: tuple[SubDimension, ...] = tuple(sub for dimension in dimensions for sub in dimension.subs)
        self.ids: tuple[str, ...] = tuple(dimension.id for dimension in dimensions)
        # What rules and models vote for: a dimension that is not parted further stands for itself.
        self.sub_ids: tuple[str, ...] = tuple(
            id for dimension in dimensions for id in ([sub.id for sub in dimension.subs] or [dimension.id])
        )
        self._by_id: dict[str, Dimension | SubDimension] = {item.id: item for item in dimensions}
        self._by_id |= {item.id: item for item in self.subs}
        self._labels: dict[str, str] = {}
        # Dimensions come last: a dimension's own spelling wins over a sub-dimension's.
        for item in reversed(self._by_id.values()):
            for spelling in (item.id, item.code, *item.name.values(), *item.aliases):
                self._labels[_fold(spelling)] = item.id

    @property
    def key(self) -> str:
        """What a model and a mapping store: id and version."""
        return f"{self.id}/{self.version}"

    def __contains__(self, id: object) -> bool:
        return id in self._by_id

    def __getitem__(self, id: str) -> Dimension | SubDimension:
        try:
            return self._by_id[id]
        except KeyError:
            raise self._unknown(id) from None

    def dimension_of(self, id: str) -> str:
        """Give the id of the dimension that a dimension or sub-dimension id belongs to."""
        return self[id].id.partition(".")[0]

    def told(self, *ids: str) -> dict[str, str]:
        """Name dimensions and sub-dimensions in every language, as a fact of an error."""
        return {language: ", ".join(self[id].name.get(language, id) for id in ids) or "-" for language in LANGUAGES}

    def read_label(self, label: str) -> str:
        """Read a label as people write it: an id, a name, a code or an alias. Nothing is guessed.

        Parameters
        ----------
        label : str
            Such as ``"Smart People"``, ``"SL"``, ``"ekosistem bisnis daerah"``.

        Returns
        -------
        str
            A dimension or sub-dimension id.

        Raises
        ------
        TaxonomyError
            If nothing fits; the message offers the nearest labels. See :meth:`near_label`.

        Examples
        --------
        >>> load_taxonomy().read_label("Smart People")
        'society'
        """
        found = self._labels.get(_fold(label))
        if found is None:
            raise self._unknown(label)
        return found

    def knows(self, label: str) -> bool:
        """Whether :meth:`read_label` reads a label."""
        return _fold(label) in self._labels

    def near_label(self, label: str) -> str:
        """Give the id of the dimension or sub-dimension that a label is a slip of spelling of; empty if of none.

        One or two letters may be wrong in a label of eight or more, none in short codes. Whoever goes on with it says
        what was read.

        Examples
        --------
        >>> load_taxonomy().near_label("Smart Livng")
        'living'
        """
        folded = _fold(label)
        near = get_close_matches(folded, [key for key in self._labels if len(key) >= 8], n=1, cutoff=0.9)
        return self._labels[near[0]] if near and len(folded) >= 8 else ""

    def _unknown(self, label: str) -> TaxonomyError:
        """Name the nearest labels, or where none is near the dimensions."""
        near = get_close_matches(_fold(label), tuple(self._labels), n=4, cutoff=0.5)
        ids = list(dict.fromkeys(self._labels[key] for key in near))[:2]
        code = "label_unknown" if ids else "label_unlike"
        return TaxonomyError(code, label=label, frame=self.key, hint=self.told(*ids or self.ids))


def _fold(label: str) -> str:
    decomposed = unicodedata.normalize("NFKD", label).casefold()
    return re.sub(r"\b(?:dan|and)\b|[\W_]+", "", decomposed)  # "&" is "dan"


@lru_cache(maxsize=8)
def load_taxonomy(frame: str | Path = "kominfo6") -> Taxonomy:
    """Read a frame: a shipped one by its id, or a user's own by the path of its TOML file.

    Raises
    ------
    TaxonomyError
        If there is no such frame or its file has a fault.
    """
    if isinstance(frame, str) and not frame.endswith(".toml"):
        source = data("frames", f"{frame}.toml")
        if not re.fullmatch(r"[\w-]+", frame) or not source.is_file():
            known = sorted(item.name.removesuffix(".toml") for item in data("frames").iterdir())
            raise TaxonomyError("frame_unknown", frame=frame, known=", ".join(known))
        name, text = f"{frame}.toml", source.read_text(encoding="utf-8")
    else:
        path = Path(frame)
        try:
            name, text = str(path), path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise TaxonomyError("frame_unreadable", file=str(path), why=str(error)) from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TaxonomyError("frame_unreadable", file=name, why=str(error)) from error
    return _build(table, name)


def _build(table: dict[str, Any], file: str) -> Taxonomy:
    if table.get("format") != FORMAT:
        raise TaxonomyError("frame_format", file=file, found=table.get("format"), expected=FORMAT)
    try:
        dimensions = tuple(
            Dimension(
                **_item(row),
                subs=tuple(SubDimension(**_item(sub)) for sub in row.get("sub", ())),
            )
            for row in table["dimension"]
        )
        taxonomy = Taxonomy(
            table["id"],
            int(table["version"]),
            dict(table["name"]),
            dimensions,
            {key: tuple(value) for key, value in table.get("correspondence", {}).items()},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise TaxonomyError("frame_key", file=file, key=str(error)) from error
    if len(dimensions) < 2:
        raise TaxonomyError("frame_few", file=file, found=len(dimensions))
    ids = [*taxonomy.ids, *(sub.id for sub in taxonomy.subs)]
    for id in ids:
        if ids.count(id) > 1 or id in OUTSIDE:
            raise TaxonomyError("frame_twice", file=file, id=id)
    for dimension in dimensions:
        for sub in dimension.subs:
            if sub.dimension != dimension.id:
                raise TaxonomyError("frame_parent", file=file, id=sub.id, parent=dimension.id)
    return taxonomy


def _item(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "code": row.get("code", row["id"]),
        "name": dict(row["name"]),
        "definition": dict(row.get("definition", {})),
        "aliases": tuple(row.get("aliases", ())),
    }
