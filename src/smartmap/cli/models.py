"""``smartmap models``: which versions there are, which is in use, going forward and back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from smartmap.cli.screen import AsJson, Lang, Models, Rules, console, language, say

if TYPE_CHECKING:
    from smartmap.versions import Version

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

VersionName = Annotated[str, typer.Argument(help=say("arg_version"), metavar="VERSION")]
MODELS = "models"
MADE_OF = (
    "version", "format", "taxonomy", "rules", "corpus", "settings", "decisions", "weighing", "champion", "comparison",
    "libraries",
)  # fmt: skip
LONG = ("labels", "heads", "files")
FIGURES = ("hit1", "hit2", "macro_f1", "ece", "clear", "clear_hit1", "plausible", "plausible_size")


@app.command("list", help=say("help_models_list"))
def list_(models: Models = MODELS, as_json: AsJson = False, lang: Lang = language()) -> None:
    """List the versions with date, rows, decisions and figures; the one in use is marked."""
    from rich.table import Table

    from smartmap.versions import list_versions

    found = list_versions(models)
    if as_json:
        for item in found:
            typer.echo(json.dumps(_as_data(item), ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("label_in_use", "label_version", "label_made", "label_rows", "label_decided"):
        table.add_column(say(heading), justify="right" if heading in ("label_rows", "label_decided") else "left")
    for key in ("hit1", "macro_f1", "clear"):
        table.add_column(say(f"figure_{key}"), justify="right")
    for item in found:
        told = _as_data(item)
        rows = [str(told[key]) if told[key] is not None else "-" for key in ("rows", "decisions")]
        figures = _metrics(item)
        metrics = [f"{figures[key]:.3f}" if key in figures else "-" for key in ("hit1", "macro_f1", "clear")]
        table.add_row("*" if item.promoted else "", item.name, item.made.isoformat(), *rows, *metrics)
    console().print(table)
    for item in found:
        if item.fault is not None:
            typer.echo(item.fault.message(lang), err=True)


@app.command("show", help=say("help_models_show"))
def show(version: VersionName, models: Models = MODELS, as_json: AsJson = False, lang: Lang = language()) -> None:
    """Show a version's card and what it was made of; with --json its manifest."""
    from smartmap.model.folder import read_manifest
    from smartmap.versions import version_folder

    folder = version_folder(models, version)
    manifest = read_manifest(folder)
    if as_json:
        typer.echo(json.dumps(manifest, ensure_ascii=False))
        return
    card = folder / "card.md"
    if card.is_file():
        typer.echo(card.read_text(encoding="utf-8", errors="replace"))
    for key in MADE_OF:
        if key in manifest:
            typer.echo(f"{key}: {_told(manifest[key])}")


@app.command("promote", help=say("help_models_promote"))
def promote(version: VersionName, models: Models = MODELS, rules: Rules = None, lang: Lang = language()) -> None:
    """Load a version as it will be used, then put it to use."""
    from smartmap.versions import promote as run

    run(models, version, rules=rules)
    typer.echo(say("models_promoted", version=version))


@app.command("rollback", help=say("help_models_rollback"))
def rollback(models: Models = MODELS, rules: Rules = None, lang: Lang = language()) -> None:
    """Put the version back to use that was in use before."""
    from smartmap.versions import rollback as run

    typer.echo(say("models_promoted", version=run(models, rules=rules)))


@app.command("diff", help=say("help_models_diff"))
def diff(
    first: Annotated[str, typer.Argument(help=say("arg_version"), metavar="A")],
    second: Annotated[str, typer.Argument(help=say("arg_version"), metavar="B")],
    texts: Annotated[str | None, typer.Option("--texts", help=say("opt_texts"), metavar="FILE")] = None,
    most: Annotated[int, typer.Option("--most", min=1, help=say("opt_most"))] = 20,
    models: Models = MODELS,
    rules: Rules = None,
    as_json: AsJson = False,
    lang: Lang = language(),
) -> None:
    """Show how two versions differ: figures, settings, counts, and on the programmes of a file what is suggested."""
    from smartmap.versions import compare_manifests, flipped, version_folder

    folders = [version_folder(models, version) for version in (first, second)]
    changes = compare_manifests(folders[0], folders[1])
    flips = flipped(folders[0], folders[1], texts, rules=rules) if texts else None
    if as_json:
        told = {
            "changes": changes,
            "flipped": flips.rows if flips else None,
            "programmes": flips.total if flips else None,
        }
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for key, (before, after) in changes.items():
        typer.echo(f"{key}: {_short(before)} -> {_short(after)}")
    if not changes:
        typer.echo(say("models_same"))
    if flips is not None:
        typer.echo(say("models_flipped", total=flips.total, count=len(flips.rows)))
        for row in flips.rows[:most]:
            typer.echo(f"  {row['before'] or '-'} -> {row['after'] or '-'}  {row['text']}")


def _as_data(item: Version) -> dict[str, object]:
    manifest = item.manifest
    return {
        "version": item.name,
        "promoted": item.promoted,
        "made": item.made.isoformat(),
        "rows": manifest.get("corpus", {}).get("rows"),
        "decisions": manifest.get("decisions", {}).get("rows", 0) if manifest else None,
        "metrics": _metrics(item),
    }


def _metrics(item: Version) -> dict[str, float]:
    metrics = item.manifest.get("metrics", {})
    return {key: metrics[key] for key in FIGURES if key in metrics}


def _short(value: object) -> str:
    return f"{value:.4f}" if isinstance(value, float) else "-" if value is None else str(value)


def _told(value: object) -> str:
    if not isinstance(value, dict):
        return str(value)
    return json.dumps({key: item for key, item in value.items() if key not in LONG}, ensure_ascii=False)
