"""The words named as reasons are what decided: without them the suggestion falls, without others it does not."""

import random
from pathlib import Path
from statistics import mean

import pytest

import smartmap
from smartmap.training.corpus import read_corpus

ROOT = Path(__file__).parents[1]


def test_a_suggestion_falls_with_its_reasons(suggester: smartmap.Suggester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    from faithfulness import falls

    texts = [row.text for row in read_corpus(ROOT / "corpus" / "initiatives.csv", suggester.taxonomy)]
    found = list(falls(suggester, texts[:: len(texts) // 300], random.Random(1)))
    assert len(found) > 30
    fall = mean(item.evidence for item in found)
    assert fall > 0.3
    assert fall > 3 * mean(item.others for item in found)
    assert fall > 2 * mean(item.at_random for item in found)  # half of these words are reasons too
