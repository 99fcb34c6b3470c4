"""``smartmap train``: a corpus and rules become a model folder."""

from __future__ import annotations

import platform
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from smartmap.errors import ModelError
from smartmap.model.combination import Combination
from smartmap.model.folder import save_model
from smartmap.model.linear import Weights
from smartmap.rules.compiled import compile_rules
from smartmap.training import fit
from smartmap.training.calibrate import calibrate, name_rules
from smartmap.training.corpus import checksum
from smartmap.training.metrics import Figures, figures
from smartmap.training.prepare import Ground, prepare
from smartmap.versions import promote_version


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
    folder = free_folder(models, version)
    ground = prepare(corpus, settings, rules=rules, progress=progress)
    progress("train_combining")
    combination, told = calibrate(ground.held_out, ground, settings)
    measured = figures([outcome for _, outcome in told], ground.taxonomy.ids)
    progress("train_writing")
    write_version(folder, ground, ground.weights, combination, measured, settings)
    if promote:
        promote_version(Path(models), version)
    return folder, measured


def free_folder(models: str | Path, version: str) -> Path:
    """Give the folder of a version to be.

    Raises
    ------
    ModelError
        If the name is none or taken.
    """
    if not re.fullmatch(r"\w[\w.-]*", version):
        raise ModelError("model_version", version=version)
    folder = Path(models) / version
    if folder.exists():
        raise ModelError("model_exists", path=str(folder))
    return folder


def write_version(
    folder: Path,
    ground: Ground,
    weights: Weights,
    combination: Combination,
    measured: Figures,
    settings: fit.Settings,
    learned: Mapping[str, Any] | None = None,
) -> None:
    """Write a fitted model as a new version; `learned` is what the manifest says of decisions it learned from."""
    rows = ground.rows
    manifest: dict[str, Any] = {
        "version": folder.name,
        "taxonomy": ground.taxonomy.key,
        "rules": ground.matcher.checksum,
        "corpus": {
            "checksum": checksum(rows),
            "rows": len(rows),
            "labels": dict(sorted(Counter(r.primary for r in rows).items())),
        },
        "settings": asdict(settings),
        "libraries": _libraries(),
        "metrics": {"validation": "cross-validation, no family on both sides", **measured.to_dict()},
        **(learned or {}),
    }
    save_model(
        folder, weights, name_rules(combination, ground), ground.vocabulary, manifest,
        _card(folder.name, manifest, measured), compile_rules(ground.matcher),
    )  # fmt: skip


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
        *_of_decisions(manifest),
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


def _of_decisions(manifest: Mapping[str, Any]) -> list[str]:
    found = manifest.get("decisions")
    if not found:
        return []
    regions = len(found["regions"])
    return [
        f"Retrained with {found['rows']} answers that people gave on programmes of {regions} "
        f"region{'' if regions == 1 else 's'};",
        f"together they weigh as much as {found['weight']:g} rows. Compared with {manifest['champion']['version']}.",
    ]
