"""What the commands share: the language, the two consoles, and the options that stand on several commands."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated

import typer

from smartmap.errors import LANGUAGES, message
from smartmap.words import words

if TYPE_CHECKING:
    from rich.console import Console

UNUSABLE = 3


@lru_cache(maxsize=1)
def language() -> str:
    """Give the language of this run: ``--lang``, else ``$SMARTMAP_LANG``, else Indonesian.

    Read from the arguments before typer does, since the help texts need it too.
    """
    arguments = sys.argv[1:]
    for place, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            found = argument.partition("=")[2]
        elif argument == "--lang" and place + 1 < len(arguments):
            found = arguments[place + 1]
        else:
            continue
        return found if found in LANGUAGES else "id"
    found = os.environ.get("SMARTMAP_LANG", "id")
    return found if found in LANGUAGES else "id"


def choices(kind: str, values: Iterable[str]) -> str:
    """Give the words an option takes, in the language of this run, as its placeholder."""
    return words(kind, values, "|")[language()]


def say(code: str, **fields: object) -> str:
    """Give a message in the language of this run."""
    return message(code, language(), **fields)


@lru_cache(maxsize=2)
def console(stderr: bool = False) -> Console:
    """Give the console to print on; rich is loaded here and not before."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=False)


def error(text: str) -> None:
    """Print an error as one line on standard error."""
    typer.secho(f"smartmap: {text}", fg=typer.colors.RED, err=True)


def check_language(value: str) -> str:
    """Refuse a language that there is no catalogue for."""
    if value not in LANGUAGES:
        raise typer.BadParameter(say("bad_language", found=value, known=", ".join(LANGUAGES)))
    return value


Lang = Annotated[str, typer.Option("--lang", callback=check_language, help=say("opt_lang"), metavar="id|en")]
Model = Annotated[str | None, typer.Option("--model", help=say("opt_model"), metavar="PATH")]
Frame = Annotated[str, typer.Option("--frame", help=say("opt_frame"), metavar="ID")]
Rules = Annotated[str | None, typer.Option("--rules", help=say("opt_rules"), metavar="FOLDER")]
Names = Annotated[
    str | None,
    typer.Option("--nomenclature", envvar="SMARTMAP_NOMENCLATURE", help=say("opt_nomenclature"), metavar="LIST.csv"),
]
Models = Annotated[str, typer.Option("--models", envvar="SMARTMAP_MODELS", help=say("opt_models"), metavar="FOLDER")]
LearnStore = Annotated[str | None, typer.Option("--store", help=say("opt_learn_store"), metavar="FILE|URL")]
LearnMapping = Annotated[str | None, typer.Option("--mapping", help=say("opt_learn_mapping"), metavar="ID")]
AsJson = Annotated[bool, typer.Option("--json", help=say("opt_json"))]
