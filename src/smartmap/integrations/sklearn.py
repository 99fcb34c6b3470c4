"""smartmap as a scikit-learn classifier of texts, for pipelines, grid search and cross-validation."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_consistent_length, check_is_fitted, column_or_1d

from smartmap.errors import TaxonomyError, TextError
from smartmap.load import load_suggester
from smartmap.model.combination import Combination
from smartmap.records import Programme, Result
from smartmap.rules import CONTESTED, Matcher
from smartmap.taxonomy import OUTSIDE, Taxonomy
from smartmap.training.combine import fit_combination
from smartmap.training.corpus import Row
from smartmap.training.fit import Settings, coefficients, fired, fit_linear, targets_of
from smartmap.training.folds import folds_of, hold_out
from smartmap.training.matrix import build_matrix, build_space

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from smartmap.arrays import Floats
    from smartmap.suggest import Suggester


_SCALE_PULL = 20.0  # texts; without it few texts find their own words worthless and the rules certain
_UNFITTED_RULES = 0.5  # scale of the rules where there are too few texts to fit it: what fitting starts from


@lru_cache(maxsize=8)
def _suggester(frame: str | Path, rules: str | Path | None) -> Suggester:
    """Give the parts that every fit of a grid search shares; none of them changes."""
    return load_suggester(frame=frame, rules=rules)


class SmartmapClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Classify programme texts into dimensions, sub-dimensions or labels of your own.

    ``fit`` trains a linear model on your texts (stems, pairs of stems, letters) and joins it with smartmap's keyword
    rules: how far each rule is trusted is fitted on held-out scores, so probabilities are calibrated. A rule speaks for
    a class that names its sub-dimension or dimension, by id, name or alias (``"economy"``, ``"Smart Economy"``); for
    other classes the text alone decides.

    Without any training, :meth:`pretrained` answers with the shipped model.

    Parameters
    ----------
    train : bool
        False makes ``fit`` learn nothing: answers come from the shipped model, classes are the frame's dimensions,
        ``support`` and ``none``.
    frame : str or path
        Whose rules speak, as for :func:`smartmap.load_suggester`.
    rules : {"shipped"}, path or None
        A folder of rules of your own; None learns from the text alone.
    strength : float
        Inverse regularisation of the logistic regression (its ``C``).
    letter_scale : float
        Weight of a word's letters beside its stem, 0 for none.
    rule_pull : float
        How many texts it takes to move a rule's factor away from 1.
    folds : int
        Of the cross-validation that fits how text and rules join; fewer where a class has fewer texts.
    random_state : int

    Attributes
    ----------
    classes_ : array, shape (n_classes,)
        Sorted.
    combination_ : Combination
        How text and rules were joined; only after training.

    Examples
    --------
    >>> from smartmap import SmartmapClassifier
    >>> classifier = SmartmapClassifier.pretrained()
    >>> classifier.predict(["Pengelolaan sampah terpadu", "Posyandu keliling"]).tolist()
    ['environment', 'living']
    """

    def __init__(
        self,
        *,
        train: bool = True,
        frame: str | Path = "kominfo6",
        rules: str | Path | None = "shipped",
        strength: float = 5.0,
        letter_scale: float = 0.5,
        rule_pull: float = 10.0,
        folds: int = 5,
        random_state: int = 0,
    ) -> None:
        self.train = train
        self.frame = frame
        self.rules = rules
        self.strength = strength
        self.letter_scale = letter_scale
        self.rule_pull = rule_pull
        self.folds = folds
        self.random_state = random_state

    @classmethod
    def pretrained(cls, *, frame: str | Path = "kominfo6", rules: str | Path = "shipped") -> Self:
        """Give a classifier that needs no training: the promoted model, rules and official names."""
        return cls(train=False, frame=frame, rules=rules)._without_training()

    def fit(self, X: ArrayLike, y: ArrayLike, groups: ArrayLike | None = None) -> Self:
        """Learn from labelled texts.

        Parameters
        ----------
        X : array-like of str or Programme, shape (n_texts,) or (n_texts, 1)
        y : array-like, shape (n_texts,)
        groups : array-like, shape (n_texts,), optional
            Texts of one group are never on both sides when the joining is fitted: give one where texts repeat.

        Raises
        ------
        TextError
            If X holds something that is no text, or y fewer than two classes.
        """
        texts = _texts(X)
        y = column_or_1d(y, warn=True)
        check_consistent_length(texts, y, groups)
        if not self.train:
            return self._without_training()
        check_classification_targets(y)
        self.classes_, codes = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise TextError("classifier_classes", found=self.classes_[0])
        suggester = self._parts()
        labels = [str(place) for place in range(len(self.classes_))]
        families = range(len(texts)) if groups is None else np.asarray(groups).tolist()
        rows = [
            Row(str(place), text.text, labels[code], (), "", str(family), "")
            for place, (text, code, family) in enumerate(zip(texts, codes, families, strict=True))
        ]
        self._settings = self._settle(rows)
        self._analyzer = suggester.analyzer
        self._matcher = Matcher((), self._analyzer) if self.rules is None else suggester.matcher
        self._votes = self._class_votes(suggester.taxonomy)
        stems = self._stems(texts)
        hits = fired(rows, self._matcher, self._analyzer)
        self._space = build_space(stems)
        matrix = build_matrix(stems, self._space, self.letter_scale)
        targets = targets_of(rows, labels, 0.0)
        model = fit_linear(matrix, targets, self._settings)
        self._coefficients, intercept = coefficients(model)
        if self._settings.folds >= 2:
            held_out = hold_out(rows, stems, hits, labels, self._settings)
            self.combination_ = fit_combination(held_out, self._votes, rule_pull=self.rule_pull, scale_pull=_SCALE_PULL)
        else:
            self.combination_ = Combination(intercept, text=1.0, rules=_UNFITTED_RULES)
        factors = [self.combination_.rule_weights.get(str(place), 1.0) for place in range(len(self._votes))]
        self._votes *= np.array(factors)[:, None] * self.combination_.rules
        return self

    def decision_function(self, X: ArrayLike) -> Floats:
        """Score texts.

        Returns
        -------
        array of float, shape (n_texts, n_classes), or (n_texts,) of two classes
            Log-odds up to a constant a text; of two classes the second's against the first.
        """
        scores = self._scores(X)
        return scores[:, 1] - scores[:, 0] if scores.shape[1] == 2 else scores

    def predict_proba(self, X: ArrayLike) -> Floats:
        """Give the probability of each class.

        Returns
        -------
        array of float, shape (n_texts, n_classes)
            Each row sums to 1.
        """
        scores = self._scores(X)
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(chances / chances.sum(axis=1, keepdims=True))

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Give the most probable class of each text.

        Returns
        -------
        array, shape (n_texts,)
        """
        best = self._scores(X).argmax(axis=1)
        return np.asarray(self.classes_[best])

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.one_d_array = True
        tags.input_tags.string = True
        return tags

    # --- parts

    def _parts(self) -> Suggester:
        return _suggester(self.frame, None if self.rules in ("shipped", None) else self.rules)

    def _without_training(self) -> Self:
        self.classes_ = np.array(sorted((*self._parts().taxonomy.ids, *OUTSIDE)))
        return self

    def _settle(self, rows: list[Row]) -> Settings:
        """Choose as many folds as the smallest class and the groups allow; fewer than 2 mean no cross-validation."""
        counts = np.unique([row.primary for row in rows], return_counts=True)[1]
        folds = min(self.folds, int(counts.min()), len({row.family for row in rows}))
        settings = Settings(
            strength=self.strength, letter_scale=self.letter_scale, folds=folds, seed=self.random_state,
            rule_pull=self.rule_pull,
        )  # fmt: skip
        if folds < 2 or all(len({rows[place].primary for place in train}) > 1 for train, _ in folds_of(rows, settings)):
            return settings
        return Settings(strength=self.strength, letter_scale=self.letter_scale, folds=0, seed=self.random_state)

    def _class_votes(self, taxonomy: Taxonomy) -> Floats:
        """Give what each rule says for each class.

        Returns
        -------
        array of float, shape (n_rules, n_classes)
        """
        named = [_label_of(label, taxonomy) for label in self.classes_]
        votes = np.zeros((len(self._matcher.rules), len(named)))
        for place, rule in enumerate(self._matcher.rules):
            for label, weight in rule.votes.items():
                if label == CONTESTED:
                    continue
                dimension = label if label in OUTSIDE else taxonomy.dimension_of(label)
                for column, name in enumerate(named):
                    if name in (label, dimension):
                        votes[place, column] = max(votes[place, column], weight)
        return votes

    def _stems(self, texts: list[Programme]) -> list[list[str]]:
        return [self._analyzer.analyze(text.text).stems for text in texts]

    def _scores(self, X: ArrayLike) -> Floats:
        check_is_fitted(self, "classes_")
        texts = _texts(X)
        if not self.train:
            outcomes = [_outcomes(result) for result in map(self._parts().suggest, texts)]
            return np.array([[np.log(row.get(label, 0.0) + 1e-9) for label in self.classes_] for row in outcomes])
        matrix = build_matrix(self._stems(texts), self._space, self.letter_scale)
        rows = [Row("", text.text, "", (), "", "", "") for text in texts]
        by_rules = fired(rows, self._matcher, self._analyzer) @ self._votes
        by_text = self.combination_.text * (matrix @ self._coefficients.T)
        return np.asarray(self.combination_.bias + by_text + by_rules)


def _texts(X: ArrayLike) -> list[Programme]:
    """Read what scikit-learn passes around: a column of texts, alone or as the only one of a table."""
    array = np.asarray(X, dtype=object)
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1 or not len(array):
        raise TextError("classifier_shape", found=array.shape)
    for row, item in enumerate(array):
        if not isinstance(item, str | Programme):
            raise TextError("classifier_text", row=row, found=type(item).__name__)
    return [Programme(str(item)) if isinstance(item, str) else item for item in array]


def _label_of(label: object, taxonomy: Taxonomy) -> str | None:
    """Give the id that a class stands for, None where it is none of the frame."""
    if label in OUTSIDE:
        return str(label)
    try:
        return taxonomy.read_label(label) if isinstance(label, str) else None
    except TaxonomyError:
        return None


def _outcomes(result: Result) -> dict[str, float]:
    """Give a result's probabilities; what no dimension has belongs to the outcome the status names."""
    chances = {item.dimension: item.probability for item in result.suggestions}
    outside = "support" if result.status == "support" else "none"
    chances[outside] = max(0.0, 1.0 - sum(chances.values()))
    return chances
