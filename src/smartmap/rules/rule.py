"""Rule files: their grammar, and reading them with faults named by file and line.

A rule file is TOML, one per dimension::

    format = 1

    [[rule]]
    id = "economy.transaction/e-retribusi"     # <sub-dimension>/<name>
    any = ["e-retribusi", "retribusi elektronik"]  # one of these phrases has to stand in the text
    all = [["pasar", "parkir"], ["bayar"]]     # and one of each of these groups, within `within` words of it
    within = 6
    unless = ["tunggakan retribusi"]           # and none of these
    near = ["perdagangan"]                     # and one of these words in the text or beside it (OPD, bidang urusan)
    weight = 2.0                               # log-odds: 0.5 a hint, 1 likely, 2 strong, 3 nearly certain
    also = { "governance.bureaucracy" = 0.5 }  # what it says besides
    examples = ["Pengembangan e-retribusi pasar"]
    counter_examples = ["Penagihan tunggakan retribusi elektronik"]
    source = "where the knowledge comes from"

A phrase matches by stem, so ``kelola sampah`` finds ``pengelolaan persampahan``; a phrase that begins with ``=``
matches the words as written (``=bank``). Either ``any`` or ``all`` is needed. Rules vote for ``support`` or ``none`` in
the same way: ``id = "support/gaji"``. A rule such as ``contested/licences`` votes for nothing but marks a topic that
governments place differently.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smartmap.errors import RuleError
from smartmap.resources import data
from smartmap.taxonomy import OUTSIDE, Taxonomy

FORMAT = 1
WITHIN = 6
CONTESTED = "contested"
"""Label of the rules that vote for nothing but mark a topic that governments place differently."""
_KEYS = {
    "id": str, "any": list, "all": list, "within": int, "unless": list, "near": list, "weight": (int, float),
    "also": dict, "examples": list, "counter_examples": list, "source": str, "note": str,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as written; :mod:`smartmap.rules.match` turns its phrases into stems."""

    id: str
    any: tuple[str, ...]
    all: tuple[tuple[str, ...], ...]
    within: int
    unless: tuple[str, ...]
    near: tuple[str, ...]
    weight: float
    also: Mapping[str, float]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    source: str
    file: str
    line: int

    @property
    def label(self) -> str:
        """The sub-dimension it votes for, or ``support`` or ``none``."""
        return self.id.partition("/")[0]

    @property
    def votes(self) -> dict[str, float]:
        """Weight for each label it votes for."""
        return {self.label: self.weight, **self.also}

    @property
    def n_phrases(self) -> int:
        """How many phrases it looks for."""
        return len(self.any) + sum(len(group) for group in self.all)

    def words(self) -> set[str]:
        """Give the words of its phrases, lower case: a vocabulary for mending damaged text."""
        phrases = (*self.any, *self.unless, *(phrase for group in self.all for phrase in group))
        return {word for phrase in phrases for word in re.findall(r"[^\W\d_]+", phrase.lower())}


def load_rules(taxonomy: Taxonomy, folder: str | Path | None = None) -> tuple[Rule, ...]:
    """Read every rule file of a folder, or the shipped ones.

    Raises
    ------
    RuleError
        At the first fault, naming file, line and rule; :func:`faults` gives all of them.
    """
    rules, found = read_folder(taxonomy, folder)
    if found:
        raise found[0]
    return rules


def load_contested(taxonomy: Taxonomy) -> tuple[Rule, ...]:
    """Read the shipped list of topics that governments place differently."""
    return load_rules(taxonomy, data("contested"))


def faults(taxonomy: Taxonomy, folder: str | Path | None = None) -> list[RuleError]:
    """Give every fault of the rule files in a folder, or of one file, in order."""
    return read_folder(taxonomy, folder)[1]


