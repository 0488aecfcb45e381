"""A day checkable by hand: two vans, orders of every kind, a failed one, a hand-over."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import numpy as np
from msgspec.structs import replace

from console.views.moment import Moment, RouteTimes
from console.views.wording import Wording
from core.model import (
    ActorId,
    Attempt,
    BlobId,
    Break,
    Case,
    CaseId,
    CaseKind,
    Custody,
    CustodyKind,
    Customer,
    CustomerId,
    Day,
    Driver,
    DriverId,
    Item,
    ItemId,
    Load,
    Offer,
    OfferId,
    Order,
    OrderId,
    OrderKind,
    OrderStatus,
    Place,
    PlaceId,
    Route,
    RouteId,
    ServiceDay,
    Stop,
    StopId,
    StopKind,
    StopStatus,
    TextRef,
    TimeWindow,
    Vehicle,
    VehicleId,
)
from core.planning.problem import Pause, PlannedRoute, Problem, Visit, Window
from core.planning.schedule import timetable
from core.state import State

DAY, NEXT = ServiceDay("2026-11-23"), ServiceDay("2026-11-24")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ME, BO = ActorId("me"), ActorId("bo")
V1, V2 = RouteId("r1"), RouteId("r2")
TEXTS = {
    TextRef("n1"): "Ines Diaz", TextRef("p1"): "+1 111", TextRef("d1"): "Dora",
    TextRef("d2"): "Egon", TextRef("t1"): "+1 222", TextRef("note"): "Rang twice",
}  # fmt: skip


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def order(name: str, kind: OrderKind, **changes: object) -> Order:
    item = Item(ItemId(f"i-{name}"), "sku", "Shoes", 2, 50_00, Load(1000, 2000, 0))
    made = Order(
        OrderId(name), kind, CustomerId("c1"), PlaceId("p1"), (item,), DAY, 300,
        TimeWindow(NOW - minutes(60), NOW + minutes(60)), status=OrderStatus.PLANNED, shop="Shop",
    )  # fmt: skip
    return replace(made, **changes)


def stop(name: str, order_id: str, kind: StopKind, route: RouteId, **changes: object) -> Stop:
    made = Stop(StopId(name), kind, OrderId(order_id), route, PlaceId("p1"), 300)
    return replace(made, **changes)


ORDERS = {
    o.id: o
    for o in (
        order("done", OrderKind.DELIVERY),
        order("way", OrderKind.DELIVERY),
        order("ret", OrderKind.RETURN),
        order("box", OrderKind.CONTAINER, window=None),
        order("swap", OrderKind.EXCHANGE),
        order("moved", OrderKind.DELIVERY),
        order(
            "fail", OrderKind.DELIVERY, status=OrderStatus.FAILED,
            attempts=(
                Attempt(
                    StopId("s-old"), DriverId("d1"), "refused", NOW - minutes(90), NOW - minutes(90)
                ),
                Attempt(
                    StopId("s-fail"), DriverId("d1"), "recipient_absent", NOW - minutes(30),
                    NOW - minutes(28), note_ref=TextRef("note"), photo=BlobId("ab"),
                ),
            ),
        ),
    )
}  # fmt: skip
STOPS = {
    s.id: s
    for s in (
        stop("s-done", "done", StopKind.DELIVER, V1, status=StopStatus.COMPLETED,
             arrived_at=NOW - minutes(50), ended_at=NOW - minutes(45)),
        stop("s-fail", "fail", StopKind.DELIVER, V1, status=StopStatus.FAILED,
             ended_at=NOW - minutes(30)),
        stop("s-way", "way", StopKind.DELIVER, V1, status=StopStatus.EN_ROUTE,
             problem="bad_address"),
        stop("s-ret", "ret", StopKind.COLLECT, V1),
        stop("s-box", "box", StopKind.COLLECT, V1, is_locked=True),
        stop("s-swap", "swap", StopKind.EXCHANGE, V2),
        stop("s-give", "moved", StopKind.GIVE, V1, linked_stop_id=StopId("s-take")),
        stop("s-take", "moved", StopKind.TAKE, V2, linked_stop_id=StopId("s-give")),
    )
}  # fmt: skip
R1_STOPS = tuple(map(StopId, ("s-done", "s-fail", "s-way", "s-ret", "s-box", "s-give")))
R2_STOPS = (StopId("s-take"), StopId("s-swap"))


def route(id_: RouteId, **changes: object) -> Route:
    number = id_[1:]
    made = Route(
        id_, f"V{number}", DAY, DriverId(f"d{number}"), VehicleId(f"v{number}"), PlaceId("depot"),
        PlaceId("depot"), NOW - minutes(120), NOW + minutes(240),
        R1_STOPS if id_ == V1 else R2_STOPS, R1_STOPS if id_ == V1 else R2_STOPS,
        started_at=NOW - minutes(115), breaks=(Break(NOW, NOW + minutes(60), 1800),),
    )  # fmt: skip
    return replace(made, **changes)


def case(kind: CaseKind, order_id: str = "fail", **changes: object) -> Case:
    made = Case(
        CaseId(f"case-{order_id}"), kind, OrderId(order_id), NOW - minutes(30), NOW + minutes(30)
    )
    return replace(made, **changes)


def offer(seconds_ago: float, stop_ids: tuple[StopId, ...] = R1_STOPS) -> Offer:
    at = NOW - timedelta(seconds=seconds_ago)
    return Offer(OfferId("o"), stop_ids, (), (), (), at, ME)


def moment(
    *cases: Case,
    routes: Mapping[RouteId, Route] | None = None,
    times: Mapping[RouteId, RouteTimes] | None = None,
    **changes: object,
) -> Moment:
    state = State(
        days={DAY: Day(DAY, NOW), NEXT: Day(NEXT, NOW)},
        places={
            PlaceId("p1"): Place(PlaceId("p1"), "Elm 1", 0, 0),
            PlaceId("depot"): Place(PlaceId("depot"), "Depot", 0, 0),
        },
        customers={
            CustomerId("c1"): Customer(CustomerId("c1"), TextRef("n1"), TextRef("p1"))
        },
        drivers={
            DriverId(f"d{n}"): Driver(DriverId(f"d{n}"), TextRef(f"d{n}"), TextRef("t1"))
            for n in (1, 2)
        },
        vehicles={
            VehicleId("v1"): Vehicle(VehicleId("v1"), "Red van", Load(10_000, 20_000, 4)),
            VehicleId("v2"): Vehicle(VehicleId("v2"), "Blue van", Load(10_000, 20_000, 0)),
        },
        orders=ORDERS,
        routes=dict(routes) if routes is not None else {V1: route(V1), V2: route(V2)},
        stops=STOPS,
        cases={each.id: each for each in cases},
        custody={
            ItemId("i-fail"): Custody(CustodyKind.VEHICLE, "v1", NOW - minutes(120)),
        },
    )  # fmt: skip
    made = Moment(
        state=state,
        now=NOW,
        wording=Wording("UTC", "EUR", 2),
        texts=TEXTS,
        times=times if times is not None else {V1: planned(V1), V2: planned(V2)},
        reasons={"recipient_absent": "Nobody at home"},
        me=ME,
        actors={BO: "Bo"},
        fixes={DriverId("d1"): NOW - timedelta(seconds=10)},
    )
    return replace(made, **changes)


def planned(id_: RouteId, *, late: bool = True) -> RouteTimes:
    """Visits ten minutes apart from ten minutes from now; the first window is missed if `late`."""
    pending = [i for i in (R1_STOPS[3:] if id_ == V1 else R2_STOPS)]
    closes = 300 if late else 36_000
    visits = tuple(
        Visit(
            stop_id, STOPS[stop_id].kind, 0, 300,
            window=Window(0, closes) if at == 0 else Window(3000, 36_000) if at == 1 else None,
        )
        for at, stop_id in enumerate(pending)
    )  # fmt: skip
    plan = PlannedRoute(
        id_, id_, 0, 600, 0, 14_400, Load(10_000, 20_000, 4 if id_ == V1 else 0),
        anchor_load=Load(9500, 5000, 1), visits=visits, breaks=(Pause(1200, 3600, 600),),
    )  # fmt: skip
    legs = np.full((1, 1), 300, dtype=np.int32)
    problem = Problem(NOW, UTC, (plan,), legs, legs * 10)
    return RouteTimes(NOW, plan, timetable(plan, problem))
