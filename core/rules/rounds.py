"""Collection rounds: kept with their calendars, and put into the days on which they are due. Pure.

An order of a round has an id that says round and day, so nothing is put in twice; taken back, it
can be put in again.
"""

from datetime import date, datetime

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import (
    CollectionRound,
    Depot,
    Item,
    ItemId,
    Order,
    OrderId,
    OrderKind,
    RoundId,
    ServiceDay,
    TimeWindow,
)
from core.opening import MIDNIGHT
from core.round_calendar import is_due, next_day, what_is_wrong
from core.rules.days import must_not_be_over
from core.rules.imports import TAKEN_BACK, import_orders
from core.rules.lookups import Refused
from core.rules.reserves import local_minute
from core.rules.wording import day_words
from core.state import State

Events = tuple[e.Event, ...]
LONGEST_ID, LONGEST_TEXT = 40, 200
MOST_UNITS, MOST_SERVICE_S, MOST_DAYS_OFF = 10_000, 8 * 3600, 400
MOST_G, MOST_ML, MOST_SLOTS = 60_000_000, 200_000_000, 5_000
MOST_ROUNDS = 5_000
"""Of a depot, those that are off included: each stands in every state and every snapshot."""
_SOURCE = "round "
COLLECTED = (OrderKind.RETURN, OrderKind.CONTAINER)


def keep_rounds(state: State, command: c.KeepRounds, actor: Actor, now: datetime) -> Events:
    """All of them or none."""
    if len({each.id for each in command.rounds}) != len(command.rounds):
        raise Refused("A round stands in the list twice. Nothing was kept.")
    new = {each.id for each in command.rounds} - state.rounds.keys()
    if new and len(state.rounds) + len(new) > MOST_ROUNDS:
        raise Refused(
            f"A depot has {MOST_ROUNDS:,} rounds at the most. Change one that is made no more."
        )
    for each in command.rounds:
        words = why_not(state, each)
        if words:
            raise Refused(f"The round {each.id[:LONGEST_ID]} cannot be kept: {words}")
    return (e.RoundsKept(command.rounds, actor.id, now),)


def leave_days_out(state: State, command: c.LeaveDaysOut, actor: Actor, now: datetime) -> Events:
    """Whoever saw other days looks again."""
    if command.was != state.days_off:
        raise Refused("Somebody has changed the days without rounds meanwhile. Look again.")
    days = tuple(sorted(set(command.days)))
    return (e.DaysLeftOut(days, actor.id, now),) if days != state.days_off else ()


def put_rounds_in(state: State, command: c.PutRoundsIn, actor: Actor, now: datetime) -> Events:
    """Each as an order of the day with its case."""
    if command.day not in state.days:
        raise Refused(f"The day {day_words(command.day)} is not open for planning.")
    must_not_be_over(state, command.day, now)
    day = date.fromisoformat(command.day)
    orders = []
    for round_id in command.round_ids:
        found = state.rounds.get(round_id)
        if found is None:
            raise Refused(f"There is no round {round_id}.")
        if not _is_made(state, found, day):
            raise Refused(f"The round {found.id} is not due on {day_words(command.day)}.")
        order = order_of_round(state, found, command.day)
        if is_there(state, found, command.day):
            raise Refused(f"The round {found.id} is in {day_words(command.day)} already.")
        orders.append(order)
    return import_orders(state, c.ImportOrders((), (), tuple(orders)), actor, now)


def due_rounds(state: State, day: ServiceDay) -> tuple[CollectionRound, ...]:
    """What could be put into the day and is not yet."""
    on = date.fromisoformat(day)
    return tuple(
        each
        for each in state.rounds.values()
        if _is_made(state, each, on) and not is_there(state, each, day)
    )


def next_due(state: State, each: CollectionRound, since: date) -> date | None:
    """The next day of a round; None where it is made no more."""
    return None if each.is_off else next_day(each.calendar, since, state.days_off)


def is_there(state: State, each: CollectionRound, day: ServiceDay) -> bool:
    """Whether the day has the round's order, or had it and it is done."""
    known = state.orders.get(order_id_of(each, day))
    return known is not None and known.source != TAKEN_BACK


def round_of(state: State, order: Order) -> CollectionRound | None:
    """The round that asked for an order, if one did."""
    name = order.source.removeprefix(_SOURCE)
    return state.rounds.get(RoundId(name)) if name != order.source else None


def order_id_of(each: CollectionRound, day: ServiceDay) -> OrderId:
    """`crates-12-2026-12-01`."""
    return OrderId(f"{each.id}-{day}")


def order_of_round(state: State, each: CollectionRound, day: ServiceDay) -> Order:
    """What the round asks for on the day."""
    assert state.depot is not None
    order_id = order_id_of(each, day)
    item = Item(
        ItemId(f"{order_id}.1"),
        each.sku or each.kind.value,
        each.goods,
        each.quantity,
        state.depot.rates.container_minor if each.kind is OrderKind.CONTAINER else 0,
        each.load,
        is_collected=True,
    )
    return Order(
        id=order_id,
        kind=each.kind,
        customer_id=each.customer_id,
        place_id=each.place_id,
        items=(item,),
        day=day,
        service_s=each.service_s,
        window=_window(each, day, state.depot),
        needs=each.needs,
        source=f"{_SOURCE}{each.id}",
    )


def why_not(state: State, each: CollectionRound) -> str:
    """What cannot be about a round; empty where all can."""
    calendar = each.calendar
    load = each.load
    figures = (
        (load.weight_g, MOST_G, "weight"),
        (load.volume_ml, MOST_ML, "volume"),
        (load.slots, MOST_SLOTS, "container places"),
        (each.service_s, MOST_SERVICE_S, "time at the door"),
    )
    opens, closes = each.opens_min, each.closes_min
    customer = state.customers.get(each.customer_id)
    checks = (
        (1 <= len(each.id) <= LONGEST_ID, f"its number has 1 to {LONGEST_ID} characters."),
        (each.kind in COLLECTED, "a round collects; it delivers nothing."),
        (customer is not None, f"the customer {each.customer_id} is unknown."),
        (customer is None or customer.erased_at is None, "its customer was erased."),
        (each.place_id in state.places, f"the place {each.place_id} is unknown."),
        (0 < len(each.goods.strip()) <= LONGEST_TEXT, "say what is collected."),
        (max(len(each.name), len(each.sku)) <= LONGEST_TEXT, "its words are too long."),
        (1 <= each.quantity <= MOST_UNITS, f"the quantity is 1 to {MOST_UNITS:,}."),
        *((0 <= value <= most, f"its {name} cannot be {value}.") for value, most, name in figures),
        (
            all(at is None or 0 <= at <= MIDNIGHT for at in (opens, closes)),
            "its window is not within a day.",
        ),
        ((opens or 0) < (MIDNIGHT if closes is None else closes), "its window ends first."),
        (len(calendar.days_off) <= MOST_DAYS_OFF, "it leaves out too many days."),
    )
    words = next((words for holds, words in checks if not holds), "")
    return words or what_is_wrong(calendar)


def _is_made(state: State, each: CollectionRound, day: date) -> bool:
    return not each.is_off and is_due(each.calendar, day, state.days_off)


def _window(each: CollectionRound, day: ServiceDay, depot: Depot) -> TimeWindow | None:
    if each.opens_min is None and each.closes_min is None:
        return None
    closes = each.closes_min if each.closes_min is not None else MIDNIGHT - 1
    opens = local_minute(depot, day, each.opens_min or 0)
    return TimeWindow(opens, local_minute(depot, day, closes))
