"""The inspector's words."""

import pytest
from msgspec.structs import replace

from console.view import CaseAction, NoteLine, RouteAction, SumLine, Tone
from console.views import inspections
from console.views.inspections import case_view, custody_words, own_route, route_state, route_view
from console.views.queue_rows import queue_rows
from core.access import Role
from core.model import (
    BeforeMove,
    CaseKind,
    CaseNote,
    CaseStatus,
    Custody,
    CustodyKind,
    DriverId,
    ItemId,
    Option,
    OrderId,
    PlaceId,
    Position,
    Resolution,
    ServiceDay,
    StopId,
    Stranded,
    Sum,
    SumKind,
    TextRef,
    VehicleId,
    Waiting,
    WaitingFor,
    WayOut,
)
from core.verdict import Verdict
from tests.builders import DEPOT
from tests.console.views.small_day import (
    BO,
    DAY,
    ME,
    NEXT,
    NOW,
    ORDERS,
    R1_STOPS,
    V1,
    V2,
    case,
    minutes,
    moment,
    offer,
    planned,
    route,
)

FAILED = case(CaseKind.FAILED_DELIVERY, reason="recipient_absent", stop_id=StopId("s-fail"))
OPTIONS = (
    Option(V1, 120, 800, 500, True),
    Option(V2, 600, 2100, 900, False, "misses window by 12 min"),
)


def test_a_failed_delivery_tells_its_story() -> None:
    view = case_view(moment(FAILED), FAILED, OPTIONS, next_day=NEXT)
    assert view.headline == "Delivery failed: Nobody at home"
    assert view.reason == "Dora at 09:30, 30 min ago, received 2 min later"
    assert (view.note, view.photo) == ("Rang twice", "ab")
    assert [line.reason for line in view.attempts] == ["Refused"]
    assert view.goods[0].custody == "in Red van since 08:00"
    assert view.goods[0].value == "€100.00"
    assert view.options_note == "1 of 2 routes can take it without breaking anything"


def test_options_are_ranked_and_the_own_van_is_said() -> None:
    first, second = case_view(moment(FAILED), FAILED, OPTIONS).options
    assert (first.route, first.minutes, first.distance) == ("V1", "+2 min", "800 m")
    assert (first.rank, first.is_own_van, first.words) == (1, True, "the goods are in this van")
    assert (second.rank, second.tone, second.words) == (None, Tone.WARN, "misses window by 12 min")
    other = case_view(moment(FAILED), FAILED, (Option(V2, 600, 2100, 900, True),)).options[0]
    assert other.words == "keeps every window"


def test_what_can_be_done_has_keys_and_reasons() -> None:
    view = case_view(moment(FAILED), FAILED, OPTIONS, next_day=NEXT)
    found = {action.action: action for action in view.actions}
    assert found[CaseAction.BEST_ROUTE].label == "Best: V1 +2 min"
    assert found[CaseAction.RETRY].label == "Own van"
    assert found[CaseAction.RESCHEDULE].label == "To Tue 24 Nov"
    assert all(action.is_enabled and action.key for action in view.actions)
    request = case(CaseKind.RETURN_REQUEST, "ret")
    view = case_view(moment(request), request, ())
    found = {action.action: action for action in view.actions}
    assert CaseAction.RETRY not in found
    assert found[CaseAction.BEST_ROUTE].why_not
    assert found[CaseAction.RESCHEDULE].why_not
    assert view.options_note == "No route of this day can be asked."


def test_an_acknowledged_case_is_not_acknowledged_again() -> None:
    mine = replace(FAILED, status=CaseStatus.ACKNOWLEDGED)
    view = case_view(moment(mine), mine)
    assert CaseAction.ACKNOWLEDGE not in {action.action for action in view.actions}
    assert view.options_note.startswith("Working out")


def test_a_decision_can_only_be_taken_back() -> None:
    decided = replace(FAILED, status=CaseStatus.DECIDED)
    (only,) = case_view(moment(decided), decided, options_note="decided").actions
    assert only.action is CaseAction.REOPEN


def test_a_request_has_no_attempt_and_a_reopened_case_says_why() -> None:
    request = case(CaseKind.RETURN_REQUEST, "ret", reopened_because="Declined: full")
    view = case_view(moment(request), request)
    assert view.reason == "Opened 30 min ago"
    assert view.reopened == "Reopened: Declined: full"
    assert (view.note, view.photo) == ("", None)


