"""What shops say, as commands; what they hear, as values of their own."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from core import commands as c
from core.access import Actor, Role
from core.hub import api_words as w
from core.hub.api_description import NEW_ORDER, NEW_RETURN
from core.model import ActorId, DepotId, OrderId, RefundStatus, ReturnRequest, ServiceDay
from core.policy import ReturnReason
from core.rules.lookups import Refused
from core.state import State
from tests.builders import A1, MORNING, W3, make_window, running_day
from tests.second_looks import SARA, ruled

KEY = Actor(ActorId("key:1"), Role.SHOP, frozenset(), shop="Casa Norte")
FREE = replace(KEY, shop="")


def new(**changes: Any) -> w.NewOrder:
    return msgspec.convert(NEW_ORDER | changes, w.NewOrder, strict=False)


def test_an_order_comes_with_its_place_its_customer_and_their_texts() -> None:
    command = w.add_order(new(), KEY, running_day().state, MORNING)
    (order,), (customer,), (place,) = command.orders, command.customers, command.places
    assert (order.id, order.shop, order.day) == ("CN-10482", "Casa Norte", "2026-11-24")
    assert order.window is not None
    assert order.window.opens == datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert (order.service_s, order.request) == (300, None)
    assert [item.id for item in order.items] == ["CN-10482.1"]
    assert (place.address, order.place_id) == ("Balmaceda 520, La Serena", place.id)
    assert customer.id == order.customer_id == "Casa Norte/8812"
    assert command.texts == {
        customer.name_ref: "Rosa Díaz", customer.phone_ref: "+56 9 5555 0142"
    }  # fmt: skip
    assert customer.email_ref is None


def test_the_same_address_is_the_same_place_and_the_same_id_the_same_customer() -> None:
    state = running_day().state
    one, two = (w.add_order(new(id=name), KEY, state, MORNING) for name in ("o-1", "o-2"))
    assert one.places == two.places
    assert one.customers == two.customers
    nameless = w.add_order(new(customer={"name": "Rosa"}), FREE, state, MORNING)
    assert nameless.customers[0].id == "order/CN-10482"
    assert w.add_order(new(), FREE, state, MORNING).customers[0].id == "key:1/8812"


def test_a_return_says_why_and_when_it_was_bought() -> None:
    state = running_day().state
    items = [{"sku": "a", "description": "b", "quantity": 1, "is_collected": True}]
    order = new(kind="return", reason="faulty", items=items, window=None)
    (made,) = w.add_order(order, KEY, state, MORNING).orders
    today = date(2026, 11, 23)
    assert made.request == ReturnRequest(ReturnReason.FAULTY, today, today)
    assert made.window is None
    (made,) = w.add_order(replace(order, bought_on=date(2026, 11, 1)), KEY, state, MORNING).orders
    assert made.request == ReturnRequest(ReturnReason.FAULTY, date(2026, 11, 1), today)


def test_a_day_that_is_over_and_a_depot_that_is_not_there_are_refused() -> None:
    with pytest.raises(Refused, match="2026-11-22 is over: today is 2026-11-23"):
        w.add_order(new(day="2026-11-22"), KEY, running_day().state, MORNING)
    with pytest.raises(Refused, match="no depot yet"):
        w.add_order(new(), KEY, State(), MORNING)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"address": " \u2060"}, "The address holds nothing"),
        ({"customer": {"name": "\u200b\u2028"}}, "The customer's name holds nothing"),
        ({"items": [{"sku": "a", "description": "\t", "quantity": 1}]}, "description of item 1"),
    ],
)
def test_what_nobody_can_read_is_no_name(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        w.add_order(new(**changes), KEY, running_day().state, MORNING)


def test_a_return_of_delivered_goods_is_the_offices_own_command() -> None:
    command = w.enter_return(msgspec.convert(NEW_RETURN, w.NewReturn, strict=False))
    assert (command.order_id, command.day) == ("CN-10477", ServiceDay("2026-11-23"))
    assert [(line.item_id, line.quantity) for line in command.lines] == [("CN-10477.1", 1)]


def test_pages_hold_what_the_key_may_see_in_the_order_of_ids() -> None:
    board = running_day()
    state = board.state
    page = w.orders_page(state, FREE, "", 2, "")
    assert [order.id for order in page.orders] == sorted(state.orders)[:2]
    assert page.next == page.orders[-1].id
    rest = w.orders_page(state, FREE, page.next or "", 500, "")
    assert len(rest.orders) == len(state.orders) - 2
    assert rest.next is None
    assert w.orders_page(state, KEY, "", 500, "").orders == ()
    cases = w.cases_page(state, FREE, "", 500, "open")
    assert [case.id for case in cases.cases] == sorted(state.cases)
    assert w.cases_page(state, FREE, cases.cases[0].id, 1, "").next == cases.cases[1].id
    assert w.cases_page(state, KEY, "", 500, "").cases == ()


def test_an_order_tells_its_promise_and_a_case_its_decision() -> None:
    state = running_day().state
    order = replace(state.orders[A1], promise=make_window(0, 60), returns=OrderId("x"))
    told = w.told_order(State(), order)
    assert told.promise is not None
    assert (told.promise.opens, told.returns, told.refund) == (MORNING, "x", None)
    case = next(iter(state.cases.values()))
    assert w.told_case(case).decision is None


def test_the_same_key_and_body_are_the_same_command() -> None:
    depot = DepotId("d")
    one = w.command_id(depot, "key-12345", b"body")
    assert one == w.command_id(depot, "key-12345", b"body")
    others = {
        w.command_id(DepotId("e"), "key-12345", b"body"),
        w.command_id(depot, "key-1234", b"5body"),
        w.command_id(depot, "key-12345", b"other"),
    }
    assert len(others) == 3
    assert one not in others
    assert len(one) <= 64


def test_a_refund_that_has_to_be_approved_is_none_yet() -> None:
    board = ruled(running_day(), refund_over_minor=1)
    board.ask(c.RefundOrder(board.case(W3).id))
    assert w.told_order(board.state, board.order(W3)).refund is None
    board.ask(c.Approve(tuple(board.state.approvals), "seen"), SARA)
    assert w.told_order(board.state, board.order(W3)).refund is RefundStatus.REQUESTED
