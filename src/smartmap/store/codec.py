"""Rows of the tables into records."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from smartmap.records import Programme, Result
from smartmap.store.chain import read_programme
from smartmap.store.records import Decision, Holding, MappedProgramme


def pack(labels: Iterable[str]) -> str:
    """Write labels as one text with a blank around each, empty for none."""
    joined = " ".join(labels)
    return f" {joined} " if joined else ""


def unpack(text: str) -> tuple[str, ...]:
    """Read labels back."""
    return tuple(text.split()) if text else ()


def read_decision(row: Any) -> Decision:
    """Read a row of ``decisions``."""
    values = list(row)
    values[_FURTHER] = unpack(values[_FURTHER])
    return Decision(*values)


_FURTHER = Decision._fields.index("further")


def read_holding(row: Any) -> Holding:
    """Read a row of ``holdings`` (without its mapping)."""
    programme, state, verdict, primary, further, standing, decision, at, answers, pokja_in, adviser_in = row
    labels = tuple(further.split()) if further else ()
    return Holding(programme, state, verdict, primary, labels, standing, decision, at, answers, pokja_in, adviser_in)


def read_mapped(row: Any) -> MappedProgramme:
    """Read a row of ``programmes`` with the body of its revision."""
    return MappedProgramme(
        id=row.id, mapping=row.mapping, position=row.position, version=row.version, twin=row.twin,
        programme=read_programme(row.body), below=row.below, suggestion=row.suggestion, status=row.status,
        label=row.label,
        probability=row.probability, uncertainty=row.uncertainty, plausible=unpack(row.plausible),
    )  # fmt: skip


def read_result(body: str, programme: Programme | None = None) -> Result:
    """Read a stored result back."""
    return Result.from_dict(json.loads(body), programme)
