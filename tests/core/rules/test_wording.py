"""Refusals speak of local times and of what people know."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from core.access import Role
from core.catalogue import shipped
from core.model import Custody, CustodyKind
from core.rules.wording import (
    ROLES,
    clock,
    date_words,
    day_words,
    decline_words,
    reason,
    said,
    somebody,
    whereabouts,
    whom_to_ask,
)
from core.state import State
from tests.builders import DEPOT, small_day

NOON = datetime(2026, 7, 1, 12, 0, 5, tzinfo=UTC)


def test_times_are_the_depots_own() -> None:
    state = State(depot=replace(DEPOT, zone="Europe/Helsinki"))
    assert clock(state, NOON) == "15:00"
    assert clock(state, NOON, with_seconds=True) == "15:00:05"
    assert clock(State(), NOON) == "12:00"


def test_days_are_said_as_people_write_them() -> None:
    assert day_words("2026-11-23") == "Mon 23 Nov"
    assert day_words("2027-01-02") == "Sat 2 Jan"
    assert day_words("Monday") == "Monday"
    assert date_words(date(2026, 12, 5)) == "5 Dec 2026"


def test_reasons_are_said_as_they_are_chosen() -> None:
    words = shipped().failures["premises_closed"].words
    assert reason("premises_closed", shipped()) == f"“{words}”"
    decline = next(iter(shipped().declines))
    assert reason(decline, shipped()) == f"“{shipped().declines[decline].words}”"
    assert reason("no_such_thing", shipped()) == "“no such thing”"
    assert decline_words(decline, shipped()) == shipped().declines[decline].words
    assert decline_words("no_such_thing", shipped()) == "no such thing"
    assert said("new_day") == "new day"


@pytest.mark.parametrize("role", Role)
def test_every_role_has_words(role: Role) -> None:
    assert somebody(role) != role.value
    assert ROLES[role]


def test_who_may_is_named_with_an_article() -> None:
    asked = whom_to_ask(frozenset({Role.ADMIN, Role.DISPATCHER}))
    assert asked == "a dispatcher or an administrator"
    assert somebody(Role.ADMIN) == "An administrator"


@pytest.mark.parametrize("kind", CustodyKind)
def test_whereabouts_read_as_a_sentence_goes_on(kind: CustodyKind) -> None:
    words = whereabouts(small_day().state, Custody(kind, "v1", NOON))
    assert words.split()[0] in ("with", "in", "at", "disposed", "missing")


def test_a_van_is_named_as_people_name_it() -> None:
    state = small_day().state
    assert whereabouts(state, Custody(CustodyKind.VEHICLE, "v2", NOON)) == "in Van 2"
    assert whereabouts(state, Custody(CustodyKind.VEHICLE, "v9", NOON)) == "in v9"


def test_a_place_that_has_goods_is_named_by_its_address() -> None:
    state = small_day().state
    assert whereabouts(state, Custody(CustodyKind.PARTNER, "p-a1", NOON)) == "at Calle a1"
    assert whereabouts(state, Custody(CustodyKind.PARTNER, "x", NOON)) == "with the partner x"
