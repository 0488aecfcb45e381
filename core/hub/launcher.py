"""Starts the embedded hub and the demo's drivers as child processes, and keeps them alive.

A second console on the same data attaches to the running hub. When a hub dies it is started again
on the same data, with the same tokens and, if they are free, on the same ports: tomorrow, too, for
customers hold links to it.
"""

import asyncio
import contextlib
import logging
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import msgspec
from msgspec import Struct

from core.hub.endpoint import (
    Endpoint,
    HubFiles,
    Ready,
    Secrets,
    Tokens,
    read_endpoint,
    read_port,
    simulator_tokens,
    write_private,
)
from core.json_faults import NOT_JSON

MAIN = Path(__file__).parent.parent.parent / "main.py"
READY_TIMEOUT_S = 120
"""Filling the demo day takes some seconds, on a slow machine many."""
ATTACH_TIMEOUT_S = 60
STOP_TIMEOUT_S = 10
SHORTEST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 10.0
HEALTHY_AFTER_S = 30
WATCH_EVERY_S = 2.0

_log = logging.getLogger(__name__)


class HubNotStarted(Exception):
    """The hub could not start; the text is its own sentence."""


class Wanted(Struct, frozen=True):
    """Which hub to run."""

    db: str
    data: Path
    demo: bool = False
    speed: float | None = None
    seed: int = 1
    region: str = ""
    """Of which region; empty: as its log says, or the demo city's."""
    regions: Path | None = None
    """Folder of the regions, when it is not the usual one."""

    @property
    def regions_arguments(self) -> list[str]:
        """For the command line."""
        return ["--regions", str(self.regions)] if self.regions is not None else []


class EmbeddedHub:
    """The hub of this console: a child process, or one that another console has started."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._files = HubFiles(wanted.db, wanted.data)
        self._secrets = Secrets()
        self._process: Process | None = None
        self._endpoint: Endpoint | None = None
        self._port = read_port(self._files.port)
        """Where it is to listen; 0 for anywhere."""
        self._stopping = asyncio.Event()

    @property
    def endpoint(self) -> Endpoint | None:
        """Where the hub is, once started."""
        return self._endpoint

    @property
    def is_ours(self) -> bool:
        """Whether this console started it and so stops it."""
        return self._process is not None

    def simulator_tokens(self) -> Tokens | None:
        """The demo drivers' tokens, for whoever started the hub; None otherwise."""
        endpoint = self._endpoint
        if not self.is_ours or endpoint is None or not self._secrets.drivers:
            return None
        return simulator_tokens(self._secrets, endpoint.depots[0])

    async def start(self) -> Endpoint:
        """Attach to the hub that has the data, or start one. Raises `HubNotStarted`."""
        deadline = time.monotonic() + ATTACH_TIMEOUT_S
        while True:
            running = read_endpoint(self._files.endpoint)
            if running is not None and await is_well(running):
                self._endpoint = running
                return running
            ready = await self._spawn()
            if ready.endpoint is not None:
                self._endpoint, self._secrets = ready.endpoint, ready.secrets
                return ready.endpoint
            if self._port and ready.is_port_taken:
                # Any other will do.
                self._port = 0
                continue
            if not ready.is_taken or time.monotonic() > deadline:
                raise HubNotStarted(ready.words)
            # Somebody is just starting it: its endpoint will be there in a moment.
            await asyncio.sleep(SHORTEST_PAUSE_S)

    async def keep(self, on_restarted: Callable[[Endpoint], None]) -> None:
        """Start the hub again whenever it is gone, until `stop`."""
        pause_s = SHORTEST_PAUSE_S
        while not self._stopping.is_set():
            began = time.monotonic()
            await self._gone()
            if self._stopping.is_set():
                return
            if time.monotonic() - began > HEALTHY_AFTER_S:
                pause_s = SHORTEST_PAUSE_S
            _log.warning("The hub is gone; starting it again")
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
            try:
                on_restarted(await self.start())
            except HubNotStarted as error:
                _log.error("The hub did not start again: %s", error)

    async def stop(self) -> None:
        """End the hub if it is this console's; others go on."""
        self._stopping.set()
        process, self._process = self._process, None
        if process is not None:
            await end(process)

    async def _gone(self) -> None:
        """Wait until the hub does not serve any more."""
        if self._process is not None:
            await self._process.wait()
            self._process = None
            return
        while self._endpoint is not None and await is_well(self._endpoint):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(WATCH_EVERY_S):
                    await self._stopping.wait()
                    return

    async def _spawn(self) -> Ready:
        wanted, endpoint = self._wanted, self._endpoint
        arguments = ["hub", "--embedded", "--db", wanted.db, "--data", str(wanted.data)]
        arguments += ["--seed", str(wanted.seed), "--listen", f"127.0.0.1:{self._port}"]
        arguments += ["--demo"] if wanted.demo else []
        arguments += ["--region", wanted.region] if wanted.region else []
        arguments += wanted.regions_arguments
        if wanted.speed is not None and endpoint is None:
            arguments += ["--speed", str(wanted.speed)]
        process = await spawn(arguments, msgspec.json.encode(self._secrets), is_heard=True)
        ready = await self._ready(process)
        if ready.endpoint is not None:
            self._process = process
            self._keep_port(ready.endpoint)
        else:
            await end(process)
        return ready

    def _keep_port(self, endpoint: Endpoint) -> None:
        self._port = urlsplit(endpoint.ws_url).port or 0
        try:
            write_private(self._files.port, str(self._port).encode())
        except OSError as error:
            _log.warning("The hub's port is not kept; links to it may end with it: %s", error)

    async def _ready(self, process: Process) -> Ready:
        assert process.stdout is not None
        try:
            async with asyncio.timeout(READY_TIMEOUT_S):
                line = await process.stdout.readline()
            return msgspec.json.decode(line, type=Ready)
        except TimeoutError:
            return Ready(words=f"The hub did not start within {READY_TIMEOUT_S} seconds.")
        except NOT_JSON:
            code = await process.wait()
            return Ready(words=f"The hub ended with code {code} before it could listen.")