def test_why_a_case_is_here_again_is_said_in_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {
        "moved to Wed 2 Dec": "movido al mié 2 dic",
        "carried over from Sat 21 Nov": "del sáb",
    }
    monkeypatch.setattr(inspections, "in_words", lambda said: known.get(said, said))
    request = case(CaseKind.RETURN_REQUEST, "ret", reopened_because="moved to Wed 2 Dec")
    assert case_view(moment(request), request).reopened == "Reopened: movido al mié 2 dic"
    order = replace(ORDERS[OrderId("ret")], carried_from=(ServiceDay("2026-11-21"),))
    there = moment(request)
    there = replace(there, state=replace(there.state, orders=ORDERS | {order.id: order}))
    assert case_view(there, request).reopened.startswith("Del sáb\n")


def test_a_case_that_was_carried_over_says_from_which_day_and_how_often() -> None:
    days = (ServiceDay("2026-11-20"), ServiceDay("2026-11-21"))
    carried = replace(ORDERS[OrderId("ret")], carried_from=days)
    request = case(CaseKind.RETURN_REQUEST, "ret", reopened_because="carried over from Sat 21 Nov")
    there = moment(request)
    there = replace(there, state=replace(there.state, orders=ORDERS | {carried.id: carried}))
    words = "Carried over from Sat 21 Nov, 2 times by now"
    assert case_view(there, request).reopened == words
    other = replace(request, reopened_because="taken off Route 3")
    assert case_view(there, other).reopened == f"{words}\nReopened: taken off Route 3"


def test_without_a_van_that_holds_the_goods_there_is_no_own_route() -> None:
    assert own_route(moment(), ORDERS[OrderId("ret")]) is None
    elsewhere = moment(routes={V2: route(V2)})
    assert own_route(elsewhere, ORDERS[OrderId("fail")]) is None
    found = case_view(elsewhere, FAILED)
    retry = next(a for a in found.actions if a.action is CaseAction.RETRY)
    assert retry.why_not == "No van of this day holds the goods."


def test_a_report_heard_at_once_has_no_delay() -> None:
    now = moment(FAILED)
    order = ORDERS[OrderId("fail")]
    at_once = replace(order.attempts[1], received_at=order.attempts[1].at)
    orders = {**now.state.orders, order.id: replace(order, attempts=(at_once,))}
    now = replace(now, state=replace(now.state, orders=orders))
    assert case_view(now, FAILED).reason == "Dora at 09:30, 30 min ago"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (CustodyKind.CUSTOMER, "with the customer since 10:00"),
        (CustodyKind.VEHICLE, "in Red van since 10:00"),
        (CustodyKind.DEPOT, "at the depot since 10:00"),
        (CustodyKind.PARTNER, "with v1 since 10:00"),
        (CustodyKind.DISPOSED, "disposed of since 10:00"),
        (CustodyKind.MISSING, "missing since 10:00, last held by Red van"),
    ],
)
def test_every_custody_has_words(kind: CustodyKind, words: str) -> None:
    item = ORDERS[OrderId("fail")].items[0]
    now = moment()
    state = replace(now.state, custody={ItemId("i-fail"): Custody(kind, "v1", NOW)})
    assert custody_words(replace(now, state=state), item) == words
    assert custody_words(now, ORDERS[OrderId("ret")].items[0]) == "whereabouts not recorded"


def test_who_had_missing_goods_last_is_called_by_name() -> None:
    item, now = ORDERS[OrderId("fail")].items[0], moment()
    now = replace(now, state=replace(now.state, depot=DEPOT))
    place = next(iter(now.state.places.values()))
    customer = next(iter(now.state.customers))
    for holder, words in (
        (DEPOT.id, "the depot"),
        (place.id, place.address),
        (customer, "the customer"),
        ("somebody", "somebody"),
    ):
        held = {ItemId("i-fail"): Custody(CustodyKind.MISSING, holder, NOW)}
        told = custody_words(replace(now, state=replace(now.state, custody=held)), item)
        assert told == f"missing since 10:00, last held by {words}"


def test_a_route_lists_its_stops_between_two_visits_to_the_depot() -> None:
    view = route_view(moment(), route(V1, manifest=R1_STOPS[:4]))
    assert view.stops[0].title == view.stops[-1].title == "Depot"
    assert [row.stop_id for row in view.stops[1:-1]] == list(R1_STOPS)
    by_id = {row.stop_id: row for row in view.stops}
    assert by_id[StopId("s-fail")].tone is Tone.BAD
    assert "late by 10 min" in by_id[StopId("s-ret")].subtitle
    assert "problem: Bad address" in by_id[StopId("s-way")].subtitle
    assert by_id[StopId("s-box")].is_pending
    assert by_id[StopId("s-box")].tone is Tone.ACCENT
    assert by_id[StopId("s-give")].title == "Elm 1"
    assert view.summary.startswith("2 of 6 stops over · 12.0 km to go · back ")


