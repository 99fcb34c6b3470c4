"""From a programme to ranked suggestions: the whole flow, in one list.

1. text: words with stems and spans (:mod:`smartmap.text`)
2. evidence: official name or code, keyword rules, trained model, what stands beside the text, decisions already taken
3. combination: evidence adds up to one score per label, scores become probabilities
4. answer: dimensions ranked, a status, the plausible set, versions

Many texts go block by block, arrays of all of them at once, which costs a quarter for each but more than a few are
worth; those go one by one, through lists and plain numbers. Both give the same to the last bit: a test holds them
together.

Labels are sub-dimensions and the two outcomes beside them (``support``, ``none``); :mod:`smartmap.ranking` says how
their scores become those of dimensions, word by word, so that a rule that raises a sub-dimension can only raise its
dimension.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from copy import copy
from itertools import islice
from typing import TYPE_CHECKING

from smartmap.answering import Answerer
from smartmap.block import Block
from smartmap.errors import SmartmapError, TextError
from smartmap.gathering import Gatherer, Memory
from smartmap.model.combination import Combination
from smartmap.nomenclature import Nomenclature
from smartmap.parallel import Recipe, answer_blocks
from smartmap.records import Programme, Result, Versions
from smartmap.rules import Matcher
from smartmap.taxonomy import OUTSIDE, Taxonomy
from smartmap.text.tokens import Analyzer, Tokens

if TYPE_CHECKING:
    from smartmap.arrays import Floats
    from smartmap.model.linear import LinearModel

_FIRST, _BLOCK = 16, 1024  # texts answered together
_TOGETHER = 8  # texts from which on a block of arrays is faster than one after the other
_SENT = 2048  # sent to another process together: each sending costs two milliseconds


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
        self._gatherer = Gatherer(taxonomy, analyzer, matcher, combination, model, nomenclature, context=context)
        self._answerer = Answerer(taxonomy, combination, versions, self._gatherer.votes)

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
        return self._suggest(_programme(item))

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
            size, most = (_FIRST, _BLOCK) if n_jobs == 1 else (_BLOCK, _SENT)
            while chunk := [Programme(item) if type(item) is str else _read(item) for item in islice(stream, size)]:
                size = min(4 * size, most)
                waiting.append(chunk)
                yield [item for item in chunk if isinstance(item, Programme)]

        answers: Iterator[Iterator[Result]]
        if n_jobs == 1 or self.recipe is None:
            answers = map(self._answers, chunks())
        else:
            answers = map(Block.results, answer_blocks(self.recipe, chunks(), n_jobs))
        for results in answers:
            for item in waiting.popleft():
                if isinstance(item, Programme):
                    yield next(results)
                elif on_error == "raise":
                    raise item
                else:
                    yield item

    def _answers(self, programmes: list[Programme]) -> Iterator[Result]:
        return map(self._suggest, programmes) if len(programmes) < _TOGETHER else self.block(programmes).results()

    def _suggest(self, programme: Programme) -> Result:
        return self._answerer.answer_one(self._gatherer.gather_one(programme, self.memory), programme)

    def block(self, programmes: list[Programme]) -> Block:
        """Suggest dimensions for a block of programmes; the block gives each one's record."""
        return self._answerer.answer(self._gatherer.gather(programmes, self.memory), programmes)

    def with_memory(self, memory: Memory | None) -> Suggester:
        """Give a suggester that also knows what people decided; this one stays as it is, and both share the rest.

        One with a memory works in this process alone, whatever `n_jobs` says, until it is given a recipe of its own.
        """
        other = copy(self)
        other.memory = memory
        other.recipe = self.recipe if memory is None and self.memory is None else None
        return other

    @property
    def decisions(self) -> str:
        """Checksum of the decisions its memory comes from; empty without a memory."""
        return str(getattr(self.memory, "checksum", ""))

    def scores(self, item: str | Programme) -> tuple[Tokens, Floats]:
        """Give a text's words and what everything but the memory says: what a memory is built on.

        Returns
        -------
        Tokens
            Of the text, abbreviations chosen by what stands beside it.
        array of float, shape (n_labels,)
            The score of each of :attr:`labels`, in log-odds units.
        """
        evidence = self._gatherer.gather_one(_programme(item), None)
        return evidence.tokens, self.combination.bias + evidence.scores().sum(axis=0)


def _programme(item: object) -> Programme:
    programme = Programme(item) if isinstance(item, str) else item
    if not isinstance(programme, Programme) or not isinstance(programme.text, str):
        raise TextError("text_type", found=type(item).__name__)
    return programme


def _read(item: object) -> Programme | TextError:
    try:
        return _programme(item)
    except TextError as error:
        return error
