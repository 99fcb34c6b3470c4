"""Which programmes teach most when somebody decides them.

A decision teaches about its own programme and about those like it. So what is most worth asking is uncertain itself and
like much else that is uncertain; once it is asked, its like is worth less. Likeness is the cosine of what the adapter
sees: stems, rules and, weightiest, contested topics.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from smartmap.memory.adapter import features_of
from smartmap.records import Programme
from smartmap.suggest import Suggester


def teaching_order(suggester: Suggester, programmes: Sequence[Programme], uncertainties: Sequence[float]) -> list[int]:
    """Give the places of programmes, what teaches most first.

    Parameters
    ----------
    suggester : Suggester
    programmes : sequence of Programme
        Some hundreds; the work grows with their square.
    uncertainties : sequence of float
        In [0, 1], as :func:`smartmap.store.programmes.uncertainty` gives them.

    Returns
    -------
    list of int
        Every place once; equal ones in the order given.
    """
    columns: dict[str, int] = {}
    found = [features_of(suggester, suggester.analyzer.analyze(item.text)) for item in programmes]
    for features in found:
        for feature in features:
            columns.setdefault(feature.name, len(columns))
    table = np.zeros((len(found), len(columns)), dtype=np.float32)
    for row, features in enumerate(found):
        for feature in features:
            table[row, columns[feature.name]] = feature.value
    table /= np.maximum(np.sqrt((table**2).sum(axis=1, keepdims=True)), 1e-9)
    likeness = table @ table.T
    doubt = np.array(uncertainties, dtype=float)
    open_doubt = doubt.copy()
    order: list[int] = []
    left = np.ones(len(found), dtype=bool)
    for _ in found:
        worth = np.where(left, (likeness @ open_doubt) * doubt, -1.0)
        place = int(worth.argmax())
        order.append(place)
        left[place] = False
        open_doubt *= 1 - np.clip(likeness[place], 0.0, 1.0)
    return order
