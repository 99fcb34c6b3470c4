"""What a retraining came to, for people: what was learned from, what changed, and whether it is worse."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path

from smartmap import wording
from smartmap.errors import message
from smartmap.taxonomy import Taxonomy, load_taxonomy
from smartmap.training.compare import MARGIN, RESAMPLES, Compared, Pair
from smartmap.training.metrics import Figures
from smartmap.training.page import Block, Heading, Paragraph, Table, to_html, to_markdown
from smartmap.training.retrain import Retrained

FIGURES = ("hit1", "hit2", "macro_f1", "ece", "clear", "clear_hit1", "plausible", "plausible_size")
SETS = {"corpus": "compared_set_corpus", "decisions": "compared_set_decisions", "cases": "compared_set_cases"}
"""Message that names each set of rows."""
EXAMPLES = 10
"""Flipped suggestions shown of each kind."""


def write_report(found: Retrained, language: str) -> tuple[Path, Path]:
    """Write the report beside the version's folder, as ``<version>-report.md`` and ``.html``."""
    blocks = report(found, language)
    name = f"{found.folder.name}-report"
    paths = found.folder.with_name(f"{name}.md"), found.folder.with_name(f"{name}.html")
    for path, text in zip(paths, (to_markdown(blocks), to_html(blocks, language)), strict=True):
        building = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
        building.write_text(text, encoding="utf-8", newline="\n")
        building.replace(path)
    return paths


def report(found: Retrained, language: str) -> list[Block]:
    """Give the report as blocks, in a language of the catalogue."""
    taxonomy = load_taxonomy()

    def say(code: str, **fields: object) -> str:
        return message(code, language, **fields)

    version = found.folder.name
    verdict = say("compared_worse" if found.worse else "compared_not_worse", version=version, champion=found.champion)
    blocks: list[Block] = [
        Heading(1, say("compared_title", version=version, champion=found.champion)),
        Paragraph(verdict),
        *(Paragraph(say(code)) for code in found.notes),
        Heading(2, say("compared_learned")),
        *_learned(found, language),
    ]
    for item in found.compared:
        blocks += _compared(item, taxonomy, language)
    margin = f"{100 * MARGIN:g}"
    blocks += [
        Heading(2, say("compared_method")),
        Paragraph(say("compared_method_text", resamples=RESAMPLES, margin=margin)),
    ]
    return blocks


def _learned(found: Retrained, language: str) -> Iterable[Block]:
    decided = found.decided
    regions = sorted({answer.region for answer in decided.answers})
    yield Paragraph(
        message(
            "compared_learned_text", language, answers=len(decided.answers), regions=len(regions),
            weight=f"{found.weight:.0f}",
        )
    )  # fmt: skip
    if decided.left_out:
        rows = [
            (message("compared_other_frame" if state == "frame" else f"label_state_{state}", language), str(count))
            for state, count in decided.left_out.items()
        ]
        yield Table((message("compared_left_out", language), message("label_n", language)), rows)


def _compared(item: Compared, taxonomy: Taxonomy, language: str) -> Iterable[Block]:
    def say(code: str, **fields: object) -> str:
        return message(code, language, **fields)

    change = item.difference
    yield Heading(2, say(SETS[item.name]))
    yield Paragraph(
        say(
            "compared_difference", change=_points(change.mean), low=_points(change.low), high=_points(change.high),
            rows=len(item.pairs), programmes=change.groups,
        )
    )  # fmt: skip
    sides = (say("compared_champion"), say("compared_challenger"))
    overall = [
        (say(f"figure_{key}"), *_both(getattr(item.champion, key), getattr(item.challenger, key))) for key in FIGURES
    ]
    yield Table((say("label_figure"), *sides, say("compared_change")), overall)
    yield _dimensions(item, taxonomy, language)
    if any(pair.region for pair in item.pairs):
        yield _regions(item.pairs, language)
    yield from _flips(item.pairs, taxonomy, language)
    yield Heading(3, say("label_reliability"))
    yield _reliability(item.champion, item.challenger, language)


