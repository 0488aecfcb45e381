"""What is looked at: a case, several, or a route; and what was worked out meanwhile."""

from typing import Any

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from console.choosing import Choosing
from console.hub_link import Live
from console.main_window import MainWindow
from console.map.scene import Ghost, Kind, Ref
from console.planner import Found, Wish
from console.screen import Automatic, Chosen, look_at
from console.session import Session
from console.theme import Theme
from core.model import OrderId, RouteId, ServiceDay
from tests.console.sample_day import SampleDay


class Placing:
    """Notes for which orders ways out are looked for."""

    def __init__(self) -> None:
        self.looked_at: list[str] = []
        self.driven: RouteId | None = None

    def look_at(self, order_id: OrderId) -> None:
        self.looked_at.append(order_id)

    def route_of_driver(self, driver_id: str) -> RouteId | None:
        return self.driven


class Resources:
    """Notes for whom help is looked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def look_at(self, order_id: OrderId) -> None: ...

    def who_can_take(self, order_id: OrderId) -> None:
        self.asked.append(order_id)


class Office:
    """The sample day in a window."""

    def __init__(self, window: MainWindow) -> None:
        self.moment = SampleDay(routes=6, stops=12).moment()
        self.live = Live(state=self.moment.state)
        self.routes = list(self.moment.state.routes.values())
        self.day = self.routes[0].day
        self.screen = look_at(self.moment, Chosen(day=self.day), history=(), automatic=Automatic())
        window.queue.show_rows(self.screen.queue)
        self.window = window
        self.placing, self.resources = Placing(), Resources()
        self.choosing = Choosing(
            window,
            self.placing,  # type: ignore[arg-type]
            self.resources,  # type: ignore[arg-type]
            lambda: self.live,
            lambda: self.screen,
            window,
            is_dark=True,
        )
        window.queue.order_selected.connect(lambda id_: self.choosing.order(OrderId(id_)))
        self.told: list[Any] = []
        self.changes: list[Chosen] = []
        self.choosing.said.connect(lambda words, is_bad: self.told.append((words, is_bad)))
        self.choosing.changed.connect(lambda: self.changes.append(self.chosen))

    @property
    def chosen(self) -> Chosen:
        return self.choosing.chosen

    def in_queue(self) -> OrderId:
        return OrderId(self.screen.queue[0].order_id)


@pytest.fixture
def office(theme: Theme, qtbot: QtBot) -> Office:
    window = MainWindow(theme)
    qtbot.addWidget(window)
    return Office(window)


def test_one_thing_is_looked_at(office: Office) -> None:
    order = office.in_queue()
    case = next(c for c in office.live.state.cases.values() if c.order_id == order)
    office.choosing.case(case.id)
    assert (office.chosen.case_of, office.chosen.route) == (order, None)
    assert office.placing.looked_at == [order]
    office.choosing.route(office.routes[1].id)
    assert (office.chosen.case_of, office.chosen.route) == (None, office.routes[1].id)
    office.choosing.orders((order, OrderId("b")))
    assert (office.chosen.many, office.chosen.route) == ((order, OrderId("b")), None)
    office.choosing.nothing()
    assert office.chosen == Chosen(is_dark=True)
    assert len(office.changes) == 4


def test_who_can_take_needs_a_case(office: Office) -> None:
    office.choosing.who_can_take()
    assert office.told == [("Choose a case first: who could take it?", True)]
    office.choosing.order(office.in_queue())
    office.choosing.who_can_take()
    assert office.resources.asked == [office.in_queue()]


def test_a_driver_is_his_route(office: Office) -> None:
    office.choosing.driver("nobody")
    assert office.changes == []
    office.placing.driven = office.routes[2].id
    office.choosing.driver("d")
    assert office.chosen.route == office.routes[2].id


def test_a_stop_brings_its_route_and_its_day(office: Office) -> None:
    stop = next(s for s in office.live.state.stops.values() if s.route_id == office.routes[0].id)
    office.screen = replace(office.screen, day=ServiceDay("2020-01-01"))
    office.choosing.stop(stop.id)
    assert (office.chosen.day, office.chosen.route) == (office.day, stop.route_id)
    office.choosing.stop("gone")
    assert office.chosen.route == stop.route_id


def test_the_board_shows_the_day_that_is_looked_at_whatever_was_chosen_on_it(
    office: Office,
) -> None:
    board, tabs = office.window.board, office.screen.days
    today, tomorrow = (ServiceDay(str(tab.day)) for tab in tabs[:2])
    board.show_days(tabs, today)
    board.choose_days([today])
    office.choosing.show_day(tomorrow)
    board.show_days(tabs, office.chosen.day)
    assert board.chosen_days() == (tomorrow,)
    board.choose_days([today, tomorrow])
    office.choosing.show_day(tomorrow)
    board.show_days(tabs, office.chosen.day)
    assert board.chosen_days() == (today, tomorrow), "it is among those that are shown"


def test_a_stop_of_another_day_brings_the_board_there(office: Office) -> None:
    board, tabs = office.window.board, office.screen.days
    other = next(tab.day for tab in tabs if tab.day != office.day)
    board.choose_days([str(other)])
    office.screen = replace(office.screen, day=ServiceDay(str(other)))
    stop = next(s for s in office.live.state.stops.values() if s.route_id == office.routes[0].id)
    office.choosing.stop(stop.id)
    board.show_days(tabs, office.chosen.day)
    assert board.chosen_days() == (office.day,)


def test_marks_that_were_drawn_around_add_up_with_a_key(office: Office) -> None:
    stops = tuple(office.live.state.stops)[:3]
    office.choosing.around((), stops[:2], False)
    office.choosing.around((), stops[1:], True)
    assert office.chosen.stops == stops
    office.choosing.around((), stops[2:], False)
    assert office.chosen.stops == stops[2:]
    assert [words for words, _ in office.told][-1].startswith("1 stop")


def test_a_session_comes_back_as_far_as_it_is_still_there(office: Office) -> None:
    office.choosing.bring_back(None)
    office.choosing.bring_back(Session(case_of=OrderId("gone"), route=RouteId("gone")))
    assert office.changes == []
    office.choosing.bring_back(Session(route=office.routes[1].id))
    assert office.chosen.route == office.routes[1].id
    office.choosing.bring_back(Session(case_of=office.in_queue(), route=office.routes[1].id))
    assert office.chosen.case_of == office.in_queue()


def test_pointing_draws_the_map_alone(office: Office) -> None:
    drawn: list[Ref | None] = []
    office.choosing.marked.connect(lambda: drawn.append(office.chosen.hovered))
    at = Ref(Kind.ROUTE, "r1")
    office.choosing.point_at(at)
    office.choosing.point_at(None)
    assert drawn == [at, None]
    assert office.changes == []
    office.choosing.emphasise(("r1",))
    office.choosing.emphasise(("r1",))
    assert len(office.changes) == 1, "the same again changes nothing"


def test_ghosts_of_a_drop_lie_over_those_of_a_plan(office: Office) -> None:
    plan, drop = ghost("r1", 1), ghost("r1", 2)
    office.choosing.show_ghosts(plan=(plan, ghost("r2", 1)))
    office.choosing.show_ghosts(drop=(drop,))
    assert {g.route_id: g for g in office.chosen.ghosts} == {"r1": drop, "r2": ghost("r2", 1)}
    office.choosing.show_ghosts(drop=())
    assert {g.route_id for g in office.chosen.ghosts} == {"r1", "r2"}


def ghost(route_id: str, colour: int) -> Ghost:
    return Ghost(route_id, str(colour), old_path=(), new_path=())


def test_prices_from_before_a_change_are_not_shown(office: Office) -> None:
    order = office.in_queue()
    office.choosing.order(order)
    seq = office.live.state.seq
    office.choosing.show_options(Found(Wish(order), seq, ()))
    (shown,) = {each.options_of for each in office.changes[-1:]}
    assert shown == order
    before = office.live.state
    looked = list(office.placing.looked_at)
    other = next(id_ for id_ in before.orders if id_ != order)
    orders = {**before.orders, other: replace(before.orders[other])}
    office.live = Live(state=replace(before, seq=seq + 1, orders=orders))
    office.choosing.price_anew(before)
    (shown,) = {office.chosen.options_of}
    assert shown == order, "another order's change is none of its"
    assert office.placing.looked_at == looked
    changed = replace(before.orders[order])
    after = replace(before, seq=seq + 1, orders={**before.orders, order: changed})
    office.live = Live(state=after)
    office.choosing.price_anew(before)
    assert office.chosen.options_of is None
    office.choosing.show_options(Found(Wish(order), seq, ()))
    assert office.chosen.options_of is None, "worked out before"
    office.choosing.show_options(Found(Wish(order), seq + 1, ()))
    assert office.chosen.options_of == order


def test_prices_of_another_case_do_not_take_the_place_of_the_chosen_ones(office: Office) -> None:
    chosen, dragged = (OrderId(row.order_id) for row in office.screen.queue[:2])
    seq = office.live.state.seq
    office.choosing.order(chosen)
    office.choosing.show_options(Found(Wish(chosen), seq, ()))
    office.choosing.show_options(Found(Wish(dragged), seq, ()))
    assert office.chosen.options_of == chosen
