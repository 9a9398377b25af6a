"""Can the map's colours be told apart with a colour-vision deficiency, and the gaps in grey print?"""

import re
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from web.choropleth import PALETTE

STYLES = Path(__file__).resolve().parents[2] / "web" / "frontend" / "src" / "styles" / "gaps.scss"
# Machado, Oliveira & Fernandes 2009, "A physiologically-based model for simulation of color vision
# deficiency", severity 1.0; in linear RGB.
DEFICIENCIES = {
    "none": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
# Ottosson 2020, "A perceptual color space for image processing" (Oklab). About 0.02 is just noticeable.
TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
LEAST_APART = 0.08
SCALES = {"both": ("b", 9), "need": ("n", 5), "access": ("a", 5), "state": ("s", 4)}


def linear(colour: str) -> NDArray[np.float64]:
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def oklab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(TO_LAB @ np.cbrt(TO_CONES @ np.clip(rgb, 0, 1)))


def lightness(colour: str) -> float:
    return float(oklab(np.ones(3) * (LUMINANCE @ linear(colour)))[0])


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize("scale", SCALES)
def test_the_colours_of_a_map_can_be_told_apart(scale: str, deficiency: str) -> None:
    seen = {
        name: oklab(DEFICIENCIES[deficiency] @ linear(colour))
        for name, colour in PALETTE.items()
        if name.startswith(SCALES[scale][0])
    }
    assert len(seen) == SCALES[scale][1]
    for one, other in combinations(seen, 2):
        assert np.linalg.norm(seen[one] - seen[other]) >= LEAST_APART, (one, other)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_what_lies_outside_looks_like_no_class_of_area(deficiency: str) -> None:
    told = re.search(r"\$outside: (#[0-9a-f]{6});", (STYLES.parent / "_identity.scss").read_text())
    assert told is not None
    outside = oklab(DEFICIENCIES[deficiency] @ linear(told[1]))
    for name, colour in PALETTE.items():
        seen = oklab(DEFICIENCIES[deficiency] @ linear(colour))
        assert np.linalg.norm(seen - outside) >= LEAST_APART / 2, name
    report = STYLES.parents[3] / "templates" / "report" / "top.jinja"
    assert f".swatch.outside {{ background: {told[1]}; }}" in report.read_text()


def test_gaps_are_the_darkest_by_far_in_grey() -> None:
    grey = {name: lightness(colour) for name, colour in PALETTE.items() if name.startswith("b")}
    gap = grey.pop("b33")
    assert min(grey.values()) - gap > 0.2


def test_the_four_states_differ_in_grey() -> None:
    grey = [lightness(PALETTE[f"s{place}"]) for place in range(1, 5)]
    gap, probable, not_surveyed, served = grey
    assert gap < probable < served < not_surveyed
    assert all(abs(one - other) > LEAST_APART for one, other in combinations(grey, 2))


@pytest.mark.parametrize("prefix", ["n", "a"])
def test_one_measure_darkens_step_by_step_in_grey(prefix: str) -> None:
    steps = [lightness(PALETTE[f"{prefix}{place}"]) for place in range(1, 6)]
    assert all(paler - darker > LEAST_APART for paler, darker in pairwise(steps))


def test_the_pages_and_the_report_wear_the_same_colours() -> None:
    text = STYLES.read_text()
    both = re.search(r"\$both: \((.*?)\);", text, re.DOTALL)
    assert both is not None
    found = {f"b{name}": colour for name, colour in re.findall(r"(\d\d): (#[0-9a-f]{6})", both[1])}
    for name, prefix in (("need", "n"), ("access", "a"), ("state", "s")):
        listed = re.search(rf"\${name}: \((.*?)\);", text)
        assert listed is not None
        found |= {f"{prefix}{place}": colour for place, colour in enumerate(listed[1].split(", "), 1)}
    unknown = re.search(r"\$unknown: (#[0-9a-f]{6});", text)
    assert unknown is not None
    assert {**found, "u": unknown[1]} == PALETTE
