"""Documents damaged at random: read, or refused with an error of our own."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

FUZZ = Path(__file__).parents[2] / "benchmarks" / "fuzz_documents.py"
spec = importlib.util.spec_from_file_location("fuzz_documents", FUZZ)
fuzz = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
spec.loader.exec_module(fuzz)  # type: ignore[union-attr]


@pytest.mark.parametrize("seed", range(30))
def test_nothing_but_our_own_errors(seed: int, tmp_path: Path) -> None:
    assert fuzz.try_one(seed, tmp_path) == ""
