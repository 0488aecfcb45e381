"""A dispatcher and two supervisors on one hub: each sees what the others do, conflicts in words."""

import asyncio
import time
from pathlib import Path

from core import commands as c
from core.access import Actor, Role
from core.depot_settings import settings_of, with_value
from core.hub import protocol as p
from core.hub.client import HubClient
from core.hub.replica import Replica
from core.model import ActorId, ApprovalId, ApprovalStatus, CaseId, OrderId, RouteId
from tests.core.hub.hub_builders import DEPOT, RunningHub, day_commands, running_hub, until

BEA = Actor(ActorId("bea"), Role.DISPATCHER, frozenset({DEPOT}))
SUE = Actor(ActorId("sue"), Role.SUPERVISOR, frozenset({DEPOT}))
TOM = Actor(ActorId("tom"), Role.SUPERVISOR, frozenset({DEPOT}))
W1, W2 = OrderId("w1"), OrderId("w2")


class Desk:
    """Somebody's console without its window: a line to the hub and a replica."""

    def __init__(self, hub: RunningHub, actor: Actor) -> None:
        self.replica = Replica(time.monotonic)
        self.client = HubClient(hub.address(actor), on_frame=self.replica.receive)
        hub.connect(self.client)

    async def does(self, command: c.Command) -> None:
        answer = await self.client.ask(command)
        assert isinstance(answer, p.Accepted), answer

    async def hears(self, command: c.Command) -> str:
        """Why the hub refuses."""
        answer = await self.client.ask(command)
        assert isinstance(answer, p.Refused), answer
        return answer.words

    def approval(self, number: int = 1) -> tuple[ApprovalStatus, str | None] | None:
        found = self.replica.state.approvals.get(ApprovalId(f"approval-{number}"))
        return (found.status, found.assigned or found.ended_by) if found is not None else None


async def with_limit(sue: Desk, limit: int = 1) -> None:
    (registered, *_) = day_commands()
    assert isinstance(registered, c.RegisterDepot)
    was = settings_of(registered.depot)
    wanted = with_value(was, "approvals.refund_over_minor", limit)
    await sue.does(c.ChangeDepotSettings(was, wanted))


async def test_each_sees_what_the_others_do_and_who_is_late_hears_who_was_faster(
    tmp_path: Path,
) -> None:
    async with running_hub(tmp_path) as hub:
        bea, sue, tom = (Desk(hub, actor) for actor in (BEA, SUE, TOM))
        await with_limit(sue)
        await bea.does(c.RefundOrder(CaseId("case-w1")))
        await until(lambda: sue.approval() == (ApprovalStatus.OPEN, None))
        one = (ApprovalId("approval-1"),)
        assert await bea.hears(c.Approve(one, "mine")) == (
            "You asked for the refund of order w1 yourself. Somebody else has to look at it."
        )
        await sue.does(c.HandApprovals(one, TOM.id, "you know the shop"))
        await until(lambda: tom.approval() == (ApprovalStatus.OPEN, "tom"))
        answers = await asyncio.gather(
            tom.client.ask(c.Approve(one, "seen")), sue.client.ask(c.SendBack(one, "not seen"))
        )
        taken = [each for each in answers if isinstance(each, p.Accepted)]
        (late,) = [each for each in answers if isinstance(each, p.Refused)]
        assert len(taken) == 1
        assert late.words.startswith(("tom approved", "sue sent")), late.words
        assert late.words.endswith("Nothing was changed.")
        await until(lambda: bea.replica.state == sue.replica.state == tom.replica.state)
        assert bea.approval() != (ApprovalStatus.OPEN, "tom")


async def test_routes_and_cases_are_taken_over_once_at_a_time(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        sue, tom = Desk(hub, SUE), Desk(hub, TOM)
        route = RouteId("r1")
        await until(lambda: route in tom.replica.state.routes)
        await sue.does(c.HandRoute(route, SUE.id))
        await until(lambda: tom.replica.state.routes[route].owner == "sue")
        assert (await tom.hears(c.HandRoute(route, TOM.id))).startswith(
            "R1 changed hands meanwhile: sue has had it since "
        )
        await tom.does(c.HandRoute(route, TOM.id, was=SUE.id))
        await until(lambda: sue.replica.state.routes[route].owner == "tom")
        case = CaseId("case-w1")
        await sue.does(c.HandCase(case, SUE.id))
        await until(lambda: tom.replica.state.cases[case].owner == "sue")
        assert await tom.hears(c.HandCase(case, SUE.id)) == "sue has order w1 already."


async def test_a_raised_limit_leaves_what_was_asked_under_the_old_one(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        bea, sue = Desk(hub, BEA), Desk(hub, SUE)
        await with_limit(sue)
        await bea.does(c.RefundOrder(CaseId("case-w1")))
        await until(lambda: sue.approval() is not None)
        depot = sue.replica.state.depot
        assert depot is not None
        was = settings_of(depot)
        lower = with_value(was, "approvals.refund_over_minor", -5)
        words = await sue.hears(c.ChangeDepotSettings(was, lower))
        assert words.startswith("Refunds over cannot be negative")
        raised = with_value(was, "approvals.refund_over_minor", 900_000)
        await sue.does(c.ChangeDepotSettings(was, raised))
        asked = sue.replica.state.approvals[ApprovalId("approval-1")]
        assert (asked.limit, asked.is_open) == (1, True)
        await bea.does(c.RefundOrder(CaseId("case-w2")))
        assert len(bea.replica.state.approvals) == 1


async def test_a_limit_lowered_below_open_approvals_leaves_them_and_counts_from_then_on(
    tmp_path: Path,
) -> None:
    async with running_hub(tmp_path) as hub:
        bea, sue, tom = (Desk(hub, actor) for actor in (BEA, SUE, TOM))
        await with_limit(sue, 100)
        await bea.does(c.RefundOrder(CaseId("case-w1"), amount_minor=150))
        await until(lambda: sue.approval() == (ApprovalStatus.OPEN, None))
        depot = sue.replica.state.depot
        assert depot is not None
        was = settings_of(depot)
        await sue.does(
            c.ChangeDepotSettings(was, with_value(was, "approvals.refund_over_minor", 10))
        )
        asked = sue.replica.state.approvals[ApprovalId("approval-1")]
        assert (asked.limit, asked.is_open) == (100, True)
        await bea.does(c.RefundOrder(CaseId("case-w2"), amount_minor=50))
        await until(lambda: tom.approval(2) == (ApprovalStatus.OPEN, None))
        later = tom.replica.state.approvals[ApprovalId("approval-2")]
        assert (later.amount_minor, later.limit) == (50, 10)
        await tom.does(c.Approve((asked.id, later.id), "seen"))
        await until(lambda: bea.approval(2) == (ApprovalStatus.APPROVED, "tom"))
        assert bea.approval() == (ApprovalStatus.APPROVED, "tom")
