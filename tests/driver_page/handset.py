"""A driver's phone in a test: enrolled at a hub, behind a bad line, and tapped as a driver does."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from tests.core.hub.hub_builders import ANA, DEPOT, RunningHub
from tests.driver_page.bad_line import BadLine
from tests.end_to_end.phone_browser import Phone, kept_phone


class Handset:
    """One phone with its memory. It can be opened, killed and opened again."""

    def __init__(self, hub: RunningHub, line: BadLine, folder: Path) -> None:
        self._hub = hub
        self._line = line
        self._folder = folder

    @asynccontextmanager
    async def opened(self, address: str = "") -> AsyncIterator[Phone]:
        """The driver's page, as it is or by the office's link; killed afterwards."""
        async with kept_phone(self._folder, self._line.arguments) as page:
            await page.begin(has_scripts=True)
            await page.open(address or f"{self._hub.server.http_url}/driver/")
            yield page

    async def link(self, driver: str = "d1") -> str:
        """A fresh link that makes this phone the driver's."""
        headers = {"Authorization": f"Bearer {self._hub.address(ANA).token}"}
        wanted = {"depot": DEPOT, "driver_id": driver}
        async with (
            aiohttp.ClientSession(self._hub.server.http_url, headers=headers) as office,
            office.post("/driver-links", json=wanted) as response,
        ):
            return str((await response.json())["url"])


@asynccontextmanager
async def handset(hub: RunningHub, line: BadLine) -> AsyncIterator[Handset]:
    """A phone that nobody has used."""
    # A short path: the browser puts sockets into it.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield Handset(hub, line, Path(folder))


async def until_kept(page: Phone) -> None:
    """Wait until the page itself is on the phone."""
    await page.value("navigator.serviceWorker.ready.then(() => true)")


async def until_chip_says(page: Phone, words: str) -> None:
    """Wait for what the page's header says about the line and about what is saved."""
    await page.until(f"document.getElementById('line').textContent.includes({words!r})")
