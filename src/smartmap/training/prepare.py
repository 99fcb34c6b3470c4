"""What fitting begins with: corpus and rules read, every row scored by a model that never saw its topic."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smartmap.model.combination import Combination
from smartmap.model.linear import Weights
from smartmap.nomenclature import load_nomenclature
from smartmap.rules import Matcher, load_contested, load_rules
from smartmap.taxonomy import OUTSIDE, Taxonomy, load_taxonomy
from smartmap.text.stems import load_stemmer
from smartmap.text.tokens import STOP, Analyzer
from smartmap.training import combine, fit
from smartmap.training.corpus import Row, read_corpus
from smartmap.training.folds import HeldOut, fit_whole
from smartmap.training.matrix import Stems

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from smartmap.arrays import Floats


@dataclass(frozen=True)
class Ground:
    """A corpus and rules, read and taken apart.

    Parameters
    ----------
    labels : tuple of str
        Sub-dimensions in the frame's order, then ``support`` and ``none``.
    vocabulary : tuple of str
        What slips are mended to.
    texts : list of stems
        One row of stems a corpus row.
    fired : csr_matrix, shape (n_rows, n_rules)
        1 where a rule fires.
    votes : array, shape (n_rules, n_labels)
    """

    taxonomy: Taxonomy
    labels: tuple[str, ...]
    rows: list[Row]
    vocabulary: tuple[str, ...]
    analyzer: Analyzer
    matcher: Matcher
    texts: list[Stems]
    fired: csr_matrix[Any]
    votes: Floats


@dataclass(frozen=True)
class Prepared(Ground):
    """A corpus and rules ready for fitting the combination: every row scored, and the model of all rows."""

    held_out: HeldOut
    weights: Weights


def lay_ground(corpus: str | Path, rules: str | Path | None = None) -> Ground:
    """Read corpus and rules and take every text apart.

    Raises
    ------
    CorpusError, RuleError
        If a row or a rule has a fault.
    """
    taxonomy = load_taxonomy()
    labels = (*taxonomy.sub_ids, *OUTSIDE)
    rows = read_corpus(corpus, taxonomy)
    rule_set = (*load_rules(taxonomy, rules), *(load_contested(taxonomy) if rules is None else ()))
    known = {
        *vocabulary_of(rows), *load_nomenclature().words(), *(word for rule in rule_set for word in rule.words())
    }  # fmt: skip
    vocabulary = tuple(sorted(known))
    analyzer = Analyzer(load_stemmer(), vocabulary)
    matcher = Matcher(rule_set, analyzer)
    return Ground(
        taxonomy, labels, rows, vocabulary, analyzer, matcher, fit.stems_of(rows, analyzer),
        fit.fired(rows, matcher, analyzer), combine.votes_of(matcher, labels),
    )  # fmt: skip


def prepare(
    corpus: str | Path,
    settings: fit.Settings,
    *,
    rules: str | Path | None = None,
    progress: Callable[[str], None] = lambda step: None,
) -> Prepared:
    """Read a corpus and rules, and score every row by a model that never saw its family; the long part of training."""
    progress("train_reading")
    ground = lay_ground(corpus, rules)
    progress("train_validating")
    held_out, weights = fit_whole(ground.rows, ground.texts, ground.fired, ground.labels, settings)
    return Prepared(**vars(ground), held_out=held_out, weights=weights)


def calibration_rows(rows: Sequence[Row], settings: fit.Settings) -> list[int]:
    """Give the places of the rows that fit the combination; all, where a corpus has none of those files."""
    files = (*settings.calibrate_on, "outside")
    return [place for place, row in enumerate(rows) if row.file in files] or list(range(len(rows)))


def halves_of(rows: Sequence[Row], places: Sequence[int]) -> list[tuple[list[int], list[int]]]:
    """Part rows in two by family, and give each half beside the other: fitted on, measured on."""
    families = sorted({rows[place].family for place in places})
    odd = set(families[1::2])
    halves = [[place for place in places if (rows[place].family in odd) == side] for side in (False, True)]
    return [(halves[0], halves[1]), (halves[1], halves[0])]


def fit_on(
    places: Sequence[int], held_out: HeldOut, votes: Floats, rows: Sequence[Row], settings: fit.Settings
) -> Combination:
    """Fit the combination on some of the rows."""
    weights = [settings.outside_weight if rows[place].file == "outside" else 1.0 for place in places]
    return combine.fit_combination(held_out.take(places).weigh(weights), votes, rule_pull=settings.rule_pull)


def vocabulary_of(rows: list[Row]) -> tuple[str, ...]:
    """Give the words that stand in three texts or more and are not damaged: what slips are mended to."""
    seen: Counter[str] = Counter()
    for row in rows:
        if row.style != "rusak" and row.primary != "none":
            seen.update(set(re.findall(r"[a-z]{4,}", row.text.lower())) - STOP)
    return tuple(sorted(word for word, times in seen.items() if times >= 3))
