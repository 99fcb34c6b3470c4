"""What carries the accuracy: more corpus (learning curve), and which source of evidence (ablation)."""

from __future__ import annotations

import csv
import gzip
import io
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from peers import by_suggester

import smartmap
from smartmap.model.combination import rules_alone
from smartmap.records import Programme
from smartmap.rules import CONTESTED, Matcher
from smartmap.suggest import Suggester
from smartmap.taxonomy import OUTSIDE
from smartmap.training import fit
from smartmap.training.combine import to_outcomes
from smartmap.training.corpus import Row
from smartmap.training.evaluate import Case
from smartmap.training.folds import folds_of
from smartmap.training.matrix import build_matrix, build_space

SHARES = (0.25, 0.5, 0.75, 1.0)
DRAWS = 3


def hits(ranked: Sequence[Sequence[str]], cases: Sequence[Case], most: int) -> np.ndarray:
    """Say of each case whether one of the first few dimensions is right."""
    return np.array([bool(case.right & set(row[:most])) for case, row in zip(cases, ranked, strict=True)])


def learning_curve(rows: Sequence[Row], cases: Sequence[Case]) -> list[tuple[float, int, float, float]]:
    """Train the text model alone on growing shares of the families; measure it on families it never saw and on cases.

    Each draw keeps another fifth of the families for validation; smaller shares lie inside larger ones.

    Returns
    -------
    list of (share, rows, hit@1 on the kept families, hit@1 on the cases)
        Means over the draws.
    """
    taxonomy, settings = smartmap.load_taxonomy(), fit.Settings()
    analyzer = smartmap.load_suggester().analyzer
    texts = fit.stems_of(rows, analyzer)
    case_texts = [analyzer.analyze(case.programme.text).stems for case in cases]
    targets = fit.targets_of(rows, (*taxonomy.sub_ids, *OUTSIDE), settings.further_share)
    found: dict[float, list[tuple[int, float, float]]] = {share: [] for share in SHARES}
    for draw, (train, kept) in enumerate(folds_of(rows, settings)[:DRAWS]):
        kept = [place for place in kept if rows[place].primary not in OUTSIDE]
        checks = [Case(Programme(rows[place].text), accepted(rows[place]), False) for place in kept]
        families = sorted({rows[place].family for place in train})
        random.Random(draw).shuffle(families)
        for share in SHARES:
            inside = set(families[: round(share * len(families))])
            chosen = [place for place in train if rows[place].family in inside]
            space = build_space([texts[place] for place in chosen])
            known = build_matrix([texts[place] for place in chosen], space, settings.letter_scale)
            classifier = fit.fit_linear(known, targets[chosen], settings)
            figures = []
            for wanted, given in ((checks, [texts[place] for place in kept]), (cases, case_texts)):
                scores = np.full((len(given), targets.shape[1]), -1e9)
                matrix = build_matrix(given, space, settings.letter_scale)
                scores[:, classifier.classes_] = classifier.decision_function(matrix)
                order = np.argsort(-to_outcomes(scores, taxonomy)[:, : len(taxonomy.ids)], axis=1)
                ranked = [[taxonomy.ids[place] for place in row] for row in order]
                figures.append(float(hits(ranked, wanted, 1).mean()))
            found[share].append((len(chosen), figures[0], figures[1]))
    means = {share: np.mean(values, axis=0).tolist() for share, values in found.items()}
    return [(share, round(count), on_corpus, on_cases) for share, (count, on_corpus, on_cases) in means.items()]


def accepted(row: Row) -> frozenset[str]:
    """Give the dimensions a corpus row accepts."""
    return frozenset(label.partition(".")[0] for label in (row.primary, *row.further) if label not in OUTSIDE)


def variants() -> dict[str, Suggester]:
    """Give the promoted suggester with some of its sources of evidence taken out."""
    whole, without = smartmap.load_suggester(), smartmap.load_suggester("none")
    contested = [rule for rule in without.matcher.rules if rule.label == CONTESTED]
    none = Matcher(contested, without.analyzer)
    alone = rules_alone(len(whole.taxonomy.sub_ids))
    taxonomy, analyzer, versions = whole.taxonomy, whole.analyzer, whole.versions
    names, model, fitted = whole.nomenclature, whole.model, whole.combination
    return {
        "rules only": Suggester(taxonomy, analyzer, whole.matcher, alone, versions),
        "official names only": Suggester(taxonomy, analyzer, none, alone, versions, nomenclature=names),
        "model only": Suggester(taxonomy, analyzer, none, fitted, versions, model=model),
        "all but rules": Suggester(taxonomy, analyzer, none, fitted, versions, model=model, nomenclature=names),
        "all but official names": Suggester(taxonomy, analyzer, whole.matcher, fitted, versions, model=model),
        "all but the model": without,
        "all": whole,
    }


def ablation(cases: Sequence[Case]) -> list[tuple[str, float, float]]:
    """Give hit@1 and hit@2 of each variant."""
    rows = []
    for name, suggester in variants().items():
        ranked = by_suggester(suggester, cases)
        rows.append((name, float(hits(ranked, cases, 1).mean()), float(hits(ranked, cases, 2).mean())))
    return rows


def official_names(path: Path) -> list[Case]:
    """Read sub kegiatan with outcome and indicator; right is the usual dimension of a sure or likely programme.

    The list is a CSV (or CSV.GZ) with the columns kode, nama, kinerja and indikator. Codes are left out of the cases:
    they would give the answer away.
    """
    names = smartmap.load_suggester().nomenclature
    assert names is not None
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    cases = []
    for row in csv.DictReader(io.StringIO(raw.decode("utf-8"))):
        entry = names.by_code(row["kode"])
        if entry is not None and entry.confidence in ("sure", "likely"):
            programme = Programme(row["nama"], level="sub_kegiatan", outcome=row["kinerja"], indicator=row["indikator"])
            cases.append(Case(programme, frozenset({entry.sub_dimension.partition(".")[0]}), False))
    return cases


def without_context(cases: Sequence[Case]) -> list[Case]:
    """Give the cases with nothing but their text."""
    return [replace(case, programme=Programme(case.programme.text, level=case.programme.level)) for case in cases]