def test_loads_stand_beside_what_the_van_can_hold() -> None:
    view = route_view(moment(), route(V1))
    assert [gauge.label for gauge in view.loads] == ["Weight", "Volume", "Slots"]
    assert view.loads[0].words == "10 / 10 kg"
    assert [gauge.label for gauge in route_view(moment(), route(V2)).loads] == ["Weight", "Volume"]
    bare = route_view(moment(times={}), route(V1))
    assert (bare.loads, bare.violations) == ((), ())
    assert bare.stops[-1].time == ""


def test_a_late_pending_stop_stays_red() -> None:
    view = route_view(moment(), route(V1, manifest=R1_STOPS[:3]))
    late = next(row for row in view.stops if row.stop_id == "s-ret")
    assert late.tone is Tone.BAD
    assert "not agreed yet" in late.subtitle


def test_what_a_driver_is_doing_has_words() -> None:
    now = moment()
    assert route_state(now, route(V1)) == ("on the road", Tone.GOOD)
    assert route_state(now, route(V2)) == ("no position yet", Tone.WARN)
    stuck = Stranded("vehicle_breakdown", PlaceId("p"), NOW, ME)
    assert route_state(now, route(V1, stranded=stuck)) == ("cannot go on since 10:00", Tone.BAD)
    assert route_state(now, route(V1, started_at=None)) == ("starts 08:00", Tone.MUTED)
    assert route_state(now, route(V1, ended_at=NOW)) == ("back at 10:00", Tone.MUTED)


def test_a_route_is_sent_optimized_and_locked() -> None:
    actions = {a.action: a for a in route_view(moment(), route(V1)).actions}
    assert not actions[RouteAction.SEND].is_enabled
    assert RouteAction.LOCK in actions
    pending = route(V1, manifest=R1_STOPS[:3], is_locked=True)
    actions = {
        a.action: a
        for a in route_view(moment(routes={V1: pending, V2: route(V2)}), pending).actions
    }
    assert actions[RouteAction.SEND].is_enabled
    assert actions[RouteAction.OPTIMIZE].why_not == "The route is locked."
    assert RouteAction.UNLOCK in actions
    assert route_view(moment(), route(V1, ended_at=NOW)).actions == ()


def test_odd_routes_are_still_shown() -> None:
    odd = route(
        V1,
        vehicle_id=VehicleId("v9"),
        start_place_id=PlaceId("?"),
        end_place_id=PlaceId("?"),
        started_at=None,
        offer=offer(10),
    )
    view = route_view(moment(routes={V1: odd, V2: route(V2)}), odd)
    assert view.vehicle == "v9"
    assert (view.stops[0].title, view.stops[-1].title) == ("Start", "End")
    assert planned(V1, late=False).table.lateness_s[0] == 0
    assert minutes(1).total_seconds() == 60


def test_a_case_that_waits_says_for_whom_and_offers_to_go_on() -> None:
    wait = Waiting(WaitingFor.SHOP, NOW + minutes(30), BO, NOW)
    note = CaseNote(BO, NOW, TextRef("note"))
    taken = case(
        CaseKind.FAILED_DELIVERY, status=CaseStatus.ACKNOWLEDGED, owner=BO, waiting=wait,
        notes=(note, replace(note, text_ref=TextRef("gone"))),
    )  # fmt: skip
    shown = case_view(moment(taken), taken)
    assert shown.waits == "Waits for the shop until 10:30 (Bo)"
    assert shown.notes[0] == NoteLine("Bo", "10:00", "Rang twice")
    assert shown.notes[1].words == "The note was erased"
    assert [each.action for each in shown.handling] == [
        CaseAction.REOPEN, CaseAction.TAKE_OVER, CaseAction.HAND, CaseAction.COPY_LINK,
        CaseAction.ANSWER,
        CaseAction.LEARN, CaseAction.READDRESS, CaseAction.MOVE_PIN,
    ]  # fmt: skip
    over = replace(taken, waiting=replace(wait, until=NOW), owner=ME)
    back = case_view(moment(over), over)
    assert back.waits == "Waited for the shop until 10:00. Your move."
    assert [each.action for each in back.handling] == [
        CaseAction.WAIT, CaseAction.HAND, CaseAction.COPY_LINK,
        CaseAction.ANSWER, CaseAction.LEARN, CaseAction.READDRESS, CaseAction.MOVE_PIN,
        CaseAction.REFUND_PART,
    ]  # fmt: skip
    closed = replace(over, status=CaseStatus.CLOSED, waiting=None)
    assert [each.action for each in case_view(moment(closed), closed).handling] == [
        CaseAction.ERASE
    ]
    service = replace(moment(closed), role=Role.CUSTOMER_SERVICE)
    assert case_view(service, closed).handling == ()


