"""Whatever is asked in whatever order: no order, stop or item is ever lost or doubled."""

import os
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core import commands as c
from core.access import Actor, Role
from core.catalogue import shipped
from core.decide import decide
from core.demo_day import DEPOT_ID, GOODS, SHOPS, Address, Names, Size, make_demo_day
from core.model import (
    ActorId,
    AnswerKind,
    CaseId,
    CaseStatus,
    Custody,
    CustodyKind,
    CustomerChoice,
    DoorCheck,
    Driver,
    DriverId,
    FoundAt,
    Grade,
    Load,
    Order,
    OrderId,
    OrderKind,
    OrderStatus,
    Partner,
    PartnerId,
    PartnerKind,
    Position,
    Receiving,
    RefundStatus,
    Reserves,
    Resolution,
    Route,
    RouteId,
    Standby,
    StopId,
    StopKind,
    StopStatus,
    TextRef,
    TimeWindow,
    Vehicle,
    VehicleId,
    WaitingFor,
)
from core.policy import Check, Instead, Policy, RefundWhen, ReturnReason
from core.rules.answers import open_points, open_slots
from core.rules.breakdown import stranded_route
from core.rules.counting import expected_items, over_of, short_of
from core.rules.custody import lies_at, vehicle_holding
from core.rules.inspection import to_inspect
from core.rules.lookups import (
    Refused,
    active_case,
    first_free_index,
    is_taken_back,
    pending_stops,
)
from core.rules.refunds import refund_due
from core.rules.reports import is_looked_for
from core.rules.return_refunds import owed_for
from core.rules.tray import tray_of
from core.state import State, apply, diff

EXAMPLES = int(os.environ.get("BACKHAUL_TEST_EXAMPLES", "200"))
"""Random sequences of commands; `make soak examples=…` runs more."""
DAY = date(2026, 11, 23)
SYSTEM = Actor(ActorId("set-up"), Role.SYSTEM, frozenset({DEPOT_ID}))
OFFICE = Actor(ActorId("ana"), Role.DISPATCHER, frozenset({DEPOT_ID}))
NOON = datetime(2026, 11, 23, 15, tzinfo=UTC)


POLICIES = tuple(
    Policy(
        shop,
        20,
        tuple(ReturnReason),
        when,
        demands=(Check.UNUSED,),
        fee_minor=4_000,
        instead=(Instead.EXCHANGE,),
    )
    for shop, when in zip(SHOPS, [*RefundWhen, RefundWhen.AT_THE_DOOR], strict=True)
)


PARTNERS = (
    Partner(PartnerId("courier"), "Couriers", PartnerKind.SUBCONTRACTOR, 4_900, 23 * 60),
    Partner(PartnerId("counter"), "Counter", PartnerKind.DROP_OFF, 1_900, 23 * 60),
)
RESERVES = Reserves((Standby(DriverId("d9"), 0, 24 * 60),), PARTNERS)


def actor_of(route: Route) -> Actor:
    return Actor(ActorId(route.driver_id), Role.DRIVER, frozenset({DEPOT_ID}), route.driver_id)


def ask(state: State, command: c.Command, actor: Actor = OFFICE, now: datetime = NOON) -> State:
    for event in decide(state, command, actor, now):
        state = apply(state, event)
    return state


def small_day() -> State:
    """Two vans with four stops each today and two tomorrow, three requests in the queue."""
    addresses = [Address(f"Street {n}", -29.9 - n / 500, -71.2 - n / 700) for n in range(40)]

    def travel(points: object) -> npt.NDArray[np.float32]:
        spots = np.asarray(points)
        return np.asarray(
            np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)) * 9000, np.float32
        )

    day = make_demo_day(
        DAY,
        7,
        addresses,
        names=Names(("Ana", "Luis", "Eva"), ("Rojas", "Soto", "Díaz")),
        travel=travel,
        size=Size(drivers=2, stops=8, waiting=3, tomorrow_stops=4),
        policies=POLICIES,
        stock={goods[0].upper().replace(" ", "-"): n % 5 for n, goods in enumerate(GOODS)},
    )
    state = State()
    for command in day.commands:
        if isinstance(command, c.RegisterDepot):
            command = replace(command, depot=replace(command.depot, reserves=RESERVES))
        state = ask(state, command, SYSTEM, NOON - timedelta(hours=6))
    extra = c.RegisterFleet(
        (Driver(DriverId("d9"), TextRef("d9-name")),),
        (Vehicle(VehicleId("v9"), "Van 9", Load(900_000, 6_000_000, 9)),),
    )
    state = ask(state, extra, SYSTEM, NOON - timedelta(hours=6))
    for route in today(state):
        state = ask(state, c.StartRoute(route_id=route.id, at=NOON), actor_of(route))
    return state


def today(state: State) -> list[Route]:
    return [route for route in state.routes.values() if route.day == DAY.isoformat()]


SMALL_DAY = small_day()


