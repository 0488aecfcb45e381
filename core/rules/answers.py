"""What customers answer by themselves: which choices are open, and what each of them does. Pure.

An answer moves what may move without anybody (another day, another place), tells the driver what
he should know, and brings a case that waits for the customer back on top. Who wants money back is
heard by the office, unless the depot lets the shop be asked for small amounts at once.
"""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor, Role
from core.model import (
    ActorId,
    Case,
    CaseId,
    CaseStatus,
    CollectionPoint,
    CustodyKind,
    CustomerAnswer,
    CustomerChoice,
    CustomerOffers,
    Order,
    OrderKind,
    OrderStatus,
    Place,
    PlaceId,
    ServiceDay,
    SlotHours,
    TextRef,
    TimeWindow,
    kind_of,
)
from core.rules.cases import taken_off_counter
from core.rules.custody import holder_of
from core.rules.lookups import Refused, active_case, order_of, pending_stops
from core.rules.plan import after, reschedule_order
from core.rules.policy import ruling
from core.rules.refunds import is_refunded, refund_order, refund_owed
from core.rules.replacements import why_not_replaced
from core.rules.reports import REPORTED
from core.rules.wording import day_words, said
from core.state import State

Events = tuple[e.Event, ...]
UNDECIDED = (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)


class Slot(Struct, frozen=True):
    """A day and the part of it that may be chosen."""

    day: ServiceDay
    window: TimeWindow


class WhyNot(StrEnum):
    """Why nothing can be chosen any more."""

    DONE = "done"
    CLOSED = "closed"
    REFUND_ASKED = "refund_asked"
    REPLACED = "replaced"
    REFUSED = "refused"
    """The shop's return policy does not take it back."""


def why_nothing_is_open(state: State, order: Order) -> WhyNot | None:
    """The one reason that closes every choice, if there is one."""
    if order.status is OrderStatus.DONE:
        return WhyNot.DONE
    if is_refunded(order):
        return WhyNot.REFUND_ASKED
    if order.replaced_by is not None:
        return WhyNot.REPLACED
    if order.status is OrderStatus.CLOSED:
        return WhyNot.CLOSED
    ruled = ruling(state, order) if order.kind is OrderKind.RETURN else None
    return WhyNot.REFUSED if ruled is not None and not ruled.is_accepted else None


def open_choices(state: State, order: Order, now: datetime) -> tuple[CustomerChoice, ...]:
    """What the customer may choose at this moment, the usual first."""
    if why_nothing_is_open(state, order) is not None:
        return ()
    state, order = _not_at_counter(state, order)
    offers = offers_of(state)
    is_open = {
        CustomerChoice.NEW_DAY: bool(open_slots(state, order, now)),
        CustomerChoice.HOME_NOW: _may_still_come(state, order, now),
        CustomerChoice.NEIGHBOUR: offers.has_neighbour and _is_to_be_visited(state, order),
        CustomerChoice.COLLECTION_POINT: bool(open_points(state, order)),
        CustomerChoice.REFUND: offers.has_refund and _may_ask_instead(state, order),
        CustomerChoice.REPLACEMENT: offers.has_replacement and _may_be_replaced(state, order),
    }
    return tuple(choice for choice, may in is_open.items() if may)


def open_slots(state: State, order: Order, now: datetime) -> tuple[Slot, ...]:
    """The days after today to which the order can move, each in the parts that are offered."""
    state, order = _not_at_counter(state, order)
    if state.depot is None or not _is_to_be_visited(state, order):
        return ()
    today = now.astimezone(ZoneInfo(state.depot.zone)).date().isoformat()
    return tuple(
        Slot(day, slot_window(state.depot.zone, day, hours))
        for day in sorted(state.days)
        if day > today and _may_move(state, order, day, now)
        for hours in state.depot.offers.slots
    )


def open_points(state: State, order: Order) -> tuple[CollectionPoint, ...]:
    """Where the goods could be brought instead; nowhere once they are on a route."""
    state, order = _not_at_counter(state, order)
    may = order.kind is OrderKind.DELIVERY and _is_to_be_visited(state, order)
    if not may or pending_stops(state, order.id):
        return ()
    return tuple(p for p in offers_of(state).points if p.place.id != order.place_id)


def _not_at_counter(state: State, order: Order) -> tuple[State, Order]:
    """As if nobody waited for the customer: he may choose otherwise than to come."""
    if not order.waits_at_counter:
        return state, order
    order = replace(order, counter=None)
    return replace(state, orders=state.orders | {order.id: order}), order


def point_name(state: State, order: Order) -> str:
    """What the place is called to which the order goes instead of home."""
    point = point_of(state, order)
    return point.name if point is not None else state.places[order.place_id].address


