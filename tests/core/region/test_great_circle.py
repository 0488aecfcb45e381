import numpy as np
import pytest

from core.region.great_circle import (
    EARTH_RADIUS_M,
    ROWS_AT_ONCE,
    great_circle_m,
    great_circle_table_m,
)


def test_distances_are_those_of_the_sphere() -> None:
    assert great_circle_m(0, 0, 0, 180) == pytest.approx(np.pi * EARTH_RADIUS_M)
    assert great_circle_m(-29.9, -71.25, -29.9, -71.25) == 0


def test_one_point_is_measured_to_many() -> None:
    metres = great_circle_m(0, 0, [0, 1], [1, 0])
    assert metres.tolist() == pytest.approx([111_195.1] * 2, rel=1e-5)


def test_a_table_is_every_point_to_every_other() -> None:
    dice = np.random.default_rng(3)
    count = 2 * ROWS_AT_ONCE + 5
    for spread in (0.001, 0.3, 90.0):
        lats, lons = dice.uniform(-spread, spread, (2, count))
        rows = great_circle_m(lats[:, None], lons[:, None], lats[None, :], lons[None, :])
        table = great_circle_table_m(lats, lons)
        np.testing.assert_allclose(table, rows, rtol=1e-6, atol=0.01)
    assert great_circle_table_m([0, 0], [0, 180])[0, 1] == pytest.approx(np.pi * EARTH_RADIUS_M)
    assert great_circle_table_m([], []).shape == (0, 0)
