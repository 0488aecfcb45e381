"""Tracks of a day are told as densely as somebody can see."""

from datetime import timedelta

from core.hub.protocol import DriverFix
from core.model import DriverId
from core.rewind import thinned
from tests.builders import MORNING


def test_positions_are_thinned_for_each_driver_by_himself() -> None:
    heard = [("d1", 0), ("d2", 5), ("d1", 10), ("d1", 21), ("d2", 24), ("d2", 25)]
    fixes = [
        DriverFix(DriverId(who), at, at, -29.9, -71.2)
        for who, seconds in heard
        for at in [MORNING + timedelta(seconds=seconds)]
    ]
    kept = [(fix.driver_id, (fix.at - MORNING).seconds) for fix in thinned(fixes)]
    assert kept == [("d1", 0), ("d2", 5), ("d1", 21), ("d2", 25)]
