"""The demo day: the same for one seed, big enough, believable, and said to be invented."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TypeVar

import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from core import commands as c
from core.demo_day import HOLDERS, Address, DemoDay, Names, Size, make_demo_day
from core.model import Cleanliness, OrderKind, OrderStatus, StopKind
from core.region.great_circle import great_circle_m
from tests.builders import SYSTEM, Board

MONDAY = date(2026, 11, 23)
NAMES = Names(
    first=("Ana", "Eva", "Luis", "Marta", "Pablo", "Rosa"),
    last=("Araya", "Bravo", "Castillo", "Díaz", "Espinoza", "Fuentes"),
)
ADDRESSES = [
    Address(f"Calle {row} {column}", -29.90 - row * 0.002, -71.27 + column * 0.002)
    for row in range(30)
    for column in range(30)
]
SMALL = Size(drivers=5, stops=30, waiting=8, tomorrow_stops=10)
_Command = TypeVar("_Command", bound=c.Command)


def by_air(points: Sequence[tuple[float, float]]) -> npt.NDArray[np.float32]:
    """Seconds at 30 km/h along great circles."""
    lat, lon = np.array(points).T
    metres = great_circle_m(lat[:, None], lon[:, None], lat[None, :], lon[None, :])
    return (metres / 8.3).astype(np.float32)


def make(seed: int = 7, size: Size | None = None) -> DemoDay:
    return make_demo_day(MONDAY, seed, ADDRESSES, names=NAMES, travel=by_air, size=size)


@cache
def shipped() -> DemoDay:
    """A day of the size that the demo opens with; takes a moment to sequence."""
    return make()


def of_kind(day: DemoDay, kind: type[_Command]) -> list[_Command]:
    return [command for command in day.commands if isinstance(command, kind)]


def test_the_same_seed_is_the_same_day_and_another_is_not() -> None:
    first, again = (msgspec.json.encode(make(7, SMALL)) for _ in range(2))
    assert first == again
    assert msgspec.json.encode(make(8, SMALL)) != first


def test_it_is_as_big_as_a_depot_s_day() -> None:
    today, tomorrow = of_kind(shipped(), c.OpenDay)
    (fleet,) = of_kind(shipped(), c.RegisterFleet)
    assert len(fleet.drivers) == len(fleet.vehicles) == len(today.routes) >= 25
    assert len(today.stops) >= 400
    assert min(len(route.stop_ids) for route in today.routes) > 0
    assert (today.day, tomorrow.day) == ("2026-11-23", "2026-11-24")


def test_it_has_deliveries_returns_containers_and_exchanges() -> None:
    today, *_ = of_kind(shipped(), c.AddOrders)
    kinds = Counter(order.kind for order in today.orders)
    assert set(kinds) == set(OrderKind)
    assert kinds[OrderKind.RETURN] > 20
    assert kinds[OrderKind.CONTAINER] > 20
    assert kinds[OrderKind.DELIVERY] > len(today.orders) / 2


def test_containers_take_slots_and_exchanges_swap_like_for_like() -> None:
    for order in (order for added in of_kind(shipped(), c.AddOrders) for order in added.orders):
        if order.kind is OrderKind.CONTAINER:
            (crates,) = order.items
            assert crates.is_collected
            assert crates.load.slots == crates.quantity >= 2
        elif order.kind is OrderKind.EXCHANGE:
            brought, taken = order.items
            assert (brought.sku, brought.is_collected) == (taken.sku, False)
            assert taken.is_collected
        else:
            collects = order.kind is OrderKind.RETURN
            assert all(item.is_collected is collects for item in order.items)


def test_every_address_is_labelled_as_demo_and_no_phone_can_ring() -> None:
    day = shipped()
    (depot,) = of_kind(day, c.RegisterDepot)
    added = [*of_kind(day, c.AddOrders), *(command for _, command in day.later)]
    assert depot.place.is_demo
    assert all(place.is_demo for command in added for place in command.places)
    texts = [text for command in added for ref, text in command.texts.items() if "phone" in ref]
    assert texts
    assert all(text.startswith("+56 9 5555 ") for text in texts)


def test_the_gate_takes_it_whole_and_what_waits_is_returns_and_containers() -> None:
    day = make(size=SMALL)
    board = Board(now=datetime(2026, 11, 23, 10, tzinfo=UTC))
    for command in day.commands:
        board.ask(command, SYSTEM)
    waiting = [o for o in board.state.orders.values() if o.status is OrderStatus.WAITING]
    assert len(waiting) == SMALL.waiting
    assert {order.kind for order in waiting} == {OrderKind.RETURN, OrderKind.CONTAINER}
    assert len(board.state.cases) == SMALL.waiting
    assert len(board.state.stops) == SMALL.stops + SMALL.tomorrow_stops
    for at, request in day.later:
        board.now = at
        board.ask(request, SYSTEM)
    assert len(board.state.cases) == SMALL.waiting + len(day.later)


def test_it_begins_at_eight_by_the_depot_s_clock() -> None:
    day = make(size=SMALL)
    assert day.opens_at == datetime(2026, 11, 23, 11, tzinfo=UTC)
    today, tomorrow = of_kind(day, c.OpenDay)
    leave = {(route.starts_at - day.opens_at) / timedelta(minutes=1) for route in today.routes}
    assert leave == {5, 10, 15, 20, 25}, "one after the other"
    assert all(route.day == tomorrow.day for route in tomorrow.routes)
    assert all(at > day.opens_at for at, _ in day.later)


def test_stops_do_what_their_orders_need() -> None:
    kinds = {
        OrderKind.DELIVERY: StopKind.DELIVER,
        OrderKind.EXCHANGE: StopKind.EXCHANGE,
        OrderKind.RETURN: StopKind.COLLECT,
        OrderKind.CONTAINER: StopKind.COLLECT,
    }
    orders = {o.id: o for added in of_kind(shipped(), c.AddOrders) for o in added.orders}
    for opened in of_kind(shipped(), c.OpenDay):
        assert all(stop.kind is kinds[orders[stop.order_id].kind] for stop in opened.stops)
        ordered = [stop_id for route in opened.routes for stop_id in route.stop_ids]
        assert sorted(ordered) == sorted(stop.id for stop in opened.stops)


def test_a_city_with_too_few_addresses_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="The demo needs 56 addresses; the demo city has 10"):
        make_demo_day(MONDAY, 7, ADDRESSES[:10], names=NAMES, travel=by_air, size=SMALL)


def test_some_hold_crates_and_some_goods_must_not_travel_together() -> None:
    day = make(size=SMALL)
    holders = of_kind(day, c.AddOrders)[-1]
    assert holders.orders == ()
    assert len(holders.customers) == HOLDERS
    assert all(one.empties and one.empties_since and one.place_id for one in holders.customers)
    items = [i for added in of_kind(shipped(), c.AddOrders) for o in added.orders for i in o.items]
    kinds = {item.cleanliness for item in items}
    assert kinds == {Cleanliness.ANY, Cleanliness.CLEAN, Cleanliness.DIRTY}


def test_a_day_begins_without_anything_broken() -> None:
    """Clean goods and dirty ones meet only when somebody brings them together."""
    day = make(size=SMALL)
    planned = {stop.order_id for opened in of_kind(day, c.OpenDay) for stop in opened.stops}
    orders = [o for added in of_kind(day, c.AddOrders) for o in added.orders if o.id in planned]
    dirty = [i for o in orders for i in o.items if i.cleanliness is Cleanliness.DIRTY]
    assert dirty == []


def test_no_van_is_asked_for_more_crates_than_it_takes() -> None:
    day = shipped()
    (fleet,) = of_kind(day, c.RegisterFleet)
    slots = {vehicle.id: vehicle.capacity.slots for vehicle in fleet.vehicles}
    added = of_kind(day, c.AddOrders)
    orders = {order.id: order for each in added for order in each.orders}
    holds = {customer.id: customer.empties for each in added for customer in each.customers}
    for opened in of_kind(day, c.OpenDay):
        for route in opened.routes:
            own = [orders[stop.order_id] for stop in opened.stops if stop.route_id == route.id]
            crates = sum(item.load.slots for o in own for item in o.items if item.is_collected)
            assert crates + sum(holds[o.customer_id] for o in own) <= slots[route.vehicle_id]
