"""What must be true of every log, however its day went: checked event by event."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from core import events
from core.hub.gate import encode_state
from core.hub.log import StoredEvent
from core.model import StopKind
from core.state import TABLES, State, apply

HALVES = (StopKind.GIVE, StopKind.TAKE)
REPORTED = frozenset(
    {
        "route_started",
        "stop_started",
        "stop_arrived",
        "stop_completed",
        "stop_failed",
        "problem_reported",
        "changes_accepted",
        "changes_declined",
        "route_ended",
    }
)
"""What drivers report carries the moment at which they did it."""


def replay(stored: Sequence[StoredEvent]) -> State:
    """The state after all of them; the truths hold after each command's last event."""
    state = State()
    for _, group in groupby(stored, key=lambda event: (event.actor_id, event.command_id)):
        for event in group:
            state = apply(state, events.decode(event.body, event.version))
        check_state(state)
    return state


def check_state(state: State) -> None:
    """Each item is in one custody; each order has one day and one pending visit at the most."""
    items = [item.id for order in state.orders.values() for item in order.items]
    assert sorted(items) == sorted(state.custody), f"after event {state.seq}"
    planned = Counter(stop_id for route in state.routes.values() for stop_id in route.stop_ids)
    twice = [stop_id for stop_id, count in planned.items() if count > 1]
    assert not twice, f"after event {state.seq}: on two places {twice}"
    pending = [state.stops[s] for s in planned if not state.stops[s].status.is_ended]
    visits = Counter(stop.order_id for stop in pending if stop.kind not in HALVES)
    twice_visited = [order_id for order_id, count in visits.items() if count > 1]
    assert not twice_visited, f"after event {state.seq}: two visits of {twice_visited}"
    for stop in pending:
        day = state.orders[stop.order_id].day
        assert day == state.routes[stop.route_id].day, f"after event {state.seq}: {stop}"


def commands_split_in_the_log(stored: Sequence[StoredEvent]) -> list[tuple[str, str]]:
    """Commands whose events do not stand together: they were carried out more than once."""
    runs = Counter(key for key, _ in groupby(stored, key=lambda e: (e.actor_id, e.command_id)))
    return [key for key, count in runs.items() if count > 1]


def reports_that_stand_twice(stored: Sequence[StoredEvent]) -> list[bytes]:
    """Reports of one deed under two ids: no driver does a thing twice in the same moment."""
    told = Counter(event.body for event in stored if event.type in REPORTED)
    return [body for body, count in told.items() if count > 1]


def differences(one: State, other: State) -> list[str]:
    """Rows that are not the same in both; empty when the states are the same, byte for byte."""
    if encode_state(one) == encode_state(other):
        return []
    found = [] if one.seq == other.seq else [f"seq {one.seq} and {other.seq}"]
    for table in TABLES:
        rows, others = getattr(one, table), getattr(other, table)
        ids = [id_ for id_ in {**rows, **others} if rows.get(id_) != others.get(id_)]
        found += [f"{table} {id_}: {rows.get(id_)} and {others.get(id_)}" for id_ in ids]
    return found or ["the order of rows"]