class EmbeddedDrivers:
    """The demo's simulated drivers as a child process; started again when they die."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._process: Process | None = None
        self._stopping = asyncio.Event()

    async def keep(self, endpoint: Endpoint, tokens: Tokens) -> None:
        """Let them drive until `stop` or until cancelled."""
        pause_s = SHORTEST_PAUSE_S
        while not self._stopping.is_set():
            arguments = ["simulate", "--hub", endpoint.ws_url, "--seed", str(self._seed(endpoint))]
            arguments += ["--tokens", "-", "--data", str(self._wanted.data / "drivers")]
            arguments += ["--region", endpoint.region] if endpoint.region else []
            arguments += self._wanted.regions_arguments
            if endpoint.demo_day is not None:
                arguments += ["--day", endpoint.demo_day]
            self._process = await spawn(arguments, msgspec.json.encode(tokens))
            try:
                await self._process.wait()
            except asyncio.CancelledError:
                await end(self._process)
                raise
            if not self._stopping.is_set():
                _log.warning("The simulated drivers are gone; starting them again")
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def stop(self) -> None:
        """Send them home; what they could not report is in their outboxes."""
        self._stopping.set()
        process, self._process = self._process, None
        if process is not None:
            await end(process)

    def _seed(self, endpoint: Endpoint) -> int:
        return self._wanted.seed if endpoint.demo_seed is None else endpoint.demo_seed


async def is_well(endpoint: Endpoint) -> bool:
    """Whether a hub answers there, and says that nothing of it has broken."""
    # A hub that has just started listens at once and answers when its pages are loaded.
    timeout = aiohttp.ClientTimeout(total=10, sock_connect=2)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(f"{endpoint.http_url}/health") as response,
        ):
            health = await response.json()
            return response.status == 200 and bool(health.get("is_well", True))
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, AttributeError):
        return False


async def spawn(arguments: Sequence[str], first_line: bytes, *, is_heard: bool = False) -> Process:
    """Start `main.py` with these arguments and hand it secrets that no process list shows."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(MAIN), *arguments, stdin=PIPE, stdout=PIPE if is_heard else DEVNULL
    )
    assert process.stdin is not None
    with contextlib.suppress(ConnectionError):
        process.stdin.write(first_line + b"\n")
        await process.stdin.drain()
    return process


async def end(process: Process) -> None:
    """Close stdin and wait; kill what does not end by itself."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(STOP_TIMEOUT_S):
            await process.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
