"""An order changes its service day: its promise and its deadline keep their time of day. Pure."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from core import events as e
from core.bounds import fault_of
from core.model import Order, ServiceDay, TimeWindow
from core.rules.lookups import Refused
from core.rules.wording import day_words
from core.state import State


def must_be_a_date(day: ServiceDay) -> None:
    """Refuse a service day that is no date, or another spelling of one: days are told apart by
    their letters."""
    try:
        at = date.fromisoformat(day)
    except ValueError:
        at = None
    if at is None or at.isoformat() != day:
        raise Refused(f"The day {day[:20]!r} is no date. Write it like 2026-11-23.")
    fault = fault_of(at, "day")
    if fault:
        raise Refused(f"This cannot be kept: {fault}.")


def must_be_of(state: State, day: ServiceDay, window: TimeWindow) -> None:
    """Refuse a window that does not lie in the service day, by the depot's time."""
    assert state.depot is not None
    opens = window.opens.astimezone(ZoneInfo(state.depot.zone))
    if window.closes <= window.opens or opens.date().isoformat() != day:
        raise Refused(
            f"The window is not one of {day_words(day)}: it must open on that day, then close."
        )


def must_not_be_over(state: State, day: ServiceDay, now: datetime) -> None:
    """Refuse a day that is past and of which no route is on the road any more."""
    assert state.depot is not None
    must_be_a_date(day)
    today = now.astimezone(ZoneInfo(state.depot.zone)).date()
    is_past = date.fromisoformat(day) < today
    is_on_the_road = any(
        route.day == day and route.started_at is not None and route.ended_at is None
        for route in state.routes.values()
    )
    if is_past and not is_on_the_road:
        raise Refused(f"The day {day_words(day)} is over. Choose today or a later day.")


def rescheduled(state: State, order: Order, day: ServiceDay) -> e.OrderRescheduled:
    """The order leaves its day for another one; the window is the same hours of the new day."""
    window = order.window
    if window is not None:
        opens = on_day(state, window.opens, order.day, day)
        window = TimeWindow(opens, on_day(state, window.closes, order.day, day))
    return e.OrderRescheduled(order.id, order.day, day, window)


def on_day(state: State, at: datetime, old: ServiceDay, new: ServiceDay) -> datetime:
    """The same local time, as many days later or earlier as the two service days lie apart."""
    assert state.depot is not None
    zone = ZoneInfo(state.depot.zone)
    apart = date.fromisoformat(new) - date.fromisoformat(old)
    local = at.astimezone(zone).replace(tzinfo=None) + timedelta(days=apart.days)
    return local.replace(tzinfo=zone).astimezone(UTC)
