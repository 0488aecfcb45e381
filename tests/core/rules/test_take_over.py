"""Routes change hands, and whoever saw it otherwise hears who has them."""

from core import commands as c
from core.model import ActorId
from tests.builders import ANA, LUIS, NOON, R1, small_day
from tests.second_looks import SARA


def test_a_route_is_taken_over_and_everybody_sees_it() -> None:
    board = small_day()
    board.now = NOON
    board.ask(c.HandRoute(R1, SARA.id), SARA)
    assert (board.route(R1).owner, board.route(R1).owned_since) == (SARA.id, NOON)
    board.ask(c.HandRoute(R1, ActorId("bea"), was=SARA.id), SARA)
    assert board.route(R1).owner == "bea"


def test_a_route_is_given_back_to_nobody() -> None:
    board = small_day()
    assert board.refusal(c.HandRoute(R1, None), SARA) == "Nobody has Route 1 already."
    board.ask(c.HandRoute(R1, SARA.id), SARA)
    board.ask(c.HandRoute(R1, None, was=SARA.id), SARA)
    assert (board.route(R1).owner, board.route(R1).owned_since) == (None, None)


def test_who_saw_it_otherwise_hears_who_has_it() -> None:
    board = small_day()
    board.now = NOON
    words = board.refusal(c.HandRoute(R1, ANA.id, was=ActorId("bea")))
    assert words == "Route 1 changed hands meanwhile: nobody has it. Look again."
    board.ask(c.HandRoute(R1, SARA.id), SARA)
    words = board.refusal(c.HandRoute(R1, ANA.id))
    assert words == "Route 1 changed hands meanwhile: sara has had it since 12:00. Look again."
    assert board.refusal(c.HandRoute(R1, SARA.id)) == "sara has Route 1 already."


def test_a_route_that_has_ended_is_nobodys_care() -> None:
    board = small_day()
    board.start(R1)
    for stop_id in board.route(R1).manifest:
        board.complete(stop_id)
    board.ask(c.EndRoute(R1, board.now), LUIS)
    words = board.refusal(c.HandRoute(R1, ANA.id))
    assert words == "Route 1 has ended. There is nothing left to look after."
