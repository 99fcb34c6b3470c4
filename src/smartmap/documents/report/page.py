"""The report as one HTML page: opens without a network, prints on A4, runs nothing that is not in it.

Every text of a plan is hostile: the template escapes all it is given, and the page's own policy lets nothing run or
load but the one style and the one script that carry the right checksum.
"""

from __future__ import annotations

from base64 import b64encode
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from smartmap import wording
from smartmap.documents import colours, table
from smartmap.documents.cells import clean, one_line
from smartmap.documents.counts import Counts, Cross
from smartmap.documents.report import marking
from smartmap.documents.report.pictures import Picture, draw
from smartmap.errors import MissingExtraError, message
from smartmap.records import STATUSES
from smartmap.resources import data

if TYPE_CHECKING:
    from collections import Counter

    from smartmap.documents.reading import Skipped
    from smartmap.records import Result, Suggestion, Versions
    from smartmap.taxonomy import Taxonomy

MOST_ROWS = 10_000
"""Programmes the page lists; figures and pictures count all of them."""
_MOST_DOUBTFUL, _MOST_SKIPPED = 1000, 500


class Offer(NamedTuple):
    """A suggestion in words."""

    dimension: str
    sub: str
    percent: str


class Row(NamedTuple):
    """A programme as the page lists it; ``misi`` and ``opd_key`` say what its names are told by."""

    number: int
    code: str
    text: str
    opd: str
    status: str
    offer: Offer | None
    reasons: str
    misi: list[str]
    opd_key: str


class Doubt(NamedTuple):
    """A programme up for discussion: the text in pieces, the dimensions to choose from, and why."""

    margin: float
    number: int
    pieces: list[marking.Piece]
    opd: str
    offers: list[Offer]
    reason: str


