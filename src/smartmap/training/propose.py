"""Rules that people's answers speak for: phrases that would have helped, proposed for a person to accept or not.

A phrase is a row of one to three stems. It is proposed for a dimension where enough programmes that hold it were put
there, hardly any was put elsewhere, and some are suggested otherwise today. Programmes alike count once.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import NamedTuple

from smartmap.records import Result
from smartmap.rules import Matcher, Rule
from smartmap.suggest import Suggester
from smartmap.text.tokens import Analyzer, Tokens, plain_analyzer
from smartmap.training.decided import Answer
from smartmap.training.weigh import GENERIC, Key, key_of

LONGEST = 3
EXAMPLES = 3
_TRIED = 3  # phrases tried for each proposal wanted: many change nothing, since the rest of the text outweighs them
_WEIGHTS = (0.5, 2.5)  # log-odds: from a hint to strong; only people say that a rule is nearly certain


class Change(NamedTuple):
    """A decided programme whose first suggestion a proposal would change; dimensions, empty for none."""

    text: str
    before: str
    after: str
    right: bool


@dataclass(frozen=True)
class Proposal:
    """A rule to look at.

    Parameters
    ----------
    rule : Rule
    support, against : int
        Programmes alike that hold the phrase and were put into the rule's dimension, and elsewhere.
    regions : int
        Regions that support it.
    elsewhere : tuple of str
        Texts of those put elsewhere.
    changes : tuple of Change
    """

    rule: Rule
    support: int
    against: int
    regions: int
    elsewhere: tuple[str, ...]
    changes: tuple[Change, ...] = ()

    @property
    def precision(self) -> float:
        """Share of programmes with the phrase that were put into its dimension."""
        return self.support / (self.support + self.against)

    @property
    def helps(self) -> bool:
        """Whether it would make suggestions right, and at least half of those that it would change."""
        right = sum(change.right for change in self.changes)
        return right > 0 and 2 * right >= len(self.changes)


class _Item(NamedTuple):
    """Programmes alike that were put into one dimension."""

    key: Key
    dimension: str
    tokens: Tokens
    sub: str
    wrong: bool  # suggested otherwise today
    regions: frozenset[str]


def propose(
    answers: Sequence[Answer],
    suggester: Suggester,
    rules: Iterable[Rule],
    *,
    least: int = 3,
    precision: float = 0.8,
    most: int = 20,
) -> list[Proposal]:
    """Find phrases that would have helped.

    Parameters
    ----------
    answers : sequence of Answer
    suggester : Suggester
        Of their frame, as in use.
    rules : iterable of Rule
        That it works with.
    least : int
        How many programmes (not alike) must support a phrase.
    precision : float
        Share of the programmes with the phrase that must have been put into its dimension.
    most : int
        How many proposals to give.

    Returns
    -------
    list of Proposal
        Those that help most first.
    """
    known = tuple(rules)
    mapped = [answer for answer in answers if answer.primary]
    told = _suggest(suggester, mapped)
    items = _items(mapped, told, suggester)
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, item in enumerate(items):
        for phrase in set(_phrases(item.tokens.stems)):
            holders[phrase].append(place)
    taken = {rule.id for rule in known}
    covered: set[int] = set()
    found: list[Proposal] = []
    for phrase, dimension, places in _ranked(items, holders, least, precision):
        helped = {place for place in places if items[place].wrong} - covered
        if len(helped) * 2 < least or len(found) == _TRIED * most:
            continue
        proposal = _proposal(phrase, dimension, [items[place] for place in holders[phrase]], items, suggester, taken)
        if proposal is not None:
            covered |= helped
            taken.add(proposal.rule.id)
            found.append(proposal)
    changed = _with_changes(found, known, suggester, mapped, told)
    return [item for item in changed if item.helps][:most]


def _suggest(suggester: Suggester, answers: Sequence[Answer]) -> list[Result]:
    given = suggester.suggest_many([answer.programme for answer in answers])
    return [item for item in given if isinstance(item, Result)]


def _items(answers: Sequence[Answer], told: Sequence[Result], suggester: Suggester) -> list[_Item]:
    """One item for programmes alike and what they were put into."""
    taxonomy = suggester.taxonomy
    found: dict[tuple[Key, str], _Item] = {}
    for answer, result in zip(answers, told, strict=True):
        tokens = suggester.analyzer.analyze(answer.programme.text)
        if not any(tokens.stems):
            continue
        dimension = taxonomy.dimension_of(answer.primary)
        right = {dimension, *(taxonomy.dimension_of(label) for label in answer.further)}
        sub = answer.primary if answer.primary in taxonomy.sub_ids else ""
        sub = sub or next((item.sub_dimension for item in result.suggestions if item.dimension == dimension), "")
        wrong = result.first is None or result.first.dimension not in right
        key = key_of(tokens.stems)
        same = found.get((key, dimension))
        regions = frozenset((answer.region,)) | (same.regions if same else frozenset())
        found[key, dimension] = _Item(key, dimension, tokens, sub, wrong, regions)
    return [found[place] for place in sorted(found)]


def _phrases(stems: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Rows of one to three neighbouring stems that begin and end with a word that says something."""
    for start, first in enumerate(stems):
        for end in range(start + 1, min(start + LONGEST, len(stems)) + 1):
            row = tuple(stems[start:end])
            if "" in row:
                break
            if not {first, row[-1]} & GENERIC and not any(stem.isdigit() or len(stem) < 3 for stem in (first, row[-1])):
                yield row


