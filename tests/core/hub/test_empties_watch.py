"""A hub asks for containers by itself when a depot's rules say so, and once."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from msgspec.structs import replace

from core import commands as c
from core.access import Role
from core.hub import protocol as p
from core.hub.clock import DepotClock, SavedClock
from core.hub.empties_watch import watch_empties
from core.hub.open_depot import Facts, OpenDepot
from core.hub.sql_log import SqlLog
from core.model import Customer, CustomerId, Depot, PlaceId, Rates, TextRef
from tests.core.hub.hub_builders import MORNING, SYSTEM, open_gate, until

KIOSK = Customer(CustomerId("kiosk"), TextRef("name:kiosk"), empties=7, place_id=PlaceId("p1"))


async def test_a_collection_is_asked_for_once_and_not_again_when_it_was_cancelled(
    tmp_path: Path,
) -> None:
    log = SqlLog(str(tmp_path / "log.db"))
    async with open_gate(log) as opened:
        gate = opened.gate
        await opened.set_up()
        depot = gate.state.depot
        assert isinstance(depot, Depot)
        gate.state = replace(
            gate.state, depot=replace(depot, rates=Rates(empties_from=5)), seq=gate.state.seq
        )
        await opened.ask(SYSTEM, c.AddOrders((), (KIOSK,), (), {KIOSK.name_ref: "Kiosk"}))
        with ThreadPoolExecutor(1) as writer:
            clock = DepotClock(SavedClock(MORNING, 0))
            watching = watch_empties(OpenDepot(gate, clock, log, writer, Facts("")), every_s=0.001)
            await until(lambda: "kiosk-e1" in gate.state.orders)
            lead = replace(SYSTEM, role=Role.DISPATCHER)
            cancelled = await opened.ask(lead, c.CancelOrder("kiosk-e1"))  # type: ignore[arg-type]
            assert isinstance(cancelled, p.Accepted), cancelled
            seq = gate.state.seq
            await opened.ask(lead, c.LockRoute("r1"))  # type: ignore[arg-type]
            await until(lambda: gate.state.seq > seq)
            for _ in range(20):
                await asyncio.sleep(0.001)
            assert "kiosk-e2" not in gate.state.orders
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
    log.close()
