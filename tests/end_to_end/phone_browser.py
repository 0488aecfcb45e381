"""A phone-sized Chromium that is tapped and read by its DevTools protocol."""

import asyncio
import json
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest

WIDTH, HEIGHT = 390, 844


class Phone:
    """One page. Every wait is for something that the page says."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, port: str = "") -> None:
        self._socket = socket
        self._port = port
        self._number = 0
        self.complaints: list[str] = []
        """What the page's console has said: scripts that fail, files that are refused."""

    async def call(self, method: str, **values: Any) -> dict[str, Any]:
        """One command of the protocol and its result."""
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": values})
        while True:
            message = await self._socket.receive_json()
            if message.get("id") == self._number:
                result: dict[str, Any] = message["result"]
                return result
            if message.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded"):
                self.complaints.append(json.dumps(message["params"]))

    async def begin(self, *, has_scripts: bool) -> None:
        """Look like a phone."""
        for domain in ("Page", "Runtime", "Log"):
            await self.call(f"{domain}.enable")
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=WIDTH,
            height=HEIGHT,
            deviceScaleFactor=1,
            mobile=True,
        )
        await self.call("Emulation.setScriptExecutionDisabled", value=not has_scripts)

    async def open(self, url: str) -> None:
        """Load a page."""
        await self.call("Page.navigate", url=url)

    async def value(self, expression: str) -> Any:
        """What the expression is worth in the page; asking works without the page's scripts."""
        got = await self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        return got["result"].get("value")

    async def until_it_says(self, words: str) -> None:
        """Wait for words on a page that is whole; the test's time-out ends a vain wait."""
        read = "document.readyState === 'complete' ? document.body.innerText : ''"
        while words not in (await self.value(read) or ""):  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    async def until(self, expression: str) -> None:
        """Wait until it is true in the page; the test's time-out ends a vain wait."""
        while not await self.value(expression):  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    async def tap(self, selector: str) -> None:
        """A finger on the middle of the first such element that is in sight."""
        await self.until("!document.body.inert")
        place = await self.value(
            f"""(() => {{
              const seen = [...document.querySelectorAll({json.dumps(selector)})]
                .find((each) => each.checkVisibility());
              seen.scrollIntoView({{ block: "center", behavior: "instant" }});
              const box = seen.getBoundingClientRect();
              return [box.x + box.width / 2, box.y + box.height / 2, box.height];
            }})()"""
        )
        x, y, height = place
        assert height >= 44, f"{selector} is too small for a finger: {height} px"
        for kind in ("mousePressed", "mouseReleased"):
            await self.call(
                "Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1
            )

    async def pointer(self, kind: str, x: float, y: float) -> None:
        """A finger that is pressed, moved or lifted there."""
        await self.call(
            "Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=1
        )

    async def type(self, text: str) -> None:
        """Into what has the focus."""
        await self.call("Input.insertText", text=text)

    @asynccontextmanager
    async def tab(self, url: str) -> AsyncIterator["Phone"]:
        """Another tab of the same browser."""
        made = (await self.call("Target.createTarget", url="about:blank"))["targetId"]
        address = f"ws://127.0.0.1:{self._port}/devtools/page/{made}"
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(address, max_msg_size=0) as socket,
        ):
            other = Phone(socket, self._port)
            await other.begin(has_scripts=True)
            await other.open(url)
            yield other

    async def choose_file(self, selector: str, file: Path) -> None:
        """What a camera would hand over."""
        root = (await self.call("DOM.getDocument"))["root"]["nodeId"]
        found = await self.call("DOM.querySelector", nodeId=root, selector=selector)
        await self.call("DOM.setFileInputFiles", files=[str(file)], nodeId=found["nodeId"])


@asynccontextmanager
async def phone(*, has_scripts: bool = True) -> AsyncIterator[Phone]:
    """A browser of its own, gone afterwards."""
    # A short path: the browser puts sockets into it.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        async with kept_phone(Path(folder)) as opened:
            await opened.begin(has_scripts=has_scripts)
            yield opened


@asynccontextmanager
async def kept_phone(folder: Path, arguments: Sequence[str] = ()) -> AsyncIterator[Phone]:
    """A browser whose memory stays in `folder`. It ends by kill -9, as a phone without power."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("chromium is missing: sudo apt-get install chromium")
    (folder / "DevToolsActivePort").unlink(missing_ok=True)
    browser = await asyncio.create_subprocess_exec(
        program,
        "--headless=new",
        "--disable-gpu",
        "--remote-debugging-port=0",
        f"--user-data-dir={folder}",
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
        *arguments,
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        port = await _port(folder, browser)
        async with aiohttp.ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json") as response:
                pages = [each for each in await response.json() if each["type"] == "page"]
            address = pages[0]["webSocketDebuggerUrl"]
            async with session.ws_connect(address, max_msg_size=0) as socket:
                yield Phone(socket, port)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(browser.pid, signal.SIGKILL)
        await browser.wait()


async def _port(folder: Path, browser: asyncio.subprocess.Process) -> str:
    """The port that the browser chose and wrote down."""
    file = folder / "DevToolsActivePort"
    while not file.exists() or not file.read_text().strip():
        assert browser.returncode is None, "the browser did not start"
        await asyncio.sleep(0.02)
    return file.read_text().split()[0]
