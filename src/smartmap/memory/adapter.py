"""What a region does differently, learned from its decisions: a light model on top of the shipped one.

The shipped model's scores stand as they are; the adapter adds a number per word or rule and label. These are fitted by
multinomial logistic regression with the shipped scores as an offset, so that what is already suggested rightly teaches
nothing, and shrunk towards zero. Fitting repeatedly, with less shrinkage for what mattered before, gathers the
weight on the words that the corrections have in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from smartmap.gathered import Reason
from smartmap.memory.near import Key, key_of
from smartmap.memory.recall import Columns
from smartmap.records import Programme
from smartmap.rules import CONTESTED
from smartmap.taxonomy import OUTSIDE, Taxonomy

if TYPE_CHECKING:
    from smartmap.arrays import Floats
    from smartmap.memory.decided import Decided
    from smartmap.suggest import Suggester
    from smartmap.text.tokens import Tokens

_STEM, _RULE, _TOPIC = 0.5, 1.0, 3.0
"""Value of a stem, of a rule that fires and of a contested topic: habits mostly follow topics, so these move first."""
_SHRINKAGE = 0.1
_ROUNDS = 5  # each after the first with less shrinkage for what mattered in the one before
_LOOSEST = 0.1  # added to what mattered: the smaller, the fewer words a habit is put down to
_BASE = 0.85  # the shipped scores count a little less where people of the place decide
_STEPS = 12  # of the optimiser a round
_FURTHER = 0.3  # share of a decision that its further labels get
_MOST = 2000  # distinct wordings learned from, newest first: keeps learning under a second
_PROOF = 2  # texts with a word that give half of what was learned for it: one decision is no habit yet
_SMALL = 0.02  # a word that adds less to every label is not worth a line


class Feature(NamedTuple):
    """What the adapter sees in a text: a stem or a rule, and where it lies."""

    name: str
    value: float
    first: int
    last: int


class Correction(NamedTuple):
    """A decision that the shipped model would have got wrong.

    ``surprise`` is what that model gave to all other dimensions, in (0, 1].
    """

    features: list[Feature]
    surprise: float


class Adapter:
    """A region's habits; made by :func:`fit_adapter`.

    Parameters
    ----------
    region : str
        What its evidence is called after.
    suggester : Suggester
        Whose rules and labels it uses.
    table : dict of str to array, shape (n_labels,)
        What each feature adds to each label, in log-odds units.
    corrections : sequence of Correction
        What it was learned from, as far as the shipped model was wrong.
    """

    def __init__(
        self, region: str, suggester: Suggester, table: dict[str, Floats], corrections: Sequence[Correction] = ()
    ) -> None:
        self.region, self.table, self.corrections = region, table, corrections
        self._suggester = suggester

    def reasons(self, tokens: Tokens) -> list[Reason]:
        """Give what each word or rule of a text adds to each label, by this region's habits."""
        if not self.table:
            return []
        reasons: list[Reason] = []
        for feature in features_of(self._suggester, tokens):
            row = self.table.get(feature.name)
            if row is None:
                continue
            start, end = (
                min(tokens.starts[feature.first : feature.last]),
                max(tokens.ends[feature.first : feature.last]),
            )
            reasons.append(Reason(f"adapter:{self.region}", tokens.source[start:end], start, end, row * feature.value))
        return reasons


def features_of(suggester: Suggester, tokens: Tokens) -> list[Feature]:
    """Give what the adapter sees in a text, each stem and rule once."""
    found: dict[str, Feature] = {}
    for place, stem in enumerate(tokens.stems):
        if stem:
            found.setdefault(stem, Feature(stem, _STEM, place, place + 1))
    for hit in suggester.matcher.match(tokens, set()):
        rule = suggester.matcher.rules[hit.rule]
        value = _TOPIC if rule.label == CONTESTED else _RULE
        found.setdefault(f"rule:{rule.id}", Feature(f"rule:{rule.id}", value, hit.first, hit.last))
    return list(found.values())


Read = Callable[[Programme], tuple["Tokens", "Floats"]]
"""Gives a programme's words and shipped scores, as :meth:`smartmap.Suggester.scores` does."""


