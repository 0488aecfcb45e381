"""What a case cost, when it was made good and what a route became, as rows for reports."""

from datetime import timedelta

from msgspec.structs import replace

from core import events as e
from core.hub.log import ReadRow, ReadValue
from core.hub.report_rows import (
    Recorded,
    containers,
    driven_route,
    local,
    made_good,
    money_columns,
    money_of,
    ordered_again,
    planned_route,
    report_rows,
    visited,
    where,
)
from core.model import (
    ActorId,
    Attempt,
    Case,
    CaseId,
    CaseKind,
    CounterPickup,
    CustomerId,
    Decision,
    DriverId,
    Grade,
    Inspection,
    ItemId,
    Order,
    OrderId,
    OrderKind,
    Rates,
    Refund,
    RefundStatus,
    Resolution,
    RouteId,
    StopId,
    StopKind,
    StopStatus,
    Sum,
    SumKind,
    WayOut,
)
from core.state import State
from tests.builders import (
    A1,
    A3,
    DEPOT,
    MORNING,
    R1,
    TODAY,
    W1,
    after,
    make_order,
    make_place,
    make_stop,
    small_day,
)

RECORDED = Recorded(DEPOT.id, 7, "ana", after(30))
KEPT = WayOut(Resolution.RETRY_TODAY, (Sum(SumKind.ROUTE, -480),), R1, TODAY)
LEFT = WayOut(Resolution.REFUND, (Sum(SumKind.REFUND, -3_000), Sum(SumKind.RECOVERY, 2_000)))
DECISION = Decision(
    Resolution.RETRY_TODAY, ActorId("ana"), MORNING, R1, TODAY, considered=(KEPT, LEFT)
)
ATTEMPT = Attempt(StopId("a1.1"), DriverId("d1"), "refused", after(9), after(9))
CASE = Case(
    CaseId("case-a1"),
    CaseKind.FAILED_DELIVERY,
    A1,
    after(10),
    after(60),
    stop_id=StopId("a1.1"),
    decision=DECISION,
)


def day(**orders: Order) -> State:
    """The small day with a failed delivery, and these orders instead of its own."""
    state = small_day().state
    changed = {OrderId(name): order for name, order in orders.items()}
    return replace(state, cases={CASE.id: CASE}, orders=state.orders | changed)


def values(rows: tuple[ReadRow, ...]) -> dict[str, ReadValue]:
    (row,) = rows
    return dict(row.values)


def test_a_case_says_where_and_at_what_hour_of_the_depot_it_was_reported() -> None:
    state = day()
    found = where(CASE, state.orders[A1], state)
    assert (found["day"], found["hour"], found["driver_id"]) == ("2026-11-23", 8, "d1")
    assert (found["place_id"], found["lat"], found["customer_id"]) == ("p-a1", -29.9, "c-a1")
    assert (found["route"], found["attempts"]) == (state.routes[R1].name, 0)


def test_a_case_of_what_is_archived_has_no_place() -> None:
    found = where(replace(CASE, stop_id=None), None, State())
    assert found["place_id"] is found["lat"] is found["route"] is found["attempts"] is None
    gone = where(replace(CASE, stop_id=StopId("gone")), make_order("a1"), State())
    assert gone["lat"] is gone["driver_id"] is None
    assert local(MORNING, State()) == ("2026-11-23", 11)


def test_a_case_has_its_money_beside_what_the_other_way_would_have_brought() -> None:
    order = make_order("a1", refund=Refund(3_000, ActorId("ana"), MORNING))
    assert money_columns(CASE, order, State()) == {
        "cost_minor": 480,
        "refund_minor": 3_000,
        "recovery_minor": 0,
        "net_minor": -480,
        "other_resolution": "refund",
        "other_net_minor": -1_000,
    }
    assert money_columns(CASE, None, State()) == {}
    undecided = money_columns(replace(CASE, decision=None), make_order("a1"), State())
    assert undecided["net_minor"] is undecided["other_resolution"] is None
    alone = replace(DECISION, considered=(KEPT,))
    assert money_columns(replace(CASE, decision=alone), order, State())["other_net_minor"] is None


