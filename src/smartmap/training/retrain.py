"""``smartmap retrain``: corpus and decisions become a challenger of the model in use.

1. answers that hold are read and weighed (:mod:`.decided`, :mod:`.weigh`)
2. both models are fitted anew on the same folds, so that neither has seen what it is measured on; the model in use
   was trained on every corpus row, and its own scores on them would flatter it
3. both are compared on the frozen calibration rows, on held-out decisions, and on rows of one's own (:mod:`.compare`)
4. the challenger is written as a version with a report, and put to use only where it is not worse and somebody said so
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from smartmap.arrays import Floats
from smartmap.errors import ModelError, StoreError
from smartmap.load import load_suggester
from smartmap.model.combination import Combination
from smartmap.model.folder import load_model
from smartmap.model.linear import LinearModel, Weights
from smartmap.records import Programme, Result
from smartmap.store.store import Store
from smartmap.suggest import Suggester
from smartmap.training import fit
from smartmap.training.calibrate import calibrate, name_rules
from smartmap.training.compare import Compared, Pair, compare
from smartmap.training.corpus import checksum
from smartmap.training.decided import Decided, read_decided
from smartmap.training.evaluate import Case, outcome, read_cases
from smartmap.training.folds import HeldOut, Scored, score_chains
from smartmap.training.metrics import Outcome, figures
from smartmap.training.packed import Packed, unpack
from smartmap.training.prepare import Ground, lay_ground
from smartmap.training.split import Split, split
from smartmap.training.train import free_folder, write_version
from smartmap.training.weigh import Example, Weighing, key_of, voices_of, weigh
from smartmap.versions import promote, version_folder


@dataclass(frozen=True)
class Retrained:
    """What came of it.

    Parameters
    ----------
    folder : path
        Of the challenger.
    champion : str
        Version it was compared with.
    decided : Decided
        What it learned from.
    weight : float
        What all answers weigh together, in corpus rows.
    compared : tuple of Compared
        On the corpus' calibration rows, on held-out decisions if there are any, on given cases.
    promoted : bool
    notes : tuple of str
        Codes of messages a reader of the comparison has to know.
    """

    folder: Path
    champion: str
    decided: Decided
    weight: float
    compared: tuple[Compared, ...]
    promoted: bool = False
    notes: tuple[str, ...] = ()

    @property
    def worse(self) -> bool:
        """Whether the challenger is worse on any of the sets."""
        return any(item.worse for item in self.compared)


@dataclass(frozen=True)
class _Fitted:
    """One model by folds: its combination, its answers on the calibration rows, and each fold's weights."""

    combination: Combination
    told: list[tuple[int, Outcome]]
    folds: list[Packed]