def test_what_is_at_stake_is_reckoned_line_by_line() -> None:
    shown = case_view(moment(FAILED), FAILED)
    assert [(line.words, line.amount) for line in shown.sums] == [
        ("Refund due", "€100.00"),
        ("At stake", "€100.00"),
        ("Goods would bring, −€0.42 a day", "€95.00"),
    ]
    wanted = case(CaseKind.RETURN_REQUEST, "ret")
    assert case_view(moment(wanted), wanted).sums[-1] == SumLine("At stake", "€0.00", is_total=True)


@pytest.mark.parametrize(
    ("lat", "age_s", "words"),
    [(0.001, 20, "Dora is 111 m away, position just now"), (0.003, 20, ""), (0.001, 121, "")],
)
def test_a_driver_who_is_still_near_is_said(lat: float, age_s: int, words: str) -> None:
    dora = DriverId("d1")
    here = moment(
        FAILED, positions={dora: Position(lat, 0)}, fixes={dora: NOW - minutes(age_s / 60)}
    )
    assert case_view(here, FAILED).near == words
    (row,) = queue_rows(here)
    assert row.near == ("111 m" if words else "")


def test_what_makes_a_case_serious_is_said() -> None:
    assert case_view(moment(FAILED), FAILED).severity == ""
    late = replace(FAILED, deadline=NOW, reopened=1)
    assert case_view(moment(late), late).severity == (
        "Serious: 2 failed attempts, overdue, reopened"
    )


def test_a_reported_order_offers_to_record_where_it_was_found() -> None:
    lost = replace(FAILED, reason="lost")
    shown = case_view(moment(lost, next_steps={"lost": "Trace for 24 h"}), lost)
    assert shown.next_step == "Usually: trace for 24 h"
    actions = [each.action for each in shown.handling]
    assert CaseAction.FOUND_AT_DEPOT in actions
    assert CaseAction.CUSTOMER_HAS_IT in actions
    assert CaseAction.LOCATE in actions
    assert CaseAction.REPORT_LOST not in actions


def test_the_recommended_way_out_is_the_first_button_and_enter_takes_it() -> None:
    best = WayOut(Resolution.REFUND, (Sum(SumKind.REFUND, -84_990),))
    first, second, *_ = case_view(moment(FAILED), FAILED, OPTIONS, found=Verdict((best,))).actions
    assert first.action is CaseAction.RECOMMENDED
    assert first.label == "Best: Refund, nothing comes back"
    assert (second.action, second.label) == (CaseAction.BEST_ROUTE, "Best van: V1 +2 min")
    assert second.is_enabled
    none = case_view(moment(FAILED), FAILED, (), found=Verdict((best,))).actions[1]
    assert (none.label, none.is_enabled) == ("Best van", False)
    assert (first.key, first.is_everywhere) == ("Enter", False)
    later = WayOut(Resolution.RESCHEDULE, (), V2, NEXT)
    first = case_view(moment(FAILED), FAILED, OPTIONS[:1], found=Verdict((later,))).actions[0]
    assert first.label == "Best: V2, Mon 23 Nov"


def test_the_best_route_is_offered_once_when_it_is_recommended() -> None:
    again = WayOut(Resolution.RETRY_TODAY, (), V1, NEXT)
    found = case_view(moment(FAILED), FAILED, OPTIONS, found=Verdict((again,))).actions
    assert found[0].action is CaseAction.BEST_ROUTE
    assert CaseAction.RECOMMENDED not in {action.action for action in found}


def test_a_case_that_was_put_on_another_day_says_so_and_is_not_serious_for_it() -> None:
    before = BeforeMove(DAY, NEXT, NOW, 0, None, None, 0)
    because = "moved to Tue 1 Dec"
    moved = case(CaseKind.RETURN_REQUEST, "ret", reopened_because=because, before_move=before)
    view = case_view(moment(moved), moved)
    assert (view.reopened, view.severity) == ("Moved to Tue 1 Dec", "")
    again = replace(moved, reopened=1, deadline=NOW)
    assert case_view(moment(again), again).severity.endswith("overdue, reopened")
