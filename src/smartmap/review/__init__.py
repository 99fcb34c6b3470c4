"""People decide: queues, decisions, history, progress, agreement, workbooks; see :class:`smartmap.review.Review`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smartmap.review.agreement import Agreement
    from smartmap.review.history import Step
    from smartmap.review.progress import Progress
    from smartmap.review.queues import Item, Offer
    from smartmap.review.review import Review

_HOMES = {
    "Agreement": "agreement",
    "Item": "queues",
    "Offer": "queues",
    "Progress": "progress",
    "Review": "review",
    "Step": "history",
}

__all__ = ["Agreement", "Item", "Offer", "Progress", "Review", "Step"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        import smartmap.store

        _ = smartmap.store.open_store  # says which extra to install where SQLAlchemy is missing
        return getattr(import_module(f"smartmap.review.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'smartmap.review' has no attribute {name!r}")
