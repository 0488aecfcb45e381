"""What shops and scripts say and hear over the API, and the commands that it stands for. Pure.

These are the API's own types: the log's may change without any script noticing.
"""

import hashlib
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

from core import commands as c
from core.access import Actor
from core.hub.plain_text import plain
from core.model import (
    Case,
    CaseKind,
    CaseStatus,
    Customer,
    CustomerId,
    DepotId,
    Instant,
    Item,
    ItemId,
    Load,
    Order,
    OrderId,
    OrderKind,
    OrderStatus,
    Place,
    PlaceId,
    RefundStatus,
    Resolution,
    ReturnRequest,
    ServiceDay,
    TextRef,
    TimeWindow,
)
from core.policy import ReturnReason
from core.rules.lookups import Refused, money_waits
from core.state import State

Name = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"\A[A-Za-z0-9_.-]+\Z")]
Text = Annotated[str, Meta(min_length=1, max_length=200)]
Phone = Annotated[str, Meta(max_length=40)]
Email = Annotated[str, Meta(max_length=200)]
Sum = Annotated[int, Meta(ge=0, le=10**10)]
Grams = Annotated[int, Meta(ge=0, le=10**8)]
Count = Annotated[int, Meta(ge=1, le=100_000)]
Slots = Annotated[int, Meta(ge=0, le=1_000)]
Need = Annotated[str, Meta(min_length=1, max_length=40)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]


class NewWindow(Struct, frozen=True, forbid_unknown_fields=True):
    """When the visit may begin, with a zone: `2026-11-24T09:00:00-03:00`."""

    opens: Instant
    closes: Instant


class NewCustomer(Struct, frozen=True, forbid_unknown_fields=True):
    """Who sends or receives. With the same `id` several orders are one customer's; it stays when
    the person is erased, so it is no name and no address."""

    name: Text
    id: Name | None = None
    phone: Phone = ""
    email: Email = ""