def must_hold(state: State) -> None:
    """The promises that no sequence of commands may break."""
    listed = Counter(s for route in state.routes.values() for s in route.stop_ids)
    assert not [stop_id for stop_id, times in listed.items() if times > 1]
    for route in state.routes.values():
        must_hold_for_route(state, route)
    for order in state.orders.values():
        must_hold_for_order(state, order)
    known = {s for r in state.routes.values() if r.ended_at is None for s in known_to(r)}
    for stop in state.stops.values():
        assert stop.status.is_ended or stop.id in listed or stop.id in known
    items = {item.id for order in state.orders.values() for item in order.items}
    assert items | state.found.keys() == state.custody.keys()
    lots = Counter(item_id for lot in state.lots.values() for item_id in lot.item_ids)
    assert all(times == 1 for times in lots.values())
    for lot in state.lots.values():
        assert all(state.inspections[item_id].lot_id == lot.id for item_id in lot.item_ids)
    for route_id, receiving in state.receivings.items():
        must_hold_for_count(state, route_id, receiving)


def must_hold_for_count(state: State, route_id: RouteId, receiving: Receiving) -> None:
    """What is counted, short and over adds up, while it is counted and after."""
    assert all(units > 0 for units in receiving.counted.values())
    assert state.routes[route_id].ended_at is not None
    if receiving.closed_at is None:
        lines = expected_items(state, route_id)
        short, over = short_of(state, route_id), over_of(state, route_id)
        expected = sum(item.quantity for item in lines.values())
        counted = sum(n for i, n in receiving.counted.items() if i not in over)
        assert expected - sum(short.values()) == counted
    else:
        assert not [i for i in receiving.short if i not in state.custody]


def _call(state: State, n: int) -> tuple[c.Command, Actor]:
    """A driver on standby, with any van."""
    day = list(state.days)[n % len(state.days)]
    return c.CallStandby(day, DriverId("d9"), list(state.vehicles)[n % len(state.vehicles)]), OFFICE


def _fetch(state: State, which: int, n: int) -> c.Command:
    """A waiting order out of a van that stands, together with another one."""
    waiting = [
        order
        for order in state.orders.values()
        if order.status in (OrderStatus.WAITING, OrderStatus.FAILED)
    ] or list(state.orders.values())
    order = waiting[which % len(waiting)]
    vehicle = vehicle_holding(state, order)
    giver = stranded_route(state, vehicle.id) if vehicle is not None else None
    routes = [route for route in state.routes.values() if route is not giver]
    route = routes[n % len(routes)]
    at = first_free_index(state, route)
    if giver is None or giver.stranded is None:
        return c.PlaceAll((_place(order.id, route, at),))
    way = c.HandOver(giver.stranded.place_id, giver.id, giver.version, 0, at)
    place = c.PlaceOrder(order.id, route.id, at + 1, route.version, way)
    return c.PlaceAll((place,))


def _replan(state: State, route: Route, order_id: OrderId, which: int, n: int) -> c.Command:
    """The last stop of one route goes to another one, where the last two change places."""
    other = list(state.routes.values())[which % len(state.routes)]
    if other.id == route.id:
        return c.Replan(placements=(_place(order_id, route, len(route.stop_ids)),))
    there = (*other.stop_ids, *route.stop_ids[-1:])
    return c.Replan(
        sequences=(
            c.RouteSequence(route.id, route.stop_ids[:-1], route.version),
            c.RouteSequence(other.id, (*there[:-2], *there[-2:][::-1]), other.version),
        ),
        placements=(_place(order_id, route, n % 2),) if n % 3 else (),
        withdrawn=(order_id,) if n % 3 == 0 else (),
    )


def _back(state: State, which: int) -> RouteId:
    """A van that is back, if there is one."""
    routes = list(state.receivings) or list(state.routes)
    return routes[which % len(routes)]


def _code(state: State, which: int, n: int) -> str:
    """A line, an order, goods with a number, or nonsense."""
    items = list(state.custody)
    order = list(state.orders.values())[which % len(state.orders)]
    aboard = [i for r in state.receivings.values() for i in r.expected] or items
    codes = (
        aboard[which % len(aboard)],
        order.id,
        f"{n % 4}*{order.items[0].sku}",
        items[which % len(items)],
        "no such code",
    )
    return str(codes[n % len(codes)])


def _ticked(state: State, route_id: RouteId, which: int, n: int) -> c.CountGoods:
    receiving = state.receivings.get(route_id)
    lines = [*receiving.expected, *receiving.counted] if receiving is not None else []
    lines = lines or list(state.custody)
    return c.CountGoods(route_id, {lines[which % len(lines)]: n % 3}, n % 5 if n % 2 else None)


def _all_there(state: State, route_id: RouteId) -> c.CountGoods:
    if route_id not in state.receivings:
        return c.CountGoods(route_id)
    expected = expected_items(state, route_id)
    empties = state.receivings[route_id].empties
    return c.CountGoods(route_id, {i: item.quantity for i, item in expected.items()}, empties)


def _of(table: Mapping[Any, object], which: int) -> Any:
    """A key of a table, or one that is in none."""
    keys = list(table) or ["none"]
    return keys[which % len(keys)]


def _inspected(state: State, which: int, n: int) -> c.InspectGoods:
    """Something at the depot, mostly."""
    waiting = to_inspect(state) or tuple(state.custody)
    codes = list(shipped().dispositions)
    grade = list(Grade)[n % len(Grade)]
    return c.InspectGoods(waiting[which % len(waiting)], grade, codes[n % len(codes)], "note:9")


