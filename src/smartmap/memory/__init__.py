"""What people of a region decided, as evidence for the next suggestion."""

from smartmap.memory.adapter import Adapter, fit_adapter
from smartmap.memory.decided import Decided, read_decided
from smartmap.memory.learned import Learned, heads, learn, with_decisions
from smartmap.memory.recall import Recall
from smartmap.memory.teaching import teaching_order

__all__ = [
    "Adapter",
    "Decided",
    "Learned",
    "Recall",
    "fit_adapter",
    "heads",
    "learn",
    "read_decided",
    "teaching_order",
    "with_decisions",
]
