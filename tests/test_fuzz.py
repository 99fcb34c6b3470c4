"""A short run of the fuzzer; benchmarks/fuzz.py runs as long as one likes."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def test_a_thousand_inputs_pass(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import fuzz

    assert fuzz.main(inputs=1000, seed=3, seconds=60) == 0, capsys.readouterr().out


def test_the_fuzzer_names_an_input_that_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import fuzz

    def broken(result: object, text: str) -> None:
        assert len(text) < 60, "too long"

    monkeypatch.setattr(fuzz, "check", broken)
    assert fuzz.main(inputs=100, seed=3, seconds=60) == 1
    assert "of seed 3: AssertionError" in capsys.readouterr().out
