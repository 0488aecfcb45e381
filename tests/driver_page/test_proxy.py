"""A hub behind a reverse proxy as the README describes it, with a phone's browser before it: one
name and one port for everything, and the phone known by what the proxy says of it."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port

from core.hub import protocol as p
from tests.core.hub.hub_builders import ANA, DEPOT, RunningHub, running_hub
from tests.driver_page.handset import until_chip_says, until_kept
from tests.end_to_end.phone_browser import kept_phone

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(90)]

PHONE = "203.0.113.7"
"""From where the proxy says that the phone connects."""
LIE = "198.51.100.1"
"""What the phone says of itself in the same header."""


@asynccontextmanager
async def reverse_proxy(hub: RunningHub, port: int) -> AsyncIterator[None]:
    """Leads `/socket` to the websockets and everything else to the port beside them."""

    def handed_on(request: web.Request) -> dict[str, str]:
        kept = ("Authorization", "Content-Type", "Origin")
        headers = {name: request.headers[name] for name in kept if name in request.headers}
        return headers | {"X-Forwarded-For": f"{LIE}, {PHONE}"}

    async def pages(request: web.Request) -> web.Response:
        url = f"{hub.server.http_url}{request.path_qs}"
        body = await request.read()
        async with http.request(
            request.method, url, data=body, headers=handed_on(request), allow_redirects=False
        ) as answer:
            kept = ("Content-Type", "Content-Security-Policy", "Location")
            headers = {name: answer.headers[name] for name in kept if name in answer.headers}
            return web.Response(status=answer.status, body=await answer.read(), headers=headers)

    async def line(request: web.Request) -> web.WebSocketResponse:
        near = web.WebSocketResponse()
        await near.prepare(request)
        async with http.ws_connect(hub.server.ws_url, headers=handed_on(request)) as far:

            async def back() -> None:
                async for message in far:
                    await near.send_str(message.data)

            answers = asyncio.create_task(back())
            async for message in near:
                await far.send_str(message.data)
            answers.cancel()
        return near

    app = web.Application()
    app.router.add_get("/socket", line)
    app.router.add_route("*", "/{rest:.*}", pages)
    runner = web.AppRunner(app, shutdown_timeout=0)
    async with aiohttp.ClientSession() as http:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield
        await runner.cleanup()


async def test_a_drivers_page_works_through_a_proxy(tmp_path: Path) -> None:
    port = unused_port()
    public = f"http://127.0.0.1:{port}"
    async with running_hub(tmp_path, rate=1.0, public_url=public) as hub, reverse_proxy(hub, port):
        headers = {"Authorization": f"Bearer {hub.address(ANA).token}"}
        async with aiohttp.ClientSession(public, headers=headers) as office:
            wanted = {"depot": DEPOT, "driver_id": "d1"}
            async with office.post("/driver-links", json=wanted) as response:
                link = msgspec.json.decode(await response.read(), type=p.DriverLink)
            assert link.url.startswith(f"{public}/driver/#")
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                async with kept_phone(Path(folder)) as page:
                    await page.begin(has_scripts=True)
                    await page.open(link.url)
                    await page.until_it_says("Start the route")
                    await until_kept(page)
                    await page.tap("#current .primary")
                    await page.until_it_says("Set out")
                    await until_chip_says(page, "Live · all saved")
                    assert page.complaints == []
            async with office.get(f"/driver-links/{link.id}") as response:
                used = msgspec.json.decode(await response.read(), type=p.DriverLinkState)
            assert used == p.DriverLinkState(True, PHONE)
