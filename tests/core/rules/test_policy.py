"""Return requests under a shop's policy: accepted, refused, and by exception."""

from datetime import date

import pytest
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor, Role
from core.model import ActorId, ItemId, Order, OrderId
from core.policy import Check, ReturnReason
from core.rules.policy import checks_at_the_door, exceptions, policy_for, ruling
from tests.builders import (
    A1,
    ANA,
    LUIS,
    R1,
    SYSTEM,
    W1,
    add_orders,
    make_item,
    make_order,
    placing,
    running_day,
)
from tests.returns import FITS_NOT, LATE, RET, SHOES, board_with, request, socks


def test_a_request_in_time_is_accepted_for_its_reason() -> None:
    board = board_with(request())
    ruled = ruling(board.state, board.order(RET))
    assert ruled is not None
    assert ruled.words == (
        "Accepted because it does not fit and Shoes takes goods back within 30 days; this is day 12"
    )
    assert (ruled.is_accepted, ruled.is_exception) == (True, False)
    assert (ruled.fee_minor, ruled.refund_minor) == (500, 2_500)
    assert ruled.taken == ("ret-in",)


def test_what_is_the_shops_fault_costs_no_fee() -> None:
    board = board_with(request(replace(FITS_NOT, reason=ReturnReason.FAULTY)))
    ruled = ruling(board.state, board.order(RET))
    assert ruled is not None
    assert (ruled.fee_minor, ruled.refund_minor) == (0, 3_000)


def test_a_fee_is_never_more_than_the_goods_are_worth() -> None:
    board = board_with(request(), replace(SHOES, fee_minor=9_999))
    ruled = ruling(board.state, board.order(RET))
    assert ruled is not None
    assert (ruled.fee_minor, ruled.refund_minor) == (3_000, 0)


def test_everything_that_speaks_against_a_request_is_said() -> None:
    order = request(replace(LATE, reason=ReturnReason.CHANGED_MIND), items=(socks(),))
    board = board_with(order)
    ruled = ruling(board.state, board.order(RET))
    assert ruled is not None
    assert ruled.words == (
        "Refused because it was bought 45 days before the request and Shoes takes goods back "
        "within 30 days, and Shoes does not accept the reason “not wanted any more”, and Shoes "
        "never takes back Socks"
    )
    assert (ruled.is_accepted, ruled.taken, ruled.refund_minor) == (False, (), 0)


def test_what_is_excluded_stays_and_the_rest_is_taken() -> None:
    both = (make_item("ret-in", is_collected=True), socks())
    board = board_with(request(items=both))
    ruled = ruling(board.state, board.order(RET))
    assert ruled is not None
    assert ruled.words.endswith("; not Socks, never taken back")
    assert ruled.taken == ("ret-in",)
    assert ruled.refund_minor == 2_500


@pytest.mark.parametrize("order", [request(None), request(shop="Books"), request(shop="")])
def test_without_a_request_or_a_policy_nothing_is_ruled(order: Order) -> None:
    board = board_with(order)
    assert ruling(board.state, board.order(RET)) is None
    assert checks_at_the_door(board.state, board.order(RET)) == ()


def test_the_policy_of_the_day_of_purchase_counts() -> None:
    old = replace(SHOES, window_days=99, valid_until=date(2026, 10, 31))
    new = replace(SHOES, valid_from=date(2026, 11, 1))
    board = board_with(request(LATE), old, new)
    assert policy_for(board.state, board.order(RET)) == old
    ruled = ruling(board.state, board.order(RET))
    assert ruled is not None
    assert ruled.is_accepted


def test_a_refused_request_comes_on_no_route_without_an_exception() -> None:
    board = board_with(request(LATE))
    words = board.refusal(placing(RET, board.route(R1), 3))
    assert words == (
        "Order ret: refused because it was bought 45 days before the request and Shoes takes "
        "goods back within 30 days. Make an exception first."
    )
    board.ask(c.MakeException(RET, "note:why"))
    board.place(RET, R1, 3)
    ruled = ruling(board.state, board.order(RET))
    assert ruled is not None
    assert (ruled.is_accepted, ruled.is_exception, ruled.refund_minor) == (True, True, 2_500)
    assert ruled.words.startswith("Accepted by exception, although it was bought 45 days before")


def test_an_exception_is_counted_and_says_who_and_why() -> None:
    board = board_with(request(LATE, items=(socks(),)))
    (made,) = board.ask(c.MakeException(RET, "note:why"))
    assert isinstance(made, e.ExceptionMade)
    assert (made.exception.by, made.exception.note_ref) == ("ana", "note:why")
    assert exceptions(board.state) == exceptions(board.state, "Shoes") == 1
    assert exceptions(board.state, "Books") == 0
    ruled = ruling(board.state, board.order(RET))
    assert ruled is not None
    assert ruled.taken == ("ret-socks",), "also what is excluded"


