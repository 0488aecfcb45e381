"""Tokens are shown once and kept as hashes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from core.access import EVERY_DEPOT, Actor, Role
from core.hub.sql_log import SqlLog
from core.hub.tokens import (
    actor_of,
    end_page,
    enrol,
    give_to_simulator,
    hand_page_to_person,
    has_person,
    new_token,
    page_device,
    simulated_device,
    tell_devices_apart,
    token_sha256,
)
from core.model import ActorId, DepotId, DriverId

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
HELSINKI, OSLO, D1 = DepotId("helsinki"), DepotId("oslo"), DriverId("d1")
ANA = Actor(ActorId("ana"), Role.DISPATCHER, frozenset({DepotId("helsinki")}))


def test_a_token_is_256_random_bits() -> None:
    assert len(new_token()) == 43
    assert new_token() != new_token()


def test_whoever_shows_the_token_is_the_actor(log: SqlLog) -> None:
    token = enrol(log, "phone", ANA)
    assert actor_of(log, token, NOW) == ANA
    assert actor_of(log, token + "x", NOW) is None
    stored = log.device_by_token(token_sha256(token))
    assert stored is not None
    assert token not in repr(stored)


def test_a_new_token_of_a_device_ends_the_old_one(log: SqlLog) -> None:
    old = enrol(log, "phone", ANA)
    new = enrol(log, "phone", ANA, token="n" * 43)
    assert new == "n" * 43
    assert actor_of(log, old, NOW) is None
    assert actor_of(log, new, NOW) == ANA


def test_a_token_ends_at_its_time(log: SqlLog) -> None:
    token = enrol(log, "phone", ANA, expires_at=NOW)
    assert actor_of(log, token, NOW) is None
    assert actor_of(log, token, NOW - timedelta(seconds=1)) == ANA


def test_nobody_is_let_in_as_a_customer(log: SqlLog) -> None:
    token = enrol(log, "phone", replace(ANA, role=Role.CUSTOMER))
    assert actor_of(log, token, NOW) is None


def driver_at(depot: DepotId) -> Actor:
    """Both depots call one of their drivers d1."""
    return Actor(ActorId("d1"), Role.DRIVER, frozenset({depot}), D1)


def test_drivers_of_one_name_at_two_depots_have_pages_of_their_own(log: SqlLog) -> None:
    here = hand_page_to_person(log, HELSINKI, driver_at(HELSINKI))
    there = hand_page_to_person(log, OSLO, driver_at(OSLO))
    assert actor_of(log, here, NOW) == driver_at(HELSINKI)
    assert actor_of(log, there, NOW) == driver_at(OSLO)
    assert end_page(log, OSLO, D1) == 1
    assert actor_of(log, here, NOW) == driver_at(HELSINKI)
    assert actor_of(log, there, NOW) is None


def test_a_simulated_driver_of_another_depot_drives_on(log: SqlLog) -> None:
    here = enrol(log, simulated_device(HELSINKI, D1), driver_at(HELSINKI))
    there = enrol(log, simulated_device(OSLO, D1), driver_at(OSLO))
    hand_page_to_person(log, OSLO, driver_at(OSLO))
    assert actor_of(log, there, NOW) is None
    assert actor_of(log, here, NOW) == driver_at(HELSINKI)
    assert has_person(log, OSLO, D1)
    assert not has_person(log, HELSINKI, D1)


def test_who_took_over_before_depots_were_told_apart_still_drives(log: SqlLog) -> None:
    log.put_meta("person/d1", b"1")
    assert has_person(log, HELSINKI, D1)
    assert not has_person(log, HELSINKI, DriverId("d2"))


@pytest.mark.parametrize(
    ("before", "now"), [("page", page_device), ("simulator", simulated_device)]
)
def test_devices_of_before_get_names_with_their_depot(
    log: SqlLog, before: str, now: Callable[[DepotId, DriverId], str]
) -> None:
    old = enrol(log, f"{before}:d1", driver_at(HELSINKI))
    everywhere = Actor(ActorId("customers"), Role.SYSTEM, frozenset({EVERY_DEPOT}))
    enrol(log, "simulator:customers", everywhere)
    tell_devices_apart(log)
    names = {device.device_id for device in log.devices()}
    assert names == {now(HELSINKI, D1), "simulator:customers"}
    assert actor_of(log, old, NOW) == driver_at(HELSINKI)
    hand_page_to_person(log, OSLO, driver_at(OSLO))
    assert actor_of(log, old, NOW) == driver_at(HELSINKI)
    hand_page_to_person(log, HELSINKI, driver_at(HELSINKI))
    assert actor_of(log, old, NOW) is None


def test_a_driver_goes_back_to_the_simulator(log: SqlLog) -> None:
    token = hand_page_to_person(log, OSLO, driver_at(OSLO))
    log.put_meta(f"person/{D1}", b"1")  # as it was kept before depots were told apart
    assert give_to_simulator(log, OSLO, D1) == 1
    assert not has_person(log, OSLO, D1)
    assert log.device_by_token(token_sha256(token)) is None
    assert give_to_simulator(log, OSLO, D1) == 0
