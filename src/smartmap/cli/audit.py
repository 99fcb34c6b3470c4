"""``smartmap audit``: prove that no decision was changed or lost."""

from __future__ import annotations

from typing import Annotated

import typer

from smartmap.cli.mapping import STORE, MappingId, Where, open_review
from smartmap.cli.screen import Lang, error, language, say

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

FAULTS = 1


@app.command("verify", help=say("help_audit_verify"))
def verify(
    mapping: Annotated[str, typer.Argument(help=say("arg_mapping"), metavar="[MAPPING]")] = "",
    head: Annotated[str, typer.Option("--head", help=say("opt_head"), metavar="HASH")] = "",
    store: Where = STORE,
    lang: Lang = language(),
) -> None:
    """Check every link and checksum; exit code 1 if anything is not as it was written."""
    from smartmap.store.chain import PEOPLE

    found = open_review(store).store.audit(mapping or None, noted=head)
    for fault in found.faults:
        error(fault.message(lang))
    for id, hash in found.heads.items():
        typer.echo(f"{say('label_people') if id == PEOPLE else id}  {hash}")
    typer.echo(say("audit_done", count=found.decisions, faults=len(found.faults)))
    if found.faults:
        raise typer.Exit(FAULTS)


@app.command("rebuild", help=say("help_audit_rebuild"))
def rebuild(mapping: MappingId, store: Where = STORE, lang: Lang = language()) -> None:
    """Derive again from the log what holds."""
    open_review(store).store.rebuild(mapping)
    typer.echo(say("audit_rebuilt", mapping=mapping))
