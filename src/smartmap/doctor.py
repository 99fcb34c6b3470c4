"""What is installed, missing or out of date, and how to mend it. Reaches no network and leaves nothing behind."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from smartmap.errors import SmartmapError, message

OK, NOTE, FAULT = "ok", "note", "fault"
"""States of a finding: fine; worth knowing, such as an extra that is not installed; broken until mended."""

NEWEST_PYTHON = (3, 14)  # the newest one that releases are tested with
_OLDEST_SQLITE = (3, 24, 0)  # upserts
_REQUIREMENT = re.compile(
    r"(?P<name>[\w.-]+)(?:\[[^\]]*\])?\s*(?P<bounds>[^;]*)(?:;\s*extra\s*==\s*['\"](?P<extra>[\w-]+)['\"])?"
)
GIVES = {
    "arrow": "gives_arrow", "docx": "gives_docx", "pandas": "gives_pandas", "parquet": "gives_parquet",
    "pdf": "gives_pdf", "polars": "gives_polars", "postgres": "gives_postgres", "report": "gives_report",
    "spacy": "gives_spacy", "store": "gives_store",
}  # fmt: skip
"""What each extra is for, as keys of messages."""

_TRIAL = "Pengelolaan sampah terpadu"


class Finding(NamedTuple):
    """One thing looked at.

    Parameters
    ----------
    name : str
        Such as ``python``, ``model``, ``extra:store``.
    state : {"ok", "note", "fault"}
    found : str
        What is there: a version, a path, a name.
    advice : str
        Key of the message that says how to mend it, empty where nothing is to be done.
    fields : dict
        Facts of that message.
    """

    name: str
    state: str
    found: str
    advice: str = ""
    fields: Mapping[str, Any] = MappingProxyType({})

    def to_dict(self, language: str = "id") -> dict[str, str]:
        """Give the finding as plain data, the advice in words."""
        gives = GIVES.get(str(self.fields.get("extra")), "gives_more")
        told = message(self.advice, language, gives=message(gives, language), **self.fields) if self.advice else ""
        return {"name": self.name, "state": self.state, "found": self.found, "advice": told}


def examine(folder: str | Path = ".") -> list[Finding]:
    """Look at everything smartmap depends on.

    Parameters
    ----------
    folder : path
        Where work is done: it has to be writable, and SQLite has to work on its disk.
    """
    return [
        _python(),
        _installed(),
        *_model(),
        *_packages(),
        _writable(Path(folder)),
        _sqlite(Path(folder)),
        _terminal(),
        *_settings(),
    ]


def _python() -> Finding:
    found = f"{platform.python_version()}, {platform.system()} {platform.machine()}"
    if sys.version_info[:2] > NEWEST_PYTHON:
        return Finding("python", NOTE, found, "doctor_python", {"newest": ".".join(map(str, NEWEST_PYTHON))})
    return Finding("python", OK, found)


def _installed() -> Finding:
    place = Path(__file__).parent
    try:
        found = version("smartmap")
    except PackageNotFoundError:
        return Finding("smartmap", FAULT, str(place), "doctor_not_installed", {"folder": str(place.parents[1])})
    return Finding("smartmap", OK, f"{found}, {place}")


def _model() -> Iterator[Finding]:
    """Load what a suggestion needs, checksums and all, and make one."""
    from smartmap.load import load_suggester
    from smartmap.model.folder import find_model
    from smartmap.rules.report import count_rules

    try:
        suggester = load_suggester()
        yield Finding("model", OK, f"{suggester.versions.model}, {find_model()}")
        rules, topics = count_rules(suggester.matcher.rules)
        yield Finding("rules", OK, f"{rules}, {suggester.versions.taxonomy}")
        yield Finding("contested topics", OK, str(topics))
        result = suggester.suggest(_TRIAL)
        yield Finding("suggestion", OK, f"“{_TRIAL}”: {result.first.dimension if result.first else '-'}")
    except SmartmapError as error:
        yield Finding("model", FAULT, "-", error.code, error.fields)
    except (ImportError, OSError) as error:
        yield Finding("model", FAULT, type(error).__name__, "doctor_reinstall", {"why": str(error)})


def _wanted() -> dict[str, dict[str, str]]:
    """Give the oldest version accepted of every package that the installed smartmap asks for, by extra ("" for all)."""
    found: dict[str, dict[str, str]] = {}
    try:
        lines = requires("smartmap") or []
    except PackageNotFoundError:
        return found
    for line in lines:
        match = _REQUIREMENT.match(line)
        if match and match["extra"] != "all":  # its packages stand under the others
            least = re.search(r">=\s*([\d.]+)", match["bounds"])
            found.setdefault(match["extra"] or "", {})[match["name"]] = least[1] if least else "0"
    return found


def _packages() -> Iterator[Finding]:
    """Look at every package; those that only an extra needs may be missing."""
    for extra, packages in sorted(_wanted().items()):
        have = {name: _version(name) for name in packages}
        missing = [name for name, found in have.items() if not found]
        old = [name for name, found in have.items() if found and _numbers(found) < _numbers(packages[name])]
        facts = {
            "extra": extra,
            "install": f"smartmap[{extra}]" if extra else "smartmap",
            "packages": ", ".join(f"{name}>={packages[name]}" for name in missing or old),
            "needed": " ".join(f'"{name}>={packages[name]}"' for name in missing or old),
        }
        state, advice = OK, ""
        if missing:
            state, advice = (NOTE, "doctor_extra") if extra else (FAULT, "doctor_package")
        elif old:
            state, advice = FAULT, "doctor_old"
        told = ", ".join(f"{name} {found or '-'}" for name, found in have.items())
        yield Finding(f"extra {extra}" if extra else "packages", state, told, advice, facts)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])


def _writable(folder: Path) -> Finding:
    place = str(folder.resolve())
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Finding("folder", OK, place)
    except OSError as error:
        return Finding("folder", FAULT, place, "doctor_folder", {"folder": place, "why": error.strerror or str(error)})


def _sqlite(folder: Path) -> Finding:
    """Try what a store needs on this disk: network drives often lack the locks of a write-ahead log."""
    found = f"SQLite {sqlite3.sqlite_version}"
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        return Finding("sqlite", FAULT, found, "doctor_sqlite_old", {"least": ".".join(map(str, _OLDEST_SQLITE))})
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix=".smartmap-") as place:
            connection = sqlite3.connect(Path(place) / "trial.db")
            try:
                mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
                connection.execute("CREATE TABLE trial (n INTEGER)")
            finally:
                connection.close()
    except (OSError, sqlite3.Error) as error:
        return Finding("sqlite", NOTE, found, "doctor_sqlite", {"folder": str(folder.resolve()), "why": str(error)})
    if mode != "wal":
        return Finding("sqlite", NOTE, found, "doctor_sqlite", {"folder": str(folder.resolve()), "why": mode})
    return Finding("sqlite", OK, f"{found}, WAL")


def _terminal() -> Finding:
    encoding = (getattr(sys.stdout, "encoding", None) or "-").lower()
    if encoding.replace("-", "") not in ("utf8", "utf16", "utf16le"):
        return Finding("terminal", NOTE, encoding, "doctor_terminal")
    return Finding("terminal", OK, encoding)


def _settings() -> Iterator[Finding]:
    for name in sorted(os.environ):
        if name.startswith("SMARTMAP_") and name != "SMARTMAP_STORE":  # an address may hold a password
            yield Finding(name, OK, os.environ[name])
    if "SMARTMAP_STORE" in os.environ:
        yield Finding("SMARTMAP_STORE", OK, os.environ["SMARTMAP_STORE"].partition("://")[0] + "…")
