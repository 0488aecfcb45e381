"""Everything a driver may know, made from the state: the own route and what the office proposes.

Pure. Nothing else of the state ever goes to a driver's session.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import compress, count
from typing import cast

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from core.catalogue_edits import is_own
from core.hub.protocol import (
    ClosedStreet,
    DoorLine,
    DoorQuestion,
    DriverMessage,
    DriverOffer,
    DriverStop,
    DriverView,
    OwnReason,
    encode,
)
from core.model import (
    CustomerChoice,
    Depot,
    DriverId,
    Item,
    Order,
    OrderId,
    OrderKind,
    Route,
    RouteId,
    Stop,
    StopId,
    StopKind,
    TextRef,
    kind_of,
)
from core.opening import served_window
from core.place_words import known_words
from core.policy import Check
from core.rules.answers import point_name
from core.rules.custody import is_from_sender
from core.rules.empties import expected
from core.rules.policy import checks_at_the_door, ruling
from core.rules.problems import may_fail_from
from core.state import State

MESSAGES_SHOWN = 30

Text = Callable[[TextRef | None], str]
"""A personal text; empty for none, and for what has been erased."""
_Shown = Callable[[Sequence[StopId]], tuple[DriverStop, ...]]


class SeenStop(Struct, frozen=True, gc=False, eq=False):
    """A stop as its driver sees it, and all that it was made from."""

    stop: Stop
    order: Order
    looked_at: tuple[object, ...]
    read: dict[TextRef | None, str]
    made: DriverStop
    encoded: Raw
    """The same in JSON: it is sent whenever anything else of the list is another."""

    def still_holds(self, looked_at: tuple[object, ...], text: Text) -> bool:
        """Whether it would be the same if it were made now."""
        is_same = all(map(operator.is_, self.looked_at, looked_at))
        return is_same and all(text(ref) == words for ref, words in self.read.items())


class _Found(Struct, gc=False, eq=False):
    """The stops of a list as they were found last, side by side with what they hang on."""

    stop_ids: Sequence[StopId]
    stops: list[Stop]
    order_ids: list[OrderId]
    orders: list[Order]
    seen: list[SeenStop]
    unsure: list[int]
    """Places in the list of those that are looked at every time."""


class SeenStops:
    """The stops of a driver as they were made last: most of a list stays as it is all day."""

    def __init__(self) -> None:
        self._seen: dict[StopId, SeenStop] = {}
        self._tables: tuple[object, ...] = ()
        self._sure: set[StopId] = set()
        """Looked at since the tables are these: only the stop or its order may be another."""
        self._found: _Found | None = None
        """Since the tables are these."""
        self._routes: Mapping[RouteId, Route] | None = None
        self._route: Route | None = None

    def begin(self, state: State, texts: Mapping[str, str]) -> None:
        """A list is about to be made of this state."""
        tables = _tables(state, texts)
        if len(self._tables) != len(tables) or not all(map(operator.is_, self._tables, tables)):
            self._tables = tables
            self._sure.clear()
            self._found = None

    def route(self, state: State, driver_id: DriverId) -> Route | None:
        """Which route he sees; looked for only when any route is another."""
        if self._routes is not state.routes:
            self._routes, self._route = state.routes, _route_now(state, driver_id)
        return self._route

    def seen(self, state: State, text: Text, stop_ids: Sequence[StopId]) -> list[SeenStop]:
        """The stops as their driver sees them, made anew only if something in them is another."""
        stops = list(map(state.stops.__getitem__, stop_ids))
        found = self._found
        if found is None or found.stop_ids is not stop_ids:
            found = self._found = self._all(state, text, stop_ids, stops)
            return found.seen
        # All stops of a driver at each of his reports: no call, and no look-up that Python makes.
        orders = list(map(state.orders.__getitem__, found.order_ids))
        others = map(operator.is_not, stops, found.stops)
        of_others = map(operator.is_not, orders, found.orders)
        places = [*compress(count(), map(operator.or_, others, of_others)), *found.unsure]
        if places:
            seen = list(found.seen)
            for place in places:
                seen[place] = self._looked(state, text, stops[place])
            found.seen, found.stops, found.orders = seen, stops, orders
        return found.seen

    def _all(
        self, state: State, text: Text, stop_ids: Sequence[StopId], stops: list[Stop]
    ) -> _Found:
        kept, sure = self._seen, self._sure
        seen: list[SeenStop] = []
        for stop in stops:
            known = kept.get(stop.id)
            if (
                known is None
                or known.stop is not stop
                or known.order is not state.orders[stop.order_id]
                or stop.id not in sure
            ):
                known = self._looked(state, text, stop)
            seen.append(known)
        order_ids = [stop.order_id for stop in stops]
        return _Found(
            stop_ids,
            stops,
            order_ids,
            [each.order for each in seen],
            seen,
            [place for place, stop in enumerate(stops) if stop.id not in sure],
        )

    def _looked(self, state: State, text: Text, stop: Stop) -> SeenStop:
        known = self._seen.get(stop.id)
        looked_at = _looked_at(state, stop)
        if stop.linked_stop_id is None:
            self._sure.add(stop.id)
        if known is not None and known.still_holds(looked_at, text):
            return known
        noted = _Noted(text)
        made = _stop(state, noted, stop)
        anew = self._seen[stop.id] = SeenStop(
            stop,
            state.orders[stop.order_id],
            looked_at,
            noted.read,
            made,
            Raw(msgspec.json.encode(made)),
        )
        return anew


class _Noted:
    """Texts, and which of them were asked for."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self.read: dict[TextRef | None, str] = {}

    def __call__(self, ref: TextRef | None) -> str:
        words = self.read[ref] = self._text(ref)
        return words


