"""Whole documents in the shapes governments use: what is found, measured against what is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from tests.documents import make_layouts  # noqa: F401 - puts its makers on the list
from tests.documents.make_cases import MAKERS, Expected

from smartmap.documents.read import read
from smartmap.records import Programme

LEAST = {"pdf": 0.90}  # by suffix; 0.98 for all others


def key(text: str, level: str) -> tuple[str, str]:
    return " ".join(text.split()), level


def measure(found: Iterable[Programme], wanted: Sequence[Expected]) -> tuple[float, float]:
    """Recall and precision of items, by wording and level."""
    got, asked = Counter(key(item.text, item.level) for item in found), Counter(key(w.text, w.level) for w in wanted)
    right = sum((got & asked).values())
    return right / sum(asked.values()), right / max(1, sum(got.values()))


def fields_right(found: Iterable[Programme], wanted: Sequence[Expected]) -> float:
    """Share of what the document says beside the items of which the reader kept exactly that."""
    by_key: dict[tuple[str, str], list[Programme]] = {}
    for item in found:
        by_key.setdefault(key(item.text, item.level), []).append(item)
    right = total = 0
    for want in wanted:
        items = by_key.get(key(want.text, want.level), [])
        item = next((item for item in items if item.opd == want.opd), items[0] if items else None)
        if item is None:
            continue
        got = {"code": item.code, "opd": item.opd, "indicator": item.indicator, "misi": dict(item.parents).get("misi")}
        for name, value in got.items():
            asked = getattr(want, name)
            if asked is not None:
                total += 1
                right += " ".join((value or "").split()) == asked
    return right / total if total else 1.0


@pytest.mark.parametrize("name", MAKERS)
def test_recall_and_precision(name: str, tmp_path: Path) -> None:
    path, wanted = MAKERS[name](tmp_path)
    found = read(path).programmes
    recall, precision = measure(found, wanted)
    least = LEAST.get(path.suffix[1:], 0.98)
    missing = Counter(key(w.text, w.level) for w in wanted) - Counter(key(item.text, item.level) for item in found)
    assert min(recall, precision) >= least, (recall, precision, list(missing)[:3])
    assert fields_right(found, wanted) >= least
    assert all(item.place.row for item in found)
    assert path.suffix != ".pdf" or all(item.place.page for item in found)


def test_no_fact_is_lost_from_the_list() -> None:
    assert len(MAKERS) >= 40