def _matched(state: State, which: int, n: int) -> c.MatchGoods:
    """Something on the shelf with something that is missing."""
    missing = [i for i, held in state.custody.items() if held.kind is CustodyKind.MISSING]
    missing = missing or list(state.custody)
    shelf = list(state.found) or list(state.custody)
    return c.MatchGoods(shelf[which % len(shelf)], missing[n % len(missing)])


def _with_partner(state: State, which: int) -> OrderId:
    """An order that a partner has, if there is one."""
    held = [order.id for order in state.orders.values() if order.partner is not None]
    orders = held or list(state.orders)
    return orders[which % len(orders)]


def known_to(route: Route) -> tuple[StopId, ...]:
    return (*route.manifest, *(route.offer.stop_ids if route.offer is not None else ()))


def must_hold_for_route(state: State, route: Route) -> None:
    planned = [state.stops[stop_id] for stop_id in route.stop_ids]
    agreed = [state.stops[stop_id] for stop_id in route.manifest]
    assert all(stop.route_id == route.id for stop in planned)
    assert len(set(route.manifest)) == len(route.manifest)
    for stops in (planned, agreed):
        ended = [stop.status.is_ended for stop in stops if stop.route_id == route.id]
        assert ended == sorted(ended, reverse=True), "what has ended comes first"
    assert all(stop.status is not StopStatus.CANCELLED for stop in (*planned, *agreed))
    if route.ended_at is not None:
        assert route.offer is None
        assert all(stop.status.is_ended for stop in planned)
    taken = {stop.order_id for stop in planned if stop.kind is StopKind.TAKE}
    for stop in planned:
        is_delivery = stop.kind in (StopKind.DELIVER, StopKind.EXCHANGE)
        if is_delivery and not stop.status.is_ended and route.started_at is not None:
            vehicle = vehicle_holding(state, state.orders[stop.order_id])
            is_aboard = vehicle is not None and vehicle.id == route.vehicle_id
            assert is_aboard or stop.order_id in taken, "nobody drives without the goods"


def must_hold_for_order(state: State, order: Order) -> None:
    assert order.day in state.days
    pending = pending_stops(state, order.id)
    visits = [stop for stop in pending if stop.kind not in HALVES]
    assert len(visits) == (order.status is OrderStatus.PLANNED)
    for stop in visits:
        if stop.kind is StopKind.FETCH:
            where = lies_at(state, order)
            assert where is not None, "nobody drives to where nothing lies"
            assert where.id == stop.place_id
    for stop in pending:
        assert order.status is OrderStatus.PLANNED
        assert state.routes[stop.route_id].day == order.day
    for stop in pending:
        linked = state.stops.get(stop.linked_stop_id) if stop.linked_stop_id else None
        if stop.kind is StopKind.TAKE and linked is None:
            vehicle = vehicle_holding(state, order)
            assert vehicle is not None
            taker = state.routes[stop.route_id].vehicle_id
            fetched = stranded_route(state, vehicle.id) is not None or vehicle.id == taker
            assert fetched, "fetched where a van stands"
        elif stop.kind in HALVES:
            assert linked is not None
            assert linked.kind in HALVES
            assert linked.status is StopStatus.COMPLETED or linked in pending
        if stop.kind is StopKind.TAKE:
            stop_ids = state.routes[stop.route_id].stop_ids
            assert stop_ids.index(stop.id) < stop_ids.index(visits[0].id)
    must_be_accounted_for(state, order)
    if order.status in (OrderStatus.WAITING, OrderStatus.FAILED):
        case = active_case(state, order.id)
        assert case is not None, "nobody is forgotten"
        if case.status in (CaseStatus.DECIDED, CaseStatus.ON_ITS_WAY):
            assert case.decision is not None
            assert case.decision.resolution in COMES_BACK


def must_be_accounted_for(state: State, order: Order) -> None:
    """A case ends with its goods where they belong and the money paid back, or with a reason."""
    case = state.cases.get(CaseId(f"case-{order.id}"))
    if case is None or case.status is not CaseStatus.CLOSED or case.notes:
        return
    refund = order.refund.status if order.refund is not None else None
    assert refund is not RefundStatus.REQUESTED, "the shop has not answered"
    if order.replaced_by is not None:
        assert state.orders[order.replaced_by].replaces == order.id
        return
    if is_taken_back(state, order):
        sent = {state.custody[item.id].kind for item in order.items if not item.is_collected}
        assert sent == {CustodyKind.DEPOT}, "back in stock"
        assert order.status is OrderStatus.CLOSED
        return
    kinds = {state.custody[item.id].kind for item in order.items}
    if refund is not RefundStatus.CONFIRMED:
        assert CustodyKind.MISSING not in kinds, "nobody looks for the goods any more"
    assert owed_for(state, order) is None, "the shop owes what came back"
    if order.kind in (OrderKind.DELIVERY, OrderKind.EXCHANGE) and refund_due(order):
        brought = [state.custody[item.id] for item in order.items if not item.is_collected]
        is_brought = all(
            custody.kind is CustodyKind.CUSTOMER or is_where_it_was_brought(custody, order)
            for custody in brought
        )
        assert is_brought or refund is RefundStatus.CONFIRMED


def is_where_it_was_brought(custody: Custody, order: Order) -> bool:
    """Whether goods that somebody missed still wait at the point that the order went to."""
    return custody.kind is CustodyKind.PARTNER and custody.holder == order.place_id


