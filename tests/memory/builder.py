"""A region's decisions in one line each."""

from smartmap.memory import Decided
from smartmap.records import Programme


def decided(text: str, label: str, number: int = 0, votes: float = 1.0, **more: object) -> Decided:
    fields = {"name": "Rina", "opd": "DLH", "stage": "bimtek2", "reason": "", "further": ()} | more
    at = f"2026-03-{1 + number % 28:02}T08:00:00.000000Z"
    return Decided(f"d-{number}", Programme(text), label, votes=votes, at=at, **fields)  # type: ignore[arg-type]
