"""Plans for the day in the console: searched, shown, taken once OR-Tools agrees, and taken back."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console import plan_search
from console.geometry import Geometry
from console.map.scene import Ghost
from console.panels.plans_panel import PlansPanel
from console.plan_desk import PlanDesk
from console.plan_search import COMPILING, READY, Cheapest, PlanSearch
from console.planner import Audited
from console.theme import Scheme, Theme
from console.view import GhostLane, Tone
from core import commands as c
from core.access import Role
from core.model import ClosureId, OrderId, OrderStatus, Position, Resolution, WayOut
from core.planning import compiled
from core.planning.day_plans import THREE, NoPlan, PlanOffer, Question, Style
from core.planning.engine import Engine
from core.planning.fleet import FleetPlan
from core.planning.fleet_model import FleetModel
from core.planning.fleet_solver import Search
from core.planning.travel import ClosedLegs
from core.planning.warm_up import small_problem
from core.planning.worker import SolverFailed, SolverWorker
from tests.builders import R1, R2, T1, TODAY, TOMORROW, W1, running_day
from tests.console.test_placing import Office
from tests.one_road import one_road


@pytest.fixture(scope="module", autouse=True)
def kernels() -> None:
    """Compiled once, outside any test's time."""
    Engine(small_problem()).run_steps(1)


class Planning(Office):
    """Two vans whose far stops lie in each other's way, and three orders that wait."""

    def __init__(self, panel: PlansPanel) -> None:
        super().__init__(running_day(), one_road())
        self.panel = panel
        search = PlanSearch(self.planner._warm_solver, self.planner, (0.02, 0.05))
        self.planner.plans = search
        self.geometry = Geometry(Path("no-roads"), self)
        self.desk = PlanDesk(
            panel, self.planner, self.gestures, self.geometry, self.live, self.screen, self
        )
        self.lanes: tuple[GhostLane, ...] = ()
        self.ghosts: tuple[Ghost, ...] = ()
        self.hints: list[str] = []
        self.wanted: list[str] = []
        self.desk.said.connect(lambda words, _: self.said.append(words))
        self.desk.lanes_changed.connect(self._keep_lanes)
        self.desk.ghosts_changed.connect(self._keep_ghosts)
        self.desk.hinted.connect(self.hints.append)
        self.desk.order_wanted.connect(self.wanted.append)
        self.desk.confirm_wanted.connect(self._confirm)

    def _keep_lanes(self, lanes: tuple[GhostLane, ...]) -> None:
        self.lanes = lanes

    def _keep_ghosts(self, ghosts: tuple[Ghost, ...]) -> None:
        self.ghosts = ghosts

    def close(self) -> None:
        self.desk.close()
        self.geometry.close()
        self.planner.close()


@pytest.fixture
def office(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Planning]:
    monkeypatch.setattr(compiled, "is_ready", lambda: True)
    theme = Theme(qapp, Scheme.DARK)
    panel = PlansPanel(theme)
    panel.resize(300, 600)
    made = Planning(panel)
    yield made
    made.close()
    panel.close()
    panel.deleteLater()
    qapp.setStyleSheet("")
    qapp.styleHints().unsetColorScheme()
    theme.deleteLater()


def looked(office: Planning, qtbot: QtBot) -> None:
    with qtbot.waitSignal(office.planner.plans.ended, timeout=20_000):
        office.desk.open()
    qtbot.waitUntil(lambda: bool(office.lanes))


def test_plans_are_shown_side_by_side_with_a_ghost_and_their_reasons(
    office: Planning, qtbot: QtBot
) -> None:
    looked(office, qtbot)
    view = office.panel._view
    assert [card.name for card in view.cards] == ["Least change", "Balanced", "Cheapest"]
    (chosen,) = (card for card in view.cards if card.is_chosen)
    assert chosen.name == "Balanced"
    assert chosen.money.startswith("−")
    assert "1 stop of 2 drivers moved · 2 of 3 orders placed, worth " in chosen.changes
    (left,) = view.left
    assert left.order_id == "w3"
    assert "are at the depot; Route" in left.reason
    assert left.otherwise.startswith("Next best: ")
    assert [line.order_id for line in view.placed] == ["w1", "w2"]
    assert view.placed[0].outcome == "On Route 1 at 12:08"
    assert {lane.route_id for lane in office.lanes} == {R1, R2}
    assert {ghost.route_id for ghost in office.ghosts} == {R1, R2}
    changed = {stop_id for lane in office.lanes for stop_id in lane.changed}
    assert {"a3.1", "w1.1", "w2.1"} == changed
    assert view.can_take
    assert not view.is_searching