def retrain(
    store: Store,
    corpus: str | Path,
    models: str | Path,
    version: str,
    *,
    champion: str | Path | None = None,
    settings: fit.Settings | None = None,
    weighing: Weighing | None = None,
    rules: str | Path | None = None,
    cases: str | Path | None = None,
    promote_it: bool = False,
    report: Callable[[Retrained], None] = lambda found: None,
    progress: Callable[[str], None] = lambda step: None,
) -> Retrained:
    """Train a challenger on corpus and decisions, compare it with the model in use, and write it as a new version.

    Parameters
    ----------
    store : Store
        Its answers that hold, of every mapping in the frame of the corpus, are learned from.
    corpus, models, version
        As for :func:`smartmap.training.train.train`.
    champion : path, optional
        Folder of the model to compare with; by default the promoted one in `models`.
    settings : Settings, optional
    weighing : Weighing, optional
    rules : path, optional
        Folder of rule files; by default the shipped ones.
    cases : path, optional
        JSON Lines as for ``smartmap evaluate``: further rows to compare on. Programmes that were decided are left out.
    promote_it : bool
        Whether to put the challenger to use where it is not worse.
    report : callable
        Told the outcome when the challenger is written and before it is put to use.
    progress : callable
        Told each step by name.

    Raises
    ------
    CorpusError, RuleError
        If a row or a rule has a fault.
    ModelError
        If the version exists, or the champion cannot be loaded with these rules and this frame.
    StoreError
        If no answer holds, or the champion learned from decisions that this store does not hold.
    """
    settings, weighing = settings or fit.Settings(), weighing or Weighing()
    folder = free_folder(models, version)
    progress("train_reading")
    against = Path(champion) if champion else promoted_folder(Path(models))
    suggester = load_suggester(against, rules=rules)
    ground = lay_ground(corpus, rules)
    manifest = load_model(against, ground.taxonomy).manifest
    if manifest.get("rules") != ground.matcher.checksum:
        raise ModelError("model_rules", path=str(against))
    decided = read_decided(store)
    if not decided.answers:
        raise StoreError("retrain_nothing", store=store.name)
    examples = _weighed(decided, suggester, weighing, settings, ground)
    before = _earlier(store, against, manifest, suggester, rules, settings, ground)
    in_use = suggester.versions.model
    del suggester  # what it remembers of thousands of texts is not needed beside the fits
    progress("retrain_folds")
    parts = split(ground, [*examples, *before], settings)
    old, new, weights = _fit_both(ground, examples, before, parts, settings)
    progress("retrain_comparing")
    compared = [
        _on_corpus(ground, old, new, settings.seed),
        *_on_decisions(ground, decided, old, new, parts, settings.seed),
    ]
    learned = {
        "decisions": {
            "checksum": decided.checksum,
            "heads": {name: list(head) for name, head in decided.heads.items()},
            "rows": len(decided.answers),
            "programmes": len(examples),
            "weight": round(sum(float(item.target.sum()) for item in examples), 3),
            "left_out": dict(decided.left_out),
            "regions": sorted({answer.region for answer in decided.answers}),
        },
        "weighing": asdict(weighing),
        "champion": {"version": in_use, "files": manifest["files"]},
        "comparison": {item.name: item.to_dict() for item in compared},
    }
    progress("train_writing")
    measured = figures([item for _, item in new.told], ground.taxonomy.ids)
    write_version(folder, ground, weights, new.combination, measured, settings, learned)
    if cases is not None:
        old_one, new_one = (load_suggester(path, rules=rules) for path in (against, folder))
        compared += _on_cases(cases, old_one, new_one, examples, settings.seed)
    notes = _notes(compared, cases, manifest["corpus"]["checksum"] == checksum(ground.rows))
    found = Retrained(folder, in_use, decided, learned["decisions"]["weight"], tuple(compared), notes=notes)
    report(found)
    if promote_it and not found.worse:
        promote(models, version, rules=rules)
        return Retrained(**{**vars(found), "promoted": True})
    return found


def promoted_folder(models: Path) -> Path:
    """Give the folder of the version in use.

    Raises
    ------
    ModelError
        If there is none.
    """
    from smartmap.versions import promoted

    return version_folder(models, promoted(models))


def _notes(compared: Sequence[Compared], cases: str | Path | None, same_corpus: bool) -> tuple[str, ...]:
    names = {item.name for item in compared}
    holds = {
        "retrain_note_corpus": not same_corpus,
        "retrain_note_decisions": "decisions" not in names,
        "retrain_note_cases": cases is not None and "cases" not in names,
    }
    return tuple(code for code, true in holds.items() if true)


def _suggest(suggester: Suggester, programmes: Sequence[Programme]) -> list[Result]:
    return [item for item in suggester.suggest_many(programmes) if isinstance(item, Result)]


def _weighed(
    decided: Decided,
    suggester: Suggester,
    weighing: Weighing,
    settings: fit.Settings,
    ground: Ground,
) -> list[Example]:
    told = voices_of(suggester, decided.answers)
    return weigh(
        decided.answers, told, suggester, weighing, n_rows=len(ground.rows), further_share=settings.further_share
    )


def _earlier(
    store: Store,
    folder: Path,
    manifest: Any,
    suggester: Suggester,
    rules: str | Path | None,
    settings: fit.Settings,
    ground: Ground,
) -> list[Example]:
    """Give what the champion itself learned from decisions, read again from the log as far as it went then."""
    known = manifest.get("decisions")
    if not known:
        return []
    decided = read_decided(store, heads=known["heads"])
    if decided.checksum != known["checksum"]:
        raise StoreError("retrain_other_store", mappings=", ".join(sorted(known["heads"])))
    # Its answers were weighed with the voice of the model in use then; where that is gone, with its own.
    voice = folder.parent / str(manifest["champion"]["version"])
    then = load_suggester(voice, rules=rules) if (voice / "manifest.json").is_file() else suggester
    return _weighed(decided, then, Weighing(**manifest["weighing"]), settings, ground)


