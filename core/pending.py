"""What a depot would look like if the commands that wait for the line were carried out. Pure.

A throw-away copy for the screen: the hub judges each command again once it hears of it.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from core.access import Actor
from core.commands import Command
from core.decide import decide
from core.model import CaseId, StopId
from core.rules.lookups import Refused
from core.state import State, apply


def carried_out(state: State, commands: Iterable[Command], actor: Actor, now: datetime) -> State:
    """The state after those of the commands that would be accepted, in their order.

    Its `seq` stays that of the last true event.
    """
    drawn = state
    for command in commands:
        try:
            events = decide(drawn, command, actor, now)
        except Refused:
            continue
        for event in events:
            drawn = apply(drawn, event)
    return replace(drawn, seq=state.seq)


def touched(command: Command, state: State) -> frozenset[str]:
    """Ids of the orders and routes that a command is about.

    Two commands that share one build on each other: when the first is refused, so is the second.
    """
    found: set[str] = set()
    for name in ("order_id", "route_id"):
        found.add(getattr(command, name, ""))
    case = state.cases.get(getattr(command, "case_id", CaseId("")))
    if case is not None:
        found.add(case.order_id)
    stop = state.stops.get(getattr(command, "stop_id", StopId("")))
    if stop is not None:
        found |= {stop.order_id, stop.route_id}
    hand_over = getattr(command, "hand_over", None)
    if hand_over is not None and hand_over.give_route_id is not None:
        found.add(hand_over.give_route_id)
    return frozenset(found - {""})