def _ranked(
    items: Sequence[_Item], holders: dict[tuple[str, ...], list[int]], least: int, precision: float
) -> list[tuple[tuple[str, ...], str, list[int]]]:
    """Phrases that enough programmes support, with the dimension and the places of its supporters."""
    found: list[tuple[tuple[str, ...], str, list[int]]] = []
    for phrase, places in holders.items():
        if len(places) < least:
            continue
        for dimension, count in Counter(items[place].dimension for place in places).items():
            if count >= least and count >= precision * len(places):
                found.append((phrase, dimension, [place for place in places if items[place].dimension == dimension]))

    def rank(row: tuple[tuple[str, ...], str, list[int]]) -> tuple[object, ...]:
        phrase, dimension, places = row
        helped = sum(items[place].wrong for place in places)
        # Of phrases that help alike the longer one claims less.
        return -helped, -len(places) / len(holders[phrase]), -len(phrase), phrase, dimension

    return sorted(found, key=rank)


def _proposal(
    phrase: tuple[str, ...],
    dimension: str,
    holding: Sequence[_Item],
    items: Sequence[_Item],
    suggester: Suggester,
    taken: set[str],
) -> Proposal | None:
    """Make a rule of a phrase; None where no written form finds it, or a rule for the dimension finds it already."""
    written = _written(phrase, holding)
    supporters = [item for item in holding if item.dimension == dimension]
    subs = Counter(item.sub for item in supporters if item.sub)
    label = min(subs, key=lambda sub: (-subs[sub], sub)) if subs else _first_sub(dimension, suggester)
    if not written or _is_known(written, dimension, suggester):
        return None
    against = [item for item in holding if item.dimension != dimension]
    odds = log((len(supporters) + 0.5) / (len(against) + 0.5))
    rule = Rule(
        _free_id(label, written, taken), (written,), (), 6, (), (), round(min(max(odds, _WEIGHTS[0]), _WEIGHTS[1]), 1),
        {}, (), (), "people's answers", "", 0,
    )  # fmt: skip
    plain = plain_analyzer()
    alone = Matcher([rule], plain)
    examples = [item.tokens.source for item in supporters if _fires(alone, plain, item.tokens.source)]
    if not examples:
        return None
    near = [
        item.tokens.source
        for item in items
        if item.dimension != dimension and set(phrase) & set(item.key) and not _fires(alone, plain, item.tokens.source)
    ]
    rule = replace(rule, examples=tuple(examples[:EXAMPLES]), counter_examples=tuple(near[:EXAMPLES]))
    regions = frozenset[str]().union(*(item.regions for item in supporters))
    elsewhere = tuple(item.tokens.source for item in against)
    return Proposal(rule, len(supporters), len(against), len(regions), elsewhere)


def _written(phrase: tuple[str, ...], holding: Sequence[_Item]) -> str:
    """Give the form in which a phrase is written most often."""
    forms: Counter[str] = Counter()
    for item in holding:
        stems, size = item.tokens.stems, len(phrase)
        for start in range(len(stems) - size + 1):
            if tuple(stems[start : start + size]) == phrase:
                cut = item.tokens.source[item.tokens.starts[start] : item.tokens.ends[start + size - 1]]
                forms[" ".join(cut.lower().split())] += 1
    fitting = [form for form in forms if tuple(plain_analyzer().stems(form)) == phrase]
    return min(fitting, key=lambda form: (-forms[form], form)) if fitting else ""


def _fires(matcher: Matcher, analyzer: Analyzer, text: str) -> bool:
    return bool(matcher.match(analyzer.analyze(text)))


def _is_known(written: str, dimension: str, suggester: Suggester) -> bool:
    hits = suggester.matcher.match(suggester.analyzer.analyze(written))
    return any(suggester.matcher.rules[hit.rule].label.partition(".")[0] == dimension for hit in hits)


def _first_sub(dimension: str, suggester: Suggester) -> str:
    return next(sub for sub in suggester.taxonomy.sub_ids if suggester.taxonomy.dimension_of(sub) == dimension)


def _free_id(label: str, written: str, taken: set[str]) -> str:
    name = re.sub(r"[^a-z0-9]+", "-", written).strip("-") or "frasa"
    id, number = f"{label}/{name}", 1
    while id in taken:
        number += 1
        id = f"{label}/{name}-{number}"
    return id


def _with_changes(
    found: Sequence[Proposal], rules: Sequence[Rule], suggester: Suggester, answers: Sequence[Answer],
    told: Sequence[Result],
) -> list[Proposal]:  # fmt: skip
    """Say which decided programmes each proposal would change, all of them accepted together."""
    if not found:
        return []
    matcher = Matcher([*rules, *(item.rule for item in found)], suggester.analyzer)
    then = Suggester(
        suggester.taxonomy, suggester.analyzer, matcher, suggester.combination, suggester.versions,
        model=suggester.model, nomenclature=suggester.nomenclature, context=suggester.context,
    )  # fmt: skip
    changes: dict[str, dict[Key, Change]] = defaultdict(dict)
    for answer, before, after in zip(answers, told, _suggest(then, answers), strict=True):
        first, second = (item.first.dimension if item.first else "" for item in (before, after))
        if first == second:
            continue
        right = {suggester.taxonomy.dimension_of(label) for label in (answer.primary, *answer.further)}
        tokens = suggester.analyzer.analyze(answer.programme.text)
        for hit in matcher.match(tokens):
            change = Change(answer.programme.text, first, second, second in right)
            changes[matcher.rules[hit.rule].id].setdefault(key_of(tokens.stems), change)
    return [replace(item, changes=tuple(changes[item.rule.id].values())) for item in found]