def test_an_exception_that_is_not_needed_or_too_late_is_refused() -> None:
    board = board_with(request())
    assert "accepted already" in board.refusal(c.MakeException(RET, "why"))
    assert "needs no exception" in board.refusal(c.MakeException(W1, "why"))
    assert "There is no order" in board.refusal(c.MakeException(OrderId("x"), "why"))
    late = board_with(request(LATE))
    assert late.refusal(c.MakeException(RET, " ")) == "Say why an exception is made."
    late.ask(c.CancelOrder(RET))
    assert "too late" in late.refusal(c.MakeException(RET, "why"))


def test_a_faulty_table_is_refused_whole() -> None:
    board = running_day()
    words = board.refusal(c.SetPolicies((SHOES, SHOES)), SYSTEM)
    assert words == (
        "Entry 2, valid_from: overlaps with entry 1 of the same shop; end that one the day "
        "before. Nothing was changed."
    )
    assert board.refusal(c.SetPolicies((SHOES,)), LUIS) == "A driver may not do this."


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (make_order(RET, request=FITS_NOT), "is a delivery; it cannot have a return request"),
        (
            request(replace(FITS_NOT, asked_on=date(2026, 11, 1))),
            "asked for on 1 Nov 2026, before the purchase on 11 Nov 2026",
        ),
    ],
)
def test_a_request_that_cannot_be_is_refused(order: Order, words: str) -> None:
    assert words in running_day().refusal(add_orders(order), SYSTEM)


def test_the_driver_looks_at_the_count_and_at_what_is_demanded() -> None:
    board = board_with(request())
    assert checks_at_the_door(board.state, board.order(RET)) == (
        (ItemId("ret-in"), Check.COUNT),
        (ItemId("ret-in"), Check.UNUSED),
    )


def test_a_delivery_needs_no_exception_to_be_placed() -> None:
    board = board_with(request())
    board.fail("a1.1")
    board.place(A1, R1, 1)


SARA = Actor(ActorId("sara"), Role.SUPERVISOR, ANA.depots)
SAM = Actor(ActorId("sam"), Role.SUPERVISOR, ANA.depots)
BOOKS = replace(SHOES, shop="Books")


def test_policies_are_changed_shop_by_shop_and_say_who_did_it() -> None:
    board = running_day()
    board.ask(c.SetPolicies((SHOES, BOOKS)), SYSTEM)
    seen, longer = (SHOES, BOOKS), replace(SHOES, window_days=60)
    board.ask(c.SetPolicies((longer, BOOKS), seen), SARA)
    board.ask(c.SetPolicies((SHOES, replace(BOOKS, fee_minor=1)), seen), SAM)
    assert board.state.policies == {"Shoes": (longer,), "Books": (replace(BOOKS, fee_minor=1),)}
    last = board.state.policy_changes[-1]
    assert (last.by, last.old, last.new) == (
        SAM.id,
        {"Books": (BOOKS,)},
        {"Books": (replace(BOOKS, fee_minor=1),)},
    )
    assert board.state.policy_changes[-2].by == SARA.id


def test_nobody_overlooks_what_somebody_else_has_changed() -> None:
    board = running_day()
    board.ask(c.SetPolicies((SHOES,)), SYSTEM)
    board.ask(c.SetPolicies((replace(SHOES, window_days=60),), (SHOES,)), SARA)
    board.ask(c.SetPolicies((SHOES, BOOKS), (SHOES,)), SAM)
    late = c.SetPolicies((replace(SHOES, window_days=5),), (SHOES,))
    words = "Shoes’s policies were changed by sara at 12:00. Look again."
    assert board.refusal(late, SAM) == words
    board.state = replace(board.state, policy_changes=())
    assert board.refusal(late, SAM).startswith("Shoes’s policies were changed since you looked")
    assert board.ask(c.SetPolicies((replace(SHOES, window_days=60),), (SHOES,)), SAM) == ()


def test_a_shop_is_taken_off_and_comes_back_by_undo() -> None:
    board = running_day()
    board.ask(c.SetPolicies((SHOES, BOOKS)), SYSTEM)
    board.ask(c.SetPolicies((SHOES,), (SHOES, BOOKS)), SARA)
    assert list(board.state.policies) == ["Shoes"]
    board.ask(c.SetPolicies((SHOES, BOOKS), (SHOES,)), SARA)
    assert list(board.state.policies) == ["Shoes", "Books"]
