"""The index of everything that can be asked: complete, closed to the wrong people, and pure."""

from typing import Any

import pytest
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor, Role
from core.catalogue import Catalogue, DeclineReason
from core.decide import OFFICE, ROAD, RULES, SETTING_UP, Refused, decide
from core.model import ActorId, DepotId
from core.state import State
from tests.builders import ANA, DEPOT, DEPOT_PLACE, LUIS, NOON, R1, SYSTEM, W1, running_day
from tests.structs import members


def test_every_command_has_a_rule() -> None:
    assert set(RULES) == set(members(c.Command))


@pytest.mark.parametrize("kind", list(RULES), ids=lambda kind: kind.__name__)
def test_every_rule_is_named_as_its_command(kind: type[Any]) -> None:
    tag = kind.__struct_config__.tag
    assert RULES[kind].decide.__name__ == tag


def test_nobody_who_only_reads_may_ask_anything() -> None:
    assert all(Role.AUDITOR not in rule.roles for rule in RULES.values())
    assert not ROAD & (OFFICE | SETTING_UP)


@pytest.mark.parametrize(
    ("command", "actor", "words"),
    [
        (c.LockRoute(R1), LUIS, "A driver may not do this."),
        (c.StartRoute(R1, NOON), ANA, "A dispatcher may not do this."),
        (c.RegisterDepot(DEPOT, DEPOT_PLACE), ANA, "A dispatcher may not do this."),
        (c.LockRoute(R1), replace(ANA, role=Role.AUDITOR), "An auditor may not do this."),
    ],
)
def test_the_wrong_role_is_told(command: c.Command, actor: Actor, words: str) -> None:
    assert running_day().refusal(command, actor) == words


def test_customer_service_has_cases_contacts_and_promises_but_no_routes() -> None:
    may = {kind for kind, rule in RULES.items() if Role.CUSTOMER_SERVICE in rule.roles}
    assert {c.AnswerOrder, c.LogCall, c.RescheduleOrder, c.AddCaseNote, c.RefundOrder} <= may
    routes = {c.PlaceOrder, c.MoveStop, c.ResequenceRoute, c.SendChanges, c.LockRoute, c.PlaceAll}
    routes |= {c.Replan}
    assert not may & (routes | {c.MakeException, c.SettleRefund, c.AddOrders, c.ReplaceOrder})
    service = replace(ANA, role=Role.CUSTOMER_SERVICE)
    words = running_day().refusal(c.LockRoute(R1), service)
    assert words == "Customer service may not do this."


def test_another_depots_dispatcher_is_told() -> None:
    oslo = Actor(ActorId("ole"), Role.DISPATCHER, frozenset({DepotId("oslo")}))
    assert running_day().refusal(c.LockRoute(R1), oslo) == (
        "ole has no access to the depot coquimbo."
    )


def test_before_there_is_a_depot_nobody_can_be_kept_out_of_it() -> None:
    events = decide(State(), c.RegisterDepot(DEPOT, DEPOT_PLACE), SYSTEM, NOON)
    assert events == (e.DepotRegistered(DEPOT, DEPOT_PLACE),)


def test_a_rule_that_reads_the_catalogue_gets_the_one_that_is_given() -> None:
    board = running_day()
    board.place(W1, R1, 3)
    board.send(R1)
    offer = board.route().offer
    assert offer is not None
    decline = c.DeclineChanges(R1, offer.id, "tired", NOON)
    with pytest.raises(Refused, match="“tired” is no reason to decline"):
        decide(board.state, decline, LUIS, NOON)
    own = Catalogue(failures={}, declines={"tired": DeclineReason("tired")}, dispositions={})
    declined, *_ = decide(board.state, decline, LUIS, NOON, own)
    assert isinstance(declined, e.ChangesDeclined)


def test_deciding_changes_nothing_and_says_the_same_again() -> None:
    board = running_day()
    before = board.state
    first = decide(before, c.LockRoute(R1), ANA, NOON)
    assert first == decide(before, c.LockRoute(R1), ANA, NOON) == (e.RouteLocked(R1, ANA.id),)
    assert not before.routes[R1].is_locked