COMES_BACK = (
    Resolution.RETURN_TO_DEPOT,
    Resolution.REFUND,
    Resolution.REPLACE,
    Resolution.HAND_TO_PARTNER,
    Resolution.KEEP_AT_COUNTER,
)
REPORTS = ("lost", "misdelivered", "uncollected", "claimed_not_received")
HALVES = (StopKind.GIVE, StopKind.TAKE)


@st.composite
def wishes(draw: st.DrawFn) -> tuple[str, int, int, int]:
    """What somebody wants, with numbers to choose the subjects by."""
    what = draw(
        st.sampled_from(
            [
                "place",
                "hand_over",
                "withdraw",
                "move",
                "send",
                "answer",
                "start",
                "step",
                "step",
                "finish",
                "finish",
                "finish_part",
                "finish_part",
                "problem",
                "word",
                "fail",
                "reschedule",
                "carry",
                "depot",
                "cancel",
                "reopen",
                "wait",
                "hand",
                "hold",
                "learn",
                "move_pin",
                "readdress",
                "book",
                "note",
                "report",
                "find",
                "locate",
                "fetch_goods",
                "unlocate",
                "counter",
                "picked_up",
                "to_point",
                "choose",
                "refund",
                "settle",
                "call",
                "break_down",
                "fetch",
                "resume",
                "partner",
                "partner_done",
                "except",
                "tell",
                "replace",
                "bring_back",
                "unreplace",
                "unreplace",
                "unexcept",
                "link",
                "lock",
                "resequence",
                "end",
                "end",
                "scan",
                "unscan",
                "tick",
                "count_all",
                "accept_count",
                "recount",
                "match",
                "inspect",
                "inspect",
                "look_again",
                "close_lot",
                "send_lot",
                "close_day",
            ]
        )
    )
    a, b, n = (draw(st.integers(0, 60)) for _ in range(3))
    return what, a, b, n


