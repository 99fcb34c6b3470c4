"""``smartmap train``: a corpus and rules become a model folder."""

from __future__ import annotations

import platform
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from smartmap.errors import ModelError
from smartmap.model.combination import Combination, plausible
from smartmap.model.folder import save_model
from smartmap.rules import Matcher
from smartmap.rules.compiled import compile_rules
from smartmap.taxonomy import OUTSIDE, Taxonomy
from smartmap.training import combine, fit
from smartmap.training.corpus import Row, checksum
from smartmap.training.matrix import build_matrix, build_space
from smartmap.training.metrics import Figures, Outcome, figures
from smartmap.training.prepare import calibration_rows, fit_on, halves_of, prepare
from smartmap.versions import promote_version

CONTEXT = 0.35
"""Weight of what stands beside a text, against its own words; see docs/explanation/accuracy.md."""


def train(
    corpus: str | Path,
    models: str | Path,
    version: str,
    *,
    settings: fit.Settings | None = None,
    rules: str | Path | None = None,
    promote: bool = False,
    progress: Callable[[str], None] = lambda step: None,
) -> tuple[Path, Figures]:
    """Train a model and write it as a new version.

    Parameters
    ----------
    corpus : path
        A corpus file or folder, see :mod:`smartmap.training.corpus`.
    models : path
        Folder of versions; the new one is ``models/<version>``.
    version : str
        Such as ``2026.11.1``.
    settings : Settings, optional
    rules : path, optional
        Folder of rule files; by default the shipped ones.
    promote : bool
        Whether ``models/promoted`` shall name the new version.
    progress : callable
        Told each step by name.

    Returns
    -------
    path
        Of the new folder.
    Figures
        By cross-validation grouped by family, text and rules together.

    Raises
    ------
    CorpusError, RuleError
        If a row or a rule has a fault.
    ModelError
        If the version exists.
    """
    settings = settings or fit.Settings()
    if not re.fullmatch(r"\w[\w.-]*", version):
        raise ModelError("model_version", version=version)
    folder = Path(models) / version
    if folder.exists():
        raise ModelError("model_exists", path=str(folder))
    prepared = prepare(corpus, settings, rules=rules, progress=progress)
    rows, texts, labels, matcher = prepared.rows, prepared.texts, prepared.labels, prepared.matcher
    held_out, votes, taxonomy = prepared.held_out, prepared.votes, prepared.taxonomy
    progress("train_combining")
    combination, measured = _combine(held_out, votes, rows, matcher, taxonomy, settings)
    progress("train_fitting")
    space = build_space(texts)
    matrix = build_matrix(texts, space, settings.letter_scale)
    classifier = fit.fit_linear(matrix, held_out.targets, settings)
    weights = fit.export(classifier, space, labels, settings)
    combination = replace(
        combination,
        context=CONTEXT * combination.text,
        rule_weights={rule.id: combination.rule_weights[str(place)] for place, rule in enumerate(matcher.rules)},
    )
    manifest: dict[str, Any] = {
        "version": version,
        "taxonomy": taxonomy.key,
        "rules": matcher.checksum,
        "corpus": {
            "checksum": checksum(rows),
            "rows": len(rows),
            "labels": dict(sorted(Counter(r.primary for r in rows).items())),
        },
        "settings": asdict(settings),
        "libraries": _libraries(),
        "metrics": {"validation": "cross-validation, no family on both sides", **measured.to_dict()},
    }
    save_model(
        folder,
        weights,
        combination,
        prepared.vocabulary,
        manifest,
        _card(version, manifest, measured),
        compile_rules(matcher),
    )
    if promote:
        promote_version(Path(models), version)
    return folder, measured


