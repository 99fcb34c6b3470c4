"""Answers that look like slips are listed with why, and never changed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from smartmap import Programme, Suggester
from smartmap.review import Review
from smartmap.review.doubts import HABIT, Doubt, confident_others, doubts, unlearned
from smartmap.store import Draft, Store

RIGHT = {
    "Pengelolaan sampah pasar": "environment", "Bank sampah kelurahan": "environment",
    "Imunisasi balita di posyandu": "living", "Pembangunan puskesmas": "living",
    "Pelatihan guru sekolah dasar": "society", "Perpustakaan keliling": "society",
    "Promosi pariwisata": "branding", "Festival wisata bahari": "branding",
}  # fmt: skip


def decided(store: Store, answers: list[tuple[str, str]], suggester: Suggester, **more: object) -> list[Doubt]:
    adviser = store.add_person("Ahmad", role="adviser")
    mapping = store.new_mapping("Banggai", "2021-2026", **more)  # type: ignore[arg-type]
    ids = store.add_programmes(mapping, [Programme(text) for text, _ in answers])
    Review(store).prepare(mapping, suggester)
    drafts = [
        Draft(id, adviser.id, "correct" if label else "not_mapped", label, standing="adviser")
        for id, (_, label) in zip(ids, answers, strict=True)
    ]
    store.append(mapping, drafts)
    before = store.decisions(mapping)
    found = doubts(store, mapping, suggester)
    assert store.decisions(mapping) == before
    return found


def test_a_slip_is_found_with_why(store: Store, suggester: Suggester) -> None:
    found = decided(store, [*RIGHT.items(), ("Pengangkutan sampah rumah tangga", "branding")], suggester)
    (slip,) = found
    assert slip.programme.programme.text == "Pengangkutan sampah rumah tangga"
    assert slip.rather == "environment"
    assert slip.probability > slip.given
    assert any("sampah" in word for word in slip.words)
    assert not slip.is_habit


def test_what_is_answered_in_accord_is_not_doubted(store: Store, suggester: Suggester) -> None:
    assert decided(store, list(RIGHT.items()), suggester) == []


def test_a_habit_stands_behind_the_slips(store: Store, suggester: Suggester) -> None:
    habit = [(f"Pengangkutan sampah dari {place}", "branding") for place in ("pasar", "sekolah", "pantai")]
    rows = [*RIGHT.items(), ("Pelatihan guru SMP", "economy"), *habit]
    found = decided(store, rows, suggester)
    assert found[0].programme.programme.text == "Pelatihan guru SMP"
    assert [item.is_habit for item in found] == sorted(item.is_habit for item in found)
    assert found[-1].habit >= HABIT


def test_twins_answered_otherwise_are_told(store: Store, suggester: Suggester) -> None:
    twins = [("Xqzv wrqk plmt", "living"), ("XQZV WRQK PLMT", "living"), ("Xqzv  wrqk plmt.", "economy")]
    found = [item for item in decided(store, [*RIGHT.items(), *twins], suggester) if item.otherwise > item.alike]
    assert [(item.held.primary, item.alike, item.otherwise) for item in found] == [("economy", 0, 2)]


def test_hidden_answers_are_not_listed(store: Store, suggester: Suggester) -> None:
    rows = [*RIGHT.items(), ("Pengangkutan sampah rumah tangga", "branding")]
    assert decided(store, rows, suggester, blind=True) == []


def test_further_dimensions_are_no_slip() -> None:
    chances = np.array([[0.9, 0.1], [0.8, 0.2], [0.2, 0.8], [0.7, 0.3]])
    assert confident_others(chances, [0, 0, 1, 1], [{0}, {0}, {1}, {0, 1}])[-1] == -1


@pytest.mark.parametrize(("there", "expected"), [(True, ("1", True)), (False, ("2", False))])
def test_the_model_used_learned_nothing_from_the_mapping(
    tmp_path: Path, there: bool, expected: tuple[str, bool]
) -> None:
    tables = {"2": {"decisions": {"heads": {"m": [1, "x"]}}, "champion": {"version": "1"}}, "1": {}}
    for name, table in tables.items():
        if name == "2" or there:
            (tmp_path / name).mkdir()
            (tmp_path / name / "manifest.json").write_text(json.dumps({"files": {}, **table}), encoding="utf-8")
    found, held_out = unlearned(tmp_path / "2", "m")
    assert (Path(str(found)).name, held_out) == expected
