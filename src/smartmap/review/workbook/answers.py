"""What a filled row says: verdict and labels, from the drop-downs' words or from whatever people write instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import NamedTuple

from smartmap.errors import TaxonomyError
from smartmap.review.workbook.layout import VERDICT_OF, fold
from smartmap.review.workbook.read import Filled
from smartmap.store.records import Person
from smartmap.taxonomy import Taxonomy

_LIST = re.compile(r"[,;/+&\n]")
_AND = re.compile(r"\b(?:dan|and|serta)\b", re.IGNORECASE)  # stands inside names too
_WITH_ID = re.compile(r".*\(([^()]+)\)\s*$", re.DOTALL)


class Refusal(Exception):  # noqa: N818 - it never leaves this package
    """Why a row cannot be taken: a key of the message catalogue and its facts."""

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code)
        self.code, self.fields = code, fields


class Answer(NamedTuple):
    """What a row says; ``slips`` are labels that were misspelt, with the id each was read as."""

    verdict: str
    primary: str
    further: tuple[str, ...]
    slips: tuple[tuple[str, str], ...] = ()


def read_answer(row: Filled, taxonomy: Taxonomy) -> Answer | None:
    """Read the decision of a row, None if none is filled in.

    Raises
    ------
    Refusal
        If a word is no dimension, or the sub-dimension belongs to another one.
    """
    decision, sub, more = row.get("decision"), row.get("sub"), row.get("further")
    if not decision and not sub and not more:
        return None
    verdict = VERDICT_OF.get(fold(decision), "")
    slips: dict[str, str] = {}
    if verdict in ("not_mapped", "defer", "withdraw"):
        return Answer(verdict, "", ())
    named = [] if verdict or not decision else _labels(decision, taxonomy, slips)
    further = [*named[1:], *_labels(more, taxonomy, slips)]
    primary = named[0] if named else ""
    if sub:
        label = _label(sub, taxonomy, slips)
        if primary and taxonomy.dimension_of(label) != taxonomy.dimension_of(primary):
            raise Refusal("workbook_sub", sub=sub, dimension=decision)
        primary = label
    if not primary and not verdict:  # only further dimensions: the first is the one that was meant
        primary, further = further[0], further[1:]
    kept = tuple(dict.fromkeys(further))
    return Answer("correct" if primary else verdict, primary, kept, tuple(slips.items()))


def _labels(text: str, taxonomy: Taxonomy, slips: dict[str, str]) -> list[str]:
    """Read one label, or several: ``Smart Living dan Smart People``."""
    if not text:
        return []
    listed = [part for part in _LIST.split(text) if part.strip()]
    if len(listed) > 1:  # before anything is guessed: "SL; Smart Branding" is near enough to the second alone
        return [label for part in listed for label in _labels(part, taxonomy, slips)]
    try:
        return [taxonomy.read_label(text)]
    except TaxonomyError:
        parts = [part for part in _AND.split(text) if part.strip()]
        near_whole = taxonomy.near_label(text) and not all(map(taxonomy.knows, parts))
        if len(parts) > 1 and not near_whole:
            return [_label(part, taxonomy, slips) for part in parts]
        return [_label(text, taxonomy, slips)]


def _label(text: str, taxonomy: Taxonomy, slips: dict[str, str]) -> str:
    """Read one label. Who filled the row in is far away: a slip of spelling is read, and noted to be told."""
    try:
        return taxonomy.read_label(text)
    except TaxonomyError as error:
        near = taxonomy.near_label(text)
        if not near:
            code = "workbook_label_unlike" if error.code == "label_unlike" else "workbook_label"
            raise Refusal(code, found=text, hint=error.fields["hint"]) from None
        slips[text.strip()] = near
        return near


def read_person(row: Filled, people: Sequence[Person], default: Person | None) -> Person:
    """Find who decided: by ``Name (id)``, id, or a name that only one person has; an empty cell is the sender.

    Raises
    ------
    Refusal
        If it is nobody, or could be several.
    """
    text = row.get("person")
    if not text and default is not None:
        return default
    with_id = _WITH_ID.fullmatch(text)
    wanted = {text, with_id[1].strip()} if with_id else {text}
    found = [person for person in people if person.id in wanted]
    found = found or [person for person in people if fold(person.name) == fold(text) and text]
    if len(found) == 1:
        return found[0]
    names = [f"{person.name} ({person.id})" for person in (found or people)]
    near = names if found else get_close_matches(text, names, n=3, cutoff=0.3) or names
    raise Refusal("workbook_nobody", found=text, hint=", ".join(near[:3]) or "-")