def command_for(state: State, wish: tuple[str, int, int, int]) -> tuple[c.Command, Actor]:
    """A command that fits the wish, sensible or not."""
    what, a, b, n = wish
    routes, orders = list(state.routes.values()), list(state.orders)
    route, order_id = routes[a % len(routes)], orders[b % len(orders)]
    stops = route.manifest or tuple(state.stops)
    ahead = [s for s in route.manifest if not state.stops[s].status.is_ended]
    stop_id = ahead[n % 2 % len(ahead)] if ahead else stops[n % len(stops)]
    case_id = list(state.cases)[b % len(state.cases)]
    offer = route.offer.id if route.offer is not None else "none"
    driver = actor_of(route)
    status = state.stops[stop_id].status
    step: c.Command = c.StartStop(stop_id=stop_id, at=NOON)
    if status is StopStatus.EN_ROUTE:
        step = c.ArriveAtStop(stop_id=stop_id, at=NOON, position=Position(-29.9, -71.2))
    elif status is StopStatus.ARRIVED:
        step = c.CompleteStop(stop_id=stop_id, at=NOON)
    plain: dict[str, tuple[c.Command, Actor]] = {
        "place": (_place(order_id, route, n % 9), OFFICE),
        "hand_over": (_likely_hand_over(state, b, n), OFFICE),
        "withdraw": (c.WithdrawOrder(order_id=order_id), OFFICE),
        "move": (_move(state, b, route, n % 9), OFFICE),
        "send": (c.SendChanges(route_id=route.id, expected_version=route.version), OFFICE),
        "answer": (
            c.AcceptChanges(route_id=route.id, offer_id=offer, at=NOON)  # type: ignore[arg-type]
            if n % 3
            else c.DeclineChanges(
                route_id=route.id,
                offer_id=offer,  # type: ignore[arg-type]
                reason="full",
                at=NOON,
            ),
            driver,
        ),
        "start": (c.StartRoute(route_id=route.id, at=NOON), driver),
        "step": (step, driver),
        "finish": (
            c.CompleteStop(stop_id=stop_id, at=NOON, checks=_found(state, stop_id, n)),
            driver,
        ),
        "finish_part": (
            c.CompleteStop(stop_id=stop_id, at=NOON, failed=_not_taken(state, stop_id, n)),
            driver,
        ),
        "problem": (
            c.ReportProblem(stop_id=stop_id, reason="out_of_time", at=NOON),
            driver,
        ),
        "word": (
            c.AnswerProblem(
                stop_id=stop_id, answer=list(AnswerKind)[n % 3], wait_min=n % 9, note="note:7"
            ),
            OFFICE,
        ),
        "fail": (_fail(state, stop_id), driver),
        "reschedule": (
            c.RescheduleOrder(
                order_id=order_id, day=list(state.days)[n % len(state.days)], is_undo=n % 3 == 1
            ),
            OFFICE,
        ),
        "carry": (
            c.CarryOver(list(state.days)[-1 - n % 2], (order_id,), is_undo=n % 3 == 1),
            OFFICE,
        ),
        "depot": (c.ReturnToDepot(case_id=case_id), OFFICE),
        "cancel": (
            c.CancelOrder(order_id, "note:3" if n % 3 else "", takes_off=n % 7 == 1),
            OFFICE,
        ),
        "reopen": (c.ReopenCase(case_id=case_id), OFFICE),
        "wait": (
            c.LetCaseWait(
                case_id,
                list(WaitingFor)[n % 4],
                NOON + timedelta(minutes=n),
                "note:1" if n % 2 else "",
            ),
            OFFICE,
        ),
        "hand": (c.HandCase(case_id, ActorId(f"bea-{n % 3}")), OFFICE),
        "report": (c.ReportOrder(order_id, REPORTS[n % 4]), OFFICE),
        "locate": (_locate(state, b, n), OFFICE),
        "unlocate": (c.UndoLocating(_lying(state, b)), OFFICE),
        "counter": (c.KeepAtCounter(order_id), OFFICE),
        "picked_up": (
            (c.UndoPickup if n % 3 == 0 else c.RecordPickup)(_to_be_fetched(state, b)),
            OFFICE,
        ),
        "to_point": (_to_point(state, order_id, route, n), OFFICE),
        "fetch_goods": (_place(_lying(state, b), route, len(route.stop_ids)), OFFICE),
        "find": (c.FindGoods(order_id, list(FoundAt)[n % 3]), OFFICE),
        "choose": _choice(state, state.orders[order_id], n),
        "refund": (c.RefundOrder(case_id), OFFICE),
        "settle": (
            c.SettleRefund(_asked(state, b) or order_id, is_paid=n % 3 > 0, words="no"),
            OFFICE,
        ),
        "replace": (c.ReplaceOrder(case_id), OFFICE),
        "bring_back": (_bring_back(state, b, n), OFFICE),
        "unreplace": (c.UndoReplacement(_replaced(state, b) or order_id), OFFICE),
        "link": (
            (c.GiveLink if n % 2 else c.RevokeLink)(order_id, NOON + timedelta(days=n % 3)),
            OFFICE,
        ),
        "unexcept": (c.WithdrawException(order_id), OFFICE),
        "tell": (c.InstructRefunds(is_run=True), OFFICE),
        "call": _call(state, n),
        "break_down": (
            c.ReportBreakdown(
                route.id,
                ("vehicle_breakdown", "driver_unavailable")[n % 2],
                Position(-29.9, -71.2) if n % 3 else None,
            ),
            OFFICE,
        ),
        "fetch": (_fetch(state, b, n), OFFICE),
        "resume": (c.ResumeRoute(route.id), OFFICE),
        "partner": (
            c.HandToPartner(order_id, PARTNERS[n % 2].id, PARTNERS[n % 2].price_minor),
            OFFICE,
        ),
        "partner_done": (c.SettlePartner(_with_partner(state, b), is_done=n % 3 > 0), OFFICE),
        "hold": (_hold(order_id, route, n), OFFICE),
        "book": (c.BookSlot(order_id) if n % 3 else c.ReleaseSlot(order_id), OFFICE),
        "readdress": (
            c.ReaddressOrder(order_id, f"Calle Nueva {n % 4}", -29.9, -71.2),
            OFFICE,
        ),
        "move_pin": (_move_pin(state, order_id, n), OFFICE),
        "learn": (c.LearnPlace(order_id, f"note:{n}" if n % 3 else "", has_dog=n % 2 > 0), OFFICE),
        "except": (c.MakeException(order_id, "note:8"), OFFICE),
        "note": (c.AddCaseNote(case_id, "note:2"), OFFICE),
        "lock": (
            c.UnlockRoute(route_id=route.id) if route.is_locked else c.LockRoute(route_id=route.id),
            OFFICE,
        ),
        "resequence": (
            c.ResequenceRoute(
                route_id=route.id,
                stop_ids=route.stop_ids[: len(route.stop_ids) - 2] + route.stop_ids[-2:][::-1],
                expected_version=route.version,
            ),
            OFFICE,
        ),
        "replan": (_replan(state, route, order_id, b, n), OFFICE),
        "end": (c.EndRoute(route_id=route.id, at=NOON), driver),
        "scan": (c.ScanGoods(_back(state, a), _code(state, b, n)), OFFICE),
        "unscan": (c.UnscanGoods(_back(state, a), _code(state, b, n)), OFFICE),
        "tick": (_ticked(state, _back(state, a), b, n), OFFICE),
        "count_all": (_all_there(state, _back(state, a)), OFFICE),
        "accept_count": (c.CloseReceiving(_back(state, a), "note:9" if n % 3 else ""), OFFICE),
        "recount": (c.ReopenReceiving(_back(state, a)), OFFICE),
        "match": (_matched(state, b, n), OFFICE),
        "inspect": (_inspected(state, b, n), OFFICE),
        "look_again": (c.UndoInspection(_of(state.inspections or state.custody, b)), OFFICE),
        "close_lot": (
            c.ReopenLot(_of(state.lots, b)) if n % 4 == 0 else c.CloseLot(_of(state.lots, b), "X"),
            OFFICE,
        ),
        "send_lot": (c.SendLot(_of(state.lots, b)), OFFICE),
        "close_day": (
            c.ReopenDay(_of(state.days, b)) if n % 3 == 0 else c.CloseDay(_of(state.days, b)),
            OFFICE,
        ),
    }
    return plain[what]