def _tables(state: State, texts: Mapping[str, str]) -> tuple[object, ...]:
    """Everything that `_looked_at` takes something from but stops and orders, and the texts. A
    stop with another half goes by routes, too: it is looked at every time."""
    return (
        state.customers,
        state.places,
        state.depot,
        state.drivers,
        state.policies,
        texts,
    )


def _looked_at(state: State, stop: Stop) -> tuple[object, ...]:
    """Everything that `_stop` goes by, beside the texts it reads.

    States are immutable: what is the same object is the same. What changes often is looked at one
    by one, what seldom does as a whole table.
    """
    order = state.orders[stop.order_id]
    linked = state.stops.get(stop.linked_stop_id) if stop.linked_stop_id is not None else None
    return (
        stop,
        order,
        state.customers[order.customer_id],
        None if linked is None else state.routes[linked.route_id].driver_id,
        state.depot,
        state.places[stop.place_id],
        state.places[order.place_id],
        state.drivers,
        state.policies,
    )


def driver_view(
    state: State,
    texts: Mapping[str, str],
    driver_id: DriverId,
    seen: SeenStops | None = None,
) -> DriverView:
    """The driver's list. Routes of several days: the one that runs, else the next to start.

    Whoever makes it again and again keeps `seen`.
    """
    known = seen or SeenStops()
    known.begin(state, texts)
    text = partial(text_of, texts)

    def shown(stop_ids: Sequence[StopId]) -> tuple[DriverStop, ...]:
        return tuple(each.made for each in known.seen(state, text, stop_ids))

    return _view(state, text, driver_id, known.route(state, driver_id), shown)


def driver_frame(
    state: State,
    texts: Mapping[str, str],
    driver_id: DriverId,
    seen: SeenStops,
    stops: Sequence[SeenStop] | None = None,
) -> bytes:
    """The same list as it is sent: only what is another is put into JSON.

    With `stops` these stand in it, instead of those that are the driver's.
    """
    seen.begin(state, texts)
    text = partial(text_of, texts)

    def shown(stop_ids: Sequence[StopId]) -> tuple[DriverStop, ...]:
        return as_stops(seen.seen(state, text, stop_ids))

    given = as_stops(stops) if stops is not None else None
    return encode(_view(state, text, driver_id, seen.route(state, driver_id), shown, given))


def as_stops(seen: Sequence[SeenStop]) -> tuple[DriverStop, ...]:
    """To be put into a frame: what is encoded already goes where the stop itself would be."""
    return cast(tuple[DriverStop, ...], tuple(each.encoded for each in seen))


