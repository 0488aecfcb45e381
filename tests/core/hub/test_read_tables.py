"""Read tables show what a report needs."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from core import events
from core.events import Event
from core.hub.log import ReadRow, ReadValue
from core.hub.maintenance import KEYS
from core.hub.read_tables import rows_of
from core.hub.report_rows import Recorded
from core.model import (
    ActorId,
    Approval,
    ApprovalId,
    ApprovalKind,
    ApprovalStatus,
    Attempt,
    BlobId,
    Case,
    CaseId,
    CaseKind,
    CaseStatus,
    Custody,
    CustodyKind,
    CustomerId,
    Decision,
    Depot,
    DepotId,
    DriverId,
    Item,
    ItemId,
    Load,
    Option,
    Order,
    OrderId,
    OrderKind,
    OrderStatus,
    PlaceId,
    Position,
    Resolution,
    Route,
    RouteId,
    ServiceDay,
    Stop,
    StopId,
    StopKind,
    TextRef,
    TimeWindow,
    VehicleId,
)
from core.state import State
from tests.core.hub.log_builders import NOW

ANA = ActorId("ana")
HOUR = timedelta(hours=1)
DAY = ServiceDay("2026-11-23")
RECORDED = Recorded("helsinki", 7, "ana", NOW)

DEPOT = Depot(DepotId("helsinki"), "Helsinki", PlaceId("p0"), "Europe/Helsinki", "EUR")
ITEMS = (
    Item(ItemId("i1"), "mug", "Mug", 2, 600, Load()),
    Item(ItemId("i2"), "lamp", "Lamp", 1, 4500, Load()),
)
ORDER = Order(
    OrderId("o1"),
    OrderKind.DELIVERY,
    CustomerId("c1"),
    PlaceId("p1"),
    ITEMS,
    DAY,
    service_s=240,
    window=TimeWindow(NOW, NOW + HOUR),
    shop="Kauppa",
)
ROUTE = Route(
    RouteId("r1"),
    "Route 1",
    DAY,
    DriverId("d1"),
    VehicleId("v1"),
    PlaceId("p0"),
    PlaceId("p0"),
    NOW,
    NOW + 8 * HOUR,
    stop_ids=(StopId("s1"),),
    manifest=(StopId("s1"),),
)
STOP = Stop(StopId("s1"), StopKind.DELIVER, ORDER.id, ROUTE.id, PlaceId("p1"), 240)
RETRY = replace(STOP, id=StopId("s2"))
ATTEMPT = Attempt(
    STOP.id,
    DriverId("d1"),
    "recipient_absent",
    NOW,
    NOW + timedelta(seconds=9),
    Position(60.17, 24.94),
    TextRef("n1"),
    BlobId("f" * 64),
)
CASE = Case(
    CaseId("k1"),
    CaseKind.FAILED_DELIVERY,
    ORDER.id,
    NOW,
    NOW + HOUR,
    reason="recipient_absent",
    stop_id=STOP.id,
)
OFFERED = (
    Option(ROUTE.id, 540, 2100, 480, is_feasible=True),
    Option(RouteId("r2"), 300, 1500, 310, is_feasible=True),
    Option(RouteId("r3"), 60, 200, 90, is_feasible=False, words="3 crates over"),
)
DECISION = Decision(Resolution.RETRY_TODAY, ANA, NOW, ROUTE.id, DAY, OFFERED, ("late by 4 min",))
STATE = State(
    depot=DEPOT,
    orders={ORDER.id: replace(ORDER, attempts=(ATTEMPT,))},
    routes={ROUTE.id: ROUTE},
    stops={STOP.id: STOP, RETRY.id: RETRY},
    cases={CASE.id: CASE},
)


def only(rows: tuple[ReadRow, ...], table: str) -> dict[str, ReadValue]:
    """The one row of that table; changes of one row are merged, as the log does."""
    found = [row.values for row in rows if row.table == table]
    keys = {tuple(values[name] for name in KEYS[table]) for values in found}
    assert len(keys) == 1
    return {name: value for values in found for name, value in values.items()}


def rows(event: Event, state: State = STATE) -> tuple[ReadRow, ...]:
    return rows_of(event, state, RECORDED)


def test_a_new_order_shows_where_each_item_is_and_what_it_is_worth() -> None:
    held = Custody(CustodyKind.DEPOT, "helsinki", NOW)
    added = events.OrdersAdded((), (), (ORDER,), {ITEMS[0].id: held})
    mugs, lamp = (row.values for row in rows(added))
    assert (mugs["value_minor"], mugs["currency"], mugs["kind"]) == (1200, "EUR", "depot")
    assert "kind" not in lamp


def test_an_item_of_a_depot_that_is_not_registered_has_no_currency() -> None:
    added = events.OrdersAdded((), (), (ORDER,), {})
    assert {row.values["currency"] for row in rows(added, State())} == {None}


def test_goods_that_a_list_changed_have_their_rows_as_well() -> None:
    held = Custody(CustodyKind.DEPOT, "coquimbo", NOW)
    custody = {ITEMS[0].id: held}
    added = events.OrdersAdded((), (), (ORDER,), custody)
    amended = events.OrderAmended(ORDER.id, ORDER, (), (), custody)
    table = [row for row in rows(amended) if row.table == "custody"]
    assert table
    assert table == [row for row in rows(added) if row.table == "custody"]


@pytest.mark.parametrize(
    "event",
    [
        events.DayOpened(DAY, NOW, (ROUTE,), (STOP,)),
        events.StopStarted(STOP.id, NOW),
        events.StopArrived(STOP.id, NOW),
        events.StopCompleted(STOP.id, NOW, NOW),
        events.ProblemReported(STOP.id, "access_denied", NOW),
        events.StopMoved(STOP.id, RouteId("r2"), ROUTE.id, 0),
        events.StopFailed(STOP.id, ATTEMPT),
        events.OrderPlaced(ORDER.id, (events.Placement(STOP, 0),)),
    ],
    ids=lambda event: events.type_of(event),
)
def test_a_stop_shows_its_order_and_who_drives_there(event: Event) -> None:
    row = only(rows(event), "stops")
    assert (row["stop_id"], row["status"], row["opens"]) == ("s1", "planned", NOW)
    assert (row["order_kind"], row["shop"]) == ("delivery", "Kauppa")
    assert (row["route"], row["driver_id"], row["service_day"]) == ("Route 1", "d1", DAY)


def test_a_stop_of_an_archived_order_and_route_keeps_their_ids() -> None:
    row = only(rows(events.StopStarted(STOP.id, NOW), State(stops={STOP.id: STOP})), "stops")
    assert (row["order_id"], row["route_id"], row["opens"]) == ("o1", "r1", None)
    assert "shop" not in row
    assert "route" not in row


def test_an_order_without_a_window_is_open_all_day() -> None:
    state = replace(STATE, orders={ORDER.id: replace(ORDER, window=None)})
    assert only(rows(events.StopStarted(STOP.id, NOW), state), "stops")["closes"] is None


def test_a_withdrawn_stop_is_cancelled() -> None:
    event = events.OrderWithdrawn(ORDER.id, (STOP.id,), OrderStatus.WAITING)
    assert only(rows(event), "stops")["status"] == "cancelled"


def test_a_failed_stop_shows_the_attempt() -> None:
    row = only(rows(events.StopFailed(STOP.id, ATTEMPT)), "attempts")
    assert (row["number"], row["reason"], row["driver_id"]) == (1, "recipient_absent", "d1")
    assert (row["lat"], row["has_note"], row["has_photo"]) == (60.17, True, True)


def test_an_attempt_may_have_neither_place_nor_proof() -> None:
    bare = replace(ATTEMPT, position=None, note_ref=None, photo=None)
    state = State(stops={STOP.id: STOP})
    row = only(rows(events.StopFailed(STOP.id, bare), state), "attempts")
    assert (row["number"], row["lat"], row["has_note"], row["has_photo"]) == (
        None,
        None,
        False,
        False,
    )


def test_goods_that_change_hands_keep_their_row() -> None:
    held = Custody(CustodyKind.VEHICLE, "v1", NOW)
    found = rows(events.CustodyChanged((ITEMS[0].id, ITEMS[1].id), held))
    assert [(row.values["item_id"], row.values["holder"]) for row in found] == [
        ("i1", "v1"),
        ("i2", "v1"),
    ]


@pytest.mark.parametrize("kind", [CustodyKind.MISSING, CustodyKind.DISPOSED])
def test_goods_that_are_lost_are_written_off(kind: CustodyKind) -> None:
    event = events.CustodyChanged((ITEMS[1].id,), Custody(kind, "v1", NOW))
    row = only(rows(event), "money")
    assert (row["kind"], row["amount_minor"], row["item_id"]) == ("written_off", 4500, "i2")
    assert (row["seq"], row["line"], row["by"], row["at"]) == (7, 1, "ana", NOW)


@pytest.mark.parametrize(
    "event",
    [
        events.CaseOpened(CASE),
        events.CaseAcknowledged(CASE.id, ANA, NOW),
        events.CaseSetOut(CASE.id),
        events.CaseReopened(CASE.id, "declined: full", NOW),
    ],
    ids=lambda event: events.type_of(event),
)
def test_a_case_shows_what_is_at_stake_and_that_nothing_is_decided(event: Event) -> None:
    row = only(rows(event), "cases")
    assert (row["case_id"], row["value_minor"], row["currency"]) == ("k1", 5700, "EUR")
    assert row["resolution"] is None
    assert row["constraints_broken"] is None


def test_a_case_of_an_archived_order_has_no_value() -> None:
    assert only(rows(events.CaseOpened(CASE), State()), "cases")["value_minor"] is None


def decided(decision: Decision) -> tuple[ReadRow, ...]:
    state = replace(STATE, cases={CASE.id: replace(CASE, decision=decision)})
    return rows(events.CaseDecided(CASE.id, decision), state)


def test_a_decision_shows_its_cost_beside_the_cheapest_offer() -> None:
    found = decided(DECISION)
    case, money = only(found, "cases"), only(found, "money")
    assert (case["resolution"], case["constraints_broken"]) == ("retry_today", 1)
    assert (money["amount_minor"], money["cheapest_minor"], money["options_offered"]) == (
        480,
        310,
        3,
    )


def test_a_decision_that_chose_what_was_not_offered_has_no_cost() -> None:
    found = decided(replace(DECISION, offered=OFFERED[1:]))
    assert [row.table for row in found] == ["cases"]


def test_a_decision_among_infeasible_options_has_no_cheapest() -> None:
    infeasible = (replace(OFFERED[0], is_feasible=False),)
    assert only(decided(replace(DECISION, offered=infeasible)), "money")["cheapest_minor"] is None


def test_a_closed_case_says_when_even_if_it_is_archived() -> None:
    row = only(rows(events.CaseClosed(CASE.id, NOW), State()), "cases")
    assert (row["status"], row["closed_at"]) == (CaseStatus.CLOSED.value, NOW)


def test_a_line_that_is_split_shows_both_lines_where_they_are() -> None:
    rest = replace(ITEMS[0], id=ItemId("i1~1"), quantity=1)
    order = next(order for order in STATE.orders.values() if ITEMS[0] in order.items)
    split = replace(order, items=(replace(ITEMS[0], quantity=1), rest))
    held = Custody(CustodyKind.VEHICLE, "v1", NOW)
    custody = {**STATE.custody, ItemId("i1"): held, ItemId("i1~1"): held}
    state = replace(STATE, orders={**STATE.orders, order.id: split}, custody=custody)
    found = rows(events.ItemSplit(order.id, ItemId("i1"), rest.id, 1), state)
    shown = [(row.values["item_id"], row.values["quantity"]) for row in found]
    assert shown == [("i1", 1), ("i1~1", 1)]
    assert {row.values["kind"] for row in found} == {"vehicle"}


def asked(**changes: Any) -> State:
    approval = Approval(
        ApprovalId("q1"), ApprovalKind.REFUND, ANA, NOW, "A refund of 45.00 EUR, over 20.00 EUR",
        order_id=ORDER.id, amount_minor=4_500, limit=2_000,
    )  # fmt: skip
    return replace(STATE, approvals={approval.id: replace(approval, **changes)})


def test_a_request_for_a_second_look_is_one_row_until_it_is_answered() -> None:
    state = asked()
    (approval,) = state.approvals.values()
    row = only(rows(events.ApprovalAsked(approval), state), "approvals")
    assert (row["kind"], row["status"], row["asked_by"]) == ("refund", "open", "ana")
    assert (row["amount_minor"], row["threshold"], row["currency"]) == (4_500, 2_000, "EUR")
    assert (row["day"], row["is_own"], row["answered_s"]) == (DAY, 0, None)
    sara, at = ActorId("sara"), NOW + timedelta(minutes=4)
    status = ApprovalStatus.SENT_BACK
    ended = asked(status=status, ended_by=sara, ended_at=at, stands="It is on a route.")
    for event in (
        events.ApprovalEnded(approval.id, status, sara, at),
        events.ApprovalHanded(approval.id, sara, ANA, at, TextRef("n")),
        events.ApprovalDeputised(approval.id, sara, at),
        events.ApprovalReviewed(approval.id, sara, at, TextRef("n")),
    ):
        row = only(rows(event, ended), "approvals")
        assert (row["status"], row["answered_by"], row["answered_s"]) == ("sent_back", "sara", 240)
        assert row["stands"] == "It is on a route."


def test_events_that_concern_no_report_write_nothing() -> None:
    assert rows(events.RouteLocked(ROUTE.id, ANA)) == ()


def test_a_part_that_failed_alone_has_its_own_lines_visit_and_attempt() -> None:
    visit = replace(STOP, id=StopId("o1-p1.1"), order_id=OrderId("o1-p1"))
    attempt = replace(ATTEMPT, stop_id=visit.id)
    part = replace(ORDER, id=visit.order_id, items=ITEMS[1:], attempts=(attempt,))
    state = replace(
        STATE,
        orders=STATE.orders | {part.id: part},
        stops=STATE.stops | {visit.id: visit},
    )
    found = rows(events.OrderSplit(ORDER.id, part, visit), state)
    assert [row.table for row in found] == ["custody", "stops", "attempts"]
    assert only(found, "custody") == {
        "depot": DEPOT.id,
        "item_id": "i2",
        "order_id": "o1-p1",
    }
    assert only(found, "attempts")["order_id"] == "o1-p1"
