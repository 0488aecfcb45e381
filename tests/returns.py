"""Return requests for tests: a shop with a policy, and orders that it accepts or refuses."""

from datetime import date

from msgspec.structs import replace

from core import commands as c
from core.model import DoorCheck, Item, ItemId, Order, OrderId, OrderKind, ReturnRequest
from core.policy import Check, Policy, RefundWhen, ReturnReason
from tests.builders import R1, SYSTEM, Board, add_orders, make_item, make_order, running_day

SHOES = Policy(
    "Shoes",
    30,
    (ReturnReason.DOES_NOT_FIT, ReturnReason.FAULTY),
    RefundWhen.ON_RECEIPT,
    excluded=("SOCKS",),
    demands=(Check.COUNT, Check.UNUSED),
    fee_minor=500,
    shop_pays_for=(ReturnReason.FAULTY,),
)
AT_THE_DOOR = replace(SHOES, refund=RefundWhen.AT_THE_DOOR)
INSPECTED = replace(SHOES, refund=RefundWhen.AFTER_INSPECTION)
FITS_NOT = ReturnRequest(ReturnReason.DOES_NOT_FIT, date(2026, 11, 11), date(2026, 11, 23))
LATE = replace(FITS_NOT, bought_on=date(2026, 10, 9))
RET = OrderId("ret")
RET_STOP = "ret.1"
BOOKS, BOOTS = ItemId("ret-in"), ItemId("ret-boots")


def boots() -> Item:
    return replace(make_item(BOOTS, is_collected=True), sku="BOOT", description="Boots")


def socks() -> Item:
    made = make_item("ret-socks", is_collected=True)
    return replace(made, sku="SOCKS", description="Socks")


def books() -> Item:
    return make_item(BOOKS, is_collected=True)


def request(asked: ReturnRequest | None = FITS_NOT, **changes: object) -> Order:
    """Two books bought twelve days ago that do not fit."""
    usual = make_order(RET, OrderKind.RETURN, shop="Shoes", request=asked)
    return replace(usual, **changes)


def board_with(order: Order, *policies: Policy) -> Board:
    """The running day with the order in the queue."""
    board = running_day()
    board.ask(c.SetPolicies(policies or (SHOES,)), SYSTEM)
    board.ask(add_orders(order), SYSTEM)
    return board


def at_the_door(order: Order, *policies: Policy) -> Board:
    """The driver of van 1 has agreed to fetch the order and its stop can be completed."""
    board = board_with(order, *policies)
    board.place(order.id, R1, 3)
    board.send(R1)
    board.accept(R1)
    return board


def visit(board: Board) -> str:
    """The stop of the return."""
    return next(s.id for s in board.state.stops.values() if s.order_id == RET)


def found(lines: list[ItemId], failed: dict[ItemId, Check]) -> tuple[DoorCheck, ...]:
    """What a driver found who looked at every line."""
    return tuple(
        DoorCheck(item_id, check, failed.get(item_id) is not check)
        for item_id in lines
        for check in (Check.COUNT, Check.UNUSED)
    )


def take(
    board: Board, failed: dict[ItemId, Check] | None = None, *, is_checked: bool = True
) -> c.CompleteStop:
    """The driver takes the goods after looking; what is in `failed` did not pass."""
    checks = found([item.id for item in board.order(RET).items], failed or {})
    stop = board.state.stops[visit(board)]  # type: ignore[index]
    return c.CompleteStop(stop.id, board.now, checks=checks if is_checked else ())
