"""``smartmap nomenclature``: the official names, and a government's own list of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartmap.cli.classify import Columns, Sheet, pairs_of, sheet_of
from smartmap.cli.screen import AsJson, Lang, Names, console, language, say

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

_SHOWN = 5  # codes and names told on the screen
_SURENESS = {
    "sure": "sureness_sure", "likely": "sureness_likely", "open": "sureness_open", "support": "sureness_support",
    "": "sureness_unknown",
}  # fmt: skip
_LEVELS = {3: "role_program", 5: "role_kegiatan", 6: "role_sub_kegiatan"}


@app.command("import", help=say("help_nomenclature_import"))
def take(
    file: Annotated[Path, typer.Argument(help=say("arg_official"), metavar="FILE")],
    to: Annotated[
        Path, typer.Option("--to", envvar="SMARTMAP_NOMENCLATURE", help=say("opt_list_to"), metavar="LIST.csv")
    ],
    sheet: Sheet = None,
    columns: Columns = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help=say("opt_overwrite"))] = False,
    lang: Lang = language(),
) -> None:
    """Take a government's official list from its file."""
    from smartmap.documents.official_list import import_list

    found = import_list(file, to, sheet=sheet_of(sheet), columns=pairs_of(columns), overwrite=overwrite)
    out = console()
    counts = (found.levels.get(level, 0) for level in ("program", "kegiatan", "sub_kegiatan"))
    programmes, activities, sub_activities = counts
    out.print(say("list_taken", programmes=programmes, activities=activities, sub_activities=sub_activities))
    if found.unknown:
        codes = ", ".join(sorted(found.unknown)[:_SHOWN])
        out.print(say("list_unknown", count=sum(found.unknown.values()), programmes=len(found.unknown), codes=codes))
    if found.without_code:
        out.print(say("list_without_code", count=len(found.without_code), names="; ".join(found.without_code[:_SHOWN])))
    for row in [item for item in found.skipped if item.is_loss][:_SHOWN]:
        out.print(f"  {row.place.sheet} {row.place.row or ''}: {row.message(lang)}", style="dim")
    out.print(say("list_use", path=found.out))


@app.command(help=say("help_nomenclature_show"))
def show(
    query: Annotated[str, typer.Argument(help=say("arg_name_or_code"), metavar="CODE|NAME")],
    nomenclature: Names = None,
    most: Annotated[int, typer.Option("--most", min=1, help=say("opt_most"))] = 20,
    as_json: AsJson = False,
    lang: Lang = language(),
) -> None:
    """Show what the official names say of a code or a name."""
    import json

    from rich.table import Table
    from rich.text import Text

    from smartmap import wording
    from smartmap.load import load_names
    from smartmap.official_list import look_up
    from smartmap.taxonomy import load_taxonomy

    found = look_up(load_names(nomenclature), query, most)
    if as_json:
        typer.echo(json.dumps([item._asdict() for item in found], ensure_ascii=False))
        return
    taxonomy = load_taxonomy()

    def named(label: str) -> str:
        return wording.dimension_name(label, taxonomy, lang) if label in taxonomy else label or "-"

    shown = Table.grid(padding=(0, 2, 0, 0))
    shown.add_column(no_wrap=True, style="bold")
    shown.add_column()
    for item in found:
        level = say(_LEVELS.get(len(item.code.split(".")), "role_program"))
        sure = say(_SURENESS[item.confidence])
        usual = sure if item.confidence in ("support", "") else f"{named(item.sub_dimension)} ({sure})"
        others = "; ".join(map(named, item.alternatives))
        also = say("list_or", names=others) if others else ""
        shown.add_row(item.code or "-", Text.assemble(item.name, (f"\n{level}: {usual}{also}", "dim")))
    console().print(shown if found else say("list_nothing", query=query))
