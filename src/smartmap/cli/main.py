"""The ``smartmap`` command: errors become one line and an exit code.

Exit codes: 0 done; 1 faults found (``rules check``, ``audit verify``, ``review import``, ``doctor``) or a retrained
model not promoted; 2 wrong usage; 3 input that cannot be used; 130 interrupted.
"""

from __future__ import annotations

import io
import sys

import typer

import smartmap.cli.classify as classify
from smartmap.cli import audit, doctor, mapping, model, models, nomenclature, retrain, review, rules, suggest
from smartmap.cli.help import speak
from smartmap.cli.screen import UNUSABLE, error, language, say
from smartmap.cli.usage import WRONG, UsageError, tell
from smartmap.errors import SmartmapError

app = typer.Typer(
    name="smartmap",
    help=say("help_app"),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("suggest", help=say("help_suggest"))(suggest.suggest)
app.command("classify", help=say("help_classify"))(classify.classify)
app.command("read", help=say("help_read"))(classify.read)
app.command("train", help=say("help_train"))(model.train)
app.command("retrain", help=say("help_retrain"))(retrain.retrain)
app.command("evaluate", help=say("help_evaluate"))(model.evaluate)
app.command("doctor", help=say("help_doctor"))(doctor.doctor)
app.add_typer(rules.app, name="rules", help=say("help_rules"))
app.add_typer(nomenclature.app, name="nomenclature", help=say("help_nomenclature"))
app.add_typer(models.app, name="models", help=say("help_models"))
app.add_typer(mapping.app, name="mapping", help=say("help_mapping"))
app.add_typer(review.app, name="review", help=say("help_review"))
app.add_typer(audit.app, name="audit", help=say("help_audit"))


def _version(value: bool) -> None:
    if value:
        from smartmap import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def main(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help=say("opt_version")),
) -> None:
    """Hold the options of the command itself."""


def run() -> None:
    """Run the command; what went wrong on purpose is told in one line, without a traceback."""
    for stream in (sys.stdout, sys.stderr):  # a text may hold what the terminal's encoding lacks
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    speak()
    try:
        # Not standalone: what the parser finds wrong is told here, in the language of this run.
        sys.exit(app(standalone_mode=False, prog_name="smartmap"))
    except UsageError as problem:
        if type(problem).__name__ == "NoArgsIsHelpError":
            problem.show()
        else:
            error(tell(problem, app, sys.argv[1:]))
        sys.exit(WRONG)
    except SmartmapError as problem:
        error(problem.message(language()))
        sys.exit(UNUSABLE)
    except (KeyboardInterrupt, typer.Abort):
        error(say("interrupted"))
        sys.exit(130)
    except BrokenPipeError:  # the reader of a pipe (head, less) closed it
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    run()
