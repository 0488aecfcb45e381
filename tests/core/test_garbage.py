"""Garbage is searched for rarely, but still found."""

import gc
import weakref
from collections.abc import Iterator

import msgspec
import pytest

from core import commands, driver_view, events, model, policy, state
from core.garbage import (
    NEVER,
    OLDER,
    OVERDUE,
    YOUNG,
    loading,
    search_older_ones,
    search_rarely,
    search_young_ones,
)
from core.hub import protocol

VALUES = (commands, driver_view, events, model, policy, protocol, state)


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


class Link:
    def __init__(self) -> None:
        self.other = self


def test_what_is_loaded_is_left_out_and_the_search_is_rare() -> None:
    before = gc.get_freeze_count()
    search_rarely()
    assert gc.get_freeze_count() > before
    assert gc.get_threshold() == (YOUNG, OLDER, OLDER)


def test_a_cycle_made_later_is_still_found() -> None:
    search_rarely()
    seen = weakref.ref(Link())
    kept = [[] for _ in range(YOUNG * 2)]  # type: ignore[var-annotated]
    assert seen() is None
    assert kept


def survived(searches: int) -> "weakref.ref[Link]":
    """A cycle that is not used any more, after so many searches of young ones."""
    link = Link()
    seen = weakref.ref(link)
    for _ in range(searches):
        gc.collect(0)
    return seen


def test_older_ones_are_searched_when_nobody_waits() -> None:
    search_young_ones()
    assert gc.get_threshold() == (YOUNG, NEVER, NEVER)
    gc.collect()
    seen = survived(OLDER - 1)
    assert not search_older_ones(is_anybody_waiting=False)
    gc.collect(0)
    assert not search_older_ones(is_anybody_waiting=True)
    assert seen() is not None
    assert search_older_ones(is_anybody_waiting=False)
    assert seen() is None


def test_older_ones_are_searched_in_the_end_although_somebody_waits() -> None:
    search_young_ones()
    gc.collect()
    seen = survived(OVERDUE)
    assert search_older_ones(is_anybody_waiting=True)
    assert seen() is None


def test_the_oldest_are_searched_now_and_then() -> None:
    search_young_ones()
    gc.collect()
    link = Link()
    seen = weakref.ref(link)
    gc.collect(1)
    del link
    for _ in range(OLDER):
        survived(OLDER)
        assert seen() is not None
        assert search_older_ones(is_anybody_waiting=False)
    survived(OLDER)
    assert search_older_ones(is_anybody_waiting=False)
    assert seen() is None


def test_a_module_that_is_missing_leaves_the_search_on() -> None:
    with pytest.raises(ImportError), loading():
        raise ImportError
    assert gc.isenabled()


def test_nothing_is_searched_while_modules_are_loaded_and_afterwards_it_is_again() -> None:
    before = gc.get_freeze_count()
    with loading():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() > before
    assert gc.get_threshold() == (YOUNG, OLDER, OLDER)


def test_values_that_never_change_are_in_no_search() -> None:
    searched = {
        f"{found.__module__}.{found.__name__}"
        for module in VALUES
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, msgspec.Struct)
        if found.__module__ == module.__name__ and found.__struct_config__.gc
    }
    assert searched == set()