class HtmlWriter:
    """Keeps what the page shows of each result until the end; ``pictures`` holds the figures once it is closed."""

    def __init__(self, temporary: Path, taxonomy: Taxonomy, language: str) -> None:
        try:
            import jinja2
            import matplotlib  # noqa: F401
        except ImportError as error:
            raise MissingExtraError("report_extra", found=error.name, extra="smartmap[report]") from error
        self._page = jinja2.Environment(
            loader=jinja2.FileSystemLoader(data("report")),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        ).get_template("page.html")
        self._temporary, self._taxonomy, self._language = temporary, taxonomy, language
        self._counts = Counts()
        self._rows: list[Row] = []
        self._doubts: list[Doubt] = []
        self._skipped: list[Skipped] = []
        self._checks: list[Skipped] = []
        self._files: dict[str, None] = {}
        self._losses = 0
        self._versions: Versions | None = None
        self.pictures: dict[str, Picture] = {}

    def result(self, result: Result) -> None:
        """Take a result."""
        misi, opd_key = self._counts.add(result)
        self._versions = result.versions
        programme, place = table.parts(result)
        if place.file:
            self._files[Path(place.file).name] = None
        offers = [self._offer(item) for item in result.suggestions[:2]] if table.is_mapped(result) else []
        opd = one_line(clean(programme.opd))
        if self._counts.total <= MOST_ROWS:
            reasons = "; ".join(wording.reasons(result.suggestions[0], self._language)) if offers else ""
            row = Row(
                self._counts.total, programme.code, result.text, opd, result.status,
                offers[0] if offers else None, reasons, misi, opd_key,
            )  # fmt: skip
            self._rows.append(row)
        if result.status == "review":
            chances = [*(item.probability for item in result.suggestions[:2]), 0.0, 0.0]
            reason = message(f"reason_{result.reason}", self._language) if result.reason else ""
            margin = chances[0] - chances[1]
            self._doubts.append(Doubt(margin, self._counts.total, marking.pieces(result), opd, offers, reason))
            if len(self._doubts) > 2 * _MOST_DOUBTFUL:
                self._closest()

    def skipped(self, skipped: Skipped) -> None:
        """Take a skipped row or a doubt about a table; titles and headings for the rows below are no loss."""
        if skipped.is_doubt:
            self._checks.append(skipped)
        if skipped.is_loss:
            self._losses += 1
            if len(self._skipped) < _MOST_SKIPPED:
                self._skipped.append(skipped)

    def close(self) -> None:
        """Draw the pictures and write the page."""
        self._closest()
        self.pictures = draw(self._counts, self._taxonomy, self._language)
        with self._temporary.open("w", encoding="utf-8", newline="\n", errors="replace") as stream:
            stream.writelines(self._page.generate(self._content()))

    def _closest(self) -> None:
        self._doubts.sort(key=lambda doubt: (doubt.margin, doubt.number))
        del self._doubts[_MOST_DOUBTFUL:]

    def _offer(self, suggestion: Suggestion) -> Offer:
        sub = self._name(suggestion.sub_dimension) if suggestion.sub_dimension else ""
        return Offer(suggestion.dimension, sub, wording.percent(suggestion.probability, self._language))

    def _name(self, label: str) -> str:
        return wording.dimension_name(label, self._taxonomy, self._language)

    # --- what the template is given

    def _content(self) -> dict[str, Any]:
        counts, taxonomy = self._counts, self._taxonomy
        style, script = _style(taxonomy), data("report", "script.js").read_text(encoding="utf-8")
        return {
            "language": self._language,
            "percent_sign": "%" if self._language == "en" else "\u00a0%",
            "say": self._say,
            "label": self._label,
            "style": _trusted(style),
            "script": _trusted(script),
            "style_sum": _checksum(style),
            "script_sum": _checksum(script),
            "files": list(self._files),
            "versions": self._versions,
            "counts": counts,
            "counted": wording.counted(counts.levels, self._language),
            "statuses": {status: message(f"status_{status}", self._language) for status in STATUSES},
            "names": {dimension: self._name(dimension) for dimension in taxonomy.ids},
            "order": {dimension: place for place, dimension in enumerate(taxonomy.ids)},
            "covered": sum(1 for sub in taxonomy.subs if counts.subs[sub.id]),
            "sub_dimensions": len(taxonomy.subs),
            "pictures": {name: (_embedded(item), item.alt) for name, item in self.pictures.items()},
            "matrices": {"misi": self._matrix(counts.misi, "misi"), "opd": self._matrix(counts.opd, "opd")},
            "place": {
                kind: {key: place for place, (key, _, _) in enumerate(cross.rows())}
                for kind, cross in (("misi", counts.misi), ("opd", counts.opd))
            },
            "empty_subs": self._empty_subs(),
            "unmapped": [row for row in self._rows if row.status == "none"],
            "rows": self._rows,
            "has_codes": any(row.code for row in self._rows),
            "doubts": self._doubts,
            "skipped": self._skipped,
            "checks": self._checks,
            "where": partial(table.sheet_or_page, language=self._language),
            "losses": self._losses,
        }

    def _say(self, key: str, **fields: object) -> str:
        return message(f"report_{key}", self._language, **fields)

    def _label(self, key: str) -> str:
        return table.label(key, self._language)

    def _empty_subs(self) -> list[tuple[str, str]]:
        """Give dimension and name of each sub-dimension without a programme."""
        return [(sub.dimension, self._name(sub.id)) for sub in self._taxonomy.subs if not self._counts.subs[sub.id]]

    def _matrix(self, cross: Cross, kind: str) -> list[tuple[int, str, list[tuple[str, int, int]], int]]:
        """Give for each name its place in the list, its cells (dimension, count, step of heat) and their sum."""
        if not cross:
            return []
        without = self._label(f"without_{kind}")
        rows = cross.rows()
        most = cross.most

        def cells(counted: Counter[str]) -> list[tuple[str, int, int]]:
            return [(item, counted[item], colours.heat_step(counted[item], most)) for item in self._taxonomy.ids]

        return [
            (place, name or without, cells(counted), counted.total()) for place, (_, name, counted) in enumerate(rows)
        ]


def _style(taxonomy: Taxonomy) -> str:
    """Give the style sheet with the colours of this frame's dimensions and of the heat map."""
    lines = [data("report", "style.css").read_text(encoding="utf-8")]
    for place, dimension in enumerate(taxonomy.ids):
        full, pale = colours.strong(taxonomy, dimension), colours.tint(taxonomy, dimension)
        lines.append(f".d-{place} {{ --full: {full}; --pale: {pale}; }}")
    for step, colour in enumerate(colours.HEAT):
        lines.append(f".heat-{step} {{ background: {colour}; color: {colours.on_heat(step)}; }}")
    return "\n".join(lines)


def _trusted(text: str) -> Any:
    """Mark a file of our own as fit for the page as it is; never a text of a plan."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704


def _checksum(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode("ascii")


def _embedded(picture: Picture) -> str:
    """Give a picture as an address that holds it: an image runs no script and leaks no style."""
    return "data:image/svg+xml;base64," + b64encode(picture.svg).decode("ascii")