class NewItem(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of an order; weight and volume are of the whole line."""

    sku: Text
    description: Text
    quantity: Count
    unit_value_minor: Sum = 0
    weight_g: Grams = 0
    volume_ml: Grams = 0
    slots: Slots = 0
    is_collected: bool = False
    """True for what the customer hands over: a return, a container, one half of an exchange."""


class NewOrder(Struct, frozen=True, forbid_unknown_fields=True):
    """An order as a shop enters it. `id` is the shop's own number and must be new."""

    id: Name
    kind: OrderKind
    customer: NewCustomer
    address: Text
    lat: Latitude
    lon: Longitude
    day: date
    items: Annotated[tuple[NewItem, ...], Meta(min_length=1, max_length=400)]
    window: NewWindow | None = None
    service_minutes: Annotated[int, Meta(ge=0, le=480)] = 5
    needs: Annotated[tuple[Need, ...], Meta(max_length=20)] = ()
    shop: Annotated[str, Meta(max_length=60)] = ""
    """A key that is bound to a shop leaves it out."""
    reason: ReturnReason | None = None
    """Of a return or an exchange: why, for the shop's policy."""
    bought_on: date | None = None


class NewLine(Struct, frozen=True, forbid_unknown_fields=True):
    """How many of a delivered line come back."""

    item_id: Annotated[str, Meta(min_length=1, max_length=200)]
    quantity: Count


class NewReturn(Struct, frozen=True, forbid_unknown_fields=True):
    """Goods of a delivered order that are to be collected again."""

    order_id: Annotated[str, Meta(min_length=1, max_length=200)]
    lines: Annotated[tuple[NewLine, ...], Meta(min_length=1, max_length=400)]
    reason: ReturnReason
    day: date
    window: NewWindow | None = None
    bought_on: date | None = None
    note: Annotated[str, Meta(max_length=2000)] = ""


class ToldItem(Struct, frozen=True):
    """A line as the depot knows it."""

    id: str
    sku: str
    quantity: int
    is_collected: bool
    is_refused: bool
    """The driver left it with the customer: a check at the door failed."""


class ToldOrder(Struct, frozen=True):
    """Where an order stands; nobody's name, telephone or address."""

    id: str
    kind: OrderKind
    status: OrderStatus
    day: str
    shop: str
    window: NewWindow | None
    promise: NewWindow | None
    """The window that the customer was last told, where that is another."""
    items: tuple[ToldItem, ...]
    failed_attempts: int
    returns: str | None
    """Of a return: the order that had brought the goods."""
    refund: RefundStatus | None


class ToldCase(Struct, frozen=True):
    """Something about an order that the office decides."""

    id: str
    order_id: str
    kind: CaseKind
    status: CaseStatus
    reason: str | None
    opened_at: Instant
    deadline: Instant
    decision: Resolution | None
    closed_at: Instant | None


class Orders(Struct, frozen=True):
    """A page of orders by id; `next` is the cursor of the following one."""

    orders: tuple[ToldOrder, ...]
    next: str | None


class Cases(Struct, frozen=True):
    """A page of cases by id; `next` is the cursor of the following one."""

    cases: tuple[ToldCase, ...]
    next: str | None


class Fault(Struct, frozen=True):
    """Why nothing was done, in a sentence."""

    error: str


def add_order(new: NewOrder, actor: Actor, state: State, now: datetime) -> c.AddOrders:
    """The command that enters the order; raises `Refused`."""
    today = _today(state, now)
    if new.day < today:
        raise Refused(f"The day {new.day} is over: today is {today}.")
    _must_be_readable(new)
    shop = new.shop or actor.shop
    order_id = OrderId(new.id)
    place = Place(spot_id(new.address, new.lat, new.lon), new.address, new.lat, new.lon)
    owner = f"{shop or actor.id}/{new.customer.id}" if new.customer.id else f"order/{new.id}"
    known = {"name": new.customer.name, "phone": new.customer.phone, "email": new.customer.email}
    texts = {TextRef(f"{owner}/{what}"): text for what, text in known.items() if text}

    def ref(what: str) -> TextRef | None:
        return TextRef(f"{owner}/{what}") if known[what] else None

    customer = Customer(
        CustomerId(owner), TextRef(f"{owner}/name"), ref("phone"), ref("email")
    )  # fmt: skip
    order = Order(
        id=order_id,
        kind=new.kind,
        customer_id=customer.id,
        place_id=place.id,
        items=tuple(_item(order_id, n, item) for n, item in enumerate(new.items, 1)),
        day=ServiceDay(new.day.isoformat()),
        service_s=new.service_minutes * 60,
        window=_window(new.window),
        needs=frozenset(new.needs),
        shop=shop,
        request=_request(new, today),
    )
    return c.AddOrders((place,), (customer,), (order,), texts)


def enter_return(new: NewReturn) -> c.EnterReturn:
    """The command that enters the return."""
    lines = tuple(c.ReturnedLine(ItemId(line.item_id), line.quantity) for line in new.lines)
    return c.EnterReturn(
        OrderId(new.order_id),
        lines,
        new.reason,
        ServiceDay(new.day.isoformat()),
        _window(new.window),
        new.bought_on,
        new.note,
    )


def told_order(state: State, order: Order) -> ToldOrder:
    """As shops and scripts see it; a refund that has to be approved is none yet."""
    is_told = order.refund is not None and not money_waits(state, order)
    return ToldOrder(
        id=order.id,
        kind=order.kind,
        status=order.status,
        day=order.day,
        shop=order.shop,
        window=_told_window(order.window),
        promise=_told_window(order.promise),
        items=tuple(
            ToldItem(item.id, item.sku, item.quantity, item.is_collected,
                     item.id in order.refused_items)
            for item in order.items
        ),
        failed_attempts=len(order.attempts),
        returns=order.returns,
        refund=order.refund.status if order.refund is not None and is_told else None,
    )  # fmt: skip


def told_case(case: Case) -> ToldCase:
    """As shops and scripts see it; what the office wrote about it is the office's."""
    return ToldCase(
        id=case.id,
        order_id=case.order_id,
        kind=case.kind,
        status=case.status,
        reason=case.reason,
        opened_at=case.opened_at,
        deadline=case.deadline,
        decision=case.decision.resolution if case.decision is not None else None,
        closed_at=case.closed_at,
    )


def orders_page(state: State, actor: Actor, after: str, limit: int, status: str) -> Orders:
    """The orders that the key may see, by id."""
    ids = sorted(
        order.id
        for order in state.orders.values()
        if order.id > after
        and actor.may_touch_shop(order.shop)
        and status in ("", order.status)
    )  # fmt: skip
    page = tuple(told_order(state, state.orders[order_id]) for order_id in ids[:limit])
    return Orders(page, page[-1].id if len(ids) > limit else None)


def cases_page(state: State, actor: Actor, after: str, limit: int, status: str) -> Cases:
    """The cases of orders that the key may see, by id."""
    ids = sorted(
        case.id
        for case in state.cases.values()
        if case.id > after
        and actor.may_touch_shop(state.orders[case.order_id].shop)
        and status in ("", case.status)
    )
    page = tuple(told_case(state.cases[case_id]) for case_id in ids[:limit])
    return Cases(page, page[-1].id if len(ids) > limit else None)


def command_id(depot: DepotId, idempotency_key: str, body: bytes) -> str:
    """The same key and body of the same caller are the same command, whatever it says by then."""
    parts = (depot.encode(), idempotency_key.encode(), body)
    digest = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts))
    return f"api:{digest.hexdigest()[:40]}"


def _today(state: State, now: datetime) -> date:
    if state.depot is None:
        raise Refused("There is no depot yet. Register it first.")
    return now.astimezone(ZoneInfo(state.depot.zone)).date()


def _must_be_readable(new: NewOrder) -> None:
    """The gate takes out what cannot be seen; in a name something must be left."""
    texts = {"customer's name": new.customer.name, "address": new.address}
    texts |= {f"description of item {n}": i.description for n, i in enumerate(new.items, 1)}
    for name, text in texts.items():
        if not plain(text).strip():
            raise Refused(f"The {name} holds nothing that can be read.")


def spot_id(address: str, lat: float, lon: float) -> PlaceId:
    """The same address at the same spot is the same place, with all that drivers learned there."""
    spot = f"{address}\n{lat:.5f}\n{lon:.5f}"
    return PlaceId(f"api/{hashlib.sha256(spot.encode()).hexdigest()[:16]}")


def _item(order_id: OrderId, number: int, item: NewItem) -> Item:
    return Item(
        id=ItemId(f"{order_id}.{number}"),
        sku=item.sku,
        description=item.description,
        quantity=item.quantity,
        unit_value_minor=item.unit_value_minor,
        load=Load(item.weight_g, item.volume_ml, item.slots),
        is_collected=item.is_collected,
    )


def _request(new: NewOrder, today: date) -> ReturnRequest | None:
    if new.reason is None:
        return None
    return ReturnRequest(new.reason, new.bought_on or today, today)


def _window(window: NewWindow | None) -> TimeWindow | None:
    return TimeWindow(window.opens, window.closes) if window is not None else None


def _told_window(window: TimeWindow | None) -> NewWindow | None:
    return NewWindow(window.opens, window.closes) if window is not None else None
