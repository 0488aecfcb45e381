"""What of a driver's list his device has not been sent yet: nothing, some stops, or a whole list.

Pure. Every report of a driver changes his list, mostly one stop of it.
"""

import operator
from collections.abc import Mapping
from functools import partial
from itertools import compress

from core.driver_view import SeenStop, SeenStops, as_stops, driver_frame, text_of
from core.hub.protocol import DriverStops, encode
from core.model import DriverId, Route, StopId
from core.state import State


class SeenList:
    """What one device was sent last. Whoever is given news must send it, or forget this."""

    def __init__(self) -> None:
        self._seen = SeenStops()
        self._stops: list[SeenStop] = []
        self._stop_ids: tuple[StopId, ...] = ()
        self._head = b""
        self._head_went_by: tuple[object, ...] = ()

    def news(
        self,
        state: State,
        texts: Mapping[str, str],
        driver_id: DriverId,
        *,
        takes_changes: bool = False,
    ) -> bytes | None:
        """The frame to send, or None. Only a device that `takes_changes` is sent some stops."""
        seen, before = self._seen, self._stops
        seen.begin(state, texts)
        route = seen.route(state, driver_id)
        stops = seen.seen(state, partial(text_of, texts), route.manifest) if route else []
        head = self._head_of(state, texts, driver_id)
        stop_ids = route.manifest if route else ()
        is_alike = head == self._head and stop_ids == self._stop_ids
        self._head, self._stops, self._stop_ids = head, stops, stop_ids
        if is_alike:
            # Nearly all are the same objects, and no call finds those that are not.
            others = compress(zip(stops, before, strict=True), map(operator.is_not, stops, before))
            anew = [now for now, was in others if bytes(now.encoded) != bytes(was.encoded)]
            if not anew:
                return None
            if takes_changes:
                return encode(DriverStops(as_stops(anew)))
        return driver_frame(state, texts, driver_id, seen, stops)

    def _head_of(self, state: State, texts: Mapping[str, str], driver_id: DriverId) -> bytes:
        """The list without its stops, as it would be sent."""
        route = self._seen.route(state, driver_id)
        goes_by = _head_goes_by(state, texts, driver_id, route)
        has_offer = route is not None and route.offer is not None
        if self._head_went_by and all(map(operator.is_, goes_by, self._head_went_by)):
            return self._head
        # What is offered may look otherwise without anything here being another.
        self._head_went_by = () if has_offer else goes_by
        return driver_frame(state, texts, driver_id, self._seen, ())


_OF_OTHERS = frozenset({"seq", "orders", "stops", "custody", "cases", "routes", "short_messages"})
"""What changes all day: nothing of it is in a list's head but the own route and messages."""
_tables_of = operator.attrgetter(*(n for n in State.__struct_fields__ if n not in _OF_OTHERS))


def _head_goes_by(
    state: State, texts: Mapping[str, str], driver_id: DriverId, route: Route | None
) -> tuple[object, ...]:
    """Everything that a list without an offer is made from, but for its stops."""
    return (route, state.short_messages.get(driver_id), texts, *_tables_of(state))
