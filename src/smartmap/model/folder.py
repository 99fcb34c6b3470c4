"""A model is a folder of plain data: a manifest, arrays, lists of words. Loading one runs nothing that is in it.

``manifest.json``   format, version, taxonomy, checksums of rules, corpus and files, seed, library versions, metrics
``arrays.npz``      weights (read without pickle, shapes and sizes checked before anything is allocated)
``terms.txt``, ``letters.txt``, ``words.txt``   one per line: rows of the arrays, vocabulary for mending text
``rules.json``      the rules with their phrases as stems (:mod:`smartmap.rules.compiled`)
``card.md``         for readers

To change the format: raise :data:`FORMAT`, keep reading the old one for as long as a release in use writes it.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from smartmap.errors import ModelError
from smartmap.model.combination import Combination
from smartmap.model.linear import LinearModel, Weights
from smartmap.resources import data
from smartmap.taxonomy import OUTSIDE, Taxonomy

if TYPE_CHECKING:
    from smartmap.arrays import Floats

FORMAT = 1
_LISTS = ("terms.txt", "letters.txt", "words.txt")
_FILES = ("arrays.npz", "rules.json", *_LISTS)
_LARGEST = 64 * 2**20  # bytes of one file, and of one array once unpacked
_NUMBERS = (
    "text",
    "rules",
    "context",
    "local",
    "local_contested",
    "coverage",
    "plausible_share",
    "review_below",
    "review_margin",
)


@dataclass(frozen=True)
class LoadedModel:
    """What a folder holds, checked."""

    version: str
    linear: LinearModel
    combination: Combination
    vocabulary: tuple[str, ...]
    manifest: Mapping[str, Any]
    path: str
    rules: Mapping[str, Any]

    def check_rules(self, checksum: str) -> None:
        """Refuse other rules than the model was fitted with: its weights on them would mean nothing.

        Raises
        ------
        ModelError
        """
        if self.manifest.get("rules") != checksum:
            raise ModelError("model_rules", path=self.path)


def models_folder() -> Path | None:
    """Give the folder of model versions: ``$SMARTMAP_MODELS``, or ``models/`` of a checkout; None where neither is."""
    if "SMARTMAP_MODELS" in os.environ:
        return Path(os.environ["SMARTMAP_MODELS"])
    checkout = Path(__file__).parents[3] / "models"
    return checkout if (checkout / "promoted").is_file() else None


def find_model(model: str | Path | None = None) -> Path:
    """Find a model folder: by path, by version, or the promoted one.

    Raises
    ------
    ModelError
        If there is no such folder.
    """
    folder = models_folder()
    if model is None:
        shipped = data("model")
        if "SMARTMAP_MODELS" not in os.environ and shipped.is_dir():
            return shipped
        if folder is None:
            raise ModelError("model_missing", path=str(shipped))
        promoted = folder / "promoted"
        try:
            return find_model(folder / _name(promoted.read_text(encoding="utf-8").strip()))
        except (OSError, UnicodeDecodeError) as error:
            raise ModelError("model_missing", path=str(promoted)) from error
    path = Path(model)
    if not _holds_model(path) and folder is not None and len(path.parts) == 1:
        path = folder / path
    if not _holds_model(path):
        raise ModelError("model_missing", path=str(path))
    return path


def _holds_model(path: Path) -> bool:
    try:
        return (path / "manifest.json").is_file()
    except OSError:  # a name too long for a file
        return False


def _name(version: str) -> str:
    if Path(version).name != version or version in ("", ".", ".."):
        raise ModelError("model_missing", path=version)
    return version


def load_model(path: str | Path, taxonomy: Taxonomy) -> LoadedModel:
    """Read and check a model folder.

    Raises
    ------
    ModelError
        If a file is missing, changed, too large, not plain data or of the wrong shape, or if the model was made for
        another format or taxonomy.
    """
    folder = Path(path)
    manifest = read_manifest(folder)
    _check(manifest.get("format") == FORMAT, "model_format", folder, found=manifest.get("format"), expected=FORMAT)
    _check(
        manifest.get("taxonomy") == taxonomy.key, "model_taxonomy", folder,
        found=manifest.get("taxonomy"), expected=taxonomy.key,
    )  # fmt: skip
    contents = {name: _read(folder, name, manifest.get("files", {}).get(name)) for name in _FILES}
    terms, grams, words = (_read_list(folder, name, contents[name]) for name in _LISTS)
    labels = (*taxonomy.sub_ids, *OUTSIDE)
    shapes = {
        "idf": (len(terms),),
        "unknown_idf": (),
        "term_weights": (len(terms), len(labels)),
        "gram_weights": (len(grams), len(labels)),
        "intercept": (len(labels),),
        "letter_scale": (),
        "bias": (len(labels),),
    }
    arrays = _read_arrays(folder, contents["arrays.npz"], shapes)
    positive = float(arrays["unknown_idf"]) > 0 and bool((arrays["idf"] > 0).all())  # texts are divided by it
    _check(positive, "model_damaged", folder, file="arrays.npz", why="idf: not positive")
    weights = Weights(
        labels, terms, grams, arrays["idf"], float(arrays["unknown_idf"]), arrays["term_weights"],
        arrays["gram_weights"], arrays["intercept"], float(arrays["letter_scale"]),
    )  # fmt: skip
    combination = _read_combination(folder, manifest, arrays["bias"])
    rules = _read_table(folder, "rules.json", contents["rules.json"])
    version = str(manifest.get("version", folder.name))
    return LoadedModel(version, LinearModel(weights), combination, words, manifest, str(folder), rules)


def save_model(
    folder: Path,
    weights: Weights,
    combination: Combination,
    vocabulary: tuple[str, ...],
    manifest: dict[str, Any],
    card: str,
    rules: Mapping[str, Any] | None = None,
) -> None:
    """Write a model folder beside its place and rename it into place, so that half a folder is never seen.

    Raises
    ------
    ModelError
        If the folder exists already: versions are never overwritten.
    """
    if folder.exists():
        raise ModelError("model_exists", path=str(folder))
    building = folder.with_name(f".{folder.name}.{os.getpid()}")
    building.mkdir(parents=True)
    arrays = {
        "idf": weights.idf, "unknown_idf": np.float64(weights.unknown_idf), "term_weights": weights.term_weights,
        "gram_weights": weights.gram_weights, "intercept": weights.intercept,
        "letter_scale": np.float64(weights.letter_scale), "bias": combination.bias,
    }  # fmt: skip
    _write_arrays(building / "arrays.npz", arrays)
    for name, rows in zip(_LISTS, (weights.terms, weights.grams, vocabulary), strict=True):
        (building / name).write_text("".join(f"{row}\n" for row in rows), encoding="utf-8", newline="\n")
    compiled = json.dumps(rules or {}, ensure_ascii=False, separators=(",", ":")) + "\n"
    (building / "rules.json").write_text(compiled, encoding="utf-8", newline="\n")
    (building / "card.md").write_text(card, encoding="utf-8", newline="\n")
    manifest = {
        "format": FORMAT,
        **manifest,
        "combination": {
            **{name: getattr(combination, name) for name in _NUMBERS},
            "rule_weights": dict(sorted(combination.rule_weights.items())),
        },
        "files": {name: hashlib.sha256((building / name).read_bytes()).hexdigest() for name in _FILES},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (building / "manifest.json").write_text(text, encoding="utf-8", newline="\n")
    building.rename(folder)


def _write_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write an .npz whose bytes depend on the arrays alone: fixed dates and order, unlike ``numpy.savez``."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(arrays):
            array = np.asarray(arrays[name])
            array = array.astype(np.float32) if array.ndim == 2 else array.astype(np.float64)
            info = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w") as stream:
                np.lib.format.write_array(
                    stream, np.ascontiguousarray(array) if array.ndim else array, allow_pickle=False
                )


def _check(holds: bool, code: str, folder: Path, **fields: object) -> None:
    if not holds:
        raise ModelError(code, path=str(folder), **fields)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read what a folder says of itself, without its arrays.

    Raises
    ------
    ModelError
    """
    manifest = _read_table(folder, "manifest.json", _read(folder, "manifest.json", None))
    has_files = isinstance(manifest.get("files"), dict)
    _check(has_files, "model_damaged", folder, file="manifest.json", why="no list of files")
    return manifest


