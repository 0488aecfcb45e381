"""What is at stake, checkable by hand, and what comes first."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from core import events as e
from core.model import (
    Custody,
    CustodyKind,
    ItemId,
    Rates,
    Refund,
    RefundStatus,
)
from core.money import Stake, rank, severity, stake
from core.severity import Severity
from core.state import State, apply
from core.verdict import attempt_minor
from tests.builders import A1, ANA, NOON, W1, Board, after, running_day

RATES = Rates(let_down_minor=500, attempt_min=10, attempt_km=3, serious_minor=2_000)
ATTEMPT = 3 * 240 + 1_200
"""Three kilometres and ten minutes of the vans of the small day."""


def rated(board: Board) -> Board:
    depot = board.state.depot
    assert depot is not None
    board.state = replace(board.state, depot=replace(depot, rates=RATES))
    return board


def failed_day() -> Board:
    board = rated(running_day())
    board.fail("a1.1")
    return board


def test_a_failed_delivery_owes_its_price_and_brings_the_goods_back() -> None:
    board = failed_day()
    found = stake(board.state, board.case(A1), NOON)
    assert found == Stake(
        refund_minor=3_000,
        recovery_minor=2_850,
        decay_minor=12,
        penalty_minor=500,
        attempt_minor=ATTEMPT,
    )
    assert found.total_minor == 3_000 + 500 + ATTEMPT


def test_what_the_goods_bring_decays_by_the_day() -> None:
    board = failed_day()
    later = stake(board.state, board.case(A1), NOON + timedelta(days=7))
    assert later.recovery_minor == 3_000 * 92 // 100


def test_missing_goods_bring_nothing() -> None:
    board = failed_day()
    gone = Custody(CustodyKind.MISSING, "v1", NOON)
    board.state = apply(board.state, e.CustodyChanged((ItemId("a1-out"),), gone))
    found = stake(board.state, board.case(A1), NOON)
    assert (found.recovery_minor, found.decay_minor) == (0, 0)
    order = board.order(A1)
    assert severity(board.case(A1), order, found, RATES, NOON) is Severity.CRITICAL


def test_a_confirmed_refund_is_no_longer_at_stake() -> None:
    board = failed_day()
    paid = Refund(3_000, ANA.id, NOON, RefundStatus.CONFIRMED)
    orders = {**board.state.orders, A1: replace(board.order(A1), refund=paid)}
    found = stake(replace(board.state, orders=orders), board.case(A1), NOON)
    assert found.refund_minor == 0
    assert found.total_minor == 500 + ATTEMPT


def test_a_return_puts_at_stake_what_it_would_bring() -> None:
    board = rated(running_day())
    found = stake(board.state, board.case(W1), NOON)
    assert found == Stake(recovery_minor=1_800, decay_minor=12, is_collected=True)
    assert found.total_minor == 1_800


def test_before_there_is_a_depot_the_usual_rates_count() -> None:
    board = failed_day()
    without = replace(board.state, depot=None, custody={})
    assert stake(without, board.case(A1), NOON).penalty_minor == 0


def test_without_vans_an_attempt_costs_nothing() -> None:
    assert attempt_minor(State(), RATES) == 0


@pytest.mark.parametrize(
    ("minutes", "total", "reopened", "expected"),
    [
        (0, 0, 0, Severity.USUAL),
        (0, 0, 1, Severity.SERIOUS),
        (600, 0, 0, Severity.SERIOUS),
        (0, 9_000, 0, Severity.SERIOUS),
        (600, 9_000, 0, Severity.CRITICAL),
    ],
)
def test_severity_grows_with_time_money_and_history(
    minutes: int, total: int, reopened: int, expected: Severity
) -> None:
    board = failed_day()
    case = replace(board.case(A1), reopened=reopened)
    at_stake = Stake(refund_minor=total, recovery_minor=1 if total else 0)
    now = after(minutes, NOON)
    assert severity(case, board.order(A1), at_stake, RATES, now) is expected


def test_a_third_failed_attempt_is_critical() -> None:
    board = failed_day()
    order = board.order(A1)
    third = replace(order, attempts=order.attempts * 3)
    assert severity(board.case(A1), third, Stake(), RATES, NOON) is Severity.CRITICAL


def test_the_rank_is_money_per_hour_left() -> None:
    much, little = Stake(refund_minor=9_000), Stake(refund_minor=1_500)
    soon, late = after(30, NOON), after(8 * 60 + 30, NOON)
    assert rank(little, soon, NOON, is_near=False) == 1_500
    assert rank(much, late, NOON, is_near=False) == 1_000
    assert rank(little, soon, NOON, is_near=True) == 3_000
    assert rank(little, NOON - timedelta(hours=9), NOON, is_near=False) == 6_000
    assert rank(Stake(), late, NOON, is_near=False) == 0
