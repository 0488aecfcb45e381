"""Where a van came from."""

from datetime import datetime, timedelta

from console.map.trails import MOST_PLACES, Tracks
from core.hub.protocol import DriverFix
from core.model import DriverId
from tests.builders import NOON

ANA = DriverId("ana")


def heard(minute: float, lat: float, *, lon: float = -71.25) -> dict[str, DriverFix]:
    at: datetime = NOON + timedelta(minutes=minute)
    return {ANA: DriverFix(driver_id=ANA, lat=lat, lon=lon, at=at, received_at=at)}


def test_places_are_kept_in_the_order_in_which_they_were_heard() -> None:
    tracks = Tracks()
    for minute in range(3):
        tracks.note(heard(minute, minute / 100))
    assert tracks.path(ANA) == ((0.0, -71.25), (0.01, -71.25), (0.02, -71.25))
    assert tracks.path("nobody") == ()


def test_a_van_that_stands_leaves_one_place() -> None:
    tracks = Tracks()
    for minute in range(5):
        tracks.note(heard(minute, 0.00001 * minute))
    assert len(tracks.path(ANA)) == 1


def test_the_same_word_twice_is_one() -> None:
    tracks, fixes = Tracks(), heard(0, 1)
    tracks.note(fixes)
    tracks.note(fixes)
    tracks.note(dict(fixes))
    assert len(tracks.path(ANA)) == 1


def test_a_rewound_day_begins_anew() -> None:
    tracks = Tracks()
    tracks.note(heard(10, 1))
    tracks.note(heard(11, 2))
    tracks.note(heard(3, 5))
    assert tracks.path(ANA) == ((5.0, -71.25),)


def test_the_oldest_places_are_forgotten() -> None:
    tracks = Tracks()
    for minute in range(MOST_PLACES + 4):
        tracks.note(heard(minute, minute / 1000))
    assert len(tracks.path(ANA)) == MOST_PLACES
    assert tracks.path(ANA)[0][0] == 0.004
