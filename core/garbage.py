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


def search_rarely() -> None:
    """Leave what is loaded by now out of every search, and search seldom from now on."""
    gc.freeze()
    gc.set_threshold(YOUNG, OLDER, OLDER)


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
