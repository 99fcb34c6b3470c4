"""``smartmap doctor``: is everything here that is needed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from smartmap.cli.screen import AsJson, Lang, console, language, say

_MARKS = {"ok": ("green", "+"), "note": ("yellow", "o"), "fault": ("bold red", "x")}


def doctor(
    folder: Annotated[Path, typer.Option("--folder", help=say("opt_folder"), metavar="FOLDER")] = Path(),
    as_json: AsJson = False,
    lang: Lang = language(),
) -> None:
    """Say what is installed, missing or out of date; exit 1 where something is broken."""
    from smartmap.doctor import FAULT, examine

    findings = examine(folder)
    faults = sum(finding.state == FAULT for finding in findings)
    if as_json:
        typer.echo(json.dumps([finding.to_dict(lang) for finding in findings], ensure_ascii=False))
    else:
        from rich.text import Text

        out = console()
        for finding in findings:
            colour, mark = _MARKS[finding.state]
            line = Text.assemble((f"{mark} {finding.name}: ", colour), finding.found)
            out.print(line)
            advice = finding.to_dict(lang)["advice"]
            if advice:
                out.print(Text(f"    {advice}", style="dim" if finding.state != FAULT else ""), soft_wrap=True)
        out.print()
        out.print(Text(say("doctor_faults", count=faults) if faults else say("doctor_fine")))
    if faults:
        raise typer.Exit(1)
