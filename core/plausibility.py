"""Was an attempt really made? What speaks for and against it, before a retry is paid for. Pure.

Only the distance convicts by itself: who was not near was not at the door. Everything else is
weighed together, and a place where others failed too is given the benefit of the doubt.
"""

from msgspec import Struct

from core.case_groups import distance_m
from core.model import Attempt, Instant, Order, Place, PlaceId, kind_of
from core.rules.calls import is_contact_tried
from core.state import State

FAR_M = 250
"""Further than positions are wrong by, and than anybody parks."""
SHORT_S = 90
"""Less than it takes to park, ring and wait."""
DOUBTS_TO_SUSPECT = 3
SAID_AT_THE_DOOR = frozenset(
    {
        "recipient_absent",
        "premises_closed",
        "bad_address",
        "access_denied",
        "refused",
        "customer_asked_later",
        "payment_not_ready",
        "return_not_ready",
        "return_no_show",
    }
)
"""Reasons that only somebody at the door can know."""


class Plausibility(Struct, frozen=True):
    """What is known of an attempt; None where nothing was recorded."""

    distance_m: int | None
    dwell_s: int | None
    """How long the driver had been at the door."""
    has_photo: bool
    is_contact_tried: bool
    failed_there: int
    """Attempts before it that failed at the same place, of any order."""

    @property
    def is_far(self) -> bool:
        """Whether the driver was somewhere else."""
        return self.distance_m is not None and self.distance_m > FAR_M

    @property
    def is_short(self) -> bool:
        """Whether nobody could have rung and waited; so too when no arrival was reported."""
        return self.dwell_s is None or self.dwell_s < SHORT_S

    @property
    def is_suspect(self) -> bool:
        """Whether somebody should ask the driver before another visit is paid for."""
        doubts = [self.is_short, not self.has_photo, not self.is_contact_tried]
        doubts.append(self.distance_m is None)
        return self.is_far or sum(doubts) - (self.failed_there > 0) >= DOUBTS_TO_SUSPECT


def plausibility(state: State, order: Order) -> Plausibility | None:
    """Of the order's last attempt; None when nobody claims to have been at the door."""
    if not order.attempts or kind_of(order.attempts[-1].reason) not in SAID_AT_THE_DOOR:
        return None
    attempt = order.attempts[-1]
    stop = state.stops.get(attempt.stop_id)
    dwell_s = None
    if stop is not None and stop.arrived_at is not None:
        dwell_s = max(0, round((attempt.at - stop.arrived_at).total_seconds()))
    place_id = stop.place_id if stop is not None else order.place_id
    return Plausibility(
        distance_m=_distance_m(attempt, state.places[place_id]),
        dwell_s=dwell_s,
        has_photo=attempt.photo is not None,
        is_contact_tried=is_contact_tried(order),
        failed_there=_failed_there(state, place_id, attempt.at),
    )


def _distance_m(attempt: Attempt, place: Place) -> int | None:
    at = attempt.position
    return None if at is None else round(distance_m(place, at.lat, at.lon))


def _failed_there(state: State, place_id: PlaceId, before: Instant) -> int:
    there = {stop.id for stop in state.stops.values() if stop.place_id == place_id}
    return sum(
        attempt.at < before and attempt.stop_id in there
        for order in state.orders.values()
        for attempt in order.attempts
    )