def point_of(state: State, order: Order) -> CollectionPoint | None:
    """The collection point to which the order goes, if it is still one of the depot's."""
    points = {point.place.id: point for point in offers_of(state).points}
    return points.get(order.place_id)


def place_of(state: State, order: Order) -> tuple[str, str, str]:
    """Name, address and opening hours of where the order goes; empty parts are not known."""
    point = point_of(state, order)
    if point is None:
        return "", state.places[order.place_id].address, ""
    return point.name, point.place.address, point.hours


def is_at_point(state: State, order: Order) -> bool:
    """Whether the goods lie at a partner's, for the customer to fetch."""
    held = holder_of(state, order)
    is_away = held is not None and held.kind is CustodyKind.PARTNER
    return is_away and order.status is OrderStatus.DONE


def offers_of(state: State) -> CustomerOffers:
    """What the depot lets customers choose."""
    return state.depot.offers if state.depot is not None else CustomerOffers()


def is_unheard(order: Order, case: Case) -> bool:
    """Whether the customer has answered something that needs the office, which has neither
    decided nor taken the case nor let it rest since."""
    answer = order.answer
    if answer is None or answer.is_by_office or answer.choice is CustomerChoice.NEW_DAY:
        return False
    if not _is_news(order, answer):
        return False
    seen = [case.opened_at, case.acknowledged_at, case.waiting.since if case.waiting else None]
    return case.status in UNDECIDED and all(at is None or answer.at >= at for at in seen)


def _is_news(order: Order, answer: CustomerAnswer) -> bool:
    """Whether nobody has been at the door since the answer."""
    return not order.attempts or answer.at >= order.attempts[-1].received_at


def answer_order(state: State, command: c.AnswerOrder, actor: Actor, now: datetime) -> Events:
    """Do what the customer chose; the same answer again changes nothing."""
    order = order_of(state, command.order_id)
    if actor.role is Role.CUSTOMER and actor.order_id != order.id:
        raise Refused("This link is for another order.")
    answer = CustomerAnswer(
        choice=command.choice,
        at=now,
        day=command.day,
        window=command.window,
        point_id=command.point_id,
        note_ref=TextRef(command.note) if command.note else None,
        is_by_office=actor.role is not Role.CUSTOMER,
    )
    given = order.answer
    if given is not None and _is_news(order, given) and answer == replace(given, at=now):
        return ()
    _must_be_open(state, order, command, now)
    answered: list[e.Event] = []
    if order.waits_at_counter:
        answered += taken_off_counter(state, order, now)
        state = after(state, answered)
        order = state.orders[order.id]
    answered.append(e.CustomerAnswered(order.id, answer))
    answered += _redirection(state, order, command)
    if command.choice is CustomerChoice.NEW_DAY:
        return (*answered, *_moved(state, command, actor, now))
    if command.choice is CustomerChoice.REFUND and _is_small(state, order):
        asked = c.RefundOrder(CaseId(f"case-{order.id}"))
        return (*answered, *refund_order(state, asked, actor, now))
    return (*answered, *_heard(state, order, now))


def _is_small(state: State, order: Order) -> bool:
    """Whether the depot lets the shop be asked for the money without looking."""
    return refund_owed(state, order) <= offers_of(state).refund_up_to_minor


def _heard(state: State, order: Order, now: datetime) -> Events:
    """What rested is back on top."""
    case = active_case(state, order.id)
    if case is None or case.waiting is None:
        return ()
    return (e.CaseResumed(case.id, now, is_answer=True),)


def _must_be_open(state: State, order: Order, command: c.AnswerOrder, now: datetime) -> None:
    why = why_nothing_is_open(state, order)
    if why is not None:
        raise Refused(f"Order {order.id} needs no answer any more ({said(why)}).")
    if command.choice not in open_choices(state, order, now):
        words = said(command.choice)
        raise Refused(f"Order {order.id} has moved on: {words} cannot be chosen now.")
    slots = {(slot.day, slot.window) for slot in open_slots(state, order, now)}
    is_new_day = command.choice is CustomerChoice.NEW_DAY
    if is_new_day and (command.day, command.window) not in slots:
        day = day_words(command.day or "no day")
        raise Refused(f"The slot on {day} is not offered for order {order.id}.")
    points = {point.place.id for point in open_points(state, order)}
    is_point = command.choice is CustomerChoice.COLLECTION_POINT
    if is_point and command.point_id not in points:
        raise Refused(f"There is no collection point {command.point_id} for order {order.id}.")
    if command.choice is CustomerChoice.NEIGHBOUR and not command.note:
        raise Refused("Say which neighbour: a name, or the number of the door.")


