"""Any input gives a sound result: texts put together from words, damage and noise, with anything beside them.

    python benchmarks/fuzz.py [--inputs N] [--seed N] [--seconds S]

Each result is checked: a known status, probabilities in [0, 1] whose sum is at most 1 and that its evidence gives
again, spans that cut the text. Every hundred inputs are answered once more as a block, with the same results. The first
input that fails is printed with its seed. Prints how many inputs passed.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import unicodedata
from math import fsum
from pathlib import Path
from time import perf_counter, process_time

import smartmap
from smartmap.records import LEVELS, REASONS, STATUSES, Programme, Result
from smartmap.training.corpus import read_corpus

BLOCK = 100
CORPUS = Path(__file__).parents[1] / "corpus"
NOISE = [
    "\x00", "\u200b", "\u00ad", "\ud800", "\U0001f3db", "\u202e", "ﬁ", "ẞ", "İ", "e\u0301", "\r\n", "\t", "—", "…",
    "½", "(((", "]]", "\"", "'", "=1+1", "<b>", "%s", "{0}", "../", "a" * 300, "1.02.02", "2.11.11.2.01", "X.XX.01",
    "-" * 40, "e-", ".id", "P R O G R A M", "pem-\nbangunan", "ᄀ\u1161", "٣", "中文", "नगर", "&amp;",
]  # fmt: skip


class Fuzzer:
    """Makes inputs; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        taxonomy = smartmap.load_taxonomy()
        self.texts = [row.text for row in read_corpus(CORPUS, taxonomy)]
        self.words = sorted({word for text in self.texts for word in text.split()})

    def text(self) -> str:
        """Make a text: one of the corpus damaged, a row of words and noise, or characters of any kind."""
        how = self.rng.random()
        if how < 0.4:
            return self.damaged(self.rng.choice(self.texts))
        if how < 0.8:
            pool = (self.words, self.words, self.words, NOISE)
            joint = self.rng.choice((" ", " ", " ", "", "-", "\n", "; "))
            return joint.join(self.rng.choice(self.rng.choice(pool)) for _ in range(self.rng.randrange(25)))
        return "".join(map(chr, (self.code() for _ in range(self.rng.randrange(80)))))

    def code(self) -> int:
        """Choose a character, Latin ones more often."""
        return self.rng.randrange(0x250 if self.rng.random() < 0.6 else 0x110000)

    def damaged(self, text: str) -> str:
        """Do to a text what PDFs, keyboards and spreadsheets do."""
        characters = list(text)
        for _ in range(self.rng.randrange(6)):
            place = self.rng.randrange(len(characters) + 1)
            match self.rng.randrange(4):
                case 0:
                    characters.insert(place, self.rng.choice(NOISE))
                case 1:
                    del characters[place : place + self.rng.randrange(4)]
                case 2:
                    characters[place:place] = characters[max(0, place - 5) : place]
                case _:
                    characters[place : place + 1] = [" "]
        form = self.rng.choice((str, str, str.upper, str.title, lambda text: unicodedata.normalize("NFD", text)))
        return form("".join(characters))

    def programme(self) -> Programme:
        """Make a programme; half of them are a text alone."""
        if self.rng.random() < 0.5:
            return Programme(self.text())
        beside = [self.text() if self.rng.random() < 0.3 else "" for _ in range(5)]
        parents = tuple((self.rng.choice(LEVELS), self.text()) for _ in range(self.rng.randrange(3)))
        return Programme(
            self.text(), code=beside[0], level=self.rng.choice(("", *LEVELS)), opd=beside[1], field=beside[2],
            outcome=beside[3], indicator=beside[4], parents=parents,
        )  # fmt: skip


def check(result: Result, text: str) -> None:
    """Raise AssertionError if a result is not sound."""
    assert result.text == text
    assert result.status in STATUSES
    assert result.reason in (None, *REASONS)
    assert json.loads(result.to_json())["status"] == result.status
    said = {item.dimension: item.probability for item in result.suggestions}
    assert fsum(said.values()) <= 1 + 1e-9
    for dimension, again in result.recompute().items():
        assert 0 <= said[dimension] <= 1
        assert abs(again - said[dimension]) < 1e-9
    for item in result.suggestions:
        for evidence in item.evidence:
            beside = evidence.start < 0 and evidence.end < 0
            assert beside or text[evidence.start : evidence.end] == evidence.text != ""


def check_block(suggester: smartmap.Suggester, programmes: list[Programme], alone: list[Result]) -> None:
    """Raise AssertionError if programmes answered together come out otherwise than one by one."""
    for programme, result, other in zip(programmes, alone, suggester.block(programmes).results(), strict=True):
        assert other == result, programme


def main(inputs: int, seed: int, seconds: float) -> int:
    """Run, print what was found, and give the exit code."""
    fuzzer, suggester = Fuzzer(seed), smartmap.load_suggester()
    start = perf_counter()
    slowest, passed = 0.0, 0
    programmes: list[Programme] = []
    results: list[Result] = []
    while passed < inputs and perf_counter() - start < seconds:
        programme = fuzzer.programme()
        before = process_time()  # what else the machine does is not the input's fault
        try:
            programmes.append(programme)
            results.append(suggester.suggest(programme))
            check(results[-1], programme.text)
            slowest = max(slowest, process_time() - before)
            if len(programmes) == BLOCK:
                check_block(suggester, programmes, results)
                programmes, results = [], []
        except Exception as error:
            print(f"input {passed} of seed {seed}: {error!r}\n{programme!a}")
            return 1
        passed += 1
        if passed % 20_000 == 0:
            print(f"{passed} inputs", flush=True)
    print(f"{passed} inputs of seed {seed} without an exception; slowest {slowest * 1000:.0f} ms")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--inputs", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    arguments = parser.parse_args()
    sys.exit(main(arguments.inputs, arguments.seed, arguments.seconds))
