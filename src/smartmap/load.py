"""Putting a suggester together: frame, rules, official names and model, as installed or as given."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from smartmap.errors import DecisionError, ModelError, RuleError
from smartmap.model.combination import rules_alone
from smartmap.model.folder import LoadedModel, find_model, load_model
from smartmap.nomenclature import Nomenclature, load_nomenclature
from smartmap.parallel import Recipe
from smartmap.records import Versions
from smartmap.rules import CONTESTED, Matcher, load_contested, load_rules
from smartmap.rules.compiled import restore_rules, sources_checksum
from smartmap.suggest import Suggester
from smartmap.taxonomy import load_taxonomy
from smartmap.text.stems import load_stemmer
from smartmap.text.tokens import Analyzer

if TYPE_CHECKING:
    from smartmap.store.records import Mapping
    from smartmap.store.store import Store


def load_suggester(
    model: str | Path | None = None,
    *,
    frame: str | Path = "kominfo6",
    rules: str | Path | None = None,
    context: bool = True,
    nomenclature: str | Path | None = None,
    store: Store | str | Path | None = None,
    mapping: str | Mapping | None = None,
) -> Suggester:
    """Make a suggester.

    Parameters
    ----------
    model : str or path, optional
        A model folder; by default the promoted one. ``"none"`` works with rules alone.
    frame : str or path
        Id of a shipped frame or path of a frame file. A frame without a model of its own gets rules alone.
    rules : str or path, optional
        Folder of rule files; by default the shipped ones.
    context : bool
        Whether OPD, bidang urusan, outcome, indicator and parents of a programme count.
    nomenclature : path, optional
        A government's own official list, made by ``smartmap nomenclature import``; by default the one that
        ``$SMARTMAP_NOMENCLATURE`` names, else the shipped programme names alone.
    store : Store, str or path, optional
        Where decisions are kept; needs ``mapping``.
    mapping : str or Mapping, optional
        Whose decisions count, and those of other mappings of its region; as they are now. A suggester with them never
        changes one without, or one for another mapping.

    Raises
    ------
    DocumentError
        If that list is missing or has a fault.
    DecisionError
        If one of store and mapping is given without the other, or the mapping is in another frame.
    StoreError
        If the store cannot be opened or has no such mapping.
    ModelError
        If the model folder is missing, damaged, or was trained under another taxonomy or other rules.
    RuleError, TaxonomyError
        If a file of theirs has a fault, or the frame is another than the shipped rules are for and none are given.
    """
    if (store is None) != (mapping is None):
        raise DecisionError("memory_mapping" if mapping is None else "memory_store", mapping=mapping)
    if store is not None and mapping is not None:
        plain = load_suggester(model, frame=frame, rules=rules, context=context, nomenclature=nomenclature)
        return _with_decisions(plain, store, mapping)
    taxonomy = load_taxonomy(frame)
    own = taxonomy.id == "kominfo6"
    if rules is None and not own:
        raise RuleError("rules_frame", frame=taxonomy.key)
    folder = None if model == "none" or (model is None and not own) else find_model(model)
    listed = nomenclature or os.environ.get("SMARTMAP_NOMENCLATURE") or None
    official = load_names(listed) if own else None
    loaded = load_model(folder, taxonomy) if folder else None
    vocabulary = {*(official.words() if official else ()), *(loaded.vocabulary if loaded else ())}
    matcher = _compiled_rules(loaded) if loaded is not None and rules is None else None
    if matcher is None:
        rule_set = (*load_rules(taxonomy, rules), *(load_contested(taxonomy) if own and rules is None else ()))
        vocabulary.update(word for rule in rule_set for word in rule.words())
        matcher = Matcher(rule_set, Analyzer(load_stemmer(), vocabulary))
    analyzer = Analyzer(load_stemmer(), vocabulary)
    if loaded is not None and rules is None:
        loaded.check_rules(matcher.checksum)
    return Suggester(
        taxonomy,
        analyzer,
        matcher,
        loaded.combination if loaded else rules_alone(len(taxonomy.sub_ids)),
        Versions(
            _version(),
            taxonomy.key,
            matcher.checksum,
            loaded.version if loaded else "none",
            official.checksum if official else "",
        ),
        model=loaded.linear if loaded else None,
        nomenclature=official,
        context=context,
        recipe=Recipe(
            load_suggester,
            (("model", model), ("frame", frame), ("rules", rules), ("context", context), ("nomenclature", listed)),
        ),
    )


def load_names(listed: str | Path | None = None) -> Nomenclature:
    """Read the official names: the shipped programmes, and a government's own list where one is given.

    Raises
    ------
    DocumentError
        If the list is missing or has a fault.
    """
    if listed is None:
        return load_nomenclature()
    from smartmap.official_list import load_list

    return load_list(listed)


def _with_decisions(plain: Suggester, store: Store | str | Path, mapping: str | Mapping) -> Suggester:
    from smartmap.memory import with_decisions
    from smartmap.store import open_store

    if isinstance(store, (str, Path)):
        with open_store(store, create=False) as opened:
            return _with_decisions(plain, opened, mapping)
    found = store.mapping(mapping)
    if load_taxonomy(found.frame).key != plain.taxonomy.key:
        raise DecisionError("memory_frame", mapping=found.id, frame=found.frame, found=plain.taxonomy.key)
    return with_decisions(plain, store, found)


def _compiled_rules(model: LoadedModel) -> Matcher | None:
    """Give the model's compiled rules; None where the shipped rule files have changed since it was trained."""
    if model.rules.get("sources") != sources_checksum():
        return None
    try:
        matcher = restore_rules(dict(model.rules))
        known = {*model.linear.labels, CONTESTED}
        if not all(label in known for rule in matcher.rules for label in rule.votes):
            raise ValueError("a rule votes for an unknown label")
        return matcher
    except (KeyError, TypeError, ValueError, IndexError, OverflowError, AttributeError) as error:
        raise ModelError("model_damaged", path=model.path, file="rules.json", why=repr(error)[:200]) from error


@lru_cache(maxsize=1)
def _version() -> str:
    from importlib.metadata import version

    return version("smartmap")
