"""A hub reports by itself what nobody fetched in time, and once."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from core import commands as c
from core.access import Role
from core.hub import protocol as p
from core.hub.clock import DepotClock, SavedClock
from core.hub.open_depot import Facts, OpenDepot
from core.hub.pickup_watch import watch_pickups
from core.hub.sql_log import SqlLog
from core.model import Item, ItemId, Load, Order, OrderId, OrderKind, PlaceId
from tests.core.hub.hub_builders import DAY, MORNING, SYSTEM, open_gate, until


async def test_what_nobody_fetched_is_reported_once(tmp_path: Path) -> None:
    log = SqlLog(str(tmp_path / "log.db"))
    async with open_gate(log) as opened:
        gate = opened.gate
        await opened.set_up()
        assert gate.state.depot is not None
        offers = replace(
            gate.state.depot.offers, counter_opens_min=9 * 60, counter_closes_min=18 * 60
        )
        gate.state = replace(gate.state, depot=replace(gate.state.depot, offers=offers))
        customer = next(iter(gate.state.customers))
        goods = (Item(ItemId("x-1"), "book", "Books", 1, 2_000, Load(2_000, 3_000)),)
        order = Order(OrderId("x"), OrderKind.DELIVERY, customer, PlaceId("p1_1"), goods, DAY, 180)
        added = await opened.ask(SYSTEM, c.AddOrders((), (), (order,)))
        assert isinstance(added, p.Accepted), added
        lead = replace(SYSTEM, role=Role.DISPATCHER)
        kept = await opened.ask(lead, c.KeepAtCounter(order.id))
        assert isinstance(kept, p.Accepted), kept
        with ThreadPoolExecutor(1) as writer:
            clock = DepotClock(SavedClock(MORNING + timedelta(days=7), 0))
            watching = watch_pickups(OpenDepot(gate, clock, log, writer, Facts("")), every_s=0.001)
            await until(lambda: gate.state.cases["case-x"].reason == "uncollected")  # type: ignore[index]
            seq = gate.state.seq
            for _ in range(20):
                await asyncio.sleep(0.001)
            assert gate.state.seq == seq
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
    log.close()
