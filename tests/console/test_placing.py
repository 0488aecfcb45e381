"""From a drag to a command, with the real planner on a day checkable by hand."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from console.gestures import Gestures
from console.hub_link import Live
from console.map.scene import Kind
from console.placing import NO_PRICES_YET, NO_TARGET, NO_TRAVEL_TIMES, Placing, has_moved
from console.planner import Found, Planner, Wish
from console.screen import Automatic, Chosen, Screen, look_at, moment_of
from core import commands as c
from core.catalogue import shipped
from core.hub.replica import ClockReading
from core.model import OrderId, OrderStatus, Resolution, StopId, StopKind, TimeWindow, WayOut
from core.planning import compiled
from core.planning.travel import TravelMatrix
from core.rules.lookups import pending_stops
from tests.builders import (
    A1,
    A2,
    A3,
    COUNTER,
    COURIER,
    KIOSK,
    R1,
    R2,
    T1,
    TODAY,
    W1,
    W2,
    W3,
    Board,
    running_day,
)
from tests.counters import failed
from tests.one_road import one_road

NOTHING = Qt.KeyboardModifier.NoModifier
ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


class Office(QObject):
    """A running day, somebody who places on it, and everything that was asked and said."""

    def __init__(self, board: Board, travel: TravelMatrix | None) -> None:
        super().__init__()
        self.board = board
        self.travel = travel
        self.asked: list[c.Command] = []
        self.said: list[str] = []
        self.confirmed: list[tuple[str, ...]] = []
        self.agrees = True
        self.go_on: Callable[[], None] = lambda: None
        self.costs: list[dict[str, object]] = []
        self.planner = Planner(shipped(), 60, self)
        self.gestures = Gestures(lambda: self.board.state, self._ask, self)
        self.placing = Placing(self.planner, self.gestures, self.live, self.screen, self)
        for source in (self.gestures, self.placing):
            source.said.connect(lambda words, _: self.said.append(words))
        self.gestures.confirm_wanted.connect(self._confirm)
        self.placing.costs_changed.connect(lambda chips, _: self.costs.append(chips))

    def _ask(self, command: c.Command, answered: Callable[[str | None], None]) -> None:
        self.asked.append(command)
        self.board.answer(command, answered)

    def _confirm(self, question: str, broken: tuple[str, ...], go_on: Callable[[], None]) -> None:
        self.confirmed.append(broken)
        self.go_on = go_on
        if self.agrees:
            go_on()

    def live(self) -> Live:
        clock = ClockReading(self.board.now, 0, time.monotonic())
        return Live(state=self.board.state, clock=clock, travel=self.travel)

    def screen(self) -> Screen | None:
        moment = moment_of(
            self.board.state, {}, {}, self.board.now, {}, me="ana", catalogue=shipped()
        )
        return look_at(moment, Chosen(day=TODAY), history=[], automatic=Automatic())


@pytest.fixture
def office() -> Iterator[Office]:
    made = Office(running_day(), one_road())
    yield made
    made.planner.close()


def test_a_drop_takes_the_best_place_with_all_that_was_offered(
    office: Office, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(office.gestures.placed):
        office.placing.drop_order(W1, R1, 3, NOTHING)
    (command,) = office.asked
    assert isinstance(command, c.PlaceOrder)
    assert (command.route_id, command.index) == (R1, 1)
    assert {option.route_id for option in command.offered} >= {R1, R2}
    assert command.engine.endswith("road 1")


def test_once_the_kernel_is_loaded_previews_are_its_own(office: Office, qtbot: QtBot) -> None:
    """And the same ones as before."""
    compiled.load()
    found: list[Found] = []
    office.planner.ways_found.connect(found.append)
    for wish in (Wish(W1), Wish(W3)):
        with qtbot.waitSignal(office.planner.ways_found):
            office.planner.find_ways(office.live(), office.board.now, wish)
    assert all(plan.previews.scan is None for plan in office.planner._plans.values())
    office.planner.load_engine()
    qtbot.waitUntil(lambda: office.planner._is_compiled_wanted)
    office.board.now += timedelta(seconds=1)
    with qtbot.waitSignal(office.planner.ways_found):
        office.planner.find_ways(office.live(), office.board.now, Wish(W1))
    assert all(plan.previews.scan is not None for plan in office.planner._plans.values())
    assert found[-1].ways == found[0].ways


def test_alt_takes_the_place_between_two_stops(office: Office, qtbot: QtBot) -> None:
    with qtbot.waitSignal(office.gestures.placed):
        office.placing.drop_order(W1, R1, 0, ALT)
    assert office.board.route().stop_ids[0] == "w1.1"


def test_control_asks_for_the_better_sequence_at_once(office: Office, qtbot: QtBot) -> None:
    with qtbot.waitSignals([office.gestures.placed, office.placing.better_wanted]):
        office.placing.drop_order(W1, R2, None, CONTROL)


def test_a_stop_that_is_moved_with_control_asks_for_it_too(office: Office, qtbot: QtBot) -> None:
    with qtbot.waitSignals([office.gestures.placed, office.placing.better_wanted]):
        office.placing.drop_stop("a3.1", R2, None, CONTROL)
    with qtbot.waitSignals([office.gestures.placed, office.placing.better_wanted]):
        office.placing.drop_stop_on_map("a1.1", "route", R2, CONTROL)


@pytest.mark.parametrize("kind", ["order", "stop"])
def test_a_drop_that_comes_to_nothing_leaves_no_wish_for_a_better_sequence(
    office: Office, qtbot: QtBot, kind: str
) -> None:
    """Else the next one would be taken unasked, after another drop."""
    wanted: list[str] = []
    office.placing.better_wanted.connect(wanted.append)
    route = replace(office.board.route(R2), is_locked=True)
    office.board.state = replace(
        office.board.state, routes={**office.board.state.routes, R2: route}
    )
    if kind == "order":
        office.placing.drop_order(W1, R2, None, CONTROL)
    else:
        office.placing.drop_stop("a3.1", R2, None, CONTROL)
    qtbot.waitUntil(lambda: len(office.said) == 1)
    assert wanted == []


def test_two_wishes_at_once_are_both_fulfilled(office: Office, qtbot: QtBot) -> None:
    office.placing.drop_order(W1, R1, None, NOTHING)
    office.placing.look_at(W3)
    with qtbot.waitSignal(office.placing.options_found):
        office.placing.drop_on_map("w2", Kind.DRIVER, "d2", NOTHING)
    qtbot.waitUntil(lambda: len(office.asked) == 2)
    assert {command.route_id for command in office.asked if isinstance(command, c.PlaceOrder)} == {
        R1,
        R2,
    }


@pytest.mark.parametrize(
    ("kind", "id_"), [(Kind.ROUTE, "r1"), (Kind.STOP, "a2.1"), (Kind.DRIVER, "d1")]
)
def test_the_map_takes_a_drop_on_what_belongs_to_a_route(
    office: Office, qtbot: QtBot, kind: Kind, id_: str
) -> None:
    with qtbot.waitSignal(office.gestures.placed):
        office.placing.drop_on_map(W1, kind, id_, NOTHING)
    assert office.board.route().stop_ids[1] == "w1.1"


def test_a_drop_beside_everything_says_where_to_drop(office: Office) -> None:
    office.placing.drop_on_map(W1, Kind.CASE, "case-w1", NOTHING)
    assert office.said == ["Drop it on a route, a stop or a driver."]
    assert office.asked == []


def test_dragging_shows_a_price_on_every_lane(office: Office, qtbot: QtBot) -> None:
    with qtbot.waitSignal(office.placing.costs_changed):
        office.placing.begin_drag(W1)
    assert {R1, R2, T1} <= office.costs[-1].keys()
    with qtbot.waitSignal(office.placing.costs_over):
        office.placing.end_drag()


def test_costs_that_come_after_the_drop_are_not_shown(office: Office, qtbot: QtBot) -> None:
    office.placing.begin_drag(W1)
    with qtbot.waitSignal(office.placing.options_found):
        office.placing.end_drag()
    assert office.costs == []


def test_dragging_a_stop_shows_what_the_move_would_save(office: Office, qtbot: QtBot) -> None:
    with qtbot.waitSignal(office.placing.costs_changed):
        office.placing.begin_stop_drag("a3.1")
    assert getattr(office.costs[-1][R2], "words", "").startswith("−32 min")


def test_a_stop_dropped_beside_the_stops_goes_to_the_best_place(
    office: Office, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(office.gestures.placed):
        office.placing.drop_stop("a3.1", R2, None, NOTHING)
    assert office.board.route(R2).stop_ids == ("b1.1", "b2.1", "a3.1", "b3.1")


def test_a_stop_steps_within_its_lane(office: Office, qtbot: QtBot) -> None:
    with qtbot.waitSignal(office.gestures.placed):
        office.placing.step_stop("a3.1", R1, 1)
    assert office.board.route().stop_ids == ("a1.1", "a3.1", "a2.1")


def test_goods_that_are_aboard_are_handed_over(office: Office, qtbot: QtBot) -> None:
    with qtbot.waitSignal(office.gestures.placed):
        office.placing.drop_stop("a1.1", R2, None, NOTHING)
    assert [type(command) for command in office.asked] == [c.WithdrawOrder, c.PlaceOrder]
    visits = [s for s in office.board.state.stops.values() if s.order_id == A1 and not s.ended_at]
    assert {stop.route_id for stop in visits} >= {R1, R2}


@pytest.mark.parametrize("is_agreed", [False, True])
def test_goods_that_are_aboard_stay_there_until_what_would_break_is_agreed_to(
    office: Office, qtbot: QtBot, is_agreed: bool
) -> None:
    window = TimeWindow(office.board.now, office.board.now + timedelta(seconds=1))
    late = replace(office.board.state.orders[A1], window=window)
    orders = {**office.board.state.orders, A1: late}
    office.board.state = replace(office.board.state, orders=orders)
    office.agrees = False
    with qtbot.waitSignal(office.gestures.confirm_wanted):
        office.placing.drop_stop("a1.1", R2, None, NOTHING)
    assert office.asked == []
    assert office.confirmed
    if is_agreed:
        with qtbot.waitSignal(office.gestures.placed):
            office.go_on()
        assert [type(command) for command in office.asked] == [c.WithdrawOrder, c.PlaceOrder]
        assert len(office.confirmed) == 1


def test_what_would_break_is_asked_about_first(office: Office, qtbot: QtBot) -> None:
    office.board.now += timedelta(hours=4, minutes=40)
    with qtbot.waitSignal(office.gestures.placed):
        office.placing.drop_order(W1, R2, 3, ALT)
    assert office.confirmed
    assert "Shift ends" in " ".join(office.confirmed[0])


def test_enter_takes_the_cheapest_that_breaks_nothing(office: Office, qtbot: QtBot) -> None:
    with qtbot.waitSignal(office.gestures.placed):
        office.placing.take_best(W1)
    (command,) = office.asked
    assert isinstance(command, c.PlaceOrder)
    assert command.broken == ()


def test_when_every_way_breaks_something_it_says_so(office: Office, qtbot: QtBot) -> None:
    office.board.ask(c.LockRoute(R1))
    office.board.ask(c.LockRoute(R2))
    office.placing.take_best(W1)
    qtbot.waitUntil(lambda: bool(office.said))
    assert office.said == ["No route can take it without breaking something."]


def test_a_place_without_travel_times_is_said(qtbot: QtBot) -> None:
    office = Office(running_day(), None)
    office.placing.place(W1, R1)
    qtbot.waitUntil(lambda: bool(office.said))
    assert office.said == [NO_TRAVEL_TIMES]
    office.planner.close()


def test_a_drag_before_the_travel_times_says_why_it_shows_no_price(qtbot: QtBot) -> None:
    office = Office(running_day(), None)
    office.placing.begin_drag(W1)
    office.placing.begin_stop_drag("a3.1")
    assert office.said == [NO_PRICES_YET] * 2
    office.planner.close()


def test_what_has_left_the_board_cannot_be_dropped(office: Office, qtbot: QtBot) -> None:
    office.placing.begin_stop_drag("gone")
    office.placing.begin_drag("gone")
    office.placing.drop_stop("gone", R1, None, NOTHING)
    office.board.complete("a1.1")
    office.placing.move_stop(StopId("a1.1"), R1)
    qtbot.waitUntil(lambda: bool(office.said))
    assert office.said == ["a1 cannot be moved any more."]
    assert office.asked == []


def test_panels_may_name_a_case_or_its_order(office: Office) -> None:
    assert office.placing.order_of("case-w1") == W1
    assert office.placing.order_of("w1") == W1
    assert office.placing.order_of("nothing") is None
    assert office.placing.route_of_driver("nobody") is None
    assert OrderId("w1") == W1


def test_enter_takes_the_recommended_way_out(office: Office, qtbot: QtBot) -> None:
    with qtbot.waitSignal(office.gestures.placed):
        office.placing.take_recommended(W1)
    (command,) = office.asked
    assert isinstance(command, c.PlaceOrder)
    assert command.considered
    assert command.considered[0].route_id == command.route_id


def test_a_refund_is_asked_about_before_the_shop_is(office: Office, qtbot: QtBot) -> None:
    refund = WayOut(Resolution.KEEP_IT, ())
    office.placing.take_way_out(W1, refund)
    qtbot.waitUntil(lambda: bool(office.asked))
    (command,) = office.asked
    assert isinstance(command, c.RefundOrder)
    assert office.confirmed == [()]
    assert office.board.order(W1).refund is not None


def test_a_partner_takes_it_by_the_same_command_as_a_drop_and_gives_it_back(
    office: Office, qtbot: QtBot
) -> None:
    chosen = WayOut(Resolution.HAND_TO_PARTNER, (), partner_id=COURIER.id)
    office.placing.take_way_out(W3, chosen)
    qtbot.waitUntil(lambda: bool(office.asked))
    (command,) = office.asked
    assert isinstance(command, c.HandToPartner)
    assert (command.partner_id, command.price_minor) == (COURIER.id, COURIER.price_minor)
    assert {way.partner_id for way in command.considered} >= {COURIER.id, COUNTER.id}
    case = office.board.case(W3)
    assert case.decision is not None
    assert case.decision.considered == command.considered
    office.gestures.history.undo()
    assert office.board.order(W3).partner is None


def test_a_way_out_that_is_gone_is_said(office: Office, qtbot: QtBot) -> None:
    office.placing.take_way_out(W1, WayOut(Resolution.REFUND, ()))
    qtbot.waitUntil(lambda: bool(office.said))
    assert office.said == ["That way out is not open any more. Look again."]


def test_a_yes_to_a_route_that_went_on_meanwhile_is_priced_anew(
    office: Office, qtbot: QtBot
) -> None:
    """A colleague was faster while somebody read the question: no refusal, but the new price."""
    window = TimeWindow(office.board.now, office.board.now + timedelta(seconds=1))
    late = replace(office.board.state.orders[W1], window=window)
    orders = {**office.board.state.orders, W1: late}
    office.board.state = replace(office.board.state, orders=orders)
    office.agrees = False
    office.placing.drop_order(W1, R1, 3, NOTHING)
    qtbot.waitUntil(lambda: len(office.confirmed) == 1)
    office.board.ask(c.WithdrawOrder(A3))
    office.go_on()
    qtbot.waitUntil(lambda: len(office.confirmed) == 2)
    assert office.asked == []
    assert office.said[-1] == "Route 1 went on meanwhile: this is what it costs by now."
    office.go_on()
    (command,) = office.asked
    assert isinstance(command, c.PlaceOrder)
    assert office.board.state.orders[W1].status is OrderStatus.PLANNED


def test_a_yes_to_a_move_on_a_route_that_went_on_meanwhile_is_priced_anew(
    office: Office, qtbot: QtBot
) -> None:
    window = TimeWindow(office.board.now, office.board.now + timedelta(seconds=1))
    late = replace(office.board.state.orders[A2], window=window)
    orders = {**office.board.state.orders, A2: late}
    office.board.state = replace(office.board.state, orders=orders)
    office.agrees = False
    office.placing.drop_stop("a2.1", R1, 2, NOTHING)
    qtbot.waitUntil(lambda: len(office.confirmed) == 1)
    office.board.place(W1, R1, 3)
    office.go_on()
    qtbot.waitUntil(lambda: len(office.confirmed) == 2)
    assert office.asked == []
    office.go_on()
    assert [type(each) for each in office.asked] == [c.MoveStop]
    assert office.board.route().stop_ids.index(StopId("a2.1")) == 2


def test_a_redo_is_priced_and_confirmed_like_the_first_time(office: Office, qtbot: QtBot) -> None:
    with qtbot.waitSignal(office.gestures.placed):
        office.placing.drop_order(W1, R1, 3, NOTHING)
    with qtbot.waitSignal(office.gestures.placed):
        office.placing.place(W3, T1)
    history = office.gestures.history
    history.undo()
    history.undo()
    window = TimeWindow(office.board.now, office.board.now + timedelta(seconds=1))
    late = replace(office.board.state.orders[W1], window=window)
    orders = {**office.board.state.orders, W1: late}
    office.board.state = replace(office.board.state, orders=orders)
    office.asked.clear()
    with qtbot.waitSignal(office.gestures.placed):
        history.redo()
    (command,) = office.asked
    assert isinstance(command, c.PlaceOrder)
    assert command.broken
    assert command.broken == office.confirmed[-1][: len(command.broken)]
    assert (history.stack.index(), history.stack.count()) == (1, 2)
    with qtbot.waitSignal(office.gestures.placed):
        history.redo()
    assert (history.stack.index(), history.stack.count()) == (2, 2)
    history.undo()
    assert history.stack.index() == 1


def test_a_redo_that_is_called_off_stays_to_be_redone(office: Office, qtbot: QtBot) -> None:
    with qtbot.waitSignal(office.gestures.placed):
        office.placing.drop_order(W1, R1, 3, NOTHING)
    history = office.gestures.history
    history.undo()
    office.planner.ways_found.disconnect(office.placing._found)
    with qtbot.waitSignal(office.planner.ways_found):
        history.redo()
    assert history.stack.canRedo()
    assert (history.stack.index(), history.stack.count()) == (0, 1)


@pytest.fixture
def tried(office: Office) -> Office:
    """a1 has failed at a depot with a counter and a collection point."""
    office.board = failed()
    return office


def test_the_customer_fetches_it_at_the_counter(tried: Office, qtbot: QtBot) -> None:
    chosen = WayOut(Resolution.KEEP_AT_COUNTER, (), day=TODAY)
    tried.placing.take_way_out(A1, chosen)
    qtbot.waitUntil(lambda: bool(tried.asked))
    (command,) = tried.asked
    assert isinstance(command, c.KeepAtCounter)
    assert {way.resolution for way in command.considered} >= {
        Resolution.KEEP_AT_COUNTER,
        Resolution.REDIRECT,
        Resolution.REFUND,
    }
    assert all(way.sums for way in command.considered)
    assert tried.board.order(A1).waits_at_counter


def test_a_van_brings_it_to_the_collection_point(tried: Office, qtbot: QtBot) -> None:
    chosen = WayOut(Resolution.REDIRECT, (), R1, TODAY, point_id=KIOSK.place.id)
    with qtbot.waitSignal(tried.gestures.placed):
        tried.placing.take_way_out(A1, chosen)
    (command,) = tried.asked
    assert isinstance(command, c.PlaceOrder)
    assert command.point_id == KIOSK.place.id
    assert tried.board.order(A1).place_id == KIOSK.place.id
    decision = tried.board.case(A1).decision
    assert decision is not None
    assert decision.resolution is Resolution.REDIRECT
    assert decision.considered == command.considered


def test_a_stop_is_moved_inside_the_map(office: Office, qtbot: QtBot) -> None:
    stop_id = office.board.route().stop_ids[-1]
    with qtbot.waitSignal(office.gestures.placed):
        office.placing.drop_stop_on_map(stop_id, Kind.ROUTE, R2, NOTHING)
    assert office.board.state.stops[stop_id].route_id == R2
    first = office.board.state.routes[R2].stop_ids[0]
    with qtbot.waitSignal(office.gestures.placed):
        office.placing.drop_stop_on_map(stop_id, Kind.STOP, first, ALT)
    assert office.board.state.routes[R2].stop_ids[0] == stop_id
    order_id = office.board.state.stops[stop_id].order_id
    assert office.said[-2:] == [
        f"{order_id} moved to Route 2 · Ctrl+Z undoes it",
        f"{order_id} is stop 1 of Route 2 · Ctrl+Z undoes it",
    ]
    office.placing.drop_stop_on_map(stop_id, Kind.GROUND, "", NOTHING)
    assert office.said[-1] == NO_TARGET


def test_goods_handed_over_by_one_gesture_come_back_by_one_undo(
    office: Office, qtbot: QtBot
) -> None:
    before = office.board.route(R1).stop_ids
    with qtbot.waitSignal(office.gestures.placed):
        office.placing.drop_stop("a2.1", R2, None, NOTHING)
    history = office.gestures.history
    assert [type(each) for each in office.asked] == [c.WithdrawOrder, c.PlaceOrder]
    assert history.changes() == (["a2 onto Route 2"], 1)
    assert office.said == ["a2 onto Route 2 · Ctrl+Z undoes it"]
    halves = [stop.kind for stop in pending_stops(office.board.state, A2)]
    assert {StopKind.GIVE, StopKind.TAKE} <= set(halves)
    history.undo()
    assert office.said[-1] == "Undone: a2 onto Route 2"
    (stop,) = pending_stops(office.board.state, A2)
    assert office.board.route(R1).stop_ids.index(stop.id) == before.index(StopId("a2.1"))
    assert not history.stack.canUndo()
    with qtbot.waitSignal(office.gestures.placed):
        history.redo()
    assert {StopKind.GIVE, StopKind.TAKE} <= {
        stop.kind for stop in pending_stops(office.board.state, A2)
    }
    assert history.changes() == (["a2 onto Route 2"], 1)


def test_a_hand_over_that_ends_half_way_is_taken_back_all_the_same(
    office: Office, qtbot: QtBot
) -> None:
    ask, history = office._ask, office.gestures.history

    def refuse(command: c.Command, answered: Callable[[str | None], None]) -> None:
        if isinstance(command, c.PlaceOrder) and not history.stack.count():
            answered("Route 2 is locked.")
        else:
            ask(command, answered)

    office.gestures._send = refuse
    office.placing.drop_stop("a2.1", R2, None, NOTHING)
    qtbot.waitUntil(lambda: "Route 2 is locked." in office.said)
    assert history.changes() == (["a2 taken off Route 1"], 1)
    history.undo()
    assert [stop.route_id for stop in pending_stops(office.board.state, A2)] == [R1]


def test_a_hand_over_that_has_to_ask_once_more_is_two_changes(office: Office, qtbot: QtBot) -> None:
    """Somebody says no to what it would break by now: the goods are off, and can be put back."""
    found: list[Found] = []
    office.planner.ways_found.connect(found.append)
    office.placing.begin_stop_drag("a2.1")
    qtbot.waitUntil(lambda: bool(found))
    way = found[0].way(R2)
    assert way is not None
    worse = replace(way, broken=("Misses the window of a2",))
    office.agrees = False
    office.gestures.hand_over(A2, way, lambda: office.gestures.place(A2, worse, [worse]))
    assert office.confirmed == [worse.broken]
    assert office.gestures.history.changes() == (["a2 taken off Route 1"], 1)
    office.gestures.history.undo()
    assert [stop.route_id for stop in pending_stops(office.board.state, A2)] == [R1]


def test_an_undo_that_ended_half_way_goes_on_from_there(office: Office, qtbot: QtBot) -> None:
    with qtbot.waitSignal(office.gestures.placed):
        office.placing.drop_stop("a2.1", R2, None, NOTHING)
    ask, history = office._ask, office.gestures.history

    def refuse(command: c.Command, answered: Callable[[str | None], None]) -> None:
        if isinstance(command, c.PlaceOrder):
            answered("Route 1 is locked.")
        else:
            ask(command, answered)

    office.gestures._send = refuse
    history.undo()
    assert office.said[-1] == "Not undone: Route 1 is locked."
    office.gestures._send = ask
    history.undo()
    assert [stop.route_id for stop in pending_stops(office.board.state, A2)] == [R1]


def test_it_is_said_what_an_order_would_cost_on_a_route(office: Office, qtbot: QtBot) -> None:
    office.placing.explain(W1, R1)
    qtbot.waitUntil(lambda: bool(office.said))
    assert office.said[-1].startswith(f"{W1} on ")
    stop = office.board.state.stops[office.board.route().stop_ids[-1]]
    office.placing.explain(stop.order_id, R2)
    qtbot.waitUntil(lambda: office.said[-1].startswith(f"{stop.order_id} "))
    assert office.asked == []


def test_why_not_that_van_says_what_would_have_to_give(office: Office, qtbot: QtBot) -> None:
    route = office.board.route(R1)
    ends = office.board.now + timedelta(minutes=57)
    short = {**office.board.state.routes, R1: replace(route, ends_at=ends)}
    office.board.state = replace(office.board.state, routes=short)
    office.placing.explain(W1, R1)
    qtbot.waitUntil(lambda: bool(office.said))
    told = office.said[-1]
    assert "It would fit as stop 2 if the shift ended 3 min later" in told
    assert f"or if a3 went to {office.board.route(R2).name}, " in told
    swapped = office.board.state.stops[office.board.route(R2).stop_ids[-1]]
    office.placing.explain(swapped.order_id, R1)
    qtbot.waitUntil(lambda: office.said[-1].startswith(f"{swapped.order_id} "))
    assert "It would fit as stop " in office.said[-1], "a planned stop is asked about, too"


def test_what_was_worked_out_for_an_order_counts_until_it_or_its_case_changes() -> None:
    board = running_day()
    board.fail("a1.1")
    before = board.state
    board.complete("a2.1")
    assert not has_moved(before, board.state, A1)
    board.ask(c.AcknowledgeCase(board.case(A1).id))
    assert has_moved(before, board.state, A1)
    before = board.state
    board.place(A1, R1, len(board.route(R1).stop_ids))
    assert has_moved(before, board.state, A1)
    before = board.state
    board.ask(c.WithdrawOrder(A1))
    assert has_moved(before, board.state, A1)


def test_who_declined_it_is_neither_the_best_nor_asked_again_without_a_question(
    office: Office, qtbot: QtBot
) -> None:
    office.board.place(W1, R1, 3)
    office.board.send(R1)
    office.board.decline(R1, "shift_over")
    with qtbot.waitSignal(office.gestures.placed):
        office.placing.take_best(W1)
    (command,) = office.asked
    assert isinstance(command, c.PlaceOrder)
    assert command.route_id == R2
    office.board.send(R2)
    office.board.decline(R2)
    office.agrees = False
    with qtbot.waitSignal(office.gestures.confirm_wanted):
        office.placing.place(W1, R1)
    assert office.confirmed == [("declined at 12:00: shift is over",)]
    with qtbot.waitSignal(office.gestures.placed):
        office.placing.place_refused(W1, R1)
    assert len(office.confirmed) == 1
    again = office.asked[-1]
    assert isinstance(again, c.PlaceOrder)
    assert again.route_id == R1


def test_everything_that_was_declined_is_asked_for_again_in_one_go(
    office: Office, qtbot: QtBot
) -> None:
    for order_id in (W1, W2):
        office.board.place(order_id, R1, 3)
    office.board.send(R1)
    office.board.decline(R1, "shift_over")
    office.placing.place_all_refused((W1, W2), R1)
    qtbot.waitUntil(lambda: len(office.asked) == 2, timeout=10_000)
    placed = [each for each in office.asked if isinstance(each, c.PlaceOrder)]
    assert [(each.order_id, each.route_id) for each in placed] == [(W1, R1), (W2, R1)]
    assert office.confirmed == []


def test_what_waits_behind_a_refusal_does_not_come_with_another_stop(
    office: Office, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.placing.AGAIN_MS", 0)
    for order_id in (W1, W2):
        office.board.place(order_id, R1, 3)
    office.board.send(R1)
    office.board.decline(R1, "shift_over")
    office.board.ask(c.LockRoute(R1))
    office.placing.place_all_refused((W1, W2), R1)
    qtbot.waitUntil(lambda: bool(office.said))
    office.board.ask(c.UnlockRoute(R1))
    with qtbot.waitSignal(office.gestures.placed):
        office.placing.step_stop("a3.1", R1, 1)
    with qtbot.assertNotEmitted(office.gestures.placed, wait=300):
        pass
    assert [type(each) for each in office.asked] == [c.MoveStop]


def test_seeing_what_was_declined_takes_its_cases_over(office: Office) -> None:
    office.gestures.acknowledge_orders((W1, W2))
    assert [type(each) for each in office.asked] == [c.AcknowledgeCase, c.AcknowledgeCase]
