"""Where mappings, suggestions and decisions are kept.

Names are looked up on first use: SQLAlchemy is loaded when a store is opened and not before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smartmap.store.audit import Audit, Fault
    from smartmap.store.records import Decision, Draft, Holding, MappedProgramme, Mapping, Person, PersonChange
    from smartmap.store.store import Store, open_store

_HOMES = {
    "Audit": "audit",
    "Decision": "records",
    "Draft": "records",
    "Fault": "audit",
    "Holding": "records",
    "MappedProgramme": "records",
    "Mapping": "records",
    "Person": "records",
    "PersonChange": "records",
    "Store": "store",
    "open_store": "store",
}

__all__ = [
    "Audit",
    "Decision",
    "Draft",
    "Fault",
    "Holding",
    "MappedProgramme",
    "Mapping",
    "Person",
    "PersonChange",
    "Store",
    "open_store",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        try:
            return getattr(import_module(f"smartmap.store.{_HOMES[name]}"), name)
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] not in ("sqlalchemy", "alembic"):
                raise
            from smartmap.errors import MissingExtraError

            raise MissingExtraError("store_extra", found=error.name, extra="smartmap[store]") from error
    raise AttributeError(f"module 'smartmap.store' has no attribute {name!r}")
