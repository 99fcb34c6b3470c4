"""Which programmes teach most when somebody decides them.

A decision teaches about its own programme and about those like it. So what is most worth asking is open itself and like
much else that is open; once it is asked, its like is worth less. Open is what is uncertain, and what is like a
programme on which people corrected the shipped model: a region that does one thing its own way may do all of that kind
so, however sure the model is. Likeness is the cosine of what the adapter sees: stems, rules and, weightiest, contested
topics.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np

from smartmap.memory.adapter import Feature, features_of
from smartmap.memory.learned import Learned
from smartmap.records import Programme
from smartmap.suggest import Suggester

_LEAST = 0.3  # uncertainty of what looks certain: a habit begins where the model is sure
_SURPRISE = 3.0  # what a full correction on the same words adds to an uncertainty between 0 and 1


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
    found = [features_of(suggester, suggester.analyzer.analyze(item.text)) for item in programmes]
    corrections = suggester.memory.corrections if isinstance(suggester.memory, Learned) else ()
    table = _directions([*found, *(item.features for item in corrections)])
    own = table[: len(found)]
    likeness = (own @ own.T).toarray()
    doubt = np.maximum(np.array(uncertainties, dtype=float), _LEAST)
    if corrections:
        near = (own @ table[len(found) :].T).toarray()
        doubt += _SURPRISE * (near * np.array([item.surprise for item in corrections])).max(axis=1)
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


def _directions(texts: Sequence[list[Feature]]) -> Any:
    """Give texts as rows of length one, so that their products are cosines.

    Returns
    -------
    csr_matrix, shape (n_texts, n_features)
    """
    from scipy.sparse import csr_matrix

    columns: dict[str, int] = {}
    rows, places, values = [], [], []
    for row, features in enumerate(texts):
        norm = sqrt(sum(feature.value**2 for feature in features))
        for feature in features:
            rows.append(row)
            places.append(columns.setdefault(feature.name, len(columns)))
            values.append(feature.value / norm)
    return csr_matrix((values, (rows, places)), shape=(len(texts), len(columns)))
