"""One place can take half of the seats, all together no more than there are."""

import os
import resource

import pytest

from core.hub.seats import MOST, OTHER_FILES, Seats, seats_for, seats_here


def test_one_address_leaves_half_of_the_seats_to_others() -> None:
    room = Seats(4)
    assert [room.take("a") for _ in range(3)] == [True, True, False]
    assert [room.take("b") for _ in range(3)] == [True, True, False]
    room.give_back("a")
    assert [room.take("c") for _ in range(2)] == [True, False]


def test_a_seat_that_is_given_back_is_free_for_the_same_address() -> None:
    room = Seats(2)
    assert room.take("a")
    assert not room.take("a")
    room.give_back("a")
    assert room.take("a")


def test_behind_a_proxy_everybody_may_sit() -> None:
    room = Seats(3)
    assert [room.take("") for _ in range(4)] == [True, True, True, False]
    room.give_back("")
    assert room.take("a")


def test_where_the_system_allows_few_files_there_are_few_seats() -> None:
    assert seats_for(1024) == (1024 - OTHER_FILES) // 2
    assert seats_for(10**6) == MOST
    assert seats_for(10) == 1


def test_the_limit_is_raised_as_far_as_the_system_lets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "setrlimit", lambda kind, limits: asked.append(limits))
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (1024, 4096))
    assert seats_here() == seats_for(4096)
    assert asked == [(4096, 4096)]
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (resource.RLIM_INFINITY,) * 2)
    assert seats_here() == MOST
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (1024, resource.RLIM_INFINITY))
    assert seats_here() == MOST
    assert asked[1:] == [(2 * MOST + OTHER_FILES, resource.RLIM_INFINITY)]


def test_without_such_limits_there_are_all_seats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "name", "nt")
    assert seats_here() == MOST
