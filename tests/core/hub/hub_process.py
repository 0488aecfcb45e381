"""A hub as a process of its own, to be killed."""

import asyncio
import os
import signal
import socket
import stat
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from pathlib import Path
from random import Random

import msgspec

from core.hub.endpoint import Endpoint, Ready, Secrets
from core.hub.launcher import MAIN

PRIVATE = stat.S_IRUSR | stat.S_IWUSR
_COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As it is installed: a second start finds its modules compiled (`.ci/setup`)."""


class HubProcess:
    """An embedded hub on a folder's database."""

    def __init__(
        self, folder: Path, settings: dict[str, str] | None = None, *, port: int = 0
    ) -> None:
        """`settings` are variables of its environment; with a `port` it listens there."""
        self.folder = folder
        self._settings = settings or {}
        self.secrets = Secrets()
        self.endpoint: Endpoint | None = None
        self._process: Process | None = None
        self._port = port

    async def start(self, *arguments: str) -> Ready:
        """Start and wait for the one line; on the same port as before, if there was one."""
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(MAIN),
            *("hub", "--embedded", "--db", str(self.folder / "log.db")),
            *("--data", str(self.folder), "--listen", f"127.0.0.1:{self._port}", *arguments),
            stdin=PIPE,
            stdout=PIPE,
            env=_COMPILED | self._settings,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(msgspec.json.encode(self.secrets) + b"\n")
        ready = msgspec.json.decode(await process.stdout.readline(), type=Ready)
        if ready.endpoint is not None:
            self.endpoint, self.secrets = ready.endpoint, ready.secrets
            self._port = int(ready.endpoint.ws_url.rpartition(":")[2])
        return ready

    async def kill(self) -> None:
        """As the power does it."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        await self._process.wait()
        self._forget_pipes()

    async def stop(self) -> int:
        """As its console does it: by closing stdin."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        code = await self._process.wait()
        self._forget_pipes()
        return code

    def memory_mib(self) -> float:
        """How much of the machine's memory the hub occupies now (its resident set)."""
        assert self._process is not None
        pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def cpu_s(self) -> float:
        """How much of the processors' time it has had since it was started."""
        assert self._process is not None
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")

    def loop_s(self) -> float:
        """The same, of its event loop's thread alone; as long as others wait for the loop."""
        assert self._process is not None
        spent = Path(f"/proc/{self._process.pid}/schedstat").read_text().split()[0]
        return int(spent) / 1e9

    def _forget_pipes(self) -> None:
        assert self._process is not None
        transport = self._process._transport  # type: ignore[attr-defined]
        transport.close()


def port_of_ones_own() -> int:
    """One that nobody is given who asks for any: while a hub is away its port stays free."""
    for port in Random().sample(range(15_000, 32_000, 2), 100):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise OSError("no port is free")


def is_private(path: Path) -> bool:
    """Whether only the user can read a file."""
    return os.name != "posix" or stat.S_IMODE(path.stat().st_mode) == PRIVATE