def _read_table(folder: Path, name: str, raw: bytes) -> dict[str, Any]:
    try:
        table = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise ModelError("model_damaged", path=str(folder), file=name, why=str(error)[:200]) from error
    _check(isinstance(table, dict), "model_damaged", folder, file=name, why="no table")
    return dict(table)


def _read(folder: Path, name: str, checksum: object) -> bytes:
    path = folder / name
    _check(path.is_file() and not path.is_symlink(), "model_damaged", folder, file=name, why="missing or a link")
    _check(path.stat().st_size <= _LARGEST, "model_damaged", folder, file=name, why="too large")
    raw = path.read_bytes()
    if name != "manifest.json":
        _check(hashlib.sha256(raw).hexdigest() == checksum, "model_damaged", folder, file=name, why="checksum differs")
    return raw


def _read_list(folder: Path, name: str, raw: bytes) -> tuple[str, ...]:
    try:
        return tuple(raw.decode("utf-8").split("\n")[:-1])
    except UnicodeDecodeError as error:
        raise ModelError("model_damaged", path=str(folder), file=name, why=str(error)) from error


def _read_arrays(folder: Path, raw: bytes, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Floats]:
    import io

    arrays: dict[str, Floats] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            sizes = {info.filename: info.file_size for info in archive.infolist()}
            for name, shape in shapes.items():
                size = sizes.get(f"{name}.npy", -1)
                # Header and eight bytes a number at most: a forged size is refused before anything is unpacked.
                allowed = 4096 + 8 * int(np.prod(shape, dtype=np.int64))
                _check(
                    0 <= size <= min(allowed, _LARGEST), "model_damaged", folder, file="arrays.npz", why=f"{name}: size"
                )
                with archive.open(f"{name}.npy") as stream:
                    content = io.BytesIO(stream.read(allowed + 1))
                arrays[name] = _read_array(content, shape)
    except ModelError:
        raise
    except Exception as error:  # whatever a forged archive makes zipfile or numpy say
        raise ModelError("model_damaged", path=str(folder), file="arrays.npz", why=str(error)[:200]) from error
    return arrays


