"""Blocks of programmes answered by several processes or machines, through joblib.

Workers make the suggester themselves, once, from its recipe (paths, not weights) and hand back blocks of arrays; the
records are built here. Under ``joblib.parallel_config(backend="dask")`` or another backend the same call runs there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from typing import Any, NamedTuple, Protocol

from smartmap.block import Block
from smartmap.records import Programme

# The first fields of a programme, with all that counts for an answer: a tuple travels at a fifth of a record's cost.
_packed = attrgetter("text", "id", "code", "level", "opd", "field", "outcome", "indicator", "parents")
_ROUND = 200  # blocks asked for together where a backend cannot give one after the other


class Answers(Protocol):
    """What answers a block."""

    def block(self, programmes: list[Programme]) -> Block:
        """Answer for each programme."""


class Recipe(NamedTuple):
    """How to make a suggester again in another process: a function of a module and its keyword arguments."""

    make: Callable[..., Answers]
    arguments: tuple[tuple[str, Any], ...]


def answer_blocks(recipe: Recipe, chunks: Iterable[list[Programme]], n_jobs: int | None) -> Iterator[Block]:
    """Answer chunks of programmes in parallel, in order.

    Parameters
    ----------
    recipe : Recipe
        Of the suggester.
    chunks : iterable of list of Programme
        Consumed a few ahead of the blocks asked for.
    n_jobs : int or None
        As for :class:`joblib.Parallel`; None leaves it to ``joblib.parallel_config``.
    """
    from joblib import Parallel, delayed
    from joblib.parallel import get_active_backend

    waiting: deque[list[Programme]] = deque()

    def tasks(some: Iterable[list[Programme]]) -> Iterator[Any]:
        for chunk in some:
            waiting.append(chunk)
            yield delayed(_answer)(recipe, list(map(_packed, chunk)))

    def rounds() -> Iterator[Block]:
        stream = iter(chunks)
        while some := list(islice(stream, _ROUND)):
            yield from Parallel(n_jobs=n_jobs, batch_size=1)(tasks(some))

    if get_active_backend()[0].supports_return_generator:
        blocks = Parallel(n_jobs=n_jobs, batch_size=1, return_as="generator")(tasks(chunks))
    else:  # ray and Spark give all at once or nothing
        blocks = rounds()
    for block in blocks:
        block.programmes = waiting.popleft()
        yield block


def _answer(recipe: Recipe, packed: list[tuple[Any, ...]]) -> Block:
    return _made(recipe).block([Programme(*values) for values in packed])


@lru_cache(maxsize=2)
def _made(recipe: Recipe) -> Answers:
    return recipe.make(**dict(recipe.arguments))