def test_a_refund_changes_the_money_of_its_case() -> None:
    refund = Refund(3_000, ActorId("ana"), MORNING)
    state = day(a1=make_order("a1", refund=refund))
    asked = report_rows(e.RefundRequested(A1, refund), state, RECORDED)
    assert values(asked)["refund_minor"] == 3_000
    paid = report_rows(e.RefundSettled(A1, RefundStatus.CONFIRMED, after(70)), state, RECORDED)
    assert [row.values.get("made_good_by") for row in paid] == [None, "refund"]
    refused = replace(refund, status=RefundStatus.FAILED)
    state = day(a1=make_order("a1", refund=refused))
    said_no = report_rows(e.RefundSettled(A1, RefundStatus.FAILED, after(70)), state, RECORDED)
    assert values(said_no)["refund_minor"] == 0
    assert money_of(state, W1, DEPOT.id) == ()


def test_goods_that_were_looked_at_bring_what_was_found() -> None:
    state = day()
    item_id = state.orders[A1].items[0].id
    seen = Inspection(Grade.B, "restock", "restock", ActorId("ana"), after(90), 1_234)
    state = replace(state, inspections={item_id: seen})
    row = values(report_rows(e.GoodsInspected(item_id, seen), state, RECORDED))
    assert row["recovery_minor"] == 1_234
    gone = e.InspectionUndone(ItemId("gone"), ActorId("ana"), after(95))
    assert report_rows(gone, state, RECORDED) == ()


def test_an_order_that_is_split_has_its_money_anew() -> None:
    state = day()
    order = state.orders[A1]
    part = replace(order, id=OrderId("a1-p1"))
    split = e.OrderSplit(A1, part, make_stop(part))
    assert [row.values["case_id"] for row in report_rows(split, state, RECORDED)] == ["case-a1"]


def test_a_case_is_made_good_when_the_customer_has_the_goods() -> None:
    state = day()
    stop = replace(make_stop(make_order("a1")), status=StopStatus.COMPLETED)
    done = e.StopCompleted(stop.id, after(100), after(100))
    assert values(visited(done, stop, state, DEPOT.id)) == {
        "depot": DEPOT.id,
        "case_id": "case-a1",
        "made_good_at": after(100),
        "made_good_by": "visit",
        "made_good_s": 90 * 60,
    }
    assert made_good(state, A1, "visit", MORNING, DEPOT.id)[0].values["made_good_s"] == 0
    assert visited(done, replace(stop, kind=StopKind.GIVE), state, DEPOT.id) == ()
    assert visited(done, replace(stop, order_id=OrderId("gone")), state, DEPOT.id) == ()
    assert visited(done, replace(stop, order_id=A3), state, DEPOT.id) == ()
    assert visited(done, replace(stop, order_id=OrderId("a2")), state, DEPOT.id) == ()


def test_a_replacement_in_hand_makes_the_order_good_that_it_stands_for() -> None:
    sent = make_order("n1", replaces=A1)
    stop = make_stop(sent)
    done = e.StopCompleted(stop.id, after(100), after(100))
    (row,) = visited(done, stop, day(n1=sent), DEPOT.id)
    assert (row.values["case_id"], row.values["made_good_by"]) == ("case-a1", "replacement")


def test_goods_found_and_partners_make_good_only_if_the_customer_has_them() -> None:
    state = day()
    found = report_rows(e.GoodsFound(A1, True, after(80)), state, RECORDED)
    assert values(found)["made_good_by"] == "found"
    assert report_rows(e.GoodsFound(A1, False, after(80)), state, RECORDED) == ()
    by_partner = report_rows(e.PartnerSettled(A1, True, after(80)), state, RECORDED)
    assert values(by_partner)["made_good_by"] == "partner"
    assert report_rows(e.PartnerSettled(A1, False, after(80)), state, RECORDED) == ()


def test_what_is_fetched_at_the_counter_makes_good_and_at_a_point_the_visit_had() -> None:
    pickup = CounterPickup(ActorId("ana"), after(60), after(60), after(600))
    state = day()
    kept = replace(state.orders[A1], counter=pickup)
    there = replace(state, orders=state.orders | {A1: kept})
    fetched = report_rows(e.OrderPickedUp(A1, after(80)), there, RECORDED)
    assert values(fetched)["made_good_by"] == "counter"
    assert report_rows(e.OrderPickedUp(A1, after(80)), state, RECORDED) == ()


def test_a_case_that_opens_again_is_not_made_good_any_more() -> None:
    row = values(report_rows(e.CaseOpened(CASE), day(), RECORDED))
    assert row["made_good_at"] is row["made_good_by"] is row["made_good_s"] is None


def again(state: State, *orders: Order) -> list[ReadRow]:
    added = e.OrdersAdded((), (), orders, {})
    after_it = replace(state, orders=state.orders | {order.id: order for order in orders})
    return list(ordered_again(added, after_it, RECORDED))


