"""The parser's help in the language of this run; typer has its own words in English alone."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import typer

from smartmap.cli.screen import language, say
from smartmap.errors import message

_WORDS = (
    "parser_arguments", "parser_commands", "parser_completion", "parser_default", "parser_help", "parser_install",
    "parser_options", "parser_required", "parser_usage", "parser_variable",
)  # fmt: skip


@lru_cache(maxsize=1)
def speak() -> None:
    """Let help be written in the language of this run, once for the process."""
    context: Any = typer.Context.__mro__[1]  # what every command is called with; typer has no public name for it
    plain: Any = context.formatter_class

    class Formatter(plain):  # type: ignore[misc]
        def getvalue(self) -> str:
            return translated(super().getvalue())

    context.formatter_class = Formatter


def translated(text: str) -> str:
    """Put the parser's own words into the language of this run; they may have been broken over lines."""
    if language() == "en":
        return text
    for code in _WORDS:
        broken = r"\s+".join(map(re.escape, message(code, "en").split()))
        text = re.sub(rf"(?<![\w-]){broken}", say(code), text)
    return text
