"""``smartmap suggest``: one text, with the words that decided."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from smartmap.cli.screen import (
    AsJson,
    Frame,
    Lang,
    LearnMapping,
    LearnStore,
    Model,
    Names,
    Rules,
    console,
    language,
    say,
)  # fmt: skip

if TYPE_CHECKING:
    from rich.text import Text

    from smartmap.records import Result
    from smartmap.taxonomy import Taxonomy

COLOURS = ("cyan", "magenta", "yellow", "red", "blue", "green")
"""One per dimension, in the frame's order."""


def suggest(
    text: Annotated[str, typer.Argument(help=say("arg_text"), metavar="TEXT")],
    code: Annotated[str, typer.Option("--code", help=say("opt_code"), metavar="KODE")] = "",
    opd: Annotated[str, typer.Option("--opd", help=say("opt_opd"))] = "",
    field: Annotated[str, typer.Option("--field", help=say("opt_field"), metavar="URUSAN")] = "",
    outcome: Annotated[str, typer.Option("--outcome", help=say("opt_outcome"))] = "",
    model: Model = None,
    frame: Frame = "kominfo6",
    rules: Rules = None,
    nomenclature: Names = None,
    store: LearnStore = None,
    mapping: LearnMapping = None,
    as_json: AsJson = False,
    lang: Lang = language(),
) -> None:
    """Suggest dimensions for one text; ``-`` reads it from standard input."""
    from smartmap.load import load_suggester
    from smartmap.records import Programme

    if text == "-":
        text = sys.stdin.read()
    suggester = load_suggester(model, frame=frame, rules=rules, nomenclature=nomenclature, store=store, mapping=mapping)
    result = suggester.suggest(
        Programme(text.strip() if not as_json else text, code=code, opd=opd, field=field, outcome=outcome)
    )
    if as_json:
        typer.echo(result.to_json())
    else:
        show(result, suggester.taxonomy, lang)


def show(result: Result, taxonomy: Taxonomy, lang: str) -> None:
    """Print a result as a table, the deciding words marked in the text."""
    from rich.markup import escape
    from rich.table import Table

    from smartmap import wording

    out = console()
    out.print()
    out.print(_marked(result, taxonomy))
    out.print()
    out.print(f"{say('label_status')}: [bold]{wording.status(result, lang)}[/bold]")
    if result.suggestions:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        for heading in ("label_dimension", "label_sub_dimension", "label_probability", "label_reasons"):
            table.add_column(say(heading), overflow="fold")
        for suggestion in result.suggestions:
            if suggestion not in result.suggestions[:2] and suggestion.probability < 0.1:
                continue
            colour = COLOURS[taxonomy.ids.index(suggestion.dimension) % len(COLOURS)]
            chance = wording.percent(suggestion.probability, lang)
            table.add_row(
                f"[bold {colour}]{wording.dimension_name(suggestion.dimension, taxonomy, lang)}[/]",
                wording.dimension_name(suggestion.sub_dimension, taxonomy, lang),
                f"{chance} ({wording.probability(suggestion.probability, lang)})",
                escape("; ".join(wording.reasons(suggestion, lang))) or "-",
            )
        out.print(table)
        out.print()
        names = ", ".join(wording.dimension_name(label, taxonomy, lang) for label in result.plausible)
        out.print(say("label_plausible", names=names), style="dim")
    out.print()


def _marked(result: Result, taxonomy: Taxonomy) -> Text:
    """The text with the words that speak for the first two suggestions in the dimension's colour."""
    from rich.text import Text

    from smartmap import wording

    marked = Text(result.text)
    for suggestion in reversed(result.suggestions[:2]):
        colour = COLOURS[taxonomy.ids.index(suggestion.dimension) % len(COLOURS)]
        style = f"bold underline {colour}" if suggestion is result.first else colour
        for word in wording.deciding_words(suggestion):
            marked.stylize(style, word.start, word.end)
    return marked
