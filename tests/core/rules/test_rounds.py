"""Collection rounds are kept, come due by their calendars, and come into a day once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from core import commands as c
from core.model import (
    Calendar,
    CaseKind,
    CollectionRound,
    CustomerId,
    Load,
    OrderKind,
    OrderStatus,
    PersonKind,
    PlaceId,
    RoundId,
    ServiceDay,
    TimeWindow,
)
from core.rules.rounds import MOST_ROUNDS, due_rounds, next_due, order_id_of, round_of, why_not
from tests.builders import A1, ANA, MORNING, SYSTEM, TODAY, TOMORROW, Board, small_day

CRATES = RoundId("crates")
ROUND = CollectionRound(
    CRATES,
    CustomerId("c-a1"),
    PlaceId("p-a1"),
    Calendar((0, 1), date(2026, 11, 1)),
    quantity=6,
    load=Load(12_000, 60_000, 6),
    opens_min=9 * 60,
    closes_min=24 * 60,
)


@pytest.fixture
def board() -> Board:
    board = small_day()
    board.ask(c.KeepRounds((ROUND,)))
    return board


def test_a_round_is_kept_with_who_did_it(board: Board) -> None:
    assert board.state.rounds == {CRATES: ROUND}
    changed = replace(ROUND, quantity=8)
    (event,) = board.ask(c.KeepRounds((changed,)))
    assert (event.by, event.at) == (ANA.id, board.now)  # type: ignore[union-attr]
    assert board.state.rounds == {CRATES: changed}


def test_a_round_comes_into_its_day_as_an_order_with_a_case(board: Board) -> None:
    assert due_rounds(board.state, TODAY) == (ROUND,)
    board.ask(c.PutRoundsIn(TODAY, (CRATES,)))
    order = board.order(order_id_of(ROUND, TODAY))
    assert order.id == "crates-2026-11-23"
    assert (order.kind, order.status) == (OrderKind.CONTAINER, OrderStatus.WAITING)
    assert order.window == TimeWindow(
        datetime(2026, 11, 23, 12, tzinfo=UTC), datetime(2026, 11, 24, 3, tzinfo=UTC)
    )
    assert (order.items[0].quantity, order.items[0].load) == (6, ROUND.load)
    assert board.case(order.id).kind is CaseKind.CONTAINER_COLLECTION
    assert due_rounds(board.state, TODAY) == ()
    assert round_of(board.state, order) == ROUND
    assert round_of(board.state, board.order(A1)) is None


def test_a_round_of_returns_without_a_window_comes_at_any_time(board: Board) -> None:
    linen = replace(
        ROUND,
        id=RoundId("linen"),
        kind=OrderKind.RETURN,
        sku="LIN",
        opens_min=None,
        closes_min=None,
    )
    early = replace(ROUND, id=RoundId("early"), opens_min=None, closes_min=600)
    late = replace(ROUND, id=RoundId("late"), closes_min=None)
    board.ask(c.KeepRounds((linen, early, late)))
    board.ask(c.PutRoundsIn(TODAY, (linen.id, early.id, late.id)))
    order = board.order(order_id_of(linen, TODAY))
    assert (order.window, order.items[0].sku) == (None, "LIN")
    assert board.case(order.id).kind is CaseKind.RETURN_REQUEST
    until_ten = board.order(order_id_of(early, TODAY)).window
    assert until_ten is not None
    assert until_ten.opens == datetime(2026, 11, 23, 3, tzinfo=UTC)
    to_midnight = board.order(order_id_of(late, TODAY)).window
    assert to_midnight is not None
    assert to_midnight.closes == datetime(2026, 11, 24, 2, 59, tzinfo=UTC)


def test_nothing_comes_in_twice_and_what_was_taken_back_can_come_again(board: Board) -> None:
    board.ask(c.PutRoundsIn(TODAY, (CRATES,)))
    assert "in Mon 23 Nov already" in board.refusal(c.PutRoundsIn(TODAY, (CRATES,)))
    board.ask(c.TakeBackOrders((order_id_of(ROUND, TODAY),)))
    assert due_rounds(board.state, TODAY) == (ROUND,)
    board.ask(c.PutRoundsIn(TODAY, (CRATES,)))
    assert board.order(order_id_of(ROUND, TODAY)).status is OrderStatus.WAITING


def test_what_is_not_due_or_unknown_is_refused(board: Board) -> None:
    board.ask(c.OpenDay(ServiceDay("2026-11-25"), (), ()), SYSTEM)
    refused = board.refusal(c.PutRoundsIn(ServiceDay("2026-11-25"), (CRATES,)))
    assert "not due on Wed 25 Nov" in refused
    assert "no round x" in board.refusal(c.PutRoundsIn(TODAY, (RoundId("x"),)))
    assert "is not open" in board.refusal(c.PutRoundsIn(ServiceDay("2026-12-01"), (CRATES,)))
    board.now = MORNING + timedelta(days=3)
    assert "is over" in board.refusal(c.PutRoundsIn(TOMORROW, (CRATES,)))


def test_days_without_rounds_are_left_out_by_all(board: Board) -> None:
    holiday = date(2026, 11, 24)
    board.ask(c.LeaveDaysOut((), (holiday, holiday)))
    assert board.state.days_off == (holiday,)
    assert due_rounds(board.state, TOMORROW) == ()
    assert next_due(board.state, ROUND, holiday) == date(2026, 11, 30)
    assert "Somebody has changed" in board.refusal(c.LeaveDaysOut((), ()))
    assert board.ask(c.LeaveDaysOut((holiday,), (holiday,))) == ()


def test_a_depot_has_so_many_rounds_and_can_always_change_them(board: Board) -> None:
    kept = {RoundId(f"r{n}"): ROUND for n in range(MOST_ROUNDS - 2)} | board.state.rounds
    board.state = replace(board.state, rounds=kept)
    two = (replace(ROUND, id=RoundId("one")), replace(ROUND, id=RoundId("two")))
    words = "A depot has 5,000 rounds at the most. Change one that is made no more."
    assert board.refusal(c.KeepRounds(two)) == words
    board.ask(c.KeepRounds((two[0], ROUND)))
    assert len(board.state.rounds) == MOST_ROUNDS
    assert board.refusal(c.KeepRounds((two[1],))) == words
    board.ask(c.KeepRounds((replace(ROUND, quantity=8),)))


def test_a_round_that_is_off_is_not_due(board: Board) -> None:
    ended = replace(ROUND, is_off=True)
    board.ask(c.KeepRounds((ended,)))
    assert due_rounds(board.state, TODAY) == ()
    assert next_due(board.state, ended, date(2026, 11, 23)) is None


def test_a_customer_of_a_round_cannot_be_erased_before_it_ends(board: Board) -> None:
    other = replace(ROUND, id=RoundId("m"), customer_id=CustomerId("c-z"), place_id=PlaceId("p-a1"))
    known = replace(board.state.customers[CustomerId("c-a1")], id=CustomerId("c-z"))
    customers = board.state.customers | {known.id: known}
    board.state = replace(board.state, customers=customers)
    board.ask(c.KeepRounds((other,)))
    erase = c.ErasePerson(PersonKind.CUSTOMER, "c-z")
    assert "The round m still goes" in board.refusal(erase, SYSTEM)
    board.ask(c.KeepRounds((replace(other, is_off=True),)))
    board.ask(erase, SYSTEM)
    assert "was erased" in why_not(board.state, other)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": RoundId("")}, "1 to 40 characters"),
        ({"kind": OrderKind.DELIVERY}, "delivers nothing"),
        ({"customer_id": CustomerId("x")}, "customer x is unknown"),
        ({"place_id": PlaceId("x")}, "place x is unknown"),
        ({"goods": " "}, "what is collected"),
        ({"name": "x" * 201}, "too long"),
        ({"quantity": 0}, "quantity is 1"),
        ({"load": Load(-1)}, "weight cannot be -1"),
        ({"service_s": 9 * 3600}, "time at the door"),
        ({"opens_min": -1}, "not within a day"),
        ({"opens_min": 600, "closes_min": 600}, "ends first"),
        ({"opens_min": 24 * 60, "closes_min": None}, "ends first"),
        ({"calendar": Calendar((), date(2026, 1, 1))}, "weekdays"),
        (
            {"calendar": Calendar((0,), date(2026, 1, 1), days_off=(date(2026, 1, 5),) * 401)},
            "too many days",
        ),
    ],
)
def test_a_round_that_cannot_be_is_refused_in_words(
    board: Board, changes: dict[str, object], words: str
) -> None:
    assert words in board.refusal(c.KeepRounds((replace(ROUND, **changes),)))


def test_a_round_stands_in_a_list_once(board: Board) -> None:
    assert "twice" in board.refusal(c.KeepRounds((ROUND, ROUND)))
