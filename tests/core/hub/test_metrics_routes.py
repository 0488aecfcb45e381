"""What a hub tells whoever watches it."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from core import commands as c
from core.access import EVERY_DEPOT, Role
from core.hub.client import HubClient
from core.model import ActorId, DepotId, RouteId
from tests.core.hub.hub_builders import ANA, DEPOT, SYSTEM, RunningHub, running_hub
from tests.core.hub.test_http import browser, refusal

IDA = replace(ANA, id=ActorId("ida"), role=Role.ADMIN)


async def figures(hub: RunningHub) -> dict[str, float]:
    async with browser(hub) as session, session.get("/metrics") as response:
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        lines = (await response.text()).splitlines()
    pairs = (line.rpartition(" ") for line in lines if not line.startswith("#"))
    return {name: float(value) for name, _, value in pairs}


async def test_commands_connections_and_the_log_are_counted(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        before = await figures(hub)
        client = HubClient(hub.address(ANA), on_frame=lambda frame: None)
        hub.connect(client)
        await client.ask(c.LockRoute(RouteId("r1")))
        await client.ask(c.LockRoute(RouteId("r9")))
        after = await figures(hub)
        events = f'backhaul_events_total{{depot="{DEPOT}"}}'
        assert after[events] == before[events] + 1 == hub.log.head(DEPOT).seq
        assert after['backhaul_answers_total{outcome="accepted"}'] == 1
        assert after['backhaul_answers_total{outcome="refused"}'] == 1
        assert after["backhaul_answer_seconds_count"] == 2
        assert after['backhaul_answer_seconds_bucket{le="+Inf"}'] == 2
        connected = f'backhaul_connections{{depot="{DEPOT}",role="dispatcher"}}'
        assert (before[connected], after[connected]) == (0, 1)
        assert after["backhaul_log_bytes"] >= 4096
        assert after[f'backhaul_last_commit_timestamp_seconds{{depot="{DEPOT}"}}'] > 1.7e9
        assert after[f'backhaul_write_trouble{{depot="{DEPOT}"}}'] == 0


async def test_nothing_of_customers_or_drivers_is_told(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub:
        async with browser(hub) as session, session.get("/metrics") as response:
            page = await response.text()
        for word in ("Customer", "Driver 1", "o1_1", "Street"):
            assert word not in page


async def test_behind_a_proxy_only_an_administrator_reads_figures(tmp_path: Path) -> None:
    async with running_hub(tmp_path, public_url="https://hub.example") as hub:
        async with browser(hub) as session:
            await refusal(session.get("/metrics"), 401)
        async with browser(hub, ANA) as session:
            assert "administrator" in await refusal(session.get("/metrics"), 403)
        async with browser(hub, IDA) as session, session.get("/metrics") as response:
            assert response.status == 200


@pytest.mark.parametrize(
    "headers",
    [
        # A page of another site, whose name leads to this machine by now.
        {"Host": "evil.example:8766"},
        {"Host": "localhost.evil.example"},
        {"Host": "[::1"},
        # A proxy that nobody told the hub of.
        {"X-Forwarded-For": "203.0.113.7"},
        {"Forwarded": "for=203.0.113.7"},
        {"Via": "1.1 proxy"},
    ],
)
async def test_who_asks_through_this_machine_for_another_is_not_here(
    tmp_path: Path, headers: dict[str, str]
) -> None:
    async with running_hub(tmp_path) as hub:
        async with browser(hub) as session:
            await refusal(session.get("/metrics", headers=headers), 401)
        async with (
            browser(hub, IDA) as session,
            session.get("/metrics", headers=headers) as response,
        ):
            assert response.status == 200


async def test_an_administrator_of_one_depot_reads_figures_of_that_one(tmp_path: Path) -> None:
    async with running_hub(tmp_path, public_url="https://hub.example") as hub:
        assert await hub.server.depot_for(SYSTEM, DepotId("oslo")) is not None
        for actor, count in ((IDA, 0), (replace(IDA, depots=frozenset({EVERY_DEPOT})), 1)):
            async with browser(hub, actor) as session, session.get("/metrics") as response:
                assert response.status == 200
                page = await response.text()
            assert f'backhaul_events_total{{depot="{DEPOT}"}}' in page
            assert page.count('backhaul_events_total{depot="oslo"}') == count


@pytest.mark.parametrize("host", ["localhost:8766", "127.0.0.1", "[::1]:8766"])
async def test_this_machine_has_several_names(tmp_path: Path, host: str) -> None:
    async with (
        running_hub(tmp_path) as hub,
        browser(hub) as session,
        session.get("/metrics", headers={"Host": host}) as response,
    ):
        assert response.status == 200


async def test_a_hub_that_cannot_record_is_not_ready_until_it_can_again(tmp_path: Path) -> None:
    async with running_hub(tmp_path) as hub, browser(hub) as session:
        async with session.get("/ready") as response:
            assert (response.status, await response.text()) == (200, "ready")
        opened = hub.server._depots[DEPOT]
        opened.tried("The disk is full. Free some space.")
        words = await refusal(session.get("/ready"), 503)
        assert "cannot record" in words
        assert "disk" not in words
        assert (await figures(hub))[f'backhaul_write_trouble{{depot="{DEPOT}"}}'] == 1
        opened.tried("")
        async with session.get("/ready") as response:
            assert response.status == 200
        hub.server.failed.set()
        await refusal(session.get("/ready"), 503)