def _move_pin(state: State, order_id: OrderId, n: int) -> c.MovePlace:
    """A few metres, seldom far too many."""
    place = state.places[state.orders[order_id].place_id]
    step = 0.1 if n % 7 == 0 else 0.001
    seen = Position(place.lat, place.lon)
    return c.MovePlace(place.id, place.lat + step, place.lon, seen)


def _hold(order_id: OrderId, route: Route, n: int) -> c.HoldSlot:
    """A window of the route's day that may already be another caller's."""
    opens = route.starts_at + timedelta(hours=n % 4)
    return c.HoldSlot(order_id, route.day, TimeWindow(opens, opens + timedelta(hours=2)), route.id)


def _locate(state: State, which: int, n: int) -> c.LocateGoods:
    """What is looked for lies at a neighbour's, or somewhere that nobody knew."""
    looked_for = [
        case.order_id
        for case in state.cases.values()
        if case.status is not CaseStatus.CLOSED and is_looked_for(state, case)
    ] or list(state.orders)
    order_id = looked_for[which % len(looked_for)]
    place = list(state.places.values())[n % len(state.places)]
    address = place.address if n % 2 else f"Wrong door {n}"
    return c.LocateGoods(order_id, address, place.lat, place.lon)


def _to_be_fetched(state: State, which: int) -> OrderId:
    """An order that waits for its customer, or has been fetched, if there is one."""
    orders = [
        each.id
        for each in state.orders.values()
        if each.counter is not None or each.home_place_id is not None
    ] or list(state.orders)
    return orders[which % len(orders)]


def _to_point(state: State, order_id: OrderId, route: Route, n: int) -> c.PlaceOrder:
    """Onto the route, to a collection point instead of home."""
    assert state.depot is not None
    points = state.depot.offers.points
    place = _place(order_id, route, n % 9)
    return replace(place, point_id=points[n % len(points)].place.id)


def _lying(state: State, which: int) -> OrderId:
    """An order whose goods lie where they do not belong, if there is one."""
    orders = [each.id for each in state.orders.values() if lies_at(state, each) is not None]
    orders = orders or list(state.orders)
    return orders[which % len(orders)]


def _replaced(state: State, which: int) -> OrderId | None:
    """An order instead of which another one is sent."""
    found = [order.id for order in state.orders.values() if order.replaced_by is not None]
    return found[which % len(found)] if found else None


def _bring_back(state: State, which: int, n: int) -> c.EnterReturn:
    """Some of what was delivered comes back; mostly of an order that is done."""
    done = [order for order in state.orders.values() if order.status is OrderStatus.DONE]
    orders = done or list(state.orders.values())
    order = orders[which % len(orders)]
    lines = tuple(c.ReturnedLine(item.id, 1 + n % 2) for item in order.items[: 1 + n % 2])
    reason = list(ReturnReason)[n % len(ReturnReason)]
    day = list(state.days)[n % len(state.days)]
    return c.EnterReturn(order.id, lines, reason, day, is_exchange=n % 5 == 0)


def _found(state: State, stop_id: StopId, n: int) -> tuple[DoorCheck, ...]:
    """What the driver finds at the door: mostly all is well."""
    items = state.orders[state.stops[stop_id].order_id].items
    return tuple(
        DoorCheck(item.id, Check.UNUSED, is_ok=(n + at) % 5 > 0) for at, item in enumerate(items)
    )


def _not_taken(state: State, stop_id: StopId, n: int) -> tuple[c.FailedLine, ...]:
    """Some lines of a delivery, seldom all of them, each for a reason of its own."""
    items = state.orders[state.stops[stop_id].order_id].items
    reasons = ("missing_item", "damaged", "refused")
    chosen = [item for at, item in enumerate(items) if (n >> at) % 2 or n % 7 == 0]
    return tuple(c.FailedLine(item.id, reasons[(n + at) % 3]) for at, item in enumerate(chosen))


def _asked(state: State, which: int) -> OrderId | None:
    """An order whose refund the shop has not answered."""
    waiting = [
        order.id
        for order in state.orders.values()
        if order.refund is not None and order.refund.status is RefundStatus.REQUESTED
    ]
    return waiting[which % len(waiting)] if waiting else None


def _choice(state: State, order: Order, n: int) -> tuple[c.Command, Actor]:
    """A customer's answer: one that is offered, if there is one."""
    customer = Actor(
        ActorId(f"customer:{order.id}"), Role.CUSTOMER, frozenset({DEPOT_ID}), order_id=order.id
    )
    choice = list(CustomerChoice)[n % len(CustomerChoice)]
    slots, points = open_slots(state, order, NOON), open_points(state, order)
    command = c.AnswerOrder(order.id, choice, note=f"note:{n}" if n % 2 else "")
    if choice is CustomerChoice.NEW_DAY and slots:
        slot = slots[n % len(slots)]
        command = msgspec.structs.replace(command, day=slot.day, window=slot.window)
    if choice is CustomerChoice.COLLECTION_POINT and points:
        command = msgspec.structs.replace(command, point_id=points[0].place.id)
    return command, customer


def _place(order_id: str, route: Route, index: int) -> c.PlaceOrder:
    return c.PlaceOrder(
        order_id=order_id,  # type: ignore[arg-type]
        route_id=route.id,
        index=index,
        expected_version=route.version,
    )