def _combine(
    held_out: fit.HeldOut,
    votes: fit.Floats,
    rows: list[Row],
    matcher: Matcher,
    taxonomy: Taxonomy,
    settings: fit.Settings,
) -> tuple[Combination, Figures]:
    """Fit the combination and its thresholds, and measure both on rows they were not fitted on.

    The figures come from two halves of the calibration rows, parted by family, each measured by the other's fit.
    """
    chosen = calibration_rows(rows, settings)
    contested = combine.contested_rows(held_out, matcher)

    def fitted(places: list[int]) -> Combination:
        found = fit_on(places, held_out, votes, rows, settings)
        return combine.set_thresholds(
            found,
            _outcomes(held_out.take(places), votes, found, contested[places], taxonomy, settings),
            contested[places],
            [rows[place] for place in places],
            taxonomy,
            settings,
        )

    told: list[Outcome] = []
    for here, places in halves_of(rows, chosen):
        found = fitted(here)
        outcomes = _outcomes(held_out.take(places), votes, found, contested[places], taxonomy, settings)
        told += held_out_outcomes([rows[place] for place in places], outcomes, taxonomy, found)
    return fitted(chosen), figures(told, taxonomy.ids)


def _outcomes(
    held_out: fit.HeldOut,
    votes: fit.Floats,
    combination: Combination,
    contested: combine.Bools,
    taxonomy: Taxonomy,
    settings: fit.Settings,
) -> fit.Floats:
    scores = combine.combined_scores(held_out, votes, combination)
    return combine.leave_to_habit(combine.to_outcomes(scores, taxonomy), contested, settings)


def held_out_outcomes(
    rows: list[Row], outcomes: fit.Floats, taxonomy: Taxonomy, combination: Combination
) -> list[Outcome]:
    """Turn held-out probabilities of the rows inside the frame into outcomes to measure."""
    n = len(taxonomy.ids)
    told: list[Outcome] = []
    for row, chances in zip(rows, outcomes, strict=True):
        if row.primary in OUTSIDE:
            continue
        order = sorted(range(n), key=lambda place: -chances[place])
        kept = plausible(chances[:n].tolist(), combination.plausible_share)
        first = float(chances[order[0]])
        clear = first >= combination.review_below and first >= max(chances[n:])
        told.append(
            Outcome(
                frozenset(label.partition(".")[0] for label in (row.primary, *row.further) if label not in OUTSIDE),
                tuple(taxonomy.ids[place] for place in order),
                first,
                "suggested" if clear else "review",
                tuple(taxonomy.ids[place] for place in order if kept[place]),
            )
        )
    return told


def _libraries() -> dict[str, str]:
    from importlib.metadata import version

    return {
        "python": platform.python_version(),
        **{name: version(name) for name in ("numpy", "scipy", "scikit-learn", "smartmap")},
    }


def _card(version: str, manifest: dict[str, Any], measured: Figures) -> str:
    lines = [
        f"# Model {version}",
        "",
        f"Suggests the sub-dimensions of {manifest['taxonomy']} for Indonesian programme texts.",
        f"Trained on the {manifest['corpus']['rows']} rows of `corpus/`, written for this project.",
        "",
        "A logistic regression over stems, pairs of stems and letters inside stems, put together with the rules",
        "on held-out scores. Figures by cross-validation in which no topic stands on both sides:",
        "",
        "| figure | value |",
        "|---|---|",
        *(
            f"| {name} | {value:.3f} |"
            for name, value in (
                ("hit@1", measured.hit1), ("hit@2", measured.hit2), ("macro-F1", measured.macro_f1),
                ("calibration error (ECE)", measured.ece), ("share with status `suggested`", measured.clear),
                ("hit@1 of those", measured.clear_hit1), ("plausible set holds the right one", measured.plausible),
                ("mean size of the plausible set", measured.plausible_size),
            )
        ),
        "",
        "| dimension | rows | hit@1 | precision | F1 |",
        "|---|---|---|---|---|",
        *(
            f"| {name} | {item.n} | {item.hit1:.3f} | {item.precision:.3f} | {item.f1:.3f} |"
            for name, item in measured.dimensions.items()
        ),
        "",
        "It reads short texts about local government in Indonesian; of what a region decided before it knows nothing.",
        "A mapping is a local decision: governments differ on purpose, and a suggestion is where a discussion starts.",
        "",
    ]  # fmt: skip
    return "\n".join(lines)