def _view(
    state: State,
    text: Text,
    driver_id: DriverId,
    route: Route | None,
    shown: _Shown,
    stops: tuple[DriverStop, ...] | None = None,
) -> DriverView:
    depot = state.depot
    driver = state.drivers.get(driver_id)
    place = state.places[depot.place_id] if depot is not None else None
    view = DriverView(
        driver_id=driver_id,
        driver=text(driver.name_ref if driver is not None else None),
        depot_name=depot.name if depot is not None else "",
        depot_lat=place.lat if place is not None else 0.0,
        depot_lon=place.lon if place is not None else 0.0,
        zone=depot.zone if depot is not None else "UTC",
        answer_within_s=depot.answer_within_s if depot is not None else 300,
        office_phone=depot.office_phone if depot is not None else "",
        reasons_off=_reasons_off(depot),
        reasons_own=_reasons_own(depot),
        messages=_messages(state, text, driver_id),
    )
    if route is None:
        return view
    return _with_route(view, state, route, shown, shown(route.manifest) if stops is None else stops)


def _reasons_off(depot: Depot | None) -> tuple[str, ...]:
    edits = depot.catalogue.reasons if depot is not None else ()
    return tuple(edit.code for edit in edits if edit.is_off)


def _reasons_own(depot: Depot | None) -> tuple[OwnReason, ...]:
    """In the office's words: a depot writes its own reasons in the language of its drivers."""
    edits = depot.catalogue.reasons if depot is not None else ()
    own = (edit for edit in edits if is_own(edit.code) and not edit.is_off)
    return tuple(OwnReason(edit.code, kind_of(edit.code), edit.words) for edit in own)


def _route_now(state: State, driver_id: DriverId) -> Route | None:
    own = [route for route in state.routes.values() if route.driver_id == driver_id]
    running = [r for r in own if r.started_at is not None and r.ended_at is None]
    ahead = sorted((r for r in own if r.started_at is None), key=lambda r: r.starts_at)
    ended = sorted((r for r in own if r.ended_at is not None), key=lambda r: r.starts_at)
    return next(iter([*running, *ahead, *reversed(ended)]), None)


def _with_route(
    view: DriverView, state: State, route: Route, shown: _Shown, stops: tuple[DriverStop, ...]
) -> DriverView:
    offer = route.offer
    first_break = min(route.breaks, key=lambda pause: pause.earliest, default=None)
    return replace(
        view,
        route_id=route.id,
        route_name=route.name,
        vehicle=state.vehicles[route.vehicle_id].name,
        starts_at=route.starts_at,
        ends_at=route.ends_at,
        started_at=route.started_at,
        ended_at=route.ended_at,
        is_stranded=route.stranded is not None,
        break_from=first_break.earliest if first_break is not None else None,
        break_s=first_break.duration_s if first_break is not None else 0,
        break_since=route.break_since,
        stops=stops,
        closed=tuple(
            ClosedStreet(each.street, each.line, each.begins, each.until, each.at)
            for each in state.closures.values()
        ),
        offer=None
        if offer is None
        else DriverOffer(
            id=offer.id,
            sent_at=offer.sent_at,
            added=shown(offer.added),
            removed=shown(offer.removed),
            moved=offer.moved,
            stops=shown(offer.stop_ids),
        ),
    )


def _messages(state: State, text: Text, driver_id: DriverId) -> tuple[DriverMessage, ...]:
    return tuple(
        DriverMessage(
            number=message.number,
            is_own=message.by_driver,
            at=message.at,
            preset=message.preset,
            words=text(message.text_ref),
            stop_id=message.stop_id,
            read_at=message.read_at,
            said_at=message.said_at,
        )
        for message in state.short_messages.get(driver_id, ())[-MESSAGES_SHOWN:]
    )


def _stop(state: State, text: Text, stop: Stop) -> DriverStop:
    order = state.orders[stop.order_id]
    place = state.places[stop.place_id]
    customer = state.customers[order.customer_id]
    is_visit = stop.kind not in (StopKind.GIVE, StopKind.TAKE, StopKind.FETCH)
    is_sent = is_from_sender(state, stop)
    is_at_door = is_visit or is_sent or stop.kind is StopKind.FETCH
    window = served_window(state, order) if is_visit else None
    if is_sent and order.sender is not None:
        window = order.sender.window
    return DriverStop(
        id=stop.id,
        kind=StopKind.FETCH if is_sent else stop.kind,
        status=stop.status,
        order_id=order.id,
        address=place.address,
        lat=place.lat,
        lon=place.lon,
        customer=text(customer.name_ref) if is_visit else "",
        phone=text(customer.phone_ref) if is_visit else "",
        contents=_contents(state, order),
        bring_empties=expected(state, order) if is_visit and not stop.status.is_ended else 0,
        service_s=stop.service_s,
        opens=window.opens if window is not None else None,
        closes=window.closes if window is not None else None,
        started_at=stop.started_at,
        arrived_at=stop.arrived_at,
        ended_at=stop.ended_at,
        problem=stop.problem,
        answer=stop.answer.kind if stop.answer is not None else "",
        answered_at=stop.answer.at if stop.answer is not None else None,
        answer_note=text(stop.answer.note_ref if stop.answer is not None else None),
        wait_until=may_fail_from(state, stop),
        place_hint=" · ".join(known_words(place, text)) if is_at_door else "",
        customer_says=_says(state, text, order) if is_visit else "",
        with_driver="" if is_at_door else _other_driver(state, text, stop),
        questions=_questions(state, stop, order),
        lines=_lines(stop, order),
    )


