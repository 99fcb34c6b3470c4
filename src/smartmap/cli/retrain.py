"""``smartmap retrain``: a challenger from corpus and decisions, compared with the model in use."""

from __future__ import annotations

from typing import Annotated

import typer

from smartmap.cli.mapping import STORE, Where
from smartmap.cli.screen import Lang, Models, Rules, error, language, say

WORSE = 1


def retrain(
    store: Where = STORE,
    corpus: Annotated[str, typer.Option("--corpus", help=say("arg_corpus"), metavar="CORPUS")] = "corpus",
    models: Models = "models",
    version: Annotated[str, typer.Option("--version", help=say("opt_model_version"), metavar="VERSION")] = "",
    champion: Annotated[str | None, typer.Option("--model", help=say("opt_champion"), metavar="VERSION")] = None,
    cases: Annotated[str | None, typer.Option("--cases", help=say("arg_cases"), metavar="FILE")] = None,
    promote: Annotated[bool, typer.Option("--promote", help=say("opt_promote_not_worse"))] = False,
    rules: Rules = None,
    lang: Lang = language(),
) -> None:
    """Train a challenger and compare it; exit code 1 if it was to be promoted and is worse."""
    from smartmap.store import open_store

    kept = open_store(store, create=False)  # first: says which extra to install
    from smartmap.training.retrain import Retrained
    from smartmap.training.retrain import retrain as run
    from smartmap.training.retrain_report import SETS, write_report
    from smartmap.versions import next_version, version_folder

    def report(found: Retrained) -> None:
        for path in write_report(found, lang):
            typer.echo(say("retrain_report", path=path))

    found = run(
        kept, corpus, models, version or next_version(models),
        champion=version_folder(models, champion) if champion else None, rules=rules, cases=cases, promote_it=promote,
        report=report, progress=lambda step: typer.echo(say(step), err=True),
    )  # fmt: skip
    typer.echo(say("train_done", folder=found.folder))
    for item in found.compared:
        change = item.difference
        told = {key: f"{100 * getattr(change, key):+.2f}" for key in ("mean", "low", "high")}
        typer.echo(say("retrain_change", name=say(SETS[item.name]), rows=len(item.pairs), **told))
    if found.promoted:
        typer.echo(say("models_promoted", version=found.folder.name))
    elif promote:
        error(say("retrain_kept", champion=found.champion, version=found.folder.name))
        raise typer.Exit(WORSE)
