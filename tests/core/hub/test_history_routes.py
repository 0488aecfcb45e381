"""What happened to a case is read from the log by who follows the stream; and who is alone."""

from pathlib import Path

import msgspec
from msgspec.structs import replace

from core import commands as c
from core import events as e
from core.access import Actor, Role
from core.depot_settings import settings_of, with_value
from core.hub import protocol as p
from core.hub.client import HubClient
from core.model import ActorId, ApprovalId, CaseId, RouteId, ServiceDay
from tests.core.hub.hub_builders import (
    ANA,
    DEPOT,
    SYSTEM,
    RunningHub,
    day_commands,
    running_hub,
)
from tests.core.hub.test_desks import SUE, Office

CASE = CaseId("case-w1")


async def asked_for_money(hub: RunningHub) -> HubClient:
    """Sue lowers the limit and asks for the refund of w1 herself."""
    sue = HubClient(hub.address(SUE), on_frame=lambda _: None)
    hub.connect(sue)
    (registered, *_) = day_commands()
    assert isinstance(registered, c.RegisterDepot)
    was = settings_of(registered.depot)
    limit = c.ChangeDepotSettings(was, with_value(was, "approvals.refund_over_minor", 1))
    for command in (limit, c.AcknowledgeCase(CASE), c.RefundOrder(CASE)):
        answer = await sue.ask(command)
        assert isinstance(answer, p.Accepted), answer
    return sue


async def test_a_case_is_told_from_the_log_and_other_cases_are_not(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        await asked_for_money(hub)
        status, body = await Office(hub, SUE).call("GET", f"/history/{DEPOT}/w1")
        assert status == 200
        told = msgspec.json.decode(body, type=p.CaseHistory)
        kinds = [e.type_of(e.decode(r.body, r.version)) for r in told.events]
        assert told.order_id == "w1"
        assert kinds == [
            "orders_added",
            "case_opened",
            "case_acknowledged",
            "refund_requested",
            "case_decided",
            "order_closed",
            "approval_asked",
        ]
        assert told.events[-1].actor_id == "sue"
        status, body = await Office(hub, SUE).call("GET", f"/history/{DEPOT}/nobody")
        assert (status, body) == (404, b"There is no order nobody.")


async def test_who_is_the_only_one_answers_alone_and_a_second_one_ends_that(
    tmp_path: Path,
) -> None:
    async with running_hub(tmp_path) as hub:
        sue = await asked_for_money(hub)
        approve = c.Approve((ApprovalId("approval-1"),), "the photo shows it")
        await Office(hub, SUE).make("bea", "dispatcher")
        refused = await sue.ask(approve)
        assert isinstance(refused, p.Refused)
        assert refused.words.startswith("You asked for the refund of order w1 yourself.")
        desks = msgspec.json.decode(
            (await Office(hub, SUE).call("GET", f"/desks?depot={DEPOT}"))[1]
        )
        await Office(hub, SUE).call("DELETE", f"/desks/{DEPOT}/{desks[0]['id']}")
        assert isinstance(await sue.ask(approve), p.Accepted)
        driver = Actor(ActorId("d1"), Role.DRIVER, frozenset({DEPOT}))
        assert hub.server.present(driver, DEPOT) == driver
        assert hub.server.present(SUE, DEPOT) == replace(SUE, is_alone=True)
        assert hub.server.present(ANA, DEPOT) == ANA


async def test_who_is_the_only_one_signs_off_the_day_that_he_closed(tmp_path: Path) -> None:
    """Four eyes are a mandatory note where there is only one pair."""
    day = ServiceDay("2026-11-20")
    async with running_hub(tmp_path) as hub:
        sue = HubClient(hub.address(SUE), on_frame=lambda _: None)
        hub.connect(sue)
        opened = next(each for each in day_commands() if isinstance(each, c.OpenDay))
        empty = replace(opened.routes[0], id=RouteId("r9"), day=day, stop_ids=(), manifest=())
        office = await hub.server.depot_for(SYSTEM, DEPOT)
        assert office is not None
        answer = await office.gate.ask(SYSTEM, "open", c.OpenDay(day, (empty,), ()))
        assert isinstance(answer, p.Accepted), answer
        closed = await sue.ask(c.CloseDay(day, "all counted"))
        assert isinstance(closed, p.Accepted), closed
        sign_off = c.SignOffDay(day, "nothing is left")
        await Office(hub, SUE).make("bea", "dispatcher")
        refused = await sue.ask(sign_off)
        assert isinstance(refused, p.Refused)
        assert refused.words.endswith("Somebody else signs it off.")
        desks = msgspec.json.decode(
            (await Office(hub, SUE).call("GET", f"/desks?depot={DEPOT}"))[1]
        )
        await Office(hub, SUE).call("DELETE", f"/desks/{DEPOT}/{desks[0]['id']}")
        assert isinstance(await sue.ask(sign_off), p.Accepted)
