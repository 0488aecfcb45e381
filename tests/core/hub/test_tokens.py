"""Tokens are shown once and kept as hashes."""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from core.access import Actor, Role
from core.hub.sql_log import SqlLog
from core.hub.tokens import actor_of, enrol, new_token, token_sha256
from core.model import ActorId, DepotId

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
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
