"""``smartmap evaluate``: measure a suggester on rows whose right dimensions are known.

A row of the JSONL file has ``text`` and ``labels`` (dimension ids or names as people write them); optional are the
other keys of a programme (``code``, ``opd``, …), ``opaque`` (true: nobody could infer a dimension) and
``contested_kind`` (not empty: governments place this kind of item differently).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from smartmap.errors import CorpusError, TaxonomyError
from smartmap.records import Programme, Result
from smartmap.suggest import Suggester
from smartmap.taxonomy import Taxonomy
from smartmap.training.metrics import Figures, Outcome, figures

_TEXTS = tuple(item.name for item in fields(Programme) if item.name not in ("parents", "place"))


@dataclass(frozen=True)
class Case:
    """A programme with the dimensions that are right for it; ``kinds`` names what makes it contested."""

    programme: Programme
    right: frozenset[str]
    opaque: bool
    kinds: tuple[str, ...] = ()

    @property
    def contested(self) -> bool:
        """Whether governments place this kind of item differently."""
        return bool(self.kinds)


@dataclass(frozen=True)
class Evaluation:
    """Figures over all rows, the clear ones (not opaque) and the clear and uncontested ones; absent where empty."""

    all: Figures
    clear: Figures | None
    uncontested: Figures | None
    results: tuple[tuple[Case, Result], ...]

    @property
    def clear_results(self) -> tuple[tuple[Case, Result], ...]:
        """Give the cases that are not opaque, or all where all are."""
        return tuple(pair for pair in self.results if not pair[0].opaque) or self.results


def read_cases(path: str | Path, taxonomy: Taxonomy) -> list[Case]:
    """Read rows with known dimensions.

    Raises
    ------
    CorpusError
        Naming file and line: no JSON object, a missing key, an unknown label.
    """
    file = Path(path)
    if not file.is_file():
        raise CorpusError("cases_absent", path=str(file))
    cases: list[Case] = []
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise CorpusError("cases_row", where=file.name, why=str(error)) from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            cases.append(_read_case(line, f"{file.name}:{number}", taxonomy))
    if not cases:
        raise CorpusError("cases_missing", path=str(file))
    return cases


def _read_case(line: str, where: str, taxonomy: Taxonomy) -> Case:
    try:
        row: dict[str, Any] = json.loads(line)
        labels = row["labels"]
        if isinstance(labels, str):
            raise TypeError("labels is no list")
        texts: dict[str, Any] = {key: str(row[key]) for key in _TEXTS if row.get(key)}
        programme = Programme(**texts)
        right = frozenset(taxonomy.dimension_of(taxonomy.read_label(label)) for label in labels)
    except TaxonomyError as error:
        raise CorpusError("cases_row", where=where, why=str(error)) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorpusError("cases_row", where=where, why=repr(error)) from error
    if not right:
        raise CorpusError("cases_row", where=where, why="labels")
    kinds = row.get("contested_kind") or ()  # a name, a list of names, or true
    names = kinds if isinstance(kinds, list | tuple) else (kinds,)
    return Case(programme, right, bool(row.get("opaque")), tuple(map(str, names)))


def evaluate(suggester: Suggester, cases: Sequence[Case]) -> Evaluation:
    """Suggest for every case and compare with what is right."""
    results = tuple((case, suggester.suggest(case.programme)) for case in cases)

    def over(chosen: Sequence[tuple[Case, Result]]) -> Figures | None:
        if not chosen:
            return None
        return figures(outcomes(chosen), suggester.taxonomy.ids)

    everything = over(results)
    assert everything is not None  # noqa: S101  cases are never empty
    clear = [pair for pair in results if not pair[0].opaque]
    return Evaluation(everything, over(clear), over([pair for pair in clear if not pair[0].contested]), results)


def outcomes(pairs: Sequence[tuple[Case, Result]]) -> list[Outcome]:
    """Set each result beside what is right."""
    return [outcome(result, case.right) for case, result in pairs]


def outcome(result: Result, right: frozenset[str]) -> Outcome:
    """Set a result beside what is right."""
    ranked = tuple(item.dimension for item in result.suggestions)
    return Outcome(right, ranked, result.first.probability if result.first else 0.0, result.status, result.plausible)
