"""Checking a rule set and measuring it on labelled texts: what fires, what is right, what overlaps and conflicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from smartmap.errors import RuleError
from smartmap.resources import data
from smartmap.rules.match import Matcher
from smartmap.rules.rule import CONTESTED, Rule, load_rules, read_folder
from smartmap.taxonomy import Taxonomy
from smartmap.text.tokens import plain_analyzer


@dataclass(frozen=True)
class RuleCoverage:
    """How one rule does: on how many texts it fires, and on which share of them its label is one of the text's."""

    id: str
    weight: float
    hits: int
    precision: float


@dataclass(frozen=True)
class Coverage:
    """How a rule set does on labelled texts.

    ``conflicts`` lists pairs of rules for different dimensions that fire on the same text, most often first.
    """

    n_texts: int
    n_covered: int
    precision: float
    rules: tuple[RuleCoverage, ...]
    conflicts: tuple[tuple[str, str, int], ...]

    @property
    def silent(self) -> tuple[str, ...]:
        """Rules that never fire."""
        return tuple(item.id for item in self.rules if not item.hits)

    def to_dict(self) -> dict[str, Any]:
        """Give the report as plain data."""
        return {**asdict(self), "silent": self.silent}


def count_rules(rules: Iterable[Rule]) -> tuple[int, int]:
    """Count rules, which vote for a label, and contested topics, which only mark a text as up for discussion."""
    topics = [rule.label == CONTESTED for rule in rules]
    return len(topics) - sum(topics), sum(topics)


def check_rules(taxonomy: Taxonomy, folder: str | Path | None = None) -> tuple[tuple[Rule, ...], list[RuleError]]:
    """Read rules and run their own examples; without a folder the shipped rules and contested topics.

    Returns
    -------
    tuple of Rule
        Those that could be read.
    list of RuleError
        Every fault: of form, an example on which the rule does not fire, a counter-example on which it does.
    """
    rules, found = read_folder(taxonomy, folder)
    if folder is None:
        topics, faults = read_folder(taxonomy, data("contested"))
        rules, found = (*rules, *topics), [*found, *faults]
    analyzer = plain_analyzer()
    for rule in rules:
        alone = Matcher([rule], analyzer)
        context = [stem for word in rule.near[:1] for stem in analyzer.stems(word)]
        for texts, expected, code in (
            (rule.examples, True, "rule_example"),
            (rule.counter_examples, False, "rule_counter_example"),
        ):
            for text in texts:
                if bool(alone.match(analyzer.analyze(text), context if expected else ())) != expected:
                    found.append(RuleError(code, file=rule.file, line=rule.line, rule=rule.id, text=text))
    return rules, found


def measure(
    taxonomy: Taxonomy, texts: Sequence[tuple[str, Iterable[str]]], folder: str | Path | None = None
) -> Coverage:
    """Measure rules on labelled texts.

    Parameters
    ----------
    taxonomy : Taxonomy
    texts : sequence of (text, labels)
        Labels are sub-dimension ids (or ``support``, ``none``) a reader accepts.
    folder : path, optional
        Of the rule files; by default the shipped ones.
    """
    analyzer = plain_analyzer()
    matcher = Matcher(load_rules(taxonomy, folder), analyzer)
    hits: Counter[str] = Counter()
    right: Counter[str] = Counter()
    together: Counter[tuple[str, str]] = Counter()
    covered = 0
    for text, labels in texts:
        accepted = set(labels)
        fired = [matcher.rules[hit.rule] for hit in matcher.match(analyzer.analyze(text))]
        covered += bool(fired)
        for place, rule in enumerate(fired):
            hits[rule.id] += 1
            right[rule.id] += rule.label in accepted
            for other in fired[place + 1 :]:
                if rule.label.partition(".")[0] != other.label.partition(".")[0]:
                    first, second = sorted((rule.id, other.id))
                    together[first, second] += 1
    rules = tuple(
        RuleCoverage(rule.id, rule.weight, hits[rule.id], right[rule.id] / hits[rule.id] if hits[rule.id] else 0.0)
        for rule in matcher.rules
    )
    conflicts = tuple(
        (first, second, times) for (first, second), times in sorted(together.items(), key=lambda i: (-i[1], i[0]))
    )
    total = sum(hits.values())
    return Coverage(len(texts), covered, sum(right.values()) / total if total else 0.0, rules, conflicts)
