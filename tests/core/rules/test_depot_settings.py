"""Settings are changed one by one, by who may, and never over somebody else's change."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor, Role
from core.decide import Refused
from core.depot_settings import DEFAULTS, settings_of, with_value
from core.hub.open_depot import drivers_concerned
from core.model import (
    ActorId,
    ApprovalId,
    ApprovalStatus,
    CaseId,
    DepotSettings,
    DispositionEdit,
    Grade,
    ItemId,
    ReasonEdit,
    SettingsChange,
    StopId,
)
from core.plausibility import plausibility
from core.state import CHANGES_KEPT, State
from tests.builders import A1, ANA, COUNTER, DEPOT, LUIS, NOON, R1, Board, running_day, small_day

SARA = Actor(ActorId("sara"), Role.SUPERVISOR, frozenset({DEPOT.id}))
OTTO = Actor(ActorId("otto"), Role.ADMIN, frozenset({DEPOT.id}))
WAITING, QUIET = "rates.waiting_minor", "messages.quiet_from_min"


@pytest.fixture
def board() -> Board:
    board = Board(small_day().state)
    board.now = NOON
    return board


def now_set(board: Board) -> DepotSettings:
    assert board.state.depot is not None
    return settings_of(board.state.depot)


def change(board: Board, key: str, value: int, actor: Actor = SARA) -> tuple[e.Event, ...]:
    was = now_set(board)
    return board.ask(c.ChangeDepotSettings(was, with_value(was, key, value)), actor)


def test_what_is_set_counts_at_once_and_says_who_and_when(board: Board) -> None:
    old = now_set(board)
    (event,) = change(board, WAITING, 900)
    assert board.state.depot == replace(DEPOT, rates=replace(DEPOT.rates, waiting_minor=900))
    made = SettingsChange(SARA.id, NOON, old, now_set(board))
    assert event == e.DepotSettingsChanged(made)
    assert board.state.settings_changes == (made,)


def test_every_group_is_set(board: Board) -> None:
    wanted = replace(
        with_value(with_value(DEFAULTS, QUIET, 1200), WAITING, 3),
        answer_within_s=90,
        service_refund_minor=500,
        offers=replace(DEPOT.offers, link_days=3),
        partners=(COUNTER,),
    )
    board.ask(c.ChangeDepotSettings(now_set(board), wanted), SARA)
    assert now_set(board) == wanted
    assert board.state.depot is not None
    assert board.state.depot.reserves == replace(DEPOT.reserves, partners=(COUNTER,))


def test_nothing_new_changes_nothing(board: Board) -> None:
    same = now_set(board)
    assert board.ask(c.ChangeDepotSettings(same, same), SARA) == ()
    asked = c.ChangeDepotSettings(same, with_value(same, WAITING, 9))
    board.ask(asked, SARA)
    assert board.ask(asked, SARA) == ()


def test_two_people_change_different_settings(board: Board) -> None:
    seen = now_set(board)
    change(board, WAITING, 900)
    board.ask(c.ChangeDepotSettings(seen, with_value(seen, QUIET, 1200)), OTTO)
    assert now_set(board) == with_value(with_value(seen, WAITING, 900), QUIET, 1200)


def test_somebody_elses_change_is_not_overwritten(board: Board) -> None:
    seen = now_set(board)
    change(board, QUIET, 1300, OTTO)
    change(board, WAITING, 900)
    change(board, QUIET, 1200)
    late = c.ChangeDepotSettings(seen, with_value(seen, WAITING, 800))
    assert board.refusal(late, OTTO) == (
        "One more day of waiting was set to 900 CLP by sara at 12:00. Look again."
    )
    stale = c.ChangeDepotSettings(
        with_value(seen, "rates.handling_minor", 5), with_value(seen, "rates.handling_minor", 6)
    )
    assert board.refusal(stale, OTTO) == (
        "Handling at the depot was set to 0 CLP since you looked. Look again."
    )


def test_undoing_takes_back_ones_own_change_alone(board: Board) -> None:
    was = now_set(board)
    wanted = with_value(was, WAITING, 900)
    change(board, WAITING, 900)
    change(board, QUIET, 1200, OTTO)
    board.ask(c.ChangeDepotSettings(wanted, was), SARA)
    assert now_set(board) == with_value(was, QUIET, 1200)


def test_a_fault_refuses_all_of_it(board: Board) -> None:
    was = now_set(board)
    wanted = with_value(with_value(was, QUIET, 1200), WAITING, -5)
    assert board.refusal(c.ChangeDepotSettings(was, wanted), SARA) == (
        "One more day of waiting cannot be negative (-5 CLP). Nothing was changed."
    )


def test_a_fault_from_before_does_not_stop_another_change() -> None:
    odd = replace(DEPOT, rates=replace(DEPOT.rates, unopened_pct=140))
    board = Board(replace(small_day().state, depot=odd))
    change(board, WAITING, 900)
    assert now_set(board).rates.waiting_minor == 900


def test_only_who_leads_the_depot_may(board: Board) -> None:
    was = now_set(board)
    asked = c.ChangeDepotSettings(was, with_value(was, WAITING, 900))
    assert board.refusal(asked, ANA) == "A dispatcher may not do this."
    service = replace(ANA, role=Role.CUSTOMER_SERVICE)
    assert board.refusal(asked, service) == "Customer service may not do this."


def test_without_a_depot_there_is_nothing_to_set() -> None:
    asked = c.ChangeDepotSettings(DEFAULTS, with_value(DEFAULTS, WAITING, 9))
    assert Board(State()).refusal(asked, SARA).startswith("There is no depot yet")


def test_the_last_changes_are_kept(board: Board) -> None:
    for minor in range(1, CHANGES_KEPT + 3):
        change(board, WAITING, minor)
    assert len(board.state.settings_changes) == CHANGES_KEPT
    assert board.state.settings_changes[-1].new == now_set(board)


def test_every_driver_is_shown_the_new_limits(board: Board) -> None:
    before = board.state
    change(board, "answer_within_s", 90)
    assert drivers_concerned(before, board.state) == frozenset(board.state.drivers)


def test_a_new_deputy_has_what_waits_already_as_long_after_now(board: Board) -> None:
    change(board, "approvals.stops_over", 1)
    turned = (StopId("a2.1"), StopId("a1.1"), StopId("a3.1"))
    board.ask(c.ResequenceRoute(R1, turned, board.route(R1).version))
    (waits,) = board.state.approvals.values()
    over = replace(waits, id=ApprovalId("over"), status=ApprovalStatus.APPROVED)
    board.state = replace(board.state, approvals={waits.id: waits, over.id: over})
    assert waits.with_whom(NOON + timedelta(hours=3)) is None
    was = now_set(board)
    wanted = replace(was.approvals, deputy="otto", deputy_after_min=20)
    board.now += timedelta(minutes=40)
    board.ask(c.ChangeDepotSettings(was, replace(was, approvals=wanted)), SARA)
    asked = board.state.approvals[waits.id]
    assert asked.with_whom(board.now + timedelta(minutes=19)) is None
    assert asked.with_whom(board.now + timedelta(minutes=20)) == "otto"
    assert board.state.approvals[over.id] == over
    was = now_set(board)
    nobody = replace(was.approvals, deputy="")
    board.ask(c.ChangeDepotSettings(was, replace(was, approvals=nobody)), SARA)
    assert board.state.approvals[waits.id].with_whom(NOON + timedelta(days=1)) is None


def with_reasons(settings: DepotSettings, *edits: ReasonEdit) -> DepotSettings:
    return replace(settings, catalogue=replace(settings.catalogue, reasons=edits))


def with_ways(settings: DepotSettings, *edits: DispositionEdit) -> DepotSettings:
    return replace(settings, catalogue=replace(settings.catalogue, dispositions=edits))


def test_a_disposition_that_goods_have_is_not_taken_away() -> None:
    board = running_day()
    for stop_id in ("a1.1", "a2.1", "a3.1"):
        board.complete(stop_id)
    board.end(R1)
    board.receive(R1)
    was = now_set(board)
    bank, outlet = DispositionEdit("donate.1", "Food bank"), DispositionEdit("refurbish.1", "Shop")
    own = with_ways(was, bank, outlet)
    board.ask(c.ChangeDepotSettings(was, own), SARA)
    board.ask(c.InspectGoods(ItemId("a3-in"), Grade.B, "donate.1", "note:1"), ANA)
    board.ask(c.InspectGoods(ItemId("a3-in"), Grade.B, "refurbish.1", "note:1"), ANA)
    one = with_ways(was, bank)
    words = "Goods are “Shop” already. Offer it no more instead of taking it away."
    assert board.refusal(c.ChangeDepotSettings(own, one), SARA) == f"{words} Nothing was changed."
    off = with_ways(was, bank, replace(outlet, is_off=True))
    board.ask(c.ChangeDepotSettings(own, off), SARA)
    # A lot that was emptied keeps its words, too.
    lot = with_ways(was, replace(outlet, is_off=True))
    assert "“Food bank” already" in board.refusal(c.ChangeDepotSettings(off, lot), SARA)
    assert "is not offered" in board.refusal(
        c.InspectGoods(ItemId("a3-in"), Grade.B, "refurbish.1", "note:1"), ANA
    )


def test_a_reason_that_a_driver_has_given_is_not_taken_away() -> None:
    board = running_day()
    was = now_set(board)
    own = with_reasons(
        was, ReasonEdit("refused.1", "Wrong colour"), ReasonEdit("refused.2", "Late")
    )
    board.ask(c.ChangeDepotSettings(was, own), SARA)
    board.ask(c.FailStop(StopId("a1.1"), "refused.1", board.now), LUIS)
    one = with_reasons(was, ReasonEdit("refused.1", "Wrong colour"))
    board.ask(c.ChangeDepotSettings(own, one), SARA)
    with pytest.raises(Refused, match="“Wrong colour” already"):
        board.ask(c.ChangeDepotSettings(one, was), SARA)
    off = with_reasons(was, ReasonEdit("refused.1", "Wrong colour", is_off=True))
    board.ask(c.ChangeDepotSettings(one, off), SARA)
    assert board.state.cases[CaseId("case-a1")].reason == "refused.1"
    assert plausibility(board.state, board.state.orders[A1]) is not None
