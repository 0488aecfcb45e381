"""Which demo day a log holds: what makes it this one and no other."""

import msgspec

from core.hub.log import EventLog


class OneSeed(msgspec.Struct, frozen=True):
    """What makes a demo day this one and no other."""

    seed: int
    day: str


def demo_seed(log: EventLog) -> OneSeed | None:
    """The demo that this log holds, if it does."""
    kept = log.get_meta("demo")
    return msgspec.json.decode(kept, type=OneSeed) if kept else None