def fit_adapter(region: str, suggester: Suggester, decided: Sequence[Decided], read: Read | None = None) -> Adapter:
    """Learn a region's habits from its decisions.

    Equal wordings count once, whoever decided them and however often; where they were decided differently each
    label gets its share of the votes.

    Parameters
    ----------
    region : str
    suggester : Suggester
        Without a memory.
    decided : sequence of Decided
        Oldest first.
    read : callable, optional
        Where programmes have been read before; by default the suggester reads them.
    """
    texts = _texts(suggester, decided, read or suggester.scores)
    columns: dict[str, int] = {}
    rows: list[int] = []
    places: list[int] = []
    values: list[float] = []
    for row, (features, _, _) in enumerate(texts):
        for feature in features:
            rows.append(row)
            places.append(columns.setdefault(feature.name, len(columns)))
            values.append(feature.value)
    if not columns:
        return Adapter(region, suggester, {})
    weights = _fit(
        (np.array(rows), np.array(places), np.array(values)),
        len(columns),
        _BASE * np.array([scores for _, scores, _ in texts]),
        np.array([target for _, _, target in texts]),
    )
    seen = np.bincount(places)  # in how many texts each stands
    weights *= (seen**2 / (seen**2 + _PROOF**2))[:, None]
    kept = np.abs(weights).max(axis=1) >= _SMALL
    table = {name: weights[place] for name, place in columns.items() if kept[place]}
    return Adapter(region, suggester, table, _corrections(suggester.taxonomy, texts))


def _corrections(taxonomy: Taxonomy, texts: Iterable[tuple[list[Feature], Floats, Floats]]) -> list[Correction]:
    """Give the texts that the shipped scores place in another dimension than people did."""
    outcomes = (*taxonomy.ids, "")  # beside the dimensions: outside the frame, however
    of = [outcomes.index(taxonomy.dimension_of(label)) for label in taxonomy.sub_ids] + [len(taxonomy.ids)] * len(
        OUTSIDE
    )
    found: list[Correction] = []
    for features, scores, target in texts:
        chances = np.bincount(of, np.exp(scores - scores.max()))
        decided = np.bincount(of, target).argmax()
        if chances.argmax() != decided:
            found.append(Correction(features, float(1 - chances[decided] / chances.sum())))
    return found


def _texts(suggester: Suggester, decided: Iterable[Decided], read: Read) -> list[tuple[list[Feature], Floats, Floats]]:
    """Give features, shipped scores and the decided shares of labels of each distinct wording."""
    labels = Columns(suggester.taxonomy)
    found: dict[Key, tuple[list[Feature], Floats, Floats]] = {}
    for item in reversed(list(decided)):
        if not labels.knows(item.label):
            continue
        tokens, scores = read(item.programme)
        key = key_of(tokens.stems)
        if key not in found:
            if len(found) >= _MOST:
                break
            found[key] = features_of(suggester, tokens), scores, np.zeros(labels.size)
        _vote(found[key][2], item, scores, labels)
    return [(features, scores, votes / votes.sum()) for features, scores, votes in found.values()]


def _vote(votes: Floats, item: Decided, scores: Floats, labels: Columns) -> None:
    further = [label for label in item.further if labels.knows(label)]
    shares = [(item.label, item.votes * (1 - _FURTHER if further else 1.0))]
    shares += [(label, item.votes * _FURTHER / len(further)) for label in further]
    for label, share in shares:
        places = labels.places(label)  # which sub-dimension of a whole dimension is left to the shipped scores
        chances = np.exp(scores[places] - scores[places].max())
        votes[places] += share * chances / chances.sum()


def _fit(matrix: tuple[Floats, Floats, Floats], n_features: int, offset: Floats, targets: Floats) -> Floats:
    """Fit the adapter's weights.

    Parameters
    ----------
    matrix : (rows, columns, values)
        Features of the texts.
    offset, targets : array, shape (n_texts, n_labels)
        Scores that stand, and decided shares of labels.

    Returns
    -------
    array of float, shape (n_features, n_labels)
    """
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix
    from threadpoolctl import threadpool_limits

    rows, columns, values = matrix
    shape = (len(offset), n_features)
    looseness = np.ones(n_features)
    weights = np.zeros((n_features, offset.shape[1]))
    for _ in range(_ROUNDS):
        scaled = csr_matrix((values * looseness[columns], (rows, columns)), shape=shape)
        # One thread: several wait for each other ten times as long as they work on vectors this small.
        with threadpool_limits(limits=1):
            found = minimize(
                _loss, (weights / looseness[:, None]).ravel(), (scaled, scaled.T.tocsr(), offset, targets), jac=True,
                method="L-BFGS-B", options={"maxiter": _STEPS, "maxcor": 5},
            )  # fmt: skip
        weights = found.x.reshape(weights.shape) * looseness[:, None]
        looseness = np.sqrt(np.sqrt((weights**2).sum(axis=1)) + _LOOSEST)
    return weights


def _loss(flat: Floats, matrix: Any, turned: Any, offset: Floats, targets: Floats) -> tuple[float, Floats]:
    """Give the penalised cross-entropy and its gradient."""
    table = flat.reshape(matrix.shape[1], -1)
    scores = offset + matrix @ table
    scores -= scores.max(axis=1, keepdims=True)
    chances = np.exp(scores)
    totals = chances.sum(axis=1, keepdims=True)
    value = -float((targets * (scores - np.log(totals))).sum()) + _SHRINKAGE / 2 * float(flat @ flat)
    return value, (turned @ (chances / totals - targets) + _SHRINKAGE * table).ravel()
