"""What a depot would look like if the commands that wait for the line were carried out. Pure.

A throw-away copy for the screen: the hub judges each command again once it hears of it.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from core.access import Actor
from core.commands import Command
from core.decide import decide
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
