"""From a programme to ranked suggestions: the whole flow, in one list.

1. text: words with stems and spans (:mod:`smartmap.text`)
2. evidence: official name or code, keyword rules, trained model, what stands beside the text, decisions already taken
3. combination: evidence adds up to one score per label, scores become probabilities
4. answer: dimensions ranked, a status, the plausible set, versions

Steps 1 and 2 go text by text, look-ups in dictionaries; 3 and 4 go block by block, arrays of all its texts at once.

Labels are sub-dimensions and the two outcomes beside them (``support``, ``none``); :mod:`smartmap.ranking` says how
their scores become those of dimensions, word by word, so that a rule that raises a sub-dimension can only raise its
dimension.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from itertools import islice
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from smartmap.answering import Answerer, Gathered, Reason
from smartmap.block import Block
from smartmap.errors import SmartmapError, TextError
from smartmap.model.combination import Combination
from smartmap.model.rows import Rows
from smartmap.nomenclature import Match, Nomenclature
from smartmap.parallel import Recipe, answer_blocks
from smartmap.records import Programme, Result, Versions
from smartmap.rules import CONTESTED, Matcher
from smartmap.taxonomy import OUTSIDE, Taxonomy
from smartmap.text.tokens import Analyzer, Tokens

if TYPE_CHECKING:
    from smartmap.model.linear import Floats, LinearModel

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
_SILENCE = [0.0, 0.0]  # of a memory that says nothing
_FIRST, _BLOCK = 16, 512  # texts answered together
_BESIDE = 20_000  # texts of context columns remembered: an OPD stands beside hundreds of programmes

Memory = Callable[[Programme, Tokens], list[Reason]]
"""What gives evidence from decisions already taken; see :mod:`smartmap.memory`."""


class Suggester:
    """Suggests dimensions for programmes.

    Made by :func:`load_suggester`. One suggester may be shared by threads.

    Parameters
    ----------
    taxonomy : Taxonomy
    analyzer : Analyzer
    matcher : Matcher
        Of the rules.
    combination : Combination
        How evidence becomes probability.
    model : LinearModel, optional
        Without one the rules stand alone.
    nomenclature : Nomenclature, optional
        Official names, where the frame is the one they are labelled in.
    versions : Versions
    context : bool
        Whether OPD, bidang urusan, outcome, indicator and parents count.
    memory : callable, optional
        Evidence from decisions already taken.
    recipe : Recipe, optional
        How another process makes the same suggester; without one this process does all the work.
    """

    def __init__(
        self,
        taxonomy: Taxonomy,
        analyzer: Analyzer,
        matcher: Matcher,
        combination: Combination,
        versions: Versions,
        *,
        model: LinearModel | None = None,
        nomenclature: Nomenclature | None = None,
        context: bool = True,
        memory: Memory | None = None,
        recipe: Recipe | None = None,
    ) -> None:
        self.taxonomy, self.analyzer, self.matcher, self.model = taxonomy, analyzer, matcher, model
        self.combination, self.versions, self.nomenclature = combination, versions, nomenclature
        self.context, self.memory, self.recipe = context, memory, recipe
        self.labels = (*taxonomy.sub_ids, *OUTSIDE)
        self._column = {label: place for place, label in enumerate(self.labels)}
        self._votes = np.array([self._vote(number) for number in range(len(matcher.rules))])
        self._votes = self._votes.reshape(-1, len(self.labels))
        self._contested = [rule.label == CONTESTED for rule in matcher.rules]
        self._answerer = Answerer(taxonomy, combination, versions, self._votes)
        self._rows = self._new_rows()
        self._beside_memo: dict[str, _Beside] = {}

    def suggest(self, item: str | Programme) -> Result:
        """Suggest dimensions for one programme.

        Parameters
        ----------
        item : str or Programme
            The text alone, or with its code, level, OPD, outcome and so on.

        Returns
        -------
        Result
            See :class:`smartmap.Result`; an empty list of suggestions and status ``none`` is an answer.

        Raises
        ------
        TextError
            If the item is neither a text nor a Programme.
        """
        return self.block([_programme(item)]).result(0)

    def suggest_many(
        self, items: Iterable[str | Programme], *, on_error: str = "raise", n_jobs: int | None = 1
    ) -> Iterator[Result | SmartmapError]:
        """Suggest dimensions for many programmes, in order.

        Parameters
        ----------
        items : iterable of str or Programme
            Consumed a block ahead of the results asked for, so a stream of any length will do.
        on_error : {"raise", "give"}
            ``give`` puts the error in the place of the result, so that the rows beside a bad one go through.
        n_jobs : int or None
            Processes, as for :class:`joblib.Parallel`: -1 takes every core, None what ``joblib.parallel_config`` says
            (dask, ray, Spark). Worth it from some ten thousand texts on, since each process loads the model.

        Raises
        ------
        TextError
            If an item is neither a text nor a Programme and `on_error` is ``raise``; what stands before it came
            through.
        """
        stream = iter(items)
        waiting: deque[list[Programme | TextError]] = deque()

        def chunks() -> Iterator[list[Programme]]:
            # Small blocks first: the first result shall not wait for hundreds.
            size = _FIRST if n_jobs == 1 else _BLOCK
            while chunk := [_read(item) for item in islice(stream, size)]:
                size = min(2 * size, _BLOCK)
                waiting.append(chunk)
                yield [item for item in chunk if isinstance(item, Programme)]

        blocks: Iterator[Block]
        if n_jobs == 1 or self.recipe is None:
            blocks = map(self.block, chunks())
        else:
            blocks = answer_blocks(self.recipe, chunks(), n_jobs)
        for block in blocks:
            places = iter(range(len(block)))
            for item in waiting.popleft():
                if isinstance(item, Programme):
                    yield block.result(next(places))
                elif on_error == "raise":
                    raise item
                else:
                    yield item

    def block(self, programmes: list[Programme]) -> Block:
        """Suggest dimensions for a block of programmes; the block gives each one's record."""
        if self._rows.full:
            self._rows = self._new_rows()
        evidence = Gathered(self._rows)
        for programme in programmes:
            self._gather(evidence, programme, self.memory)
        return self._answerer.answer(evidence, programmes)

    def with_memory(self, memory: Memory | None) -> Suggester:
        """Give a suggester that also knows what people decided; this one stays as it is, and both share the rest.

        One with a memory works in this process alone, whatever `n_jobs` says.
        """
        other = copy(self)
        other.memory = memory
        other.recipe = self.recipe if memory is None else None
        return other

    def scores(self, item: str | Programme) -> tuple[Tokens, Floats]:
        """Give a text's words and what everything but the memory says: what a memory is built on.

        Returns
        -------
        Tokens
            Of the text, abbreviations chosen by what stands beside it.
        array of float, shape (n_labels,)
            The score of each of :attr:`labels`, in log-odds units.
        """
        if self._rows.full:
            self._rows = self._new_rows()
        evidence = Gathered(self._rows)
        tokens = self._gather(evidence, _programme(item), None)
        return tokens, self.combination.bias + evidence.scores().sum(axis=0)

    # --- evidence

    def _gather(self, evidence: Gathered, programme: Programme, memory: Memory | None) -> Tokens:
        """Take a programme's text apart and gather what speaks for each label."""
        beside = list(self._beside(programme)) if self.context else []
        around = frozenset[str]().union(*(item.stems for _, item in beside)) if beside else _NO_STEMS
        tokens = self.analyzer.analyze(programme.text, around)
        official = self._official(tokens, programme)
        if official is not None:
            evidence.tell(self._from_nomenclature(official, tokens))
        contested = self._add_rules(evidence, tokens, around)
        self._add_words(evidence, tokens)
        for name, item in beside:
            if item.scores is not None:
                scores = item.scores * (self.combination.context * CONTEXT[name])
                evidence.tell(Reason(f"context:{name}", item.text, -1, -1, scores))
        voices = self._hear(memory(programme, tokens), evidence) if memory is not None else _SILENCE
        confidence = official.entry.confidence if official is not None else ""
        settled = official is not None and official.names_programme and confidence in ("sure", "likely")
        evidence.close(
            # Where people of the region decided, their habit is no longer unknown.
            contested and not settled and max(voices) < _DECIDED,
            support=confidence == "support" and max(voices[:-1]) < _DECIDED,
            wordless=not any(tokens.stems),
            disputed=_differ(voices),
        )
        return tokens

    def _hear(self, reasons: list[Reason], evidence: Gathered) -> list[float]:
        """Add what a memory says; give what decisions add to each dimension, and last to what lies outside."""
        voices = [0.0] * (len(self.taxonomy.ids) + 1)
        for reason in reasons:
            evidence.tell(reason)
            if reason.source.startswith("decision:"):
                label = self.labels[int(reason.scores.argmax())]
                place = -1 if label in OUTSIDE else self.taxonomy.ids.index(self.taxonomy.dimension_of(label))
                voices[place] += float(reason.scores.max())
        return voices

    def _official(self, tokens: Tokens, programme: Programme) -> Match | None:
        if self.nomenclature is None:
            return None
        return self.nomenclature.find(tokens, programme.code, programme.level, programme.field)

    def _from_nomenclature(self, match: Match, tokens: Tokens) -> Reason:
        entry = match.entry
        usual, alternative = OFFICIAL[entry.confidence]
        under = not match.names_programme and entry.confidence != "support"
        share = match.likeness * (BY_CODE if under else 1.0)
        scores = np.zeros(len(self.labels))
        scores[self._column[entry.sub_dimension]] = usual * share
        for label in entry.alternatives:
            scores[self._column[label]] = alternative * share
        text = tokens.source[match.start : match.end] if match.start >= 0 else entry.name
        return Reason(f"nomenclature:{entry.id}", text, match.start, match.end, scores)

    def _vote(self, number: int) -> Floats:
        rule = self.matcher.rules[number]
        factor = self.combination.rules * self.combination.rule_weights.get(rule.id, 1.0)
        scores = np.zeros(len(self.labels))
        for label, weight in rule.votes.items():
            if label != CONTESTED:
                scores[self._column[label]] = weight * factor
        return scores

    def _add_rules(self, evidence: Gathered, tokens: Tokens, around: frozenset[str]) -> bool:
        """Add the rules that fire, and say whether one of them marks the topic as contested."""
        hits = self.matcher.match(tokens, around)
        if not hits:
            return False
        told = [hit for hit in hits if not self._contested[hit.rule]]
        evidence.add(
            [hit.rule for hit in told],
            1.0,
            [tokens.starts[hit.first] for hit in told],
            [tokens.ends[hit.last - 1] for hit in told],
        )
        return len(told) < len(hits)

    def _add_words(self, evidence: Gathered, tokens: Tokens) -> None:
        words = evidence.rows.read(tokens.stems)
        if words.places:
            starts, ends = tokens.starts, tokens.ends
            evidence.add(
                words.places,
                self.combination.text / sqrt(words.square),
                [starts[first] for first in words.firsts],
                [ends[last] for last in words.lasts],
            )

    def _beside(self, programme: Programme) -> Iterator[tuple[str, _Beside]]:
        """What stands beside the text, column by column; an OPD stands beside hundreds of programmes."""
        memo = self._beside_memo
        parents = programme.parents
        columns = (
            ("outcome", programme.outcome), ("indicator", programme.indicator), ("field", programme.field),
            ("opd", programme.opd), ("parents", "; ".join([text for _, text in parents]) if parents else ""),
        )  # fmt: skip
        for name, text in columns:
            if not text:
                continue
            found = memo.get(text)
            if found is None:
                if len(memo) >= _BESIDE:
                    memo.clear()
                found = memo[text] = self._read_beside(text)
            yield name, found

    def _read_beside(self, text: str) -> _Beside:
        tokens = self.analyzer.analyze(text)
        scores = None
        if self.model is not None and self.combination.context:
            scores = self.model.scores(tokens.stems) - self.model.weights.intercept
        return _Beside(text, frozenset(filter(None, tokens.stems)), scores)

    def _new_rows(self) -> Rows:
        return Rows(self.model, self._votes, [f"rule:{rule.id}" for rule in self.matcher.rules])


class _Beside(NamedTuple):
    """A text that stands beside programmes: its stems, and what its words add to each label."""

    text: str
    stems: frozenset[str]
    scores: Floats | None


def _programme(item: object) -> Programme:
    programme = Programme(item) if isinstance(item, str) else item
    if not isinstance(programme, Programme) or not isinstance(programme.text, str):
        raise TextError("text_type", found=type(item).__name__)
    return programme


def _differ(voices: list[float]) -> bool:
    """Whether people decided an equal programme differently, by more than a voice among many."""
    first, second = sorted(voices, reverse=True)[:2]
    return second >= _DISPUTED and second >= 0.4 * first


def _read(item: object) -> Programme | TextError:
    try:
        return _programme(item)
    except TextError as error:
        return error
