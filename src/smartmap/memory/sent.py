"""Decisions on their way to other processes, which learn from them what this one learned.

They travel as bytes in an array, which joblib lays down once for all workers instead of sending it with every block.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, cast

import numpy as np

from smartmap.memory.decided import Decided
from smartmap.parallel import Answers, Recipe
from smartmap.records import Place, Programme

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from smartmap.suggest import Suggester


class Sent:
    """Decisions as bytes; equal ones are equal and hash alike, so that a worker learns from them once.

    Parameters
    ----------
    decided : sequence of Decided
        Oldest first.
    """

    def __init__(self, decided: Sequence[Decided]) -> None:
        rows = [item._replace(programme=asdict(item.programme)) for item in decided]  # type: ignore[arg-type]
        body = json.dumps(rows, ensure_ascii=False).encode()
        self.digest = hashlib.sha256(body).hexdigest()
        self.body: NDArray[np.uint8] = np.frombuffer(body, dtype=np.uint8)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sent) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def read(self) -> list[Decided]:
        """Give the decisions again."""
        found = [Decided(*row) for row in json.loads(self.body.tobytes())]
        return [item._replace(programme=_programme(item.programme), further=tuple(item.further)) for item in found]


def _programme(fields: object) -> Programme:
    told = dict(fields)  # type: ignore[call-overload]
    parents = tuple((level, text) for level, text in told["parents"])
    return Programme(**{**told, "parents": parents, "place": Place(**told["place"])})


def recipe_with(base: Recipe | None, decided: Sequence[Decided], region: str, *, adapt: bool) -> Recipe | None:
    """Give how another process makes a suggester that knows decisions; None where it cannot make the plain one."""
    if base is None:
        return None
    return Recipe(_make, (("base", base), ("sent", Sent(decided)), ("region", region), ("adapt", adapt)))


def _make(base: Recipe, sent: Sent, region: str, adapt: bool) -> Answers:
    from smartmap.memory.learned import learn

    plain = cast("Suggester", base.make(**dict(base.arguments)))
    return learn(plain, sent.read(), region, adapt=adapt)