def read_folder(taxonomy: Taxonomy, folder: str | Path | None = None) -> tuple[tuple[Rule, ...], list[RuleError]]:
    """Read the rules of a folder, or of one file, that have no fault, and the faults of the others."""
    place = data("rules") if folder is None else Path(folder)
    files = sorted(place.glob("*.toml")) if place.is_dir() else [place] if place.is_file() else []
    if not files:
        return (), [RuleError("rules_missing", folder=str(place))]
    rules: list[Rule] = []
    found: list[RuleError] = []
    seen: dict[str, Rule] = {}
    for file in files:
        for item in _read_file(file, taxonomy):
            if isinstance(item, RuleError):
                found.append(item)
            elif item.id in seen:
                first = seen[item.id]
                found.append(_fault(item.file, item.line, item.id, "rule_twice", other=f"{first.file}:{first.line}"))
            else:
                seen[item.id] = item
                rules.append(item)
    return tuple(sorted(rules, key=lambda rule: rule.id)), found


def _read_file(file: Path, taxonomy: Taxonomy) -> Iterable[Rule | RuleError]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        yield _fault(file.name, 1, "", "rule_file", why=str(error))
        return
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        yield _fault(file.name, int(at[1]) if at else 1, "", "rule_file", why=str(error))
        return
    if table.get("format") != FORMAT:
        yield _fault(file.name, 1, "", "rule_format", found=table.get("format"), expected=FORMAT)
        return
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip().startswith("[[rule]]")]
    for number, row in enumerate(table.get("rule", ())):
        line = lines[number] if number < len(lines) else 1
        yield _read_rule(row, file.name, line, taxonomy)


def _read_rule(row: dict[str, Any], file: str, line: int, taxonomy: Taxonomy) -> Rule | RuleError:
    id = row.get("id", "")
    if not isinstance(id, str) or not re.fullmatch(r"[a-z_.]+/[a-z0-9-]+", id):
        return _fault(file, line, str(id), "rule_id")
    for key, value in row.items():
        if key not in _KEYS:
            return _fault(file, line, id, "rule_key", key=key, known=", ".join(_KEYS))
        if not isinstance(value, _KEYS[key]) or isinstance(value, bool):  # type: ignore[arg-type]
            return _fault(file, line, id, "rule_value", key=key)
    also = row.get("also", {})
    for label in (id.partition("/")[0], *also):
        if label not in taxonomy.sub_ids and label not in (*OUTSIDE, CONTESTED):
            return _fault(file, line, id, "rule_label", label=label, frame=taxonomy.key)
    lists = [row.get(key, []) for key in ("any", "unless", "near", "examples", "counter_examples")]
    groups = row.get("all", [])
    if not all(isinstance(group, list) and group for group in groups):
        return _fault(file, line, id, "rule_value", key="all")
    if not all(isinstance(item, str) and item.strip("= ") for items in (*lists, *groups) for item in items):
        return _fault(file, line, id, "rule_value", key="any/all/unless/near/examples")
    if not row.get("any") and not groups:
        return _fault(file, line, id, "rule_empty")
    weights = [row.get("weight", 1.0), *also.values()]
    if not all(isinstance(weight, int | float) and 0 < weight <= 5 for weight in weights):
        return _fault(file, line, id, "rule_weight")
    if not 1 <= row.get("within", WITHIN) <= 50:
        return _fault(file, line, id, "rule_value", key="within")
    return Rule(
        id, tuple(row.get("any", ())), tuple(tuple(group) for group in groups), row.get("within", WITHIN),
        tuple(row.get("unless", ())), tuple(row.get("near", ())), float(row.get("weight", 1.0)),
        {label: float(weight) for label, weight in also.items()}, tuple(row.get("examples", ())),
        tuple(row.get("counter_examples", ())), row.get("source", ""), file, line,
    )  # fmt: skip


def _fault(file: str, line: int, rule: str, code: str, **fields: object) -> RuleError:
    return RuleError(code, file=file, line=line, rule=rule, **fields)
