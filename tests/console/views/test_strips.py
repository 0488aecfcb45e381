"""Figures, trays and alerts in words."""

from datetime import timedelta

from msgspec.structs import replace

from console.view import Tone, TrayState
from console.views.strips import (
    Tally,
    alert_rows,
    declined_by_route,
    differences,
    kpis,
    tally,
    tray_view,
)
from core.model import (
    ActorId,
    Approval,
    ApprovalId,
    ApprovalKind,
    ApprovalStatus,
    CaseKind,
    CaseStatus,
    DriverId,
    OrderId,
    Refusal,
    RouteId,
    StopId,
    StopStatus,
)
from tests.console.views.small_day import (
    DAY,
    NOW,
    R1_STOPS,
    STOPS,
    V1,
    V2,
    case,
    moment,
    offer,
    planned,
    route,
)

FAILED = case(CaseKind.FAILED_DELIVERY)
ME = ActorId("ana")


def test_the_day_is_counted() -> None:
    settled = case(CaseKind.RETURN_REQUEST, "ret", status=CaseStatus.CLOSED)
    found = tally(moment(FAILED, settled), DAY)
    assert (found.drivers_live, found.drivers_out) == (1, 2)
    assert (found.open_cases, found.new_cases, found.at_stake_minor) == (1, 1, 10_000)
    assert (found.on_time, found.served) == (1, 1)
    assert (found.at_risk, found.done, found.failed, found.stops) == (2, 2, 1, 8)
    assert tally(moment(times={}), DAY).at_risk == 0


def test_nobody_is_said_to_be_in_time_before_travel_times_are_there() -> None:
    early = moment(FAILED, times={})
    tile = {tile.key: tile for tile in kpis(early, [tally(early, DAY)]).tiles}["at_risk"]
    assert (tile.value, tile.note, tile.tone) == ("–", "not known yet", Tone.MUTED)
    over = {id_: replace(s, status=StopStatus.COMPLETED) for id_, s in early.state.stops.items()}
    over_day = replace(early, state=replace(early.state, stops=over))
    assert tally(over_day, DAY).is_risk_known, "nothing is ahead"
    assert tally(moment(FAILED), DAY).is_risk_known


def test_a_stop_begun_after_its_window_was_late() -> None:
    now = moment()
    late = replace(STOPS[StopId("s-done")], arrived_at=NOW + timedelta(hours=2))
    state = replace(now.state, stops={**now.state.stops, late.id: late})
    assert tally(replace(now, state=state), DAY).on_time == 0
    order = replace(now.state.orders[OrderId("done")], window=None)
    state = replace(state, orders={**now.state.orders, order.id: order})
    assert tally(replace(now, state=state), DAY).on_time == 1


def test_tiles_show_the_newest_figures() -> None:
    now = moment(FAILED)
    busy = kpis(now, [Tally(), tally(now, DAY)])
    by_key = {tile.key: tile for tile in busy.tiles}
    assert (by_key["drivers"].value, by_key["drivers"].note) == ("1 / 2", "1 silent")
    assert by_key["cases"].note == "1 new · €100.00"
    assert by_key["on_time"].value == "100.0 %"
    assert by_key["at_risk"].tone is Tone.BAD
    assert by_key["done"].value == "2 / 8"
    assert by_key["done"].series == (0.0, 2.0)
    quiet = {tile.key: tile for tile in kpis(now, [Tally()]).tiles}
    assert quiet["drivers"].note == "nobody on the road"
    assert (quiet["on_time"].value, quiet["on_time"].note) == ("–", "nothing served yet")
    assert quiet["cases"].note == "nothing at stake"
    assert quiet["at_risk"].note == "none late"
    assert quiet["done"].note == "none failed"
    assert kpis(now, []).tiles == ()


def test_differences_are_net() -> None:
    done, failed, way, ret, box, give = R1_STOPS
    known = (done, failed, way, box, ret, StopId("s-swap"))
    lines = differences(moment(), route(V1, manifest=known))
    assert lines == (
        "+ Hand over to Egon moved, Elm 1",
        "− Exchange swap, Elm 1",
        "Moved: Collect containers box, Elm 1",
    )
    assert give in R1_STOPS
    assert differences(moment(), route(V1)) == ()


