"""Every role and every command, against expectations that were written by hand."""

import pytest
from msgspec import json

from core.access import EVERY_DEPOT, Actor, Role
from core.commands import Command
from core.decide import RULES, Refused, decide
from core.hub import protocol as p
from core.model import ActorId, DriverId, OrderId
from core.state import State
from tests.builders import NOON
from tests.core.who_may import LETTERS, WHO_MAY
from tests.durability.frames import corpus
from tests.structs import members


def actor(role: Role) -> Actor:
    return Actor(ActorId("x"), role, frozenset({EVERY_DEPOT}), DriverId("d1"), OrderId("o1"))


@pytest.fixture(scope="module")
def one_of_each() -> dict[type, Command]:
    """A valid command of every kind."""
    asks = [json.decode(frame, type=p.FromClient) for frame in corpus()]
    return {type(ask.command): ask.command for ask in asks if isinstance(ask, p.Ask)}


def test_every_command_has_an_expectation() -> None:
    assert set(WHO_MAY) == set(members(Command)) == set(RULES)


@pytest.mark.parametrize("command", sorted(WHO_MAY, key=str))
def test_a_command_is_for_those_it_was_made_for(command: type) -> None:
    letters = {letter for letter, role in LETTERS.items() if role in RULES[command].roles}
    assert letters == set(WHO_MAY[command])


@pytest.mark.parametrize("letter", LETTERS)
def test_whoever_may_not_is_refused_before_anything_else_is_looked_at(
    letter: str, one_of_each: dict[type, Command]
) -> None:
    forbidden = [kind for kind, letters in WHO_MAY.items() if letter not in letters]
    assert forbidden
    for kind in forbidden:
        with pytest.raises(Refused, match="may not do this"):
            decide(State(), one_of_each[kind], actor(LETTERS[letter]), NOON)


def test_an_auditor_asks_nothing() -> None:
    assert not any("u" in letters for letters in WHO_MAY.values())
