"""The documentation keeps up: every command and option is named, every link leads somewhere, examples run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

import smartmap
from smartmap.cli.main import app

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    path
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "corpus" / "README.md")
    if path.is_file()
)
EXAMPLES = [ROOT / "README.md", *sorted((ROOT / "docs" / "tutorial").glob("*.md"))]
_FENCE = re.compile(
    r"^(?P<fence>```+)(?P<language>\w*)[^\n]*\n(?P<body>.*?)^(?P=fence)[ \t]*$", re.MULTILINE | re.DOTALL
)
_NO_RUN = re.compile(r"<!--\s*no-run\b[^>]*-->\s*$")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def commands() -> Iterator[tuple[str, list[str]]]:
    """Each command as it is typed, with its options; of a group's own `--help` nothing."""

    def walk(command: object, name: str) -> Iterator[tuple[str, list[str]]]:
        below = getattr(command, "commands", {})
        options = [
            option
            for item in command.params  # type: ignore[attr-defined]
            if item.param_type_name == "option"
            for option in (*item.opts, *item.secondary_opts)
        ]
        if options or not below:
            yield name, options
        for word, inner in below.items():
            if not getattr(inner, "hidden", False):
                yield from walk(inner, f"{name} {word}")

    return walk(typer.main.get_command(app), "smartmap")


def sections(page: str) -> dict[str, str]:
    """The sections of the command page by the command in their heading."""
    found: dict[str, str] = {}
    for part in re.split(r"^## ", page, flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        command = re.match(r"smartmap(?: [a-z][a-z-]*)*", heading)
        if command:
            found[command[0]] = body
    return found


def links(path: Path) -> list[str]:
    text = _FENCE.sub("", path.read_text(encoding="utf-8"))
    return [target for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target and ":" not in target]


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def examples() -> list[tuple[str, str]]:
    """The Python of README and tutorials, but for blocks below a `no-run` comment."""
    found: list[tuple[str, str]] = []
    for path in EXAMPLES:
        text = path.read_text(encoding="utf-8")
        code = [
            match["body"]
            for match in _FENCE.finditer(text)
            if match["language"] == "python" and not _NO_RUN.search(text[: match.start()])
        ]
        if code:
            found.append((name_of(path), "\n".join(code)))
    return found


@pytest.mark.parametrize(
    ("command", "options"), list(commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_command_and_its_options_stand_in_the_reference(command: str, options: list[str]) -> None:
    found = sections((ROOT / "docs/reference/cli.md").read_text(encoding="utf-8"))
    assert command in found, f"docs/reference/cli.md has no heading `## {command}`"
    missing = [option for option in options if not re.search(rf"`{re.escape(option)}[`\s]", found[command])]
    assert not missing, f"docs/reference/cli.md does not name {missing} under `## {command}`"


def test_reference_names_no_command_that_is_gone() -> None:
    page = (ROOT / "docs/reference/cli.md").read_text(encoding="utf-8")
    assert set(sections(page)) <= {command for command, _ in commands()}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for target in links(page):
        file, _, anchor = target.partition("#")
        place = (page.parent / file).resolve() if file else page
        if not place.exists() or (anchor and place.suffix == ".md" and anchor not in anchors(place)):
            broken.append(target)
    assert not broken


@pytest.mark.parametrize(("page", "code"), examples(), ids=lambda value: value if len(value) < 80 else "")
def test_python_of_a_page_runs(page: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of one page run together, as a reader would type them."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    exec(compile(code, page, "exec"), {"__name__": "__main__"})  # noqa: S102


def test_every_public_name_stands_in_the_reference() -> None:
    page = (ROOT / "docs/reference/python.md").read_text(encoding="utf-8")
    assert [name for name in smartmap.__all__ if not re.search(rf"\b{name}\b", page)] == []


def test_every_page_stands_in_the_index_and_the_site() -> None:
    index, site = (ROOT / name for name in ("docs/index.md", "mkdocs.yml"))
    pages = {str(path.relative_to(ROOT / "docs")) for path in (ROOT / "docs").rglob("*.md")}
    named = set(re.findall(r"^ +- (?:\w+: )?([\w/.-]+\.md)$", site.read_text(encoding="utf-8"), re.MULTILINE))
    assert named == pages, "nav of mkdocs.yml"
    assert {target.partition("#")[0] for target in links(index)} >= pages - {"index.md"}, "docs/index.md"


def typed(path: Path) -> Iterator[tuple[str, list[str]]]:
    """The commands a page types after ``$``, each with the lines it shows below."""
    for match in _FENCE.finditer(path.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", match["body"], flags=re.MULTILINE)[1:]:
            command, *shown = part.rstrip().splitlines()
            yield command, shown


def told(lines: list[str]) -> list[str]:
    """What a model does not change: all but figures and bars."""
    return [" ".join(re.sub(r"[\d.,]*\d|█", "", line).split()) for line in lines if line.strip()]


@pytest.mark.parametrize("page", ["docs/howto/mulai-cepat.md", "docs/tutorial/first-suggestions.md"])
def test_a_page_shows_what_its_commands_print(page: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    listed = [item for item in typed(ROOT / page) if not item[0].startswith("smartmap suggest")]
    assert len(listed) >= 2
    for command, shown in listed:
        words = [sys.executable, "-m", "smartmap.cli.main", *shlex.split(command)[1:]]
        environment = {**os.environ, "COLUMNS": "100", "PYTHONUTF8": "1"}
        run = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8")
        assert (run.returncode, run.stderr) == (0, ""), command
        assert told(run.stdout.splitlines()) == told(shown), command