def test_what_was_sent_is_told_by_the_offer() -> None:
    sent = route(V1, manifest=R1_STOPS[:5], offer=offer(60))
    assert differences(moment(), sent) == ("+ Hand over to Egon moved, Elm 1",)


def test_a_change_after_the_sending_can_be_sent_again() -> None:
    taken_back = route(V1, offer=offer(60, stop_ids=R1_STOPS[:5]))
    now = moment(routes={V1: taken_back})
    assert differences(now, taken_back) == ("Takes back what was sent",)
    (row,) = tray_view(now).rows
    assert row.can_send
    assert row.state_words == "sent 1 min ago, waits for the answer; changed again since"


def test_trays_put_what_needs_a_call_first() -> None:
    pending = route(V2, manifest=())
    unanswered = route(V1, manifest=R1_STOPS[:5], offer=offer(600))
    view = tray_view(moment(routes={V2: pending, V1: unanswered}), automatic="in 20 s")
    assert [row.state for row in view.rows] == [TrayState.NO_ANSWER, TrayState.PENDING]
    assert [row.can_send for row in view.rows] == [False, True]
    assert [row.phone for row in view.rows] == ["+1 222", ""]
    assert view.automatic == "in 20 s"
    one, two = tray_view(moment(routes={V2: pending, V1: unanswered}), left_s={V2: 7}).rows
    assert not one.state_words.endswith(" s")
    assert two.state_words.endswith(" · leaves in 7 s")


def test_a_declined_tray_says_the_reason() -> None:
    view = tray_view(moment(), {V1: "full", "elsewhere": "unsafe"})
    (row,) = view.rows
    assert (row.state, row.state_words, row.phone) == (
        TrayState.DECLINED,
        "declined: full",
        "+1 222",
    )
    sent = moment(routes={V1: route(V1, offer=offer(10)), V2: route(V2)})
    assert tray_view(sent, {V1: "full"}).rows[0].state is TrayState.SENT


def test_where_nobody_at_all_is_heard_one_alert_says_so() -> None:
    three = {RouteId(id_): replace(route(RouteId(id_)), stop_ids=()) for id_ in ("r1", "r2", "r3")}
    deaf = replace(moment(routes=three), fixes={})
    assert [row.words for row in alert_rows(deaf) if row.icon == "wifi-off"] == [
        "Nobody on the road is heard"
    ]
    (tile, *_) = kpis(deaf, [tally(deaf, DAY)]).tiles
    assert (tile.value, tile.note) == ("0 / 3", "nobody is heard")
    fresh = replace(deaf, is_fresh=True)
    (tile, *_) = kpis(fresh, [tally(fresh, DAY)]).tiles
    assert (tile.note, tile.note_tone) == ("3 not heard yet", Tone.MUTED), "they may be in a moment"
    assert not [row for row in alert_rows(fresh) if row.icon == "wifi-off"]
    fixes = {three[RouteId("r1")].driver_id: NOW - timedelta(minutes=4)}
    old = alert_rows(replace(fresh, fixes=fixes))
    assert [row.id for row in old if row.icon == "wifi-off"] == ["silent r1"]
    (row,) = (r for r in alert_rows(replace(deaf, fixes=fixes)) if r.icon == "wifi-off")
    assert row.age == "4 min"
    two = dict(list(three.items())[:2])
    quiet = alert_rows(replace(moment(routes=two), fixes={}))
    assert [row.id for row in quiet if row.icon == "wifi-off"] == ["silent r1", "silent r2"]