def _redirection(state: State, order: Order, command: c.AnswerOrder) -> list[e.Event]:
    """To the point that was chosen; a visit at home that is chosen instead takes it back."""
    wanted: PlaceId | None = None
    if command.choice is CustomerChoice.COLLECTION_POINT:
        wanted = command.point_id
    elif command.choice in _AT_HOME:
        wanted = order.home_place_id
    if wanted is None:
        return []
    return [e.OrderRedirected(order.id, _place(state, wanted))]


_AT_HOME = (CustomerChoice.NEW_DAY, CustomerChoice.HOME_NOW, CustomerChoice.NEIGHBOUR)


def _place(state: State, place_id: PlaceId) -> Place:
    for point in offers_of(state).points:
        if point.place.id == place_id:
            return point.place
    return state.places[place_id]


def _moved(state: State, command: c.AnswerOrder, actor: Actor, now: datetime) -> Events:
    """As the office would move it, but in the part of the day that was chosen."""
    assert command.day is not None
    order = state.orders[command.order_id]
    if order.day == command.day:
        moved = e.OrderRescheduled(order.id, order.day, order.day, command.window)
        return moved, *_heard(state, order, now)
    asked = c.RescheduleOrder(command.order_id, command.day)
    return tuple(_as_chosen(event, command) for event in reschedule_order(state, asked, actor, now))


def _as_chosen(event: e.Event, command: c.AnswerOrder) -> e.Event:
    if isinstance(event, e.OrderRescheduled):
        return replace(event, window=command.window)
    if isinstance(event, e.CaseReopened):
        return replace(event, because=f"the customer chose {day_words(command.day or '')}")
    return event


def slot_window(zone: str, day: ServiceDay, hours: SlotHours) -> TimeWindow:
    midnight = datetime.combine(date.fromisoformat(day), time(), ZoneInfo(zone))
    opens, closes = (
        (midnight + timedelta(minutes=minutes)).astimezone(UTC)
        for minutes in (hours.opens_min, hours.closes_min)
    )
    return TimeWindow(opens, closes)


def _may_move(state: State, order: Order, day: ServiceDay, now: datetime) -> bool:
    """Whether the office's own rule lets the order go to that day, or it waits there already."""
    if order.day == day:
        return not pending_stops(state, order.id)
    actor = Actor(ActorId("customer"), Role.CUSTOMER, frozenset())
    try:
        reschedule_order(state, c.RescheduleOrder(order.id, day), actor, now)
    except Refused:
        return False
    return True


def _is_to_be_visited(state: State, order: Order) -> bool:
    """Whether somebody still has to come, with goods that are where we can reach them and as they
    were ordered."""
    if order.partner is not None or _is_not_as_ordered(state, order):
        return False
    custody = holder_of(state, order)
    return custody is None or custody.kind in (CustodyKind.VEHICLE, CustodyKind.DEPOT)


def _may_still_come(state: State, order: Order, now: datetime) -> bool:
    """Whether somebody was in vain at the door and a van could be there again today."""
    if state.depot is None or not _is_to_be_visited(state, order):
        return False
    today = now.astimezone(ZoneInfo(state.depot.zone)).date().isoformat()
    if order.day != today:
        return False
    stops = pending_stops(state, order.id)
    if not order.attempts:
        return any(stop.problem is not None for stop in stops)
    custody = holder_of(state, order)
    if stops or custody is None:
        return True
    return any(
        route.vehicle_id == custody.holder
        and route.started_at is not None
        and route.ended_at is None
        for route in state.routes.values()
    )


def _may_be_replaced(state: State, order: Order) -> bool:
    """Whether stock has the goods again, and sending them would make good what went wrong."""
    case = active_case(state, order.id)
    if case is None or why_not_replaced(state, case):
        return False
    return order.kind is OrderKind.RETURN or kind_of(case.reason) in (*_NOT_AS_ORDERED, *REPORTED)


_NOT_AS_ORDERED = ("damaged", "missing_item", "wrong_item")


def _is_not_as_ordered(state: State, order: Order) -> bool:
    """Whether nobody wants these goods another day: the driver has found them damaged or wrong, and
    the office has neither decided nor moved the order to another day."""
    case = active_case(state, order.id)
    delivers = order.kind in (OrderKind.DELIVERY, OrderKind.EXCHANGE)
    if not delivers or case is None or case.status not in UNDECIDED:
        return False
    if not order.attempts or kind_of(order.attempts[-1].reason) not in _NOT_AS_ORDERED:
        return False
    tried = state.stops.get(order.attempts[-1].stop_id)
    return tried is not None and state.routes[tried.route_id].day == order.day


def _may_ask_instead(state: State, order: Order) -> bool:
    """Whether money or other goods could settle what the office has not decided yet."""
    case = active_case(state, order.id)
    delivers = order.kind in (OrderKind.DELIVERY, OrderKind.EXCHANGE)
    if not delivers or case is None or case.status not in UNDECIDED:
        return False
    return refund_owed(state, order) > 0
