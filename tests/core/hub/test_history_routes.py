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
from core.model import ActorId, ApprovalId, CaseId
from tests.core.hub.hub_builders import ANA, DEPOT, RunningHub, day_commands, running_hub
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