def test_what_a_driver_declined_waits_in_his_tray_until_somebody_has_it() -> None:
    early, late = NOW - timedelta(minutes=20), NOW - timedelta(minutes=10)
    refusals = (
        Refusal(V1, DriverId("d1"), early, "full"),
        Refusal(V2, DriverId("d9"), late, "unsafe"),
        Refusal(RouteId("gone"), DriverId("d1"), late, "unsafe"),
    )
    now = moment(FAILED, routes={V1: route(V1), V2: route(V2)})
    order = replace(now.state.orders[FAILED.order_id], refusals=refusals)
    now = replace(now, state=replace(now.state, orders={**now.state.orders, order.id: order}))
    found = declined_by_route(now)
    assert set(found) == {V1}, "the other route has another driver by now"
    assert found[V1].reason == "van is full"
    view = tray_view(now, {V1: found[V1].reason}, refused={V1: found[V1].orders})
    (row,) = view.rows
    assert row.refused == (order.id,)
    assert row.differences[0] == f"fail is back in the queue since {now.wording.clock(early)}"
    assert view.under_way == 0, "nothing is to be sent"
    taken = replace(FAILED, status=CaseStatus.ACKNOWLEDGED)
    cases = {**now.state.cases, taken.id: taken}
    assert not declined_by_route(replace(now, state=replace(now.state, cases=cases)))
    over = {V1: route(V1, ended_at=NOW), V2: route(V2)}
    assert not declined_by_route(replace(now, state=replace(now.state, routes=over)))


def test_what_is_unsent_to_who_has_declined_counts_as_to_send() -> None:
    now = moment(routes={V1: route(V1, manifest=R1_STOPS[:5]), V2: route(V2, offer=offer(10))})
    view = tray_view(now, {V1: "full"}, left_s={V1: 7})
    assert view.under_way == 2
    (words,) = (row.state_words for row in view.rows if row.state is TrayState.DECLINED)
    assert words == "declined: full · leaves in 7 s"


def test_what_is_unsent_to_who_has_declined_stands_apart_from_what_he_declined() -> None:
    now = moment(routes={V1: route(V1, manifest=R1_STOPS[:5]), V2: route(V2)})
    view = tray_view(now, {V1: "full"}, refused={V1: {OrderId("fail"): "10:40"}})
    back, unsent, *what = view.rows[0].differences
    assert back == "fail is back in the queue since 10:40"
    assert unsent == "Still to be sent:"
    assert what


def test_alerts_name_whom_to_call() -> None:
    overdue = replace(FAILED, deadline=NOW - timedelta(minutes=3))
    unanswered = route(V1, offer=offer(600))
    rows = alert_rows(moment(overdue, routes={V1: unanswered, V2: route(V2)}))
    words = {row.id: row for row in rows}
    assert words["answer r1"].words == "V1 Dora does not answer"
    assert (words["answer r1"].age, words["answer r1"].phone) == ("10 min", "+1 222")
    assert words["silent r2"].detail == "No position yet"
    assert words["late r1"].words == "V1 Dora will miss 1 window"
    assert words["case case-fail"].case_id == overdue.id


def test_a_calm_day_has_no_alert() -> None:
    fixes = {DriverId("d1"): NOW, DriverId("d2"): NOW}
    calm = {V1: planned(V1, late=False), V2: planned(V2, late=False)}
    assert alert_rows(moment(FAILED, times=calm, fixes=fixes)) == ()
    assert alert_rows(moment(times={}, fixes=fixes)) == ()


def test_what_was_sent_back_and_stands_is_told_to_who_asked() -> None:
    asked = Approval(
        ApprovalId("a"), ApprovalKind.PLAN, ME, NOW, "12 stops", route_id=V1,
        status=ApprovalStatus.SENT_BACK, ended_by=ActorId("sara"), ended_at=NOW,
        stands="Move them on the board.",
    )  # fmt: skip
    another = replace(asked, id=ApprovalId("b"), by=ActorId("bea"))
    undone = replace(asked, id=ApprovalId("c"), stands="")
    long_ago = replace(asked, id=ApprovalId("d"), ended_at=NOW - timedelta(days=2))
    there = moment(times={}, fixes={DriverId("d1"): NOW, DriverId("d2"): NOW})
    approvals = {each.id: each for each in (asked, another, undone, long_ago)}
    (row,) = alert_rows(replace(there, state=replace(there.state, approvals=approvals), me=ME))
    assert row.words == "sara sent back the change of V1"
    assert (row.detail, row.route_id) == ("Move them on the board.", V1)


def test_a_van_that_is_back_worries_nobody() -> None:
    back = {V1: route(V1, ended_at=NOW), V2: route(V2, ended_at=NOW)}
    assert alert_rows(moment(routes=back)) == ()
