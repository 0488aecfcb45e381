"""By which rules people of the office are made and let in."""

import pytest

from core.access import EVERY_DEPOT, Actor, Role
from core.hub.people import (
    LONGEST_PASSWORD,
    Person,
    Session,
    manage_fault,
    name_fault,
    password_fault,
    shown,
)
from core.model import ActorId, DepotId
from tests.builders import NOON

NORTH, SOUTH = DepotId("north"), DepotId("south")


def person(role: Role = Role.DISPATCHER) -> Person:
    return Person("ana", role, frozenset({SOUTH, NORTH}), "$argon2id$…", NOON, "ada")


def maker(role: Role, *depots: DepotId) -> Actor:
    return Actor(ActorId("ada"), role, frozenset(depots))


def test_a_person_acts_in_the_own_role_and_depots() -> None:
    assert person().actor == Actor(ActorId("ana"), Role.DISPATCHER, frozenset({NORTH, SOUTH}))


def test_what_is_shown_of_a_person_proves_nothing() -> None:
    session = Session("1", "ana", "hash", "office 2", "10.0.0.7", NOON, NOON)
    seen = shown(person(), [session])
    assert seen.depots == (NORTH, SOUTH)
    assert seen.sessions[0].where == "office 2"
    assert "argon2" not in repr(seen)
    assert "hash" not in repr(seen)


@pytest.mark.parametrize("name", ["ana", "a.b-c_9", "A" * 39])
def test_a_name_that_can_be_typed_will_do(name: str) -> None:
    assert name_fault(name) == ""


@pytest.mark.parametrize("name", ["", "a b", "-a", "a\n", "a" * 40, "‮ana", "=cmd"])
def test_another_name_will_not(name: str) -> None:
    assert name_fault(name).startswith("A name has")


def test_the_hubs_own_names_are_taken() -> None:
    assert "of the hub's own" in name_fault("office")


@pytest.mark.parametrize(
    ("password", "beginning"),
    [
        ("correct horse battery", ""),
        ("ñandú y café con leche", ""),
        ("short", "A password has"),
        ("x" * (LONGEST_PASSWORD + 1), "A password has"),
        ("aaaaaaaaaaaaaa", "This password is too easy"),
        ("my-Ana-2026-password", "This password is too easy"),
    ],
)
def test_a_password_is_long_and_no_pattern(password: str, beginning: str) -> None:
    assert password_fault(password, "ana").startswith(beginning)
    assert bool(password_fault(password, "ana")) == bool(beginning)


@pytest.mark.parametrize(
    ("who", "role", "depots", "words"),
    [
        (maker(Role.ADMIN, EVERY_DEPOT), Role.ADMIN, [EVERY_DEPOT], ""),
        (maker(Role.ADMIN, NORTH), Role.ADMIN, [NORTH], ""),
        (maker(Role.SUPERVISOR, NORTH), Role.SUPERVISOR, [NORTH], ""),
        (maker(Role.SUPERVISOR, NORTH), Role.ADMIN, [NORTH], "Only an administrator"),
        (maker(Role.DISPATCHER, NORTH), Role.AUDITOR, [NORTH], "Only supervisors"),
        (maker(Role.AUDITOR, NORTH), Role.AUDITOR, [NORTH], "Only supervisors"),
        (maker(Role.ADMIN, NORTH), Role.DISPATCHER, [NORTH, SOUTH], "ada has no access to south"),
        (maker(Role.ADMIN, NORTH), Role.DISPATCHER, [EVERY_DEPOT], "ada has no access to every"),
    ],
)
def test_who_may_look_after_whom(who: Actor, role: Role, depots: list[DepotId], words: str) -> None:
    fault = manage_fault(who, role, depots)
    assert fault.startswith(words)
    assert bool(fault) == bool(words)
