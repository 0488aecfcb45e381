"""Which of a driver's devices says where he is, when a page and a tracking program both do. Pure.

The newest good source wins and keeps the van until it falls silent or grows coarse, so that a van
does not jump between two devices that differ by a street.
"""

from datetime import timedelta

from msgspec import Struct

from core.model import DriverId, Instant
from core.state import State

PAGE = "driver's page"
GOOD_M = 100.0
"""A position this coarse does not say which street it is in."""
FRESH = timedelta(seconds=90)
"""Older positions were buffered while the phone was out of reach; they belong to the track."""
HOLD = timedelta(seconds=30)
HOLD_FROM_COARSE = timedelta(seconds=120)
SLACK = timedelta(minutes=2)
"""Phones tell the time in whole seconds, and not quite as the hub does."""


class Heard(Struct, frozen=True):
    """What matters of a position: of which device, from when, how exact."""

    source: str
    at: Instant
    received_at: Instant
    accuracy_m: float | None = None

    @property
    def is_good(self) -> bool:
        """Exact enough to stand on the map; a device that does not say is believed."""
        return self.accuracy_m is None or self.accuracy_m <= GOOD_M


def is_shown(shown: Heard | None, new: Heard) -> bool:
    """Whether the new position takes the place of the one that is shown.

    The page numbers what it sends, so its order of arrival counts; other programs do not, and only
    their clock tells a buffered position from a new one.
    """
    if shown is None:
        return True
    if new.source == shown.source:
        return new.source == PAGE or new.at >= shown.at
    if new.received_at - new.at > FRESH:
        return False
    if new.is_good and not shown.is_good:
        return True
    silence = new.received_at - shown.received_at
    return silence > (HOLD if new.is_good else HOLD_FROM_COARSE)


def as_of(source: str, at: Instant, received_at: Instant) -> Instant:
    """From when a position is, by the depot's clock.

    The page sends at once and its clock may be wrong. A tracking program may have buffered, and
    its time was set against the depot's clock when it arrived.
    """
    return received_at if source in ("", PAGE) else at


def source_words(source: str, battery: float | None) -> str:
    """`Traccar Client, battery 43 %`; empty when the source is not known any more."""
    return f"{source}, battery {battery:.0%}" if source and battery is not None else source


def is_on_shift(state: State, driver_id: DriverId, at: Instant) -> bool:
    """Whether the driver was on a route then; where he is at other times is his own affair."""
    return any(
        route.driver_id == driver_id
        and route.started_at is not None
        and route.started_at - SLACK <= at
        and (route.ended_at is None or at <= route.ended_at + SLACK)
        for route in state.routes.values()
    )
