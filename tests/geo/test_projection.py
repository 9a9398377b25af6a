"""Is the conversion to and from the National Grid the published one?"""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from geo.projection import BNG, WGS84, EastingNorthing, LonLat, to_bng, to_wgs84

AIRY = (6377563.396, 6356256.909)
GRS80 = (6378137.0, 6356752.3142)


def _cartesian(lon: float, lat: float, axes: tuple[float, float]) -> tuple[float, float, float]:
    a, b = axes
    e2 = 1 - (b / a) ** 2
    phi, lam = math.radians(lat), math.radians(lon)
    nu = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    return (
        nu * math.cos(phi) * math.cos(lam),
        nu * math.cos(phi) * math.sin(lam),
        nu * (1 - e2) * math.sin(phi),
    )


def _geodetic(x: float, y: float, z: float, axes: tuple[float, float]) -> tuple[float, float]:
    a, b = axes
    e2 = 1 - (b / a) ** 2
    p = math.hypot(x, y)
    phi = math.atan2(z, p * (1 - e2))
    for _ in range(10):
        nu = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
        phi = math.atan2(z + e2 * nu * math.sin(phi), p)
    return math.degrees(math.atan2(y, x)), math.degrees(phi)


def _national_grid(lon: float, lat: float) -> tuple[float, float]:
    """The Ordnance Survey's own series, from annex C of its guide; Airy 1830 degrees in."""
    a, b = AIRY
    f0, phi0, lam0, e0, n0 = 0.9996012717, math.radians(49), math.radians(-2), 400000.0, -100000.0
    e2 = 1 - (b / a) ** 2
    n = (a - b) / (a + b)
    phi, lam = math.radians(lat), math.radians(lon)
    nu = a * f0 / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    rho = a * f0 * (1 - e2) / (1 - e2 * math.sin(phi) ** 2) ** 1.5
    eta2 = nu / rho - 1
    d, s = phi - phi0, phi + phi0
    m = (
        b
        * f0
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * d
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * math.sin(d) * math.cos(s)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * math.sin(2 * d) * math.cos(2 * s)
            - 35 / 24 * n**3 * math.sin(3 * d) * math.cos(3 * s)
        )
    )
    t2, cos, sin = math.tan(phi) ** 2, math.cos(phi), math.sin(phi)
    one, two = m + n0, nu / 2 * sin * cos
    three = nu / 24 * sin * cos**3 * (5 - t2 + 9 * eta2)
    three_a = nu / 720 * sin * cos**5 * (61 - 58 * t2 + t2**2)
    four, five = nu * cos, nu / 6 * cos**3 * (nu / rho - t2)
    six = nu / 120 * cos**5 * (5 - 18 * t2 + t2**2 + 14 * eta2 - 58 * t2 * eta2)
    w = lam - lam0
    return e0 + four * w + five * w**3 + six * w**5, one + two * w**2 + three * w**4 + three_a * w**6


def _by_hand(lon: float, lat: float) -> tuple[float, float]:
    x, y, z = _cartesian(lon, lat, GRS80)
    scale = 1 + 20.4894e-6
    rx, ry, rz = (math.radians(-seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))
    moved = (
        -446.448 + x * scale - rz * y + ry * z,
        125.157 + rz * x + y * scale - rx * z,
        -542.060 - ry * x + rx * y + z * scale,
    )
    return _national_grid(*_geodetic(*moved, AIRY))


def test_the_series_gives_the_worked_example_of_the_guide() -> None:
    lat, lon = 52 + 39 / 60 + 27.2531 / 3600, 1 + 43 / 60 + 4.5177 / 3600
    assert _national_grid(lon, lat) == pytest.approx((651409.903, 313177.270), abs=0.002)


@pytest.mark.parametrize("place", [(0.1218, 52.2053), (-0.2427, 52.5726), (0.0872, 52.5543), (-5.7, 50.1)])
def test_degrees_to_metres_as_the_guide_computes_them(place: tuple[float, float]) -> None:
    # The guide applies its seven parameters one way and PROJ inverts them: they agree within centimetres.
    assert to_bng(*place) == pytest.approx(_by_hand(*place), abs=0.05)


def test_within_the_stated_accuracy_of_whatever_proj_thinks_best_here() -> None:
    best = Transformer.from_crs(WGS84, BNG, always_xy=True).transform(0.1218, 52.2053)
    assert to_bng(0.1218, 52.2053) == pytest.approx(best, abs=5.0)


@settings(deadline=None)
@given(st.floats(-6, 2), st.floats(50, 56))
def test_there_and_back_is_the_same_place(lon: float, lat: float) -> None:
    back = to_wgs84(*to_bng(lon, lat))
    assert back == pytest.approx((lon, lat), abs=1e-7)  # a centimetre


def test_arrays_and_single_points_agree() -> None:
    lon, lat = np.array([0.1, 0.2]), np.array([52.2, 52.3])
    easting, northing = to_bng(lon, lat)
    one = to_bng(0.2, 52.3)
    assert (easting[1], northing[1]) == pytest.approx(one, abs=1e-6)
    assert isinstance(one, EastingNorthing)
    back_lon, back_lat = to_wgs84(easting, northing)
    assert back_lon == pytest.approx(lon, abs=1e-7)
    assert back_lat == pytest.approx(lat, abs=1e-7)
    assert isinstance(to_wgs84(545000, 258000), LonLat)


def test_unknown_stays_unknown() -> None:
    assert np.isnan(to_bng(np.nan, 52.0)).all()
    assert np.isnan(to_wgs84(1e12, 0.0)).all()
    assert np.isnan(to_wgs84(np.array([1e12]), np.array([0.0]))).all()
    easting, northing = to_bng(np.array([np.nan, 0.1]), np.array([52.2, 52.2]))
    assert np.isnan(easting).tolist() == np.isnan(northing).tolist() == [True, False]
