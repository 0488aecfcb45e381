import numpy as np
import pytest

from core.region.great_circle import EARTH_RADIUS_M, great_circle_m


def test_distances_are_those_of_the_sphere() -> None:
    assert great_circle_m(0, 0, 0, 180) == pytest.approx(np.pi * EARTH_RADIUS_M)
    assert great_circle_m(-29.9, -71.25, -29.9, -71.25) == 0


def test_one_point_is_measured_to_many() -> None:
    metres = great_circle_m(0, 0, [0, 1], [1, 0])
    assert metres.tolist() == pytest.approx([111_195.1] * 2, rel=1e-5)
