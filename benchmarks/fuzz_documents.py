"""Damage valid documents at random and read them: nothing but a DocumentError may come out, in bounded time.

    python benchmarks/fuzz_documents.py --seconds 120

Prints the seed of every finding; `--seed N` repeats it.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import traceback
import zipfile
from io import BytesIO
from pathlib import Path
from time import perf_counter

from smartmap.documents.read import read
from smartmap.errors import DocumentError

CASES = Path(__file__).parents[1] / "tests" / "cases" / "documents" / "libreoffice"
SLOW = 30.0


def damage(content: bytes, chance: random.Random) -> bytes:
    """Cut, flip, repeat or swap pieces; a zipped document half the time inside one of its parts."""
    if content.startswith(b"PK") and chance.random() < 0.6:
        return _inside(content, chance)
    return _bytes(content, chance)


def _bytes(content: bytes, chance: random.Random) -> bytes:
    made = bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 10, 100))):
        if not made:
            break
        at, size = chance.randrange(len(made)), chance.choice((1, 1, 4, 50, 2000))
        kind = chance.randrange(5)
        if kind == 0:
            made[at] = chance.randrange(256)
        elif kind == 1:
            del made[at : at + size]
        elif kind == 2:
            made[at:at] = made[at : at + size]
        elif kind == 3:
            odd = (b"\0" * size, b"9" * size, b"<a>" * size, b"\xff" * 4, b"1048576", b'"', b"\n")
            made[at:at] = chance.choice(odd)
        else:
            del made[max(at, 1) :]
    return bytes(made)


def _inside(content: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {item.filename: archive.read(item) for item in archive.infolist()}
    name = chance.choice([name for name in parts if name.endswith(".xml")])
    parts[name] = _bytes(parts[name], chance)
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, inner in parts.items():
            archive.writestr(part, inner)
    return made.getvalue()


def try_one(seed: int, folder: Path) -> str:
    """Read one damaged document; give what went wrong, or an empty string."""
    chance = random.Random(seed)
    source = chance.choice(sorted(CASES.iterdir()))
    path = folder / f"{seed}{source.suffix}"
    path.write_bytes(damage(source.read_bytes(), chance))
    start = perf_counter()
    try:
        read(path)
    except DocumentError as error:
        error.message("id")
    except Exception:
        return f"{source.name}\n{traceback.format_exc()}"
    finally:
        path.unlink()
    seconds = perf_counter() - start
    return f"{source.name}: {seconds:.0f} seconds" if seconds > SLOW else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if given.seed is not None:
            print(try_one(given.seed, Path(folder)) or "nothing")
            return
        start, seed, findings = perf_counter(), 0, 0
        while perf_counter() - start < given.seconds:
            found = try_one(seed, Path(folder))
            if found:
                findings += 1
                print(f"seed {seed}: {found}")
            seed += 1
    print(f"{seed} documents, {findings} findings")


if __name__ == "__main__":
    main()
