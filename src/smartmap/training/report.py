"""An evaluation as one page: all figures, pictures and the most confident errors, in one HTML file without links."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smartmap import wording
from smartmap.documents.write import check_target, replacing
from smartmap.errors import MissingExtraError, message
from smartmap.resources import data
from smartmap.training import mistakes, pictures
from smartmap.training.evaluate import Evaluation, outcomes

if TYPE_CHECKING:
    from smartmap.taxonomy import Taxonomy
    from smartmap.training.mistakes import Mistake

FIGURES = ("hit1", "hit2", "macro_f1", "ece", "ece_floor", "clear", "clear_hit1", "plausible", "plausible_size")
"""Names of the figures of :class:`~smartmap.training.metrics.Figures`, in the order they are shown."""

_WORST = 20
_SAID = (
    "evaluation_title", "evaluation_pictures", "evaluation_worst", "evaluation_worst_note", "evaluation_said",
    "evaluation_right", "evaluation_kinds", "label_figure", "label_dimension", "label_n", "label_precision", "label_f1",
    "label_reliability", "label_probability", "label_said", "label_right", "label_text", "label_reasons", "figure_hit1",
)  # fmt: skip


def write_report(
    evaluation: Evaluation,
    path: str | PathLike[str],
    taxonomy: Taxonomy,
    *,
    file: str = "",
    language: str = "id",
    overwrite: bool = False,
) -> None:
    """Write the picture report of an evaluation.

    Pictures and errors are those of the clear rows (all rows where none is clear).

    Parameters
    ----------
    evaluation : Evaluation
    path : path
        Ends in ``.html``.
    taxonomy : Taxonomy
        Names of the dimensions.
    file : str
        Name of the cases, for the heading.
    language : {"id", "en"}
    overwrite : bool
        Whether a file that is there already may be replaced.

    Raises
    ------
    DocumentError
        If the file cannot be written, or is there already.
    MissingExtraError
        Without ``smartmap[report]``.
    """
    path = Path(path)
    check_report(path, overwrite)
    page = render(evaluation, taxonomy, file=file, language=language)
    with replacing(path) as temporary:
        temporary.write_text(page, encoding="utf-8", newline="\n", errors="backslashreplace")


def check_report(path: Path, overwrite: bool = False) -> None:
    """Refuse a target that cannot be written, before any work is done."""
    check_target(path, overwrite, (".html",))


def render(evaluation: Evaluation, taxonomy: Taxonomy, *, file: str = "", language: str = "id") -> str:
    """Give the report as HTML; everything that comes from a file or a frame is escaped."""
    try:
        from jinja2 import Environment
    except ImportError as error:
        raise MissingExtraError("report_extra", found=error.name, extra="smartmap[report]") from error
    template = data("templates", "evaluation.html.j2").read_text(encoding="utf-8")
    sets = [
        (message(f"label_{name}", language), found)
        for name, found in (
            ("all", evaluation.all), ("clear", evaluation.clear), ("uncontested", evaluation.uncontested)
        )
        if found
    ]  # fmt: skip
    return (
        Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
        .from_string(template)
        .render(
            language=language,
            file=file,
            say={code: message(code, language) for code in _SAID},
            versions=evaluation.results[0][1].versions,
            sets=sets,
            figures=[
                (message(f"figure_{key}", language), [getattr(found, key) for _, found in sets]) for key in FIGURES
            ],
            names={id: taxonomy[id].name[language] for id in taxonomy.ids},
            shown=evaluation.clear or evaluation.all,
            pictures=_pictures(evaluation, taxonomy, language),
            worst=[_row(item, taxonomy, language) for item in mistakes.worst(evaluation.clear_results, _WORST)],
        )
    )


def confusion_picture(evaluation: Evaluation, taxonomy: Taxonomy, language: str = "id") -> str:
    """Draw which dimension is taken for which on the clear rows, as SVG."""
    names = [taxonomy[id].name[language] for id in taxonomy.ids]
    table = mistakes.confusion(outcomes(evaluation.clear_results), taxonomy.ids)
    return pictures.confusion(
        table, names, [*names, message("evaluation_nothing", language)],
        right=message("evaluation_right", language), said=message("evaluation_said", language),
    )  # fmt: skip


def _pictures(evaluation: Evaluation, taxonomy: Taxonomy, language: str) -> list[dict[str, Any]]:
    from markupsafe import Markup

    shown = evaluation.clear or evaluation.all

    def say(code: str) -> str:
        return message(code, language)

    answers = mistakes.answered(outcomes(evaluation.clear_results))
    drawn = (
        ("evaluation_reliability", "evaluation_reliability_note",
         pictures.reliability(shown.reliability, said=say("label_said"), right=say("label_right"))),
        ("evaluation_confusion", "evaluation_confusion_note", confusion_picture(evaluation, taxonomy, language)),
        ("evaluation_answered", "evaluation_answered_note",
         pictures.answered(answers, (shown.clear, shown.clear_hit1), share=say("evaluation_share"),
                           right=say("figure_hit1"), mark=say("status_suggested"))),
    )  # fmt: skip
    # matplotlib escapes every text it draws, so its output may stand in the page as it is.
    return [{"title": say(title), "note": say(note), "svg": Markup(svg)} for title, note, svg in drawn]  # noqa: S704


def _row(item: Mistake, taxonomy: Taxonomy, language: str) -> dict[str, str]:
    def named(dimension: str, chance: float) -> str:
        return f"{wording.dimension_name(dimension, taxonomy, language)} ({wording.percent(chance, language)})"

    chances = {found.dimension: found.probability for found in item.result.suggestions}
    return {
        "text": item.case.programme.text,
        "region": item.case.programme.region,
        "said": named(item.said.dimension, item.said.probability),
        "status": wording.status(item.result, language),
        "right": ", ".join(named(id, chances.get(id, 0.0)) for id in taxonomy.ids if id in item.case.right),
        "reasons": "; ".join(wording.reasons(item.said, language)) or "-",
        "kinds": ", ".join(kind.replace("_", " ") for kind in item.case.kinds) or "-",
    }