def _read_array(content: Any, shape: tuple[int, ...]) -> Floats:
    version = np.lib.format.read_magic(content)
    if version != (1, 0):
        raise ValueError(f"npy version {version}")
    found, fortran, dtype = np.lib.format.read_array_header_1_0(content)
    if found != shape or fortran or dtype not in (np.dtype("<f4"), np.dtype("<f8")):
        raise ValueError(f"shape {found} of {dtype}, expected {shape}")
    array = np.frombuffer(content.read(), dtype=dtype).reshape(shape).astype(np.float64)
    if not np.isfinite(array).all():
        raise ValueError("a number is not finite")
    return array


def _read_combination(folder: Path, manifest: Mapping[str, Any], bias: Floats) -> Combination:
    table = manifest.get("combination")
    try:
        numbers = {name: float(table[name]) for name in _NUMBERS}  # type: ignore[index]
        factors = {str(rule): float(factor) for rule, factor in table["rule_weights"].items()}  # type: ignore[index]
        if not all(np.isfinite(value) and value >= 0 for value in (*numbers.values(), *factors.values())):
            raise ValueError("a number is negative or not finite")
        if max(numbers["local"], numbers["local_contested"], numbers["coverage"]) > 1:
            raise ValueError("a share above 1")
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise ModelError(
            "model_damaged", path=str(folder), file="manifest.json", why=f"combination: {error}"
        ) from error
    return Combination(bias, rule_weights=factors, **numbers)
