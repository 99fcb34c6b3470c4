"""A model folder is plain data: what was saved comes back, and a hostile one is refused with nothing run."""

from __future__ import annotations

import hashlib
import io
import json
import random
import shutil
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from smartmap import ModelError, load_suggester, load_taxonomy
from smartmap.model.combination import Combination
from smartmap.model.folder import FORMAT, LoadedModel, find_model, load_model, models_folder, save_model
from smartmap.model.linear import LinearModel, Weights
from smartmap.taxonomy import OUTSIDE

TAXONOMY = load_taxonomy()
LABELS = (*TAXONOMY.sub_ids, *OUTSIDE)
TERMS = ("bank", "bank sampah", "sampah")
GRAMS = ("<ba", "amp", "pah")
MANIFEST = {"version": "1", "taxonomy": TAXONOMY.key, "rules": "sha256:1"}
STEMS = ["bank", "sampah", "", "sampang", "bank"]


def weights() -> Weights:
    numbers = np.random.default_rng(7)

    def single(*shape: int) -> Any:
        return numbers.normal(size=shape).astype(np.float32).astype(np.float64)

    return Weights(
        LABELS, TERMS, GRAMS, np.array([1.5, 2.0, 1.2]), 3.0, single(3, len(LABELS)), single(3, len(LABELS)),
        numbers.normal(size=len(LABELS)), 0.5,
    )  # fmt: skip


def combination() -> Combination:
    return Combination(np.linspace(-1, 1, len(LABELS)), 1.1, 0.7, 0.3, {"a.b/c": 1.2}, 0.1, 0.4)


def saved(folder: Path, **manifest: Any) -> Path:
    save_model(folder, weights(), combination(), ("bank", "sampah"), {**MANIFEST, **manifest}, "# card\n")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return saved(tmp_path / "1")


def load(folder: Path) -> LoadedModel:
    return load_model(folder, TAXONOMY)


def manifest_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def set_manifest(folder: Path, **changes: Any) -> None:
    (folder / "manifest.json").write_text(json.dumps({**manifest_of(folder), **changes}), encoding="utf-8")


def forge(folder: Path, name: str, raw: bytes) -> None:
    """Put other bytes into a file and their checksum into the manifest, as an attacker would."""
    (folder / name).write_bytes(raw)
    set_manifest(folder, files={**manifest_of(folder)["files"], name: hashlib.sha256(raw).hexdigest()})


