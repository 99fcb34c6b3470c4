"""Colours that stay apart, whoever looks at them."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from smartmap.documents.colours import HEAT, INK, STRONG, heat_step, on_heat, tint
from smartmap.taxonomy import load_taxonomy

SEEN_AS = {  # Machado, Oliveira, Fernandes 2009, severity 1: linear RGB as it is seen
    "all colours": np.eye(3),
    "no red": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "no green": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "no blue": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    scaled = TO_XYZ @ np.clip(light, 0, 1) / np.array([0.9505, 1, 1.089])
    x, y, z = np.where(scaled > 0.008856, np.cbrt(scaled), 7.787 * scaled + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(one: str, other: str) -> float:
    low, high = sorted(float(TO_XYZ[1] @ linear(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("eye", SEEN_AS)
def test_dimensions_stay_apart(eye: str) -> None:
    seen = [lab(np.array(SEEN_AS[eye]) @ linear(colour)) for colour in STRONG[:6]]
    assert min(np.linalg.norm(one - other) for one, other in combinations(seen, 2)) > 12


def test_bars_stand_out_and_text_can_be_read() -> None:
    frame = load_taxonomy()
    assert min(contrast(colour, "#FFFFFF") for colour in STRONG) >= 3
    assert min(contrast(tint(frame, dimension), INK) for dimension in frame.ids) >= 7
    assert min(contrast(colour, on_heat(step)) for step, colour in enumerate(HEAT)) >= 4.5


def test_heat_grows_from_nothing_to_the_most() -> None:
    steps = [heat_step(count, 80) for count in range(81)]
    assert steps == sorted(steps)
    assert (steps[0], steps[1], steps[80]) == (0, 1, len(HEAT) - 1)
    assert heat_step(200, 80) == len(HEAT) - 1