def _likely_hand_over(state: State, which: int, n: int) -> c.Command:
    """Pass on something that is in a van and waits for a decision."""
    waiting = [
        (order.id, route)
        for order in state.orders.values()
        for route in state.routes.values()
        if order.status in (OrderStatus.FAILED, OrderStatus.WAITING)
        and route.vehicle_id == getattr(vehicle_holding(state, order), "id", None)
        and route.started_at is not None
        and route.ended_at is None
    ]
    if not waiting:
        return c.CancelOrder(order_id=list(state.orders)[which % len(state.orders)])
    order_id, giver = waiting[which % len(waiting)]
    takers = [r for r in state.routes.values() if r.day == giver.day and r.id != giver.id]
    return _hand_over(state, order_id, takers[n % len(takers)], giver, n)


def _hand_over(state: State, order_id: str, taker: Route, giver: Route, n: int) -> c.PlaceOrder:
    take = min(first_free_index(state, taker) + n % 3, len(taker.stop_ids))
    way = c.HandOver(
        place_id=taker.end_place_id,
        give_route_id=giver.id,
        give_expected_version=giver.version,
        give_index=first_free_index(state, giver),
        take_index=take,
    )
    return c.PlaceOrder(
        order_id=order_id,  # type: ignore[arg-type]
        route_id=taker.id,
        index=take + 1,
        expected_version=taker.version,
        hand_over=way,
    )


def _move(state: State, which: int, route: Route, index: int) -> c.MoveStop:
    stop_id = list(state.stops)[which % len(state.stops)]
    return c.MoveStop(
        stop_id=stop_id, route_id=route.id, index=index, expected_version=route.version
    )


def _fail(state: State, stop_id: StopId) -> c.FailStop:
    collects = state.stops[stop_id].kind is StopKind.COLLECT
    reason = "return_not_ready" if collects else "recipient_absent"
    if state.stops[stop_id].kind in HALVES:
        reason = "out_of_time"
    return c.FailStop(stop_id=stop_id, reason=reason, at=NOON)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(wishes(), min_size=25, max_size=60))
def test_no_sequence_of_commands_loses_or_doubles_anything(
    wanted: list[tuple[str, int, int, int]],
) -> None:
    state = SMALL_DAY
    for wish in wanted:
        command, actor = command_for(state, wish)
        try:
            state = ask(state, command, actor)
        except Refused:
            continue
        must_hold(state)


@settings(max_examples=40, deadline=None)
@given(st.lists(wishes(), max_size=30), st.integers(0, 29))
def test_a_snapshot_with_its_tail_equals_the_full_replay(
    wanted: list[tuple[str, int, int, int]], cut: int
) -> None:
    full = resumed = SMALL_DAY
    for n, wish in enumerate(wanted):
        if n == cut:
            resumed = msgspec.json.decode(msgspec.json.encode(resumed), type=State)
        command, actor = command_for(full, wish)
        try:
            events = decide(full, command, actor, NOON)
        except Refused:
            continue
        for event in events:
            full, resumed = apply(full, event), apply(resumed, event)
    encoder = msgspec.json.Encoder(order="deterministic")
    assert encoder.encode(full) == encoder.encode(resumed)


def a_failed_delivery(state: State) -> tuple[State, str, Route, Route]:
    """The first delivery of the first van has failed; its order, its van and the other one."""
    for route, other in zip(today(state), reversed(today(state)), strict=True):
        for stop_id in route.manifest:
            stop = state.stops[stop_id]
            driver = actor_of(route)
            state = ask(state, c.StartStop(stop_id=stop_id, at=NOON), driver)
            if stop.kind is StopKind.DELIVER:
                state = ask(state, _fail(state, stop_id), driver)
                return state, stop.order_id, state.routes[route.id], state.routes[other.id]
            state = ask(state, c.CompleteStop(stop_id=stop_id, at=NOON), driver)
    raise AssertionError("the small day has no delivery")


def test_a_failed_delivery_stays_in_its_van_and_opens_a_case() -> None:
    state, order_id, route, _ = a_failed_delivery(SMALL_DAY)
    case = state.cases[f"case-{order_id}"]  # type: ignore[index]
    assert case.status is CaseStatus.OPEN
    assert case.reason == "recipient_absent"
    item = state.orders[case.order_id].items[0]
    assert state.custody[item.id].kind is CustodyKind.VEHICLE
    assert state.custody[item.id].holder == route.vehicle_id


def test_another_van_needs_a_hand_over_for_it() -> None:
    state, order_id, route, other = a_failed_delivery(SMALL_DAY)
    with pytest.raises(Refused, match="needs a hand-over"):
        ask(state, _place(order_id, other, len(other.stop_ids)))
    placed = ask(state, _hand_over(state, order_id, other, route, 0))
    kinds = [stop.kind for stop in pending_stops(placed, state.orders[order_id].id)]  # type: ignore[index]
    assert kinds == [StopKind.GIVE, StopKind.TAKE, StopKind.DELIVER]


