"""A supervisor answers for a day: with a note, and with what was still open then. Pure.

A day ends in two steps. The depot closes it (`depot_day.py`): every van is counted, the hand-over
note says where the goods are. Then somebody else signs it off: that its cases, money and requests
are in order, or are handed on. What is signed off is reopened only after that was taken back.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import CaseStatus, Day, ServiceDay, SignOff, TextRef
from core.rules.approvals import is_same_person
from core.rules.depot_day import what_stands_in_the_way
from core.rules.lookups import Refused, day_of
from core.rules.wording import clock, day_words
from core.state import State

_UNDECIDED = (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)


def sign_off_day(
    state: State, command: c.SignOffDay, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """Once; what is open by then is written down with it."""
    day = day_of(state, command.day)
    if not command.note.strip():
        raise Refused("Write a note for whoever opens the next day.")
    why_not = why_not_signed(state, day, actor, now)
    if why_not:
        raise Refused(why_not)
    cases, approvals = left_open(state, day.day)
    signed = SignOff(actor.id, now, TextRef(command.note), cases, approvals)
    return (e.DaySignedOff(day.day, signed),)


def take_sign_off_back(
    state: State, command: c.TakeSignOffBack, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """Something has turned up after all."""
    day = day_of(state, command.day)
    if day.sign_off is None:
        raise Refused(f"Nobody has signed {day_words(day.day)} off.")
    return (e.SignOffTakenBack(day.day, actor.id, now),)


def why_not_signed(state: State, day: Day, actor: Actor, now: datetime) -> str:
    """Why the actor cannot sign the day off at this moment, in a sentence; empty when they can."""
    if day.sign_off is not None:
        by, at = day.sign_off.by, clock(state, day.sign_off.at)
        return f"{by} signed {day_words(day.day)} off at {at} already."
    zone = ZoneInfo(state.depot.zone if state.depot is not None else "UTC")
    if day.day > now.astimezone(zone).date().isoformat():
        return f"{day_words(day.day)} has not begun."
    out = [
        route.name
        for route in state.routes.values()
        if route.day == day.day and route.started_at is not None and route.ended_at is None
    ]
    if out:
        more = len(out) - 1
        if not more:
            return f"{out[0]} is still on the road. Sign off when everybody is back."
        return f"{out[0]} and {more} more are still on the road. Sign off when everybody is back."
    return _why_not_closed(state, day, actor)


def _why_not_closed(state: State, day: Day, actor: Actor) -> str:
    """Goods are counted before somebody answers for the day; with four eyes, somebody else."""
    if day.closing is None:
        if not any(route.day == day.day for route in state.routes.values()):
            return ""
        stands = what_stands_in_the_way(state, day.day)
        next_step = stands[0] if stands else "Close it in the goods view."
        return f"{day_words(day.day)} is not closed yet. {next_step}"
    four_eyes = state.depot is not None and state.depot.approvals.four_eyes
    if four_eyes and not actor.is_alone and is_same_person(day.closing.by, actor.id):
        return f"You closed {day_words(day.day)} yourself. Somebody else signs it off."
    return ""


def day_to_sign(state: State, shown: ServiceDay | None) -> Day | None:
    """The oldest that vans left on and that nobody has signed off; without one, the one shown."""
    left = _left(state)
    waiting = [d for d in state.days.values() if d.day in left and d.sign_off is None]
    oldest = min(waiting, key=lambda day: day.day, default=None)
    return oldest if oldest is not None else state.days.get(shown) if shown is not None else None


def day_to_close(state: State, today: ServiceDay) -> ServiceDay | None:
    """The oldest day before today that a van left on and that nobody has closed."""
    left = _left(state)
    open_days = [d.day for d in state.days.values() if d.closing is None and d.day < today]
    return min((day for day in open_days if day in left), default=None)


def _left(state: State) -> set[ServiceDay]:
    return {route.day for route in state.routes.values() if route.started_at is not None}


def left_open(state: State, day: ServiceDay) -> tuple[int, int]:
    """How many cases of the day nobody has decided, and how many requests nobody has answered."""
    cases = sum(
        case.status in _UNDECIDED and state.orders[case.order_id].day <= day
        for case in state.cases.values()
    )
    return cases, sum(approval.is_open for approval in state.approvals.values())