def test_no_other_plan_is_cheaper_than_the_cheapest(office: Planning, qtbot: QtBot) -> None:
    offers: list[PlanOffer] = []
    office.planner.plans.offered.connect(offers.append)
    looked(office, qtbot)
    last = {offer.style: offer for offer in offers}
    assert set(last) == set(THREE)
    most = max(len(offer.placed) for offer in offers)
    assert len(last[Style.CHEAPEST].placed) == most
    all_of = [offer.after.cost_minor for offer in offers if len(offer.placed) == most]
    assert last[Style.CHEAPEST].after.cost_minor == min(all_of)


def test_the_cheapest_of_those_that_place_most_is_news() -> None:
    known = Cheapest()
    asked = [(3, 120), (3, 117), (3, 117), (3, 118), (2, 90), (4, 200)]
    assert [known.is_news(*each) for each in asked] == [
        True,
        True,
        False,
        False,
        False,
        True,
    ]
    assert (known.is_best(4, 200), known.is_best(3, 117)) == (True, False)


def test_a_plan_is_taken_in_one_go_once_or_tools_agrees_and_taken_back(
    office: Planning, qtbot: QtBot
) -> None:
    looked(office, qtbot)
    before = {id_: office.board.route(id_).stop_ids for id_ in (R1, R2)}
    office.desk.take()
    assert not office.panel._view.can_take
    qtbot.waitUntil(lambda: bool(office.asked), timeout=20_000)
    (command,) = office.asked
    assert isinstance(command, c.Replan)
    assert office.board.stop("a3.1").route_id == R2
    assert office.board.order(W1).status is OrderStatus.PLANNED
    assert office.said[-1] == "2 routes planned anew (balanced) · Ctrl+Z undoes it"
    assert not office.desk.is_shown
    assert (office.lanes, office.ghosts) == ((), ())
    office.gestures.history.undo()
    assert {id_: office.board.route(id_).stop_ids for id_ in (R1, R2)} == before
    office.gestures.history.redo()
    assert office.board.stop("a3.1").route_id == R2


def test_the_plan_and_what_it_leaves_are_taken_after_a_question_and_taken_back_together(
    office: Planning, qtbot: QtBot
) -> None:
    """The third van's goods have a refund as their next best: nobody asks a shop unasked."""
    looked(office, qtbot)
    office.panel.show()
    view, button = office.panel._view, office.panel._take_all
    assert (view.to_settle, view.settles) == (1, "1 with a refund ($3,000)")
    assert button.text() == "Take, and settle 1 (Shift+T)"
    office.agrees = False
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert office.confirmed[-1] == (
        "1 with a refund ($3,000)",
        "Ask the shops to refund $3,000 for 1 order; Ctrl+Z does not take that back",
        "w3: $3,000. The goods come back to the depot.",
    )
    assert office.asked == []
    office.go_on()
    qtbot.waitUntil(lambda: len(office.asked) == 2, timeout=20_000)
    assert [type(each) for each in office.asked] == [c.Replan, c.RefundOrder]
    assert office.board.order(OrderId("w3")).refund is not None
    assert office.said[-1].startswith("2 routes planned anew (balanced), 1 order settled (1 refund")
    assert not office.desk.is_shown
    office.gestures.history.undo()
    assert office.board.order(W1).status is OrderStatus.WAITING


def test_what_needs_no_question_goes_with_the_plan_and_comes_back_with_it(
    office: Planning, qtbot: QtBot
) -> None:
    looked(office, qtbot)
    _leave(office, OrderId("w3"), WayOut(Resolution.RESCHEDULE, (), T1, TOMORROW))
    assert office.panel._view.settles == "1 tomorrow"
    office.desk.take_all()
    qtbot.waitUntil(lambda: len(office.asked) == 2, timeout=20_000)
    assert (office.confirmed, office.board.order(OrderId("w3")).day) == ([], TOMORROW)
    office.gestures.history.undo()
    assert office.board.order(OrderId("w3")).day == TODAY
    assert office.board.order(W1).status is OrderStatus.WAITING


def test_a_plan_that_leaves_nothing_to_settle_says_so(office: Planning, qtbot: QtBot) -> None:
    office.desk.take_all()
    assert office.said[-1] == "No plan is shown that could be taken. F5 looks for some."
    looked(office, qtbot)
    _leave(office, OrderId("w3"), None)
    assert (office.panel._view.to_settle, office.panel._take_all.isHidden()) == (0, True)
    office.desk.take_all()
    assert office.said[-1].startswith("The plan leaves nothing that could be settled now.")
    assert office.asked == []