def test_its_own_van_retries_and_an_undo_before_sending_leaves_nothing_to_send() -> None:
    state, order_id, route, _ = a_failed_delivery(SMALL_DAY)
    state = ask(state, _place(order_id, route, len(route.stop_ids)))
    assert [len(part) for part in tray_of(state, state.routes[route.id])] == [1, 0, 0]
    state = ask(state, c.WithdrawOrder(order_id=order_id))  # type: ignore[arg-type]
    assert [len(part) for part in tray_of(state, state.routes[route.id])] == [0, 0, 0]
    version = state.routes[route.id].version
    with pytest.raises(Refused, match="knows everything"):
        ask(state, c.SendChanges(route_id=route.id, expected_version=version))


def a_sent_return(state: State) -> tuple[State, str, RouteId]:
    """A waiting return was put on the first van and sent."""
    order = next(
        o
        for o in state.orders.values()
        if o.kind is OrderKind.RETURN and o.status is OrderStatus.WAITING
    )
    route = today(state)[0]
    state = ask(state, _place(order.id, route, len(route.stop_ids)))
    version = state.routes[route.id].version
    state = ask(state, c.SendChanges(route_id=route.id, expected_version=version))
    return state, order.id, route.id


def test_an_accepted_change_is_the_drivers_list_from_then_on() -> None:
    state, order_id, route_id = a_sent_return(SMALL_DAY)
    route = state.routes[route_id]
    assert route.offer is not None
    accept = c.AcceptChanges(route_id=route_id, offer_id=route.offer.id, at=NOON)
    state = ask(state, accept, actor_of(route))
    assert state.routes[route_id].manifest == state.routes[route_id].stop_ids
    assert state.cases[f"case-{order_id}"].status is CaseStatus.ON_ITS_WAY  # type: ignore[index]


def test_a_declined_change_is_back_in_the_queue_with_the_reason() -> None:
    state, order_id, route_id = a_sent_return(SMALL_DAY)
    route = state.routes[route_id]
    assert route.offer is not None
    decline = c.DeclineChanges(route_id=route_id, offer_id=route.offer.id, reason="unsafe", at=NOON)
    state = ask(state, decline, actor_of(route))
    case = state.cases[f"case-{order_id}"]  # type: ignore[index]
    assert case.status is CaseStatus.OPEN
    assert case.reopened_because == f"{route.name} declined: not safe"
    assert state.routes[route_id].stop_ids == SMALL_DAY.routes[route_id].stop_ids


def test_a_stale_drag_is_refused_in_words() -> None:
    state, order_id, route, _ = a_failed_delivery(SMALL_DAY)
    stale = msgspec.structs.replace(_place(order_id, route, 4), expected_version=0)
    with pytest.raises(Refused, match="changed since you looked"):
        ask(state, stale)


def test_a_locked_route_refuses_a_drop_and_says_who_locked_it() -> None:
    state, order_id, route, _ = a_failed_delivery(SMALL_DAY)
    state = ask(state, c.LockRoute(route_id=route.id))
    with pytest.raises(Refused, match="is locked by ana"):
        ask(state, _place(order_id, state.routes[route.id], 4))


def test_a_stop_already_done_is_refused_with_its_time() -> None:
    state, _, route, _ = a_failed_delivery(SMALL_DAY)
    ended = next(s for s in route.manifest if state.stops[s].status.is_ended)
    with pytest.raises(Refused, match="was already"):
        ask(state, c.CompleteStop(stop_id=ended, at=NOON), actor_of(route))


def test_a_driver_reports_on_the_own_route_only() -> None:
    route, other = today(SMALL_DAY)
    with pytest.raises(Refused, match="not your route"):
        ask(SMALL_DAY, c.StartStop(stop_id=route.manifest[0], at=NOON), actor_of(other))


def test_an_order_dragged_onto_tomorrow_leaves_today_in_the_same_moment() -> None:
    state, order_id, _, _ = a_failed_delivery(SMALL_DAY)
    tomorrow = next(day for day in state.days if day != DAY.isoformat())
    route = next(r for r in state.routes.values() if r.day == tomorrow)
    moved = ask(state, _place(order_id, route, 0))
    assert moved.orders[order_id].day == tomorrow  # type: ignore[index]
    assert state.orders[order_id].id in diff(state, moved).orders  # type: ignore[index]
    assert not any(
        moved.stops[s].order_id == order_id and not moved.stops[s].status.is_ended
        for r in today(moved)
        for s in r.stop_ids
    )


def test_what_the_driver_did_counts_although_the_office_had_taken_it_off() -> None:
    route = today(SMALL_DAY)[0]
    stop_id = route.manifest[-1]
    order_id = SMALL_DAY.stops[stop_id].order_id
    state = ask(SMALL_DAY, c.WithdrawOrder(order_id=order_id))
    for n, each in enumerate(route.manifest):
        driver = actor_of(route)
        if each == stop_id:
            state = ask(state, c.CompleteStop(stop_id=each, at=NOON), driver)
        elif n == 0:
            state = ask(state, c.StartStop(stop_id=each, at=NOON), driver)
            state = ask(state, c.CompleteStop(stop_id=each, at=NOON), driver)
    assert state.orders[order_id].status is OrderStatus.DONE
    assert stop_id in state.routes[route.id].stop_ids
    must_hold(state)


def test_a_route_does_not_end_with_pending_stops() -> None:
    route = today(SMALL_DAY)[0]
    with pytest.raises(Refused, match="pending stops"):
        ask(SMALL_DAY, c.EndRoute(route_id=route.id, at=NOON), actor_of(route))