def _dimensions(item: Compared, taxonomy: Taxonomy, language: str) -> Table:
    f1 = message("label_f1", language)
    hit = message("figure_hit1", language)
    sides = [message(code, language) for code in ("compared_champion", "compared_challenger")]
    rows = []
    for id, before in item.champion.dimensions.items():
        after = item.challenger.dimensions[id]
        told = (*_both(before.hit1, after.hit1), *_both(before.f1, after.f1))
        rows.append((taxonomy[id].name[language], str(before.n), *told))
    change = message("compared_change", language)
    figures = [f"{name} {side}" for name in (hit, f1) for side in (*(side.lower() for side in sides), change.lower())]
    return Table((message("label_dimension", language), message("label_n", language), *figures), rows)


def _regions(pairs: Sequence[Pair], language: str) -> Table:
    rows = []
    for region in sorted({pair.region for pair in pairs}):
        mine = [pair for pair in pairs if pair.region == region]
        before, after = (
            sum(bool(set(side.ranked[:1]) & side.right) for side in sides) / len(mine)
            for sides in ([pair.champion for pair in mine], [pair.challenger for pair in mine])
        )
        rows.append((region, str(len(mine)), *_both(before, after)))
    columns = ("compared_region", "label_n", "compared_champion", "compared_challenger", "compared_change")
    return Table([message(code, language) for code in columns], rows)


def _flips(pairs: Sequence[Pair], taxonomy: Taxonomy, language: str) -> Iterable[Block]:
    flipped = [pair for pair in pairs if pair.flipped]
    kinds: dict[str, list[Pair]] = {"compared_gained": [], "compared_lost": [], "compared_neither": []}
    for pair in flipped:
        before, after = (bool(set(side.ranked[:1]) & side.right) for side in (pair.champion, pair.challenger))
        kinds["compared_neither" if before == after else "compared_gained" if after else "compared_lost"].append(pair)
    yield Heading(3, message("compared_flips", language))
    counts = {code.removeprefix("compared_"): len(found) for code, found in kinds.items()}
    yield Paragraph(message("compared_flips_text", language, rows=len(pairs), flipped=len(flipped), **counts))

    def names(ids: Iterable[str]) -> str:
        return ", ".join(wording.dimension_name(id, taxonomy, language) for id in ids) or "-"

    columns = ("compared_text", "label_right", "compared_champion", "compared_challenger")
    for code, found in kinds.items():
        if found:
            rows = [
                (pair.text, names(id for id in taxonomy.ids if id in pair.champion.right),
                 names(pair.champion.ranked[:1]), names(pair.challenger.ranked[:1]))
                for pair in found[:EXAMPLES]
            ]  # fmt: skip
            yield Paragraph(message(code, language))
            yield Table([message(name, language) for name in columns], rows, numbers=4)


def _reliability(champion: Figures, challenger: Figures, language: str) -> Table:
    rows = []
    for before, after in zip(champion.reliability, challenger.reliability, strict=True):
        if before.n or after.n:
            told = [cell for bin in (before, after) for cell in (str(bin.n), f"{bin.said:.3f}", f"{bin.right:.3f}")]
            rows.append((f"{before.low:.1f}-{before.high:.1f}", *told))
    sides = [message(code, language).lower() for code in ("compared_champion", "compared_challenger")]
    names = [message(code, language) for code in ("label_n", "label_said", "label_right")]
    columns = [f"{name} {side}" for side in sides for name in names]
    return Table((message("label_probability", language), *columns), rows)


def _both(before: float, after: float) -> tuple[str, str, str]:
    return f"{before:.3f}", f"{after:.3f}", f"{after - before:+.3f}"


def _points(share: float) -> str:
    return f"{100 * share:+.2f}"
