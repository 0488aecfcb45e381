"""A supervisor answers for a day: with a note, and with what was still open then. Pure.

Counting goods is the reconciliation's; a day is signed when nobody is on the road any more.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from core import commands as c
from core import events as e
from core.access import Actor
from core.model import CaseStatus, Day, ServiceDay, SignOff, TextRef
from core.rules.lookups import Refused
from core.rules.wording import clock
from core.state import State

_UNDECIDED = (CaseStatus.OPEN, CaseStatus.ACKNOWLEDGED)


def sign_off_day(
    state: State, command: c.SignOffDay, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """Once; what is open by then is written down with it."""
    day = _day_of(state, command.day)
    if not command.note.strip():
        raise Refused("Write a note for whoever opens the next day.")
    why_not = why_not_signed(state, day, now)
    if why_not:
        raise Refused(why_not)
    cases, approvals = left_open(state, day.day)
    signed = SignOff(actor.id, now, TextRef(command.note), cases, approvals)
    return (e.DaySignedOff(day.day, signed),)


def take_sign_off_back(
    state: State, command: c.TakeSignOffBack, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """Something has turned up after all."""
    day = _day_of(state, command.day)
    if day.sign_off is None:
        raise Refused(f"Nobody has signed {day.day} off.")
    return (e.SignOffTakenBack(day.day, actor.id, now),)


def why_not_signed(state: State, day: Day, now: datetime) -> str:
    """Why the day cannot be signed off at this moment, in a sentence; empty when it can."""
    if day.sign_off is not None:
        by, at = day.sign_off.by, clock(state, day.sign_off.at)
        return f"{by} signed {day.day} off at {at} already."
    zone = ZoneInfo(state.depot.zone if state.depot is not None else "UTC")
    if day.day > now.astimezone(zone).date().isoformat():
        return f"{day.day} has not begun."
    out = [
        route.name
        for route in state.routes.values()
        if route.day == day.day and route.started_at is not None and route.ended_at is None
    ]
    if not out:
        return ""
    more = f" and {len(out) - 1} more are" if len(out) > 1 else " is"
    return f"{out[0]}{more} still on the road. Sign off when everybody is back."


def left_open(state: State, day: ServiceDay) -> tuple[int, int]:
    """How many cases of the day nobody has decided, and how many requests nobody has answered."""
    cases = sum(
        case.status in _UNDECIDED and state.orders[case.order_id].day <= day
        for case in state.cases.values()
    )
    return cases, sum(approval.is_open for approval in state.approvals.values())


def _day_of(state: State, day: ServiceDay) -> Day:
    found = state.days.get(day)
    if found is None:
        raise Refused(f"The day {day} is not open.")
    return found
