"""How often Python searches for garbage: rarely, because every search halts all threads.

What is kept here are immutable tables that die by reference count; cycles are few. Called by the
hub and the console once they have loaded what stays.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

YOUNG = 20_000
"""Objects that gather before the young ones are searched, some milliseconds' work; Python's own
700 made 40 searches a second at 250 reports a second."""
OLDER = 20
"""Searches of the young ones before older ones are searched too."""
OVERDUE = 100
"""So many, and older ones are searched although somebody waits."""
NEVER = 1_000_000_000


def search_rarely() -> None:
    """Leave what is loaded by now out of every search, and search seldom from now on."""
    gc.freeze()
    gc.set_threshold(YOUNG, OLDER, OLDER)


def search_young_ones() -> None:
    """The same for whoever answers others and calls `search_older_ones` when nobody waits.

    At a thousand reports a second a search of older ones halts a hub for 0.2 s: all that comes
    meanwhile, and until it has caught up, is answered late.
    """
    gc.freeze()
    gc.set_threshold(YOUNG, NEVER, NEVER)


def search_older_ones(*, is_anybody_waiting: bool) -> bool:
    """Search them if it is time and nobody waits, or it is overdue; whether it was done."""
    _, young, older = gc.get_count()
    if young < (OVERDUE if is_anybody_waiting else OLDER):
        return False
    gc.collect(2 if older >= OLDER else 1)
    return True


@contextmanager
def spared() -> Iterator[None]:
    """Make a million things that stay, without halting all threads to search them again and again.

    They are left out of every search from then on; reference counts free them as ever.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def loading() -> Iterator[None]:
    """Import what stays without searching it again and again: a tenth of a hub's start."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
    search_rarely()