def test_a_customer_who_orders_after_a_failure_is_noticed() -> None:
    state = day()
    order = make_order("n1", customer_id=CustomerId("c-a1"))
    (row,) = again(state, order)
    assert row.values == {
        "depot": DEPOT.id,
        "case_id": "case-a1",
        "ordered_again_at": RECORDED.recorded_at,
    }


def test_only_somebody_who_buys_anew_has_ordered_again() -> None:
    state = day()
    mine = CustomerId("c-a1")
    assert again(state, make_order("n1")) == []
    assert again(state, make_order("n1", OrderKind.RETURN, customer_id=mine)) == []
    assert again(state, make_order("n1", customer_id=mine, replaces=A1)) == []
    assert again(state, make_order("a1")) == []
    request = replace(CASE, kind=CaseKind.RETURN_REQUEST)
    asked = replace(state, cases={CASE.id: request})
    assert again(asked, make_order("n1", customer_id=mine)) == []
    gone = replace(state, cases={CASE.id: replace(CASE, order_id=OrderId("gone"))})
    assert again(gone, make_order("n1", customer_id=mine)) == []


def test_a_route_begins_with_its_plan_and_nothing_driven() -> None:
    row = values(planned_route(day(), R1, DEPOT.id))
    assert (row["planned_stops"], row["done"], row["driven_m"]) == (3, 0, 0)
    assert (row["service_day"], row["planned_shift_s"]) == (TODAY, 9 * 3600)
    assert row["started_at"] is row["shift_s"] is None
    assert planned_route(day(), RouteId("gone"), DEPOT.id) == ()


def test_a_route_that_ended_says_how_long_it_took_and_what_it_emitted() -> None:
    state = day()
    assert state.depot is not None
    depot = replace(state.depot, rates=Rates(co2_g_per_km=500))
    route = replace(state.routes[R1], started_at=MORNING, ended_at=after(600))
    stops = {id_: replace(s, status=StopStatus.COMPLETED) for id_, s in state.stops.items()}
    state = replace(state, depot=depot, routes=state.routes | {R1: route}, stops=stops)
    row = values(driven_route(state, R1, DEPOT.id))
    assert row["shift_s"] == 600 * 60
    assert "planned_stops" not in row
    metres = row["driven_m"]
    assert isinstance(metres, int)
    assert metres > 1_000
    assert row["co2_g"] == metres // 2
    assert values(driven_route(replace(state, depot=None), R1, DEPOT.id))["co2_g"] == 0


def test_containers_are_worth_their_deposit() -> None:
    state = day()
    holder = replace(
        next(iter(state.customers.values())), empties=4, empties_since=MORNING - timedelta(days=9)
    )
    assert state.depot is not None
    depot = replace(state.depot, rates=Rates(container_minor=250))
    state = replace(state, depot=depot, customers={holder.id: holder})
    row = containers(state, holder.id, DEPOT.id).values
    assert (row["balance"], row["deposit_minor"], row["since"]) == (4, 1_000, holder.empties_since)
    bare = containers(replace(state, depot=None), holder.id, DEPOT.id).values
    assert bare["deposit_minor"] == 0


def test_events_of_routes_and_containers_write_their_rows() -> None:
    state = day()
    holder = replace(next(iter(state.customers.values())), empties=2)
    state = replace(state, customers=state.customers | {holder.id: holder})
    route = state.routes[R1]
    opened = e.DayOpened(TODAY, MORNING, (route,), ())
    for event, table in (
        (opened, "routes"),
        (e.RouteOpened(route), "routes"),
        (e.RouteStarted(R1, MORNING), "routes"),
        (e.RouteEnded(R1, after(600)), "routes"),
        (e.EmptiesCounted(holder.id, 2, R1), "containers"),
        (e.OrdersAdded((make_place(make_order("a1")),), (holder,), (), {}), "containers"),
    ):
        assert [row.table for row in report_rows(event, state, RECORDED)] == [table]
    for stop_event in (
        e.StopFailed(StopId("a1.1"), ATTEMPT),
        e.StopCompleted(StopId("a2.1"), after(9), after(9)),
    ):
        assert [row.table for row in report_rows(stop_event, state, RECORDED)] == ["routes"]
    assert report_rows(e.RouteUnlocked(R1), state, RECORDED) == ()
    empty = replace(holder, empties=0)
    assert report_rows(e.OrdersAdded((), (empty,), (), {}), state, RECORDED) == ()