def _fit_both(
    ground: Ground, examples: list[Example], before: list[Example], parts: Split, settings: fit.Settings
) -> tuple[_Fitted, _Fitted, Weights]:
    """Fit champion and challenger on the same folds, and the challenger on everything.

    The challenger of a fold starts from its champion, which has seen nothing of what both are measured on either.
    """
    targets = fit.targets_of(ground.rows, ground.labels, settings.further_share)
    chains = [
        [parts.fold(number, ground, targets, learned) for learned in (before, examples)] for number in parts.numbers
    ]
    chains[1].append(parts.fold(-1, ground, targets, examples))  # to the process that has less to do, of two
    scored = score_chains(chains, ground.labels, settings)
    old, new = (_fitted(ground, targets, parts, [part[which] for part in scored], settings) for which in (0, 1))
    return old, new, unpack(scored[1][2].weights)


def _fitted(ground: Ground, targets: Floats, parts: Split, scored: Sequence[Scored], settings: fit.Settings) -> _Fitted:
    scores = targets * 0
    for (_, test), part in zip(parts.rows, scored, strict=True):
        scores[test] = part.scores
    combination, told = calibrate(HeldOut(scores, ground.fired, targets), ground, settings)
    return _Fitted(combination, told, [part.weights for part in scored])


def _suggester(ground: Ground, model: _Fitted, number: int) -> Suggester:
    """Make the suggester of a fold, when it is asked: eleven at once would take hundreds of megabytes."""
    from smartmap.nomenclature import load_nomenclature
    from smartmap.records import Versions

    return Suggester(
        ground.taxonomy, ground.analyzer, ground.matcher, name_rules(model.combination, ground),
        Versions("", ground.taxonomy.key, ground.matcher.checksum, "fold"),
        model=LinearModel(unpack(model.folds[number])), nomenclature=load_nomenclature(),
    )  # fmt: skip


def _on_corpus(ground: Ground, old: _Fitted, new: _Fitted, seed: int) -> Compared:
    rows = ground.rows
    pairs = [
        Pair(rows[place].family, rows[place].text, "", before, after)
        for (place, before), (_, after) in zip(old.told, new.told, strict=True)
    ]
    return compare("corpus", pairs, ground.taxonomy.ids, seed)


def _on_decisions(
    ground: Ground, decided: Decided, old: _Fitted, new: _Fitted, parts: Split, seed: int
) -> list[Compared]:
    """Compare on every answer that maps, each by the models of the fold that holds its programme back."""
    mapped = [answer for answer in decided.answers if answer.primary]
    keys = [key_of(ground.analyzer.analyze(answer.programme.text).stems) for answer in mapped]
    pairs: dict[int, Pair] = {}
    for number in parts.numbers:
        places = [place for place, key in enumerate(keys) if parts.away.get(key) == frozenset((number,))]
        programmes = [mapped[place].programme for place in places]
        answers = zip(*(_suggest(_suggester(ground, model, number), programmes) for model in (old, new)), strict=True)
        for place, (before, after) in zip(places, answers, strict=True):
            labels = (mapped[place].primary, *mapped[place].further)
            right = frozenset(ground.taxonomy.dimension_of(label) for label in labels)
            pairs[place] = Pair(
                " ".join(keys[place]), programmes[places.index(place)].text, mapped[place].region,
                outcome(before, right), outcome(after, right),
            )  # fmt: skip
    ordered = [pairs[place] for place in sorted(pairs)]
    return [compare("decisions", ordered, ground.taxonomy.ids, seed)] if ordered else []


def _on_cases(
    path: str | Path, old: Suggester, new: Suggester, examples: Sequence[Example], seed: int
) -> list[Compared]:
    decided = {example.key for example in examples}

    def key(case: Case) -> tuple[str, ...]:
        return key_of(new.analyzer.analyze(case.programme.text).stems)

    cases = [case for case in read_cases(path, new.taxonomy) if key(case) not in decided]
    programmes = [case.programme for case in cases]
    pairs = [
        Pair(" ".join(key(case)), case.programme.text, case.programme.region, outcome(before, case.right),
             outcome(after, case.right))
        for case, before, after in zip(cases, _suggest(old, programmes), _suggest(new, programmes), strict=True)
    ]  # fmt: skip
    return [compare("cases", pairs, new.taxonomy.ids, seed)] if pairs else []
