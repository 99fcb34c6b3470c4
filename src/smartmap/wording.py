"""Results in words a pokja reads: statuses, probabilities and reasons, in Indonesian or English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from smartmap.errors import message
from smartmap.records import LEVELS, Evidence, Result, Suggestion
from smartmap.taxonomy import Taxonomy

_DECIDES = 0.25  # log-odds from which a word is named as a reason
_STEPS = ((0.9, "almost_certain"), (0.75, "likely"), (0.5, "fairly_likely"), (0.25, "possible"), (0.0, "unlikely"))


class Word(NamedTuple):
    """A word or phrase of the text that speaks for a dimension, with all that is said about it added up."""

    text: str
    start: int
    end: int
    weight: float
    sources: tuple[str, ...]


def status(result: Result, language: str = "id") -> str:
    """Name a result's status, with the reason where it is up for discussion."""
    named = message(f"status_{result.status}", language)
    return f"{named}: {message(f'reason_{result.reason}', language)}" if result.reason else named


def probability(value: float, language: str = "id") -> str:
    """Say a probability in words: ``sangat mungkin``."""
    step = next(name for least, name in _STEPS if value >= least)
    return message(f"probability_{step}", language)


def percent(value: float, language: str = "id") -> str:
    """Write a probability as a percentage, never as certain as 0 or 100."""
    shown = min(max(value * 100, 1), 99)
    return f"{shown:.0f} %" if language == "id" else f"{shown:.0f}%"


def deciding_words(suggestion: Suggestion, most: int = 4) -> list[Word]:
    """Give the words of the text that speak most for a dimension, strongest first.

    Pieces of evidence on the same or an inner span are one word: the rule and the model both saw it.
    """
    spans: list[tuple[int, int, list[Evidence]]] = []
    with_place = [item for item in suggestion.evidence if item.start >= 0 and item.weight > 0]
    for item in sorted(with_place, key=lambda item: (item.start - item.end, item.start)):
        for start, end, inside in spans:
            if start <= item.start and item.end <= end:
                inside.append(item)
                break
        else:
            spans.append((item.start, item.end, [item]))
    words = [
        Word(
            inside[0].text, start, end, sum(item.weight for item in inside),
            tuple(dict.fromkeys(item.source for item in sorted(inside, key=lambda item: -item.weight))),
        )
        for start, end, inside in spans
    ]  # fmt: skip
    strong = sorted((word for word in words if word.weight >= _DECIDES), key=lambda word: -word.weight)
    return strong[:most]


def reasons(suggestion: Suggestion, language: str = "id", most: int = 3) -> list[str]:
    """Give the reasons for a dimension in plain words, strongest first."""
    told: list[tuple[float, str]] = []
    for word in deciding_words(suggestion, most):
        told.append((word.weight, f"“{word.text}” ({_who(word.sources, language)})"))
    for item in suggestion.evidence:
        if item.start < 0 and item.weight >= _DECIDES and item.source != "model:other":
            kind, _, key = item.source.partition(":")
            name = message(f"source_{kind}", language, key=_key(kind, key, language))
            # Who decided, when and why is what a colleague wants to read whole.
            text = _short(item.text, 200 if kind == "decision" else 60)
            told.append((item.weight, f"{name}: {text}" if text else name))
    return [text for _, text in sorted(told, key=lambda pair: -pair[0])[:most]]


def counted(levels: Mapping[str, int], language: str = "id") -> str:
    """Say how many items of each level there are, from the top of a plan down: ``4 misi, 158 program``.

    Parameters
    ----------
    levels : mapping of str to int
        Counts by level; what has no level counts as a programme.
    """
    numbers = Counter({level: levels.get(level, 0) for level in LEVELS})
    numbers["program"] += sum(count for level, count in levels.items() if level not in LEVELS)
    told = [
        message(f"counted_{'one_' if numbers[level] == 1 else ''}{level}", language, count=numbers[level])
        for level in LEVELS
        if numbers[level]
    ]
    return ", ".join(told) or message("counted_program", language, count=0)


def dimension_name(label: str, taxonomy: Taxonomy, language: str = "id") -> str:
    """Name a dimension or sub-dimension."""
    return taxonomy[label].name.get(language, label)


def _who(sources: Iterable[str], language: str) -> str:
    """Say who saw a word; the model, which is behind nearly every word, is named where nobody else is."""
    kinds = [source.partition(":") for source in sources]
    named = [item for item in kinds if item[0] in ("nomenclature", "rule", "adapter")] or kinds[:1]
    return ", ".join(
        dict.fromkeys(message(f"source_{kind}", language, key=_key(kind, key, language)) for kind, _, key in named)
    )


def _key(kind: str, key: str, language: str) -> str:
    return message(f"column_{key}", language) if kind == "context" else key.rpartition("/")[2]


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