def members(folder: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(folder / "arrays.npz") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def forge_member(folder: Path, name: str, raw: bytes) -> None:
    """Replace one array of the archive, checksum and all."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in {**members(folder), name: raw}.items():
            archive.writestr(member, content)
    forge(folder, "arrays.npz", stream.getvalue())


def npy(array: Any, *, allow_pickle: bool = False) -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.asarray(array), version=(1, 0), allow_pickle=allow_pickle)
    return stream.getvalue()


# --- there and back


def test_what_was_saved_comes_back(folder: Path) -> None:
    loaded = load(folder)
    assert loaded.linear.scores(STEMS).tolist() == LinearModel(weights()).scores(STEMS).tolist()
    assert loaded.combination.bias.tolist() == combination().bias.tolist()
    assert replace(loaded.combination, bias=()) == replace(combination(), bias=())
    assert (loaded.version, loaded.vocabulary) == ("1", ("bank", "sampah"))


def test_the_same_model_makes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    again = saved(tmp_path / "other" / "1")
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {
        file.name: file.read_bytes() for file in again.iterdir()
    }


def test_versions_are_never_overwritten(folder: Path) -> None:
    with pytest.raises(ModelError, match="never overwritten"):
        saved(folder)
    assert load(folder).version == "1"


def test_saving_leaves_nothing_half_done(folder: Path) -> None:
    assert [file.name for file in folder.parent.iterdir()] == ["1"]


def test_the_promoted_model_is_sound() -> None:
    loaded = load(find_model())
    assert loaded.linear.knows("sampah")
    assert not loaded.linear.knows("xqzv")
    assert loaded.combination.rules > 0
    assert min(loaded.combination.rule_weights.values()) >= 0


# --- refused


def test_other_rules_than_it_was_fitted_with(folder: Path) -> None:
    load(folder).check_rules("sha256:1")
    with pytest.raises(ModelError, match="other rules"):
        load(folder).check_rules("sha256:2")


def test_a_suggester_refuses_a_model_of_other_rules(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="other rules"):
        load_suggester(saved(tmp_path / "1"))


@pytest.mark.parametrize("name", ["arrays.npz", "rules.json", "terms.txt", "letters.txt", "words.txt", "manifest.json"])
def test_a_missing_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelError, match=name):
        load(folder)


@pytest.mark.parametrize("name", ["arrays.npz", "rules.json", "terms.txt", "letters.txt", "words.txt", "manifest.json"])
def test_a_file_that_is_a_link(folder: Path, tmp_path: Path, name: str) -> None:
    (folder / name).rename(tmp_path / "elsewhere")
    (folder / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ModelError, match="link"):
        load(folder)


@pytest.mark.parametrize("name", ["arrays.npz", "rules.json", "terms.txt", "letters.txt", "words.txt"])
def test_a_changed_byte(folder: Path, name: str) -> None:
    raw = bytearray((folder / name).read_bytes())
    raw[len(raw) // 2] ^= 1
    (folder / name).write_bytes(raw)
    with pytest.raises(ModelError, match="checksum"):
        load(folder)


def test_a_file_too_large_to_be_read(folder: Path) -> None:
    with (folder / "terms.txt").open("r+b") as stream:
        stream.truncate(2**30)  # sparse: takes no room
    with pytest.raises(ModelError, match="too large"):
        load(folder)


class Trap:
    """Unpickling this makes a file."""

    def __init__(self, proof: Path) -> None:
        self.proof = proof

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.proof,)


def test_a_pickle_in_an_array_is_not_opened(folder: Path, tmp_path: Path) -> None:
    proof = tmp_path / "proof"
    forge_member(folder, "idf.npy", npy(np.array([Trap(proof)] * 3, dtype=object), allow_pickle=True))
    with pytest.raises(ModelError, match=r"arrays\.npz"):
        load(folder)
    assert not proof.exists()


def test_a_pickle_in_place_of_the_archive_is_not_opened(folder: Path, tmp_path: Path) -> None:
    import pickle

    proof = tmp_path / "proof"
    forge(folder, "arrays.npz", pickle.dumps(Trap(proof)))
    with pytest.raises(ModelError, match=r"arrays\.npz"):
        load(folder)
    assert not proof.exists()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", ["idf", "unknown_idf", "term_weights", "gram_weights", "intercept", "bias"])
def test_numbers_that_are_none(folder: Path, name: str, bad: float) -> None:
    array = np.load(io.BytesIO(members(folder)[f"{name}.npy"]))
    array[(0,) * array.ndim] = bad
    forge_member(folder, f"{name}.npy", npy(array))
    with pytest.raises(ModelError, match="finite"):
        load(folder)


@pytest.mark.parametrize(("name", "value"), [("idf", [1.0, 0.0, 1.0]), ("idf", [1.0, -1.0, 1.0]), ("unknown_idf", 0.0)])
def test_an_idf_that_nothing_can_be_divided_by(folder: Path, name: str, value: Any) -> None:
    forge_member(folder, f"{name}.npy", npy(value))
    with pytest.raises(ModelError, match="idf"):
        load(folder)


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("idf", np.ones(2)),
        ("idf", np.ones((3, 1))),
        ("term_weights", np.ones((3, len(LABELS) - 1))),
        ("term_weights", np.ones((len(LABELS), 3))),
        ("term_weights", np.asfortranarray(np.ones((3, len(LABELS))))),
        ("bias", np.ones(())),
        ("bias", np.ones(len(LABELS), dtype=np.int64)),
        ("bias", np.ones(len(LABELS), dtype=">f8")),
        ("bias", np.array(["a"] * len(LABELS))),
    ],
)
def test_arrays_of_another_shape_or_kind(folder: Path, name: str, array: Any) -> None:
    forge_member(folder, f"{name}.npy", npy(array))
    with pytest.raises(ModelError, match=r"arrays\.npz"):
        load(folder)


def test_a_header_that_claims_more_than_there_is(folder: Path) -> None:
    raw = members(folder)["idf.npy"].replace(b"(3,), ", b"(3000000000,), ")
    forge_member(folder, "idf.npy", raw)
    with pytest.raises(ModelError, match=r"arrays\.npz"):
        load(folder)


def test_a_member_that_unpacks_to_far_more(folder: Path) -> None:
    forge_member(folder, "idf.npy", bytes(80 * 2**20))
    assert (folder / "arrays.npz").stat().st_size < 2**20
    with pytest.raises(ModelError, match="size"):
        load(folder)


def test_a_bomb_that_lies_about_its_size(folder: Path) -> None:
    forge_member(folder, "idf.npy", bytes(2**24))
    raw = (folder / "arrays.npz").read_bytes()
    forge(folder, "arrays.npz", raw.replace((2**24).to_bytes(4, "little"), (100).to_bytes(4, "little")))
    with pytest.raises(ModelError, match=r"arrays\.npz"):
        load(folder)


def test_a_missing_array(folder: Path) -> None:
    kept = {name: raw for name, raw in members(folder).items() if name != "bias.npy"}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, raw in kept.items():
            archive.writestr(name, raw)
    forge(folder, "arrays.npz", stream.getvalue())
    with pytest.raises(ModelError, match="bias"):
        load(folder)


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"\xff\xfe\x00", b"[]", b"7", b'"text"', b"null", b"{}", b'{"format": 1, "files": []}',
        b"[" * 100_000, b'{"a":' * 100_000, b"9" * 100_000,
    ],
)  # fmt: skip
def test_a_manifest_that_is_none(folder: Path, raw: bytes) -> None:
    (folder / "manifest.json").write_bytes(raw)
    with pytest.raises(ModelError):
        load(folder)


@pytest.mark.parametrize(
    "change",
    [
        {"text": -1.0}, {"rules": -0.1}, {"context": float("nan")}, {"review_below": float("inf")}, {"local": 1.5},
        {"local_contested": 2}, {"coverage": 1.1}, {"text": 10**400}, {"text": "much"}, {"text": None}, {"text": []},
        {"rule_weights": {"a.b/c": -1}}, {"rule_weights": []}, {"rule_weights": {"a.b/c": "x"}},
    ],
)  # fmt: skip
def test_numbers_of_the_combination_that_cannot_be(folder: Path, change: dict[str, Any]) -> None:
    set_manifest(folder, combination={**manifest_of(folder)["combination"], **change})
    with pytest.raises(ModelError, match=r"manifest\.json"):
        load(folder)


@pytest.mark.parametrize("table", [None, [], "x", {}])
def test_no_combination(folder: Path, table: Any) -> None:
    set_manifest(folder, combination=table)
    with pytest.raises(ModelError, match="combination"):
        load(folder)


@pytest.mark.parametrize("name", ["terms.txt", "letters.txt", "words.txt"])
def test_a_list_that_is_no_text(folder: Path, name: str) -> None:
    forge(folder, name, b"\xff\xfe\n" * 3)
    with pytest.raises(ModelError, match=name):
        load(folder)


def test_a_list_of_another_length(folder: Path) -> None:
    forge(folder, "terms.txt", b"bank\n")
    with pytest.raises(ModelError, match=r"arrays\.npz"):
        load(folder)


@pytest.mark.parametrize("found", [FORMAT + 1, 0, None, "1"])
def test_another_format(folder: Path, found: Any) -> None:
    set_manifest(folder, format=found)
    with pytest.raises(ModelError, match="format"):
        load(folder)


def test_another_taxonomy(folder: Path) -> None:
    with pytest.raises(ModelError, match="taxonomy"):
        load_model(folder, load_taxonomy("giffinger"))
    set_manifest(folder, taxonomy="kominfo6/99")
    with pytest.raises(ModelError, match="kominfo6/99"):
        load(folder)


# --- finding one


@pytest.fixture
def models(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SMARTMAP_MODELS", str(folder.parent))
    return folder.parent


def test_the_promoted_version(models: Path) -> None:
    (models / "promoted").write_text("1\n", encoding="utf-8")
    assert models_folder() == models
    assert find_model() == models / "1"


def test_a_version_by_name_or_path(models: Path) -> None:
    assert find_model("1") == models / "1"
    assert find_model(models / "1") == models / "1"


@pytest.mark.parametrize(
    "raw", [b"", b".", b"..", b"../1", b"/etc", b"a/b", b"2", b"\xff\xfe", b"1\x00", b"x" * 5000, b"1\n1"]
)
def test_promoted_names_a_version_beside_it_and_nothing_else(models: Path, raw: bytes) -> None:
    (models / "promoted").write_bytes(raw)
    with pytest.raises(ModelError):
        find_model()


def test_promoted_cannot_lead_out_of_the_folder(models: Path) -> None:
    shutil.move(models / "1", models.parent / "outside")
    (models / "promoted").write_text("../outside", encoding="utf-8")
    with pytest.raises(ModelError):
        find_model()


@pytest.mark.parametrize("model", ["no-such", "/no/such", "x" * 5000, ""])
def test_no_such_model(models: Path, model: str) -> None:
    with pytest.raises(ModelError, match="no model"):
        find_model(model)


# --- fuzz


def mutate(raw: bytes, chance: random.Random) -> bytes:
    """Flip, cut, repeat or insert some bytes."""
    found = bytearray(raw)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(found) + 1)
        length = chance.randint(0, 8)
        found[place : place + length] = chance.choice(
            (b"", chance.randbytes(length), found[place : place + length] * 2, b"\x00" * length, b"-1e999")
        )
    return bytes(found)


def put_raw(folder: Path, name: str, raw: bytes) -> None:
    (folder / name).write_bytes(raw)


@pytest.mark.parametrize("put", [put_raw, forge])
def test_mutated_folders_are_refused_or_sound(tmp_path: Path, put: Callable[[Path, str, bytes], None]) -> None:
    chance = random.Random(20261124)
    folder = saved(tmp_path / "1")
    whole = {file.name: file.read_bytes() for file in folder.iterdir()}
    for _ in range(75):
        name = chance.choice(["arrays.npz", "rules.json", "terms.txt", "letters.txt", "words.txt", "manifest.json"])
        mutated = mutate(whole[name], chance)
        if name == "manifest.json":
            put_raw(folder, name, mutated)
        else:
            put(folder, name, mutated)
        try:
            scores = load(folder).linear.scores(STEMS)
        except ModelError:
            pass
        else:
            assert np.isfinite(scores).all()
        for other, raw in whole.items():
            (folder / other).write_bytes(raw)


def test_mutated_arrays_inside_a_sound_archive(tmp_path: Path) -> None:
    chance = random.Random(7)
    folder = saved(tmp_path / "1")
    whole = {file.name: file.read_bytes() for file in folder.iterdir()}
    arrays = members(folder)
    for _ in range(150):
        name = chance.choice(sorted(arrays))
        forge_member(folder, name, mutate(arrays[name], chance))
        with suppress(ModelError):
            load(folder)
        for other, raw in whole.items():
            (folder / other).write_bytes(raw)
