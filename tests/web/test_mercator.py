"""Does our Mercator agree with the one every web map uses?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from web.mercator import to_degrees, to_mercator

OFFICIAL = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)


@given(lon=st.floats(-180, 180), lat=st.floats(-85, 85))
def test_it_is_the_official_one_and_goes_back(lon: float, lat: float) -> None:
    x, y = to_mercator(lon, lat)
    assert (x, y) == pytest.approx(OFFICIAL.transform(lon, lat), abs=1e-3)
    assert to_degrees(x, y) == pytest.approx((lon, lat), abs=1e-9)
