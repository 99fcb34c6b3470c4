"""Model versions: which there are, which is in use, and going back.

``models/promoted`` names the version in use and ``models/promoted.history`` those that were, oldest first, the one in
use last. Each is replaced whole by a rename, the history before the name on the way forward and after it on the way
back: whatever is cut off between the two, the name stands for a whole model, and what the history says too much is
struck the next time it is read.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from smartmap.errors import ModelError
from smartmap.load import load_suggester
from smartmap.model.folder import read_manifest
from smartmap.records import Result

PROMOTED = "promoted"
HISTORY = "promoted.history"


@dataclass(frozen=True)
class Version:
    """A version as its manifest tells; ``fault`` says why it cannot be read, else it is None."""

    name: str
    promoted: bool
    manifest: Mapping[str, Any]
    made: date
    fault: ModelError | None = None


def list_versions(models: str | Path) -> list[Version]:
    """Give the versions of a folder of models, by the date of their manifests; a damaged one is listed as such.

    Raises
    ------
    ModelError
        If there is no such folder.
    """
    folder = Path(models)
    if not folder.is_dir():
        raise ModelError("model_missing", path=str(folder))
    current = promoted(folder)
    found: list[Version] = []
    for path in sorted(folder.iterdir()):
        manifest = path / "manifest.json"
        if path.name.startswith(".") or not manifest.is_file():
            continue
        made = date.fromtimestamp(manifest.stat().st_mtime)
        try:
            found.append(Version(path.name, path.name == current, read_manifest(path), made))
        except ModelError as fault:
            found.append(Version(path.name, path.name == current, {}, made, fault))
    return sorted(found, key=lambda item: (item.made, item.name))


def promoted(models: str | Path) -> str:
    """Give the version in use, or an empty text."""
    try:
        return (Path(models) / PROMOTED).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return ""


def next_version(models: str | Path) -> str:
    """Give the version after the highest of this month, such as ``2026.11.2``."""
    today = date.today()
    month = f"{today.year}.{today.month}."
    ends = [path.name.removeprefix(month) for path in Path(models).glob(f"{month}*")]
    return month + str(max([0, *(int(end) for end in ends if end.isdecimal())]) + 1)


def promote(models: str | Path, version: str, *, rules: str | Path | None = None) -> None:
    """Put a version to use, after loading it as a suggester would.

    Parameters
    ----------
    models : path
    version : str
    rules : path, optional
        Folder of the rules it was fitted with, where those are not the shipped ones.

    Raises
    ------
    ModelError
        If it is missing, damaged, or made for another format, taxonomy or rules; the version in use stays.
    """
    check_version(models, version, rules=rules)
    promote_version(Path(models), version)


def check_version(models: str | Path, version: str, *, rules: str | Path | None = None) -> None:
    """Load a version with everything it needs.

    Raises
    ------
    ModelError
    """
    folder = version_folder(models, version)
    suggester = load_suggester(folder, rules=rules)
    if read_manifest(folder).get("rules") != suggester.versions.rules:
        raise ModelError("model_rules", path=str(folder))


def version_folder(models: str | Path, version: str) -> Path:
    """Give the folder of a version.

    Raises
    ------
    ModelError
        If there is no such version.
    """
    folder = Path(models) / version
    if Path(version).name != version or version in ("", ".", "..") or not (folder / "manifest.json").is_file():
        raise ModelError("model_missing", path=str(folder))
    return folder


def promote_version(models: Path, version: str) -> None:
    """Make ``models/promoted`` name a version; a reader sees the old name or the new, never half of one."""
    version_folder(models, version)
    passed = history(models)
    if passed[-1:] != [version]:
        passed.append(version)
    _replace(models / HISTORY, "".join(f"{name}\n" for name in passed))
    _replace(models / PROMOTED, f"{version}\n")


def history(models: str | Path) -> list[str]:
    """Give the versions that were in use, oldest first, the one in use last."""
    folder = Path(models)
    try:
        names = (folder / HISTORY).read_text(encoding="utf-8").split()
    except (FileNotFoundError, UnicodeDecodeError):
        names = []
    current = promoted(folder)
    if not current:
        return []
    if current not in names:  # promoted by hand
        return [*names, current]
    return names[: len(names) - names[::-1].index(current)]  # what comes after was never put to use


def rollback(models: str | Path, *, rules: str | Path | None = None) -> str:
    """Put the version back to use that was in use before, and give its name.

    Raises
    ------
    ModelError
        If there was none before, or it can no longer be loaded; the version in use stays.
    """
    folder = Path(models)
    passed = history(folder)
    if len(passed) < 2:
        raise ModelError("model_no_earlier", path=str(folder / PROMOTED))
    earlier = passed[-2]
    check_version(folder, earlier, rules=rules)
    _replace(folder / PROMOTED, f"{earlier}\n")
    _replace(folder / HISTORY, "".join(f"{name}\n" for name in passed[:-1]))
    return earlier


def _replace(path: Path, text: str) -> None:
    """Write a file beside its place, onto the disk, and rename it into place."""
    building = path.with_name(f".{path.name}.{uuid.uuid4().hex}")  # two who promote at once must not share it
    with building.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    building.replace(path)


class Flips(NamedTuple):
    """Programmes whose first suggestion differs between two versions, of how many."""

    total: int
    rows: list[dict[str, str]]


def compare_manifests(first: Path, second: Path) -> dict[str, tuple[Any, Any]]:
    """Give what two versions differ in, by a path of keys: figures, settings, counts, what they were made of.

    Checksums of files and single rule factors are left out: they differ between any two.
    """
    before, after = (dict(_leaves(read_manifest(folder))) for folder in (first, second))
    return {
        key: (before.get(key), after.get(key)) for key in sorted({*before, *after}) if before.get(key) != after.get(key)
    }


def _leaves(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        here = f"{path}.{key}" if path else key
        if here in ("version", "files", "combination.rule_weights", "champion.files", "decisions.heads"):
            continue
        if isinstance(value, dict):
            yield from _leaves(value, here)
        elif not isinstance(value, list):
            yield here, value


def flipped(first: Path, second: Path, texts: str | Path, *, rules: str | Path | None = None) -> Flips:
    """Suggest for the programmes of a document with two versions, and give those where the first suggestion differs.

    Raises
    ------
    DocumentError
        If the document cannot be read.
    ModelError
        If a version cannot be loaded.
    """
    from smartmap.documents.read import read

    programmes = read(texts).programmes
    answers = (load_suggester(folder, rules=rules).suggest_many(programmes) for folder in (first, second))
    rows: list[dict[str, str]] = []
    for programme, *both in zip(programmes, *answers, strict=True):
        before, after = (item.first.sub_dimension if isinstance(item, Result) and item.first else "" for item in both)
        if before.partition(".")[0] != after.partition(".")[0]:
            rows.append({"text": programme.text, "before": before, "after": after})
    return Flips(len(programmes), rows)
