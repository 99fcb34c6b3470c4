"""smartmap suggests Smart City dimensions for Indonesian local government programmes, with reasons one can check.

>>> import smartmap
>>> suggester = smartmap.load_suggester()
>>> result = suggester.suggest("Pengembangan e-retribusi pasar berbasis QRIS")
>>> result.suggestions[0].dimension
'economy'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smartmap.errors import (
        CorpusError,
        DecisionError,
        DocumentError,
        MissingExtraError,
        ModelError,
        RuleError,
        SmartmapError,
        StoreError,
        TaxonomyError,
        TextError,
    )
    from smartmap.integrations.frames import suggest_frame
    from smartmap.integrations.sklearn import SmartmapClassifier
    from smartmap.load import load_suggester
    from smartmap.records import Evidence, Place, Programme, Result, Suggestion
    from smartmap.review import Review
    from smartmap.store import open_store
    from smartmap.suggest import Suggester
    from smartmap.taxonomy import Taxonomy, load_taxonomy

# Names are looked up on first use: importing smartmap reads no data and loads no numpy.
_HOMES = {
    "CorpusError": "errors",
    "DecisionError": "errors",
    "DocumentError": "errors",
    "Evidence": "records",
    "MissingExtraError": "errors",
    "ModelError": "errors",
    "Place": "records",
    "Programme": "records",
    "Result": "records",
    "Review": "review",
    "RuleError": "errors",
    "SmartmapClassifier": "integrations.sklearn",
    "SmartmapError": "errors",
    "StoreError": "errors",
    "Suggester": "suggest",
    "Suggestion": "records",
    "Taxonomy": "taxonomy",
    "TaxonomyError": "errors",
    "TextError": "errors",
    "load_suggester": "load",
    "load_taxonomy": "taxonomy",
    "open_store": "store",
    "suggest_frame": "integrations.frames",
}

__all__ = [
    "CorpusError",
    "DecisionError",
    "DocumentError",
    "Evidence",
    "MissingExtraError",
    "ModelError",
    "Place",
    "Programme",
    "Result",
    "Review",
    "RuleError",
    "SmartmapClassifier",
    "SmartmapError",
    "StoreError",
    "Suggester",
    "Suggestion",
    "Taxonomy",
    "TaxonomyError",
    "TextError",
    "__version__",
    "load_suggester",
    "load_taxonomy",
    "open_store",
    "suggest_frame",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("smartmap")
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"smartmap.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'smartmap' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
