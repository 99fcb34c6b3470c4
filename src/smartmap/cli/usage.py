"""Wrong usage, told in the language of this run: what is missing or unknown, and where to read on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import typer

from smartmap.cli.screen import say

UsageError: type[Any] = typer.BadParameter.__mro__[1]
"""What the parser raises on wrong usage; typer has no public name for it."""

WRONG = 2


def tell(problem: Any, app: typer.Typer, typed: Sequence[str]) -> str:
    """Say in one line what is wrong with a command as typed, and how its help is called.

    Parameters
    ----------
    problem : UsageError
    app : Typer
    typed : sequence of str
        What stood behind the name of the program.
    """
    context = problem.ctx
    command = context.command_path if context else _command(typer.main.get_command(app), typed)
    kind = type(problem).__name__
    if kind == "MissingParameter":
        told = say("usage_missing", name=_name(problem))
    elif kind == "NoSuchOption":
        told = _unknown("usage_option", problem.option_name, problem.possibilities or ())
    elif unknown := re.match(r"No such command '(.+?)'", problem.message):
        known = tuple(context.command.commands) if context else ()
        told = _unknown("usage_command", unknown[1], get_close_matches(unknown[1], known))
    elif kind == "BadParameter":
        told = say("usage_value", name=_name(problem), why=_why(problem))
    elif extra := re.match(r"Got unexpected extra argument\S* \((.+)\)", problem.message):
        told = say("usage_extra", words=extra[1])
    elif kind == "BadOptionUsage":
        takes_none = "does not take" in problem.message
        told = say("usage_flag" if takes_none else "usage_bare", name=problem.option_name)
    else:
        told = problem.message.rstrip(".")
    return say("usage_help", told=told, command=command)


def _command(group: Any, typed: Sequence[str]) -> str:
    """Give the command that was meant; the parser does not say which where an option has too much or too little."""
    path = ["smartmap"]
    for word in typed:
        group = getattr(group, "commands", {}).get(word)
        if group is None:
            break
        path.append(word)
    return " ".join(path)


def _why(problem: Any) -> str:
    """Say what was expected instead of a value."""
    default = getattr(problem.param, "default", None)
    if not isinstance(default, int | float) or isinstance(default, bool):
        return str(problem.message.rstrip("."))
    least, most = getattr(problem.param, "min", None), getattr(problem.param, "max", None)
    if most is None:
        return say("usage_number_from", least=least)
    return say("usage_number_between", least=least, most=most)


def _name(problem: Any) -> str:
    """Give what an option or argument is called where it is typed."""
    parameter = problem.param
    if problem.param_hint or parameter is None:
        return str(problem.param_hint or "")
    is_option = parameter.param_type_name == "option"
    return "/".join(parameter.opts) if is_option else re.sub(r"[^\w ]", "", parameter.metavar or parameter.name)


def _unknown(code: str, name: str, near: Any) -> str:
    told = say(code, name=name)
    return f"{told}; {say('usage_near', names=', '.join(near))}" if near else told
