"""Gathering what speaks for each label: official names, rules, words, what stands beside the text, decisions.

One text goes through dictionaries, word by word; many go through arrays, all at once. Both give the same, piece by
piece.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from smartmap.gathered import Gathered, Judging, Reason, Run, merge
from smartmap.model.block import BlockReader
from smartmap.model.combination import Combination
from smartmap.model.rows import Rows
from smartmap.nomenclature import Match, Nomenclature
from smartmap.one import GatheredOne
from smartmap.records import Programme
from smartmap.rules import CONTESTED, Matcher
from smartmap.rules.block import BlockMatcher
from smartmap.taxonomy import OUTSIDE, Taxonomy
from smartmap.text.lexicon import Columns, Lexicon
from smartmap.text.tokens import Analyzer, Tokens

if TYPE_CHECKING:
    from smartmap.arrays import Flags, Floats, Ints
    from smartmap.model.linear import LinearModel

OFFICIAL = {  # log-odds for the usual sub-dimension and for each alternative of an official name
    "sure": (4.0, 0.0),
    "likely": (2.5, 1.0),
    "open": (1.2, 0.9),
    "support": (6.0, 0.0),
}
BY_CODE = 0.6  # a code alone says which programme an item stands under, not what the item itself is
CONTEXT = {"outcome": 1.0, "indicator": 0.7, "field": 0.7, "opd": 0.5, "parents": 0.4}
"""How much each column beside the text counts, as a factor of the fitted context weight."""

_DECIDED = 3.0  # log-odds from decisions that settle what local habit is
_DISPUTED = 1.0  # log-odds from decisions on each of two dimensions that make a disagreement
_NO_STEMS: frozenset[str] = frozenset()
_BESIDE = 20_000  # texts of context columns remembered: an OPD stands beside hundreds of programmes

_PLAIN = [[Judging(contested, False, wordless) for wordless in (False, True)] for contested in (False, True)]

Memory = Callable[[Programme, Tokens], list[Reason]]
"""What gives evidence from decisions already taken; see :mod:`smartmap.memory`."""


class Beside(NamedTuple):
    """A text that stands beside programmes: its stems, and what its words add to each label."""

    text: str
    stems: frozenset[str]
    scores: Floats | None


_Context = list[tuple[str, Beside]]


class _Tables(NamedTuple):
    """What blocks are looked up in; begun anew when full."""

    rows: Rows
    lexicon: Lexicon
    rules: BlockMatcher
    words: BlockReader | None
    opens: Flags | None  # by stem, whether an official name begins with it; the last one stands for all later stems


class Gatherer:
    """Gathers evidence.

    Parameters
    ----------
    taxonomy : Taxonomy
    analyzer : Analyzer
    matcher : Matcher
        Of the rules.
    combination : Combination
    model : LinearModel or None
    nomenclature : Nomenclature or None
    context : bool
        Whether what stands beside the text counts.
    """

    def __init__(
        self,
        taxonomy: Taxonomy,
        analyzer: Analyzer,
        matcher: Matcher,
        combination: Combination,
        model: LinearModel | None,
        nomenclature: Nomenclature | None,
        *,
        context: bool,
    ) -> None:
        self._taxonomy, self._analyzer, self._matcher, self._model = taxonomy, analyzer, matcher, model
        self._combination, self._nomenclature, self._context = combination, nomenclature, context
        self._labels = (*taxonomy.sub_ids, *OUTSIDE)
        self._column = {label: place for place, label in enumerate(self._labels)}
        self.votes = np.array([self._vote(number) for number in range(len(matcher.rules))])
        self.votes = self.votes.reshape(-1, len(self._labels))
        self._contested = [rule.label == CONTESTED for rule in matcher.rules]
        self._contests = np.array(self._contested, dtype=bool)
        self._rows = self._new_rows()
        self._tables: _Tables | None = None
        self._beside_memo: dict[str, Beside] = {}

    def gather_one(self, programme: Programme, memory: Memory | None) -> GatheredOne:
        """Gather what speaks for each label of one programme."""
        rows = self._fresh_rows()
        beside = self._beside(programme) if self._context else []
        around = _stems_of(beside)
        tokens = self._analyzer.analyze(programme.text, around)
        official = self._official(tokens, programme)
        before = [self._from_nomenclature(official, tokens)] if official is not None else []
        hits = self._matcher.match(tokens, around)
        voting = [hit for hit in hits if not self._contested[hit.rule]]
        words = rows.read(tokens.stems)
        behind = list(self._from_beside(beside)) if beside else []
        voices = None
        if memory is not None:
            reasons = memory(programme, tokens)
            behind += reasons
            voices = self._voices(reasons)
        return GatheredOne(
            tokens,
            rows,
            before,
            behind,
            [*(hit.rule for hit in voting), *words.places],
            [*(hit.first for hit in voting), *words.firsts],
            [*(hit.last - 1 for hit in voting), *words.lasts],
            len(voting),
            self._combination.text / sqrt(words.square) if words.places else 0.0,
            _judging(len(voting) < len(hits), not any(tokens.stems), official, voices),
        )

    def gather(self, programmes: Sequence[Programme], memory: Memory | None) -> Gathered:
        """Gather what speaks for each label of some programmes."""
        tables = self._fresh_tables()
        beside = [self._beside(programme) for programme in programmes] if self._context else []
        around = [_stems_of(found) for found in beside] if any(beside) else [_NO_STEMS] * len(programmes)
        columns = tables.lexicon.read([programme.text for programme in programmes], around)
        official = self._officials(columns, programmes, tables.opens)
        hits = tables.rules.match(columns, around)
        contests = self._contests[hits.rules]
        contested = set(hits.texts[contests].tolist())
        said: list[list[Reason] | None] = [None] * len(programmes)
        if memory is not None:
            said = [memory(programme, columns.tokens(place)) for place, programme in enumerate(programmes)]
        wordless = np.bincount(columns.texts, columns.stems > 0, len(programmes)) == 0
        judging = [_PLAIN[place in contested][empty] for place, empty in enumerate(wordless.tolist())]
        for place in range(len(programmes)) if memory is not None else official:
            voices = said[place]
            judging[place] = _judging(
                place in contested,
                judging[place].wordless,
                official.get(place),
                None if voices is None else self._voices(voices),
            )
        runs: list[Run | Sequence[tuple[int, Reason]]] = [
            [(place, self._from_nomenclature(match, columns.tokens(place))) for place, match in official.items()],
            _run_of_hits(columns, *(column[~contests] for column in hits)),
        ]
        if tables.words is not None:
            found = tables.words.read(columns)
            with np.errstate(divide="ignore"):  # a text without words has no piece to scale
                scales = self._combination.text / np.sqrt(found.squares)
            runs.append(Run(found.texts, found.places, scales[found.texts], found.starts, found.ends))
        runs.append([(place, reason) for place, found in enumerate(beside) for reason in self._from_beside(found)])
        runs.append([(place, reason) for place, reasons in enumerate(said) for reason in reasons or ()])
        return merge(tables.rows, runs, judging)

    def _fresh_rows(self) -> Rows:
        rows = self._rows
        if rows.full:
            rows = self._rows = self._new_rows()
        return rows

    def _fresh_tables(self) -> _Tables:
        rows, tables = self._fresh_rows(), self._tables
        if tables is None or tables.lexicon.full or tables.rows is not rows:
            lexicon = Lexicon(self._analyzer)
            matcher = BlockMatcher(self._matcher, lexicon)
            words = BlockReader(self._model, rows, lexicon) if self._model is not None else None
            openings = self._nomenclature.openings() if self._nomenclature is not None else None
            opens = None
            if openings is not None:
                numbers = [lexicon.stem(stem) for stem in openings]
                opens = np.zeros(len(lexicon.stems) + 1, dtype=bool)
                opens[numbers] = True
            tables = self._tables = _Tables(rows, lexicon, matcher, words, opens)
        return tables

    def _officials(self, columns: Columns, programmes: Sequence[Programme], opens: Flags | None) -> dict[int, Match]:
        if self._nomenclature is None:
            return {}
        likely = [True] * len(columns) if opens is None else opens.take(columns.opening_stems(), mode="clip").tolist()
        found = {}
        for place, programme in enumerate(programmes):
            if likely[place] or programme.code or place in columns.apart or programme.text.isupper():
                match = self._official(columns.tokens(place), programme)
                if match is not None:
                    found[place] = match
        return found

    def _official(self, tokens: Tokens, programme: Programme) -> Match | None:
        if self._nomenclature is None:
            return None
        return self._nomenclature.find(tokens, programme.code, programme.level, programme.field)

    def _from_nomenclature(self, match: Match, tokens: Tokens) -> Reason:
        entry = match.entry
        usual, alternative = OFFICIAL[entry.confidence]
        under = not match.names_programme and entry.confidence != "support"
        share = match.likeness * (BY_CODE if under else 1.0)
        scores = np.zeros(len(self._labels))
        scores[self._column[entry.sub_dimension]] = usual * share
        for label in entry.alternatives:
            scores[self._column[label]] = alternative * share
        text = tokens.source[match.start : match.end] if match.start >= 0 else entry.name
        return Reason(f"nomenclature:{entry.id}", text, match.start, match.end, scores)

    def _from_beside(self, beside: _Context) -> Iterator[Reason]:
        for name, item in beside:
            if item.scores is not None:
                scores = item.scores * (self._combination.context * CONTEXT[name])
                yield Reason(f"context:{name}", item.text, -1, -1, scores)

    def _voices(self, reasons: Sequence[Reason]) -> list[float]:
        """Give what decisions add to each dimension, and last to what lies outside."""
        voices = [0.0] * (len(self._taxonomy.ids) + 1)
        for reason in reasons:
            if reason.source.startswith("decision:"):
                label = self._labels[int(reason.scores.argmax())]
                place = -1 if label in OUTSIDE else self._taxonomy.ids.index(self._taxonomy.dimension_of(label))
                voices[place] += float(reason.scores.max())
        return voices

    def _vote(self, number: int) -> Floats:
        rule = self._matcher.rules[number]
        factor = self._combination.rules * self._combination.rule_weights.get(rule.id, 1.0)
        scores = np.zeros(len(self._labels))
        for label, weight in rule.votes.items():
            if label != CONTESTED:
                scores[self._column[label]] = weight * factor
        return scores

    def _beside(self, programme: Programme) -> _Context:
        """What stands beside the text, column by column; an OPD stands beside hundreds of programmes."""
        parents = programme.parents
        if not (parents or programme.opd or programme.field or programme.outcome or programme.indicator):
            return []
        columns = (
            ("outcome", programme.outcome), ("indicator", programme.indicator), ("field", programme.field),
            ("opd", programme.opd), ("parents", "; ".join([text for _, text in parents]) if parents else ""),
        )  # fmt: skip
        return [(name, self._beside_memo.get(text) or self._read_beside(text)) for name, text in columns if text]

    def _read_beside(self, text: str) -> Beside:
        if len(self._beside_memo) >= _BESIDE:
            self._beside_memo.clear()
        tokens = self._analyzer.analyze(text)
        scores = None
        if self._model is not None and self._combination.context:
            scores = self._model.scores(tokens.stems) - self._model.weights.intercept
        found = self._beside_memo[text] = Beside(text, frozenset(filter(None, tokens.stems)), scores)
        return found

    def _new_rows(self) -> Rows:
        return Rows(self._model, self.votes, [f"rule:{rule.id}" for rule in self._matcher.rules])


def _stems_of(beside: _Context) -> frozenset[str]:
    return frozenset[str]().union(*(item.stems for _, item in beside)) if beside else _NO_STEMS


def _run_of_hits(columns: Columns, texts: Ints, rules: Ints, firsts: Ints, lasts: Ints) -> Run:
    start = columns.firsts[texts]
    return Run(texts, rules, np.ones(len(texts)), columns.starts[start + firsts], columns.ends[start + lasts - 1])


def _judging(contested: bool, wordless: bool, official: Match | None, voices: list[float] | None) -> Judging:
    confidence = official.entry.confidence if official is not None else ""
    settled = official is not None and official.names_programme and confidence in ("sure", "likely")
    if official is None and voices is None:  # nearly every text
        return _PLAIN[contested][wordless]
    if voices is None:
        return Judging(contested and not settled, confidence == "support", wordless)
    first, second = sorted(voices, reverse=True)[:2]
    return Judging(
        # Where people of the region decided, their habit is no longer unknown.
        contested and not settled and first < _DECIDED,
        confidence == "support" and max(voices[:-1]) < _DECIDED,
        wordless,
        # An equal programme was decided differently, by more than a voice among many.
        second >= _DISPUTED and second >= 0.4 * first,
    )
