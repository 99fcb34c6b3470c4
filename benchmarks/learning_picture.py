"""Draw what benchmarks/learning.py measured: ``python benchmarks/learning_picture.py JSON OUT.svg``.

Needs matplotlib (``pip install 'smartmap[report]'``).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

TITLES = {"corpus": "Rows of unseen corpus families", "official": "Official kegiatan and sub kegiatan"}
LOOKS = {
    "memory, document": ("memory alone", "#999999", "-"),
    "memory and adapter, document": ("memory and adapter, document order", "#c1692c", "--"),
    "memory and adapter, uncertain": ("memory and adapter, uncertain order", "#1f6f8b", "-"),
    "full retrain, document": ("full retrain, document order", "#5b8c3a", ":"),
    "full retrain and adapter, document": ("full retrain and adapter, document order", "#7a5195", ":"),
}
mpl.rcParams["svg.hashsalt"] = "learning"  # the same figures give the same file


def main(source: Path, out: Path) -> None:
    told = json.loads(source.read_text("utf-8"))
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    axes = figure.subplots(1, len(TITLES), sharey=True)
    for axis, (name, title) in zip(axes, TITLES.items(), strict=True):
        for kind, (label, colour, line) in LOOKS.items():
            if kind in told.get(name, {}):
                points = sorted((int(step), value) for step, value in told[name][kind]["every"].items())
                axis.plot(*zip(*points, strict=True), line, color=colour, marker="o", markersize=3, label=label)
        axis.set_title(title, fontsize=10)
        axis.set_xlabel("decisions")
        axis.grid(alpha=0.3)
    axes[0].set_ylabel("right first suggestions\namong programmes nobody decided")
    axes[0].legend(fontsize=7, frameon=False)
    out.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(out, metadata={"Date": None})


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