COLLECTING = (OrderKind.RETURN, OrderKind.CONTAINER)


def _says(state: State, text: Text, order: Order) -> str:
    """The customer's choice, then what the list said beside the order."""
    said, note = _said(state, text, order), text(order.note_ref)
    return " · ".join(part for part in (said, note) if part)


def _said(state: State, text: Text, order: Order) -> str:
    """What the customer chose that matters at the door; `home now` only until the next attempt."""
    answer = order.answer
    if answer is None:
        return ""
    if answer.choice is CustomerChoice.NEIGHBOUR:
        does = "Collect it from" if order.kind in COLLECTING else "Leave it with"
        return f"{does} a neighbour: {text(answer.note_ref)}"
    is_news = not order.attempts or answer.at >= order.attempts[-1].received_at
    if answer.choice is CustomerChoice.HOME_NOW and is_news:
        return "The customer is home now"
    if order.home_place_id is not None:
        return f"Collection point {point_name(state, order)}: hand it in there"
    return ""


_QUESTIONS = {
    Check.COUNT: "{count} × {what}: all there?",
    Check.UNUSED: "{what}: unused?",
    Check.UNDAMAGED: "{what}: undamaged?",
    Check.COMPLETE: "{what}: complete, with all accessories?",
    Check.ORIGINAL_PACKAGING: "{what}: in the original packaging?",
    Check.RECEIPT: "{what}: receipt seen?",
    Check.SERIAL_NUMBER: "{what}: serial number is the one on the receipt?",
}


def _questions(state: State, stop: Stop, order: Order) -> tuple[DoorQuestion, ...]:
    """What the shop's policy demands of goods that come back; nothing for other visits."""
    if stop.kind not in (StopKind.COLLECT, StopKind.EXCHANGE) or stop.status.is_ended:
        return ()
    items = {item.id: item for item in order.items}
    return tuple(
        DoorQuestion(
            item_id,
            check,
            _QUESTIONS[check].format(
                count=items[item_id].quantity, what=items[item_id].description
            ),
        )
        for item_id, check in checks_at_the_door(state, order)
    )


def _lines(stop: Stop, order: Order) -> tuple[DoorLine, ...]:
    """Of a delivery of several lines; one alone is delivered or fails with the stop."""
    is_delivery = stop.kind is StopKind.DELIVER and order.kind is OrderKind.DELIVERY
    if not is_delivery or stop.status.is_ended or len(order.items) < 2:
        return ()
    return tuple(DoorLine(item.id, f"{item.quantity} × {item.description}") for item in order.items)


def _contents(state: State, order: Order) -> tuple[str, ...]:
    ruled = ruling(state, order) if order.kind is OrderKind.RETURN else None

    def what(item: Item) -> str:
        if ruled is not None and ruled.is_accepted and item.id not in ruled.taken:
            return " (leave it: not taken back)"
        return " (collect)" if item.is_collected else ""

    return tuple(f"{item.quantity} × {item.description}{what(item)}" for item in order.items)


def _other_driver(state: State, text: Text, stop: Stop) -> str:
    linked = state.stops.get(stop.linked_stop_id) if stop.linked_stop_id is not None else None
    if linked is None:
        return ""
    return text(state.drivers[state.routes[linked.route_id].driver_id].name_ref)


def text_of(texts: Mapping[str, str], ref: TextRef | None) -> str:
    """What stands under a reference."""
    return texts.get(ref, "") if ref is not None else ""