def _leave(office: Planning, order_id: OrderId, otherwise: WayOut | None) -> None:
    """As if the chosen plan had left it out with that for its next best."""
    offer = office.desk._offer()
    assert offer is not None
    left = (replace(offer.left[0], order_id=order_id, otherwise=otherwise),)
    office.desk._offers[offer.style] = replace(offer, left=left)
    office.desk._draw()


def test_a_card_or_its_number_chooses_a_plan(office: Planning, qtbot: QtBot) -> None:
    looked(office, qtbot)
    office.panel.show()
    cards = office.panel._cards
    QTest.mouseClick(cards[2], Qt.MouseButton.LeftButton)
    assert office.panel._view.cards[2].is_chosen
    office.panel.choose(2)
    assert office.panel._view.cards[1].is_chosen
    assert "chosen" in cards[1].accessibleName()
    line = office.panel._left.show_keys(["w3"])[0]
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    assert office.wanted == ["w3"]


def test_what_or_tools_cannot_drive_is_an_alarm_and_changes_nothing(
    office: Planning, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked(office, qtbot)
    monkeypatch.setattr(
        office.planner,
        "audit",
        lambda offer: office.planner.audited.emit(Audited(offer, (True, False))),
    )
    office.desk.take()
    assert office.asked == []
    assert office.said[-1].startswith("ALARM: by OR-Tools, Route 2 cannot be driven")


def test_without_an_answer_of_or_tools_the_person_decides(
    office: Planning, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked(office, qtbot)

    def failing(self: SolverWorker, *_: object) -> "Future[Any]":
        future: Future[Any] = Future()
        future.set_exception(SolverFailed("it ended"))
        return future

    monkeypatch.setattr(SolverWorker, "audit", failing)
    office.desk.take()
    qtbot.waitUntil(lambda: bool(office.asked))
    assert office.confirmed[-1] == ("it ended",)


def test_edits_meanwhile_make_a_plan_one_that_says_why_it_cannot_be_taken(
    office: Planning, qtbot: QtBot
) -> None:
    looked(office, qtbot)
    office.board.ask(c.LockRoute(R2))
    screen = office.screen()
    assert screen is not None
    office.desk.watch(screen, is_dark=False)
    view = office.panel._view
    assert view.note.startswith("Changed meanwhile, so not taken: Route 2 is locked by ana.")
    assert not view.can_take
    assert office.lanes == ()
    office.desk.take()
    assert office.asked == []


def test_a_route_that_goes_on_meanwhile_is_searched_anew_by_itself(
    office: Planning, qtbot: QtBot
) -> None:
    looked(office, qtbot)
    goes_on(office)
    view = office.panel._view
    assert view.note == "Route 2 has changed meanwhile. Searching again…"
    assert (view.can_take, view.is_searching, view.note_tone) == (False, True, Tone.MUTED)
    with qtbot.waitSignal(office.planner.plans.ended, timeout=20_000):
        pass
    assert office.panel._view.can_take
    office.desk.take()
    qtbot.waitUntil(lambda: bool(office.asked), timeout=20_000)


def test_the_plan_that_somebody_chose_stays_chosen_when_it_is_searched_anew(
    office: Planning, qtbot: QtBot
) -> None:
    looked(office, qtbot)
    office.panel.chosen.emit(Style.CHEAPEST)
    goes_on(office)
    with qtbot.waitSignal(office.planner.plans.ended, timeout=20_000):
        pass
    chosen = [card.key for card in office.panel._view.cards if card.is_chosen]
    assert chosen == [Style.CHEAPEST]
    assert office.panel._view.can_take


def test_searches_that_begin_by_themselves_come_to_an_end(office: Planning, qtbot: QtBot) -> None:
    looked(office, qtbot)
    office.desk._anew_left = 0
    goes_on(office)
    note = "Changed meanwhile, so not taken: Route 2 has changed. Search again (F5)."
    assert office.panel._view.note == note
    assert not office.panel._view.is_searching


def goes_on(office: Planning) -> None:
    """The driver of Route 2 agrees to what he was sent before."""
    route = replace(office.board.route(R2), version=office.board.route(R2).version + 1)
    office.board.state = replace(office.board.state, routes=office.board.state.routes | {R2: route})
    screen = office.screen()
    assert screen is not None
    office.desk.watch(screen, is_dark=True)


def test_a_street_that_is_closed_meanwhile_outdates_a_plan(office: Planning, qtbot: QtBot) -> None:
    looked(office, qtbot)
    z1 = ClosureId("z1")
    line = (Position(-29.9, -71.2), Position(-29.91, -71.2))
    office.board.ask(c.CloseStreet(z1, "Balmaceda", line, ""))
    screen = office.screen()
    assert screen is not None
    assert office.travel is not None
    office.travel = office.travel.with_closed([ClosedLegs((z1,), b"", b"", b"")])
    office.desk.watch(screen, is_dark=False)
    view = office.panel._view
    assert view.note == (
        "Changed meanwhile, so not taken: streets were closed or opened since. Search again (F5)."
    )
    assert not view.can_take
    office.desk.take()
    assert office.asked == []


def test_a_stopped_search_keeps_what_it_found_and_leaving_forgets_it(
    office: Planning, qtbot: QtBot
) -> None:
    office.planner.plans._ladder = (0.02, 600.0)
    with qtbot.waitSignal(office.planner.plans.offered, timeout=20_000):
        office.desk.open()
    with qtbot.waitSignal(office.planner.plans.ended, timeout=20_000):
        QTest.mouseClick(office.panel._stop, Qt.MouseButton.LeftButton)
    assert office.panel._view.can_take
    qtbot.waitUntil(
        lambda: not any(thread.name.startswith("plans") for thread in threading.enumerate())
    )
    QTest.mouseClick(office.panel._leave, Qt.MouseButton.LeftButton)
    assert not office.desk.is_shown
    assert not office.desk.is_offering()


def test_after_a_drop_the_day_is_looked_at_quietly(office: Planning, qtbot: QtBot) -> None:
    with qtbot.waitSignal(office.planner.plans.ended, timeout=20_000):
        office.placing.drop_order(W1, R1, None, Qt.KeyboardModifier.NoModifier)
    qtbot.waitUntil(lambda: bool(office.lanes))
    assert not office.desk.is_shown
    assert office.hints[-1].startswith("−")
    assert office.hints[-1].endswith(" · 1 stop of 2 drivers")
    assert office.desk.is_offering()
    office.desk._fade.timeout.emit()
    assert (office.lanes, office.ghosts) == ((), ())
    office.board.ask(c.LockRoute(R2))
    screen = office.screen()
    assert screen is not None
    office.desk.watch(screen, is_dark=True)
    assert office.hints[-1] == ""


@pytest.mark.parametrize(("idle", "seeds"), [(1.5, 2), (1.0, 1)])
def test_two_search_where_a_core_is_idle_and_the_better_plan_counts(
    office: Planning,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    idle: float,
    seeds: int,
) -> None:
    monkeypatch.setattr(plan_search, "idle_cores", lambda: idle)
    asked: list[int] = []

    class Seen(Search):
        def __init__(self, model: FleetModel, seed: int, *rest: Any) -> None:
            asked.append(seed)
            self.seed = seed
            super().__init__(model, seed, *rest)

        def run(self, found: Callable[[FleetPlan], None]) -> None:
            for cost in (100, 90 - self.seed, 95):
                found(FleetPlan((), cost, ()))

    costs: list[int] = []
    monkeypatch.setattr(plan_search, "Search", Seen)
    monkeypatch.setattr(plan_search, "offer_of", lambda *args: costs.append(args[-1].cost))
    with qtbot.waitSignal(office.planner.plans.ended, timeout=20_000):
        office.placing.drop_order(W1, R1, None, Qt.KeyboardModifier.NoModifier)
    assert asked == list(range(1, seeds + 1))
    assert costs == sorted(set(costs), reverse=True), "only what is better is offered"
    assert costs[-1] == 90 - seeds


def test_the_engine_stays_for_the_next_question(office: Planning, qtbot: QtBot) -> None:
    search = office.planner.plans
    with qtbot.waitSignal(search.ended, timeout=20_000):
        office.desk.open()
    warm = search._warm
    assert warm is not None
    with qtbot.waitSignal(search.ended, timeout=20_000):
        office.desk.open()
    assert search._warm is not None
    assert search._warm is not warm
    before, after = warm._engine._arrays, search._warm._engine._arrays
    assert after.seconds is before.seconds
    assert after.second_to is before.second_to


def test_who_may_not_plan_is_told_whom_to_ask_and_nothing_is_searched(
    office: Planning, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = office.live()
    monkeypatch.setattr(office.desk, "_live", lambda: replace(live, role=Role.CUSTOMER_SERVICE))
    office.desk.open()
    office.desk.look_quietly()
    assert office.said == ["Ask a dispatcher or a supervisor for a plan."]
    assert not office.planner.plans.is_searching
    monkeypatch.setattr(office.desk, "_held", lambda: "The window shows what was.")
    office.desk.open()
    assert office.said[-1] == "The window shows what was."


def test_some_routes_or_orders_alone_can_be_planned(office: Planning, qtbot: QtBot) -> None:
    with qtbot.waitSignal(office.planner.plans.ended, timeout=20_000):
        office.desk.open(around=frozenset({R1}))
    assert office.panel._view.title == "Plans around Route 1"
    with qtbot.waitSignal(office.planner.plans.ended, timeout=20_000):
        office.desk.open(around=frozenset({R1, T1}))
    assert office.panel._view.title == "Plans for 2 routes"
    offers = office.desk._offers.values()
    assert {offer.disturbed for offer in offers} == {(R1,)}, "Route 2 is not among them"
    with qtbot.waitSignal(office.planner.plans.ended, timeout=20_000):
        office.desk.open(orders=frozenset({W1, OrderId("w2")}))
    assert office.panel._view.title == "Plans for 2 orders"
    with qtbot.waitSignal(office.planner.plans.ended, timeout=20_000):
        QTest.mouseClick(office.panel._again, Qt.MouseButton.LeftButton)
    assert office.panel._view.title == "Plans for 2 orders"


def test_while_the_engine_is_compiled_or_tools_looks_for_one_plan_and_says_so(
    office: Planning, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "is_ready", lambda: False)
    monkeypatch.setattr(compiled, "compile_in_background", lambda: None)
    looked(office, qtbot)
    view = office.panel._view
    assert view.note == COMPILING
    (card,) = view.cards
    assert card.name == "OR-Tools"
    assert card.is_chosen


class Compiler:
    """What compiles the engine, as far as a search looks at it."""

    def __init__(self, looks: int) -> None:
        self.looks = looks

    def poll(self) -> int | None:
        self.looks -= 1
        return None if self.looks > 0 else 0


@pytest.mark.parametrize("finds", [True, False])
def test_once_the_engine_is_compiled_it_searches_without_being_asked_again(
    office: Planning, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, finds: bool
) -> None:
    """Whether or not OR-Tools found a plan meanwhile."""
    engine = Compiler(looks=3)
    monkeypatch.setattr(compiled, "is_ready", lambda: engine.looks <= 0)
    monkeypatch.setattr(compiled, "compile_in_background", lambda: engine)
    monkeypatch.setattr(plan_search, "LOOK_EVERY_S", 0.01)
    if not finds:
        monkeypatch.setattr(plan_search._Run, "_ask_or_tools", lambda run, asked: engine)
    looked(office, qtbot)
    names = [card.name for card in office.panel._view.cards]
    assert names == ["Least change", "Balanced", "Cheapest", "OR-Tools"][: 3 + finds]
    assert all(card.is_there for card in office.panel._view.cards)
    assert office.panel._view.note == READY


def test_an_engine_that_is_being_compiled_is_not_waited_for_by_who_leaves(
    office: Planning, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "is_ready", lambda: False)
    monkeypatch.setattr(compiled, "compile_in_background", lambda: Compiler(looks=10**9))
    monkeypatch.setattr(plan_search, "LOOK_EVERY_S", 0.01)
    search = office.planner.plans
    with qtbot.waitSignal(search.offered, timeout=20_000):
        office.desk.open()
    assert search.is_searching
    with qtbot.waitSignal(search.ended):
        search.stop()


def test_without_travel_times_it_is_said(office: Planning, qtbot: QtBot) -> None:
    office.travel = None
    with qtbot.waitSignal(office.planner.plans.ended, timeout=20_000):
        office.desk.open()
    assert office.panel._view.note.startswith("There are no travel times for this day yet.")


def test_a_search_that_breaks_says_so(
    office: Planning, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Question:
        raise RuntimeError("no more paper")

    search = office.planner.plans
    notes: list[str] = []
    search.noted.connect(notes.append)
    search.expect()
    with qtbot.waitSignal(search.ended):
        search.start(broken, THREE)
    assert notes == ["The search failed: RuntimeError: no more paper"]
    caplog.clear()


def test_a_search_that_nobody_waits_for_any_more_is_not_begun(office: Planning) -> None:
    search = office.planner.plans
    search.expect()
    search.stop()
    called: list[bool] = []

    def make() -> Question:
        called.append(True)
        raise NoPlan("never asked")

    search.start(make, (Style.BALANCED,))
    assert not search.is_searching
    assert called == []
