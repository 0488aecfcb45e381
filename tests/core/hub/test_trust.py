"""A client talks to the hub that was meant, encrypted, or says why not."""

import asyncio
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import pytest
from msgspec.structs import replace

from core import commands as c
from core.hub import protocol as p
from core.hub.certificates import (
    Certificates,
    fingerprint_of,
    kept_certificates,
    server_context,
)
from core.hub.client import HubClient, Line, LineState
from core.hub.front_door import IN_THE_CLEAR
from core.hub.photo_upload import upload_photo
from core.hub.trust import HubUntrusted, authority_of, away_words, context_for, http_beside
from core.model import RouteId
from tests.core.hub.hub_builders import DEPOT, RunningHub, running_hub, until
from tests.pictures import jpeg

NAMES = ("127.0.0.1", "localhost")
PHOTO = jpeg(bytes(2000))


def made(folder: Path, names: tuple[str, ...] = NAMES) -> Certificates:
    return kept_certificates(folder / "tls", names, datetime.now(UTC))


def options(certificates: Certificates) -> dict[str, Any]:
    return {
        "tls": server_context(certificates),
        "names": NAMES,
        "authority": certificates.authority,
    }


@pytest.fixture
def free_port() -> Iterator[int]:
    """Taken, but nobody listens on it."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


async def fetched(hub: RunningHub, fingerprint: str) -> str:
    return await asyncio.to_thread(authority_of, hub.server.ws_url, fingerprint)


async def test_a_phone_can_install_the_authority_and_the_office_compare_it(tmp_path: Path) -> None:
    certificates = made(tmp_path)
    async with running_hub(tmp_path, **options(certificates)) as hub:
        headers = {"Authorization": f"Bearer {hub.address().token}"}
        url = hub.server.http_url
        async with aiohttp.ClientSession(url, headers=headers) as http:
            async with http.get("/authority.pem", ssl=False) as response:
                assert response.headers["Content-Type"] == "application/x-x509-ca-cert"
                assert fingerprint_of(await response.read()) == certificates.fingerprint
            wanted = {"depot": DEPOT, "driver_id": "d1"}
            async with http.post("/driver-links", json=wanted, ssl=False) as response:
                link = msgspec.json.decode(await response.read(), type=p.DriverLink)
        assert (link.has_own_authority, link.fingerprint) == (True, certificates.fingerprint)


async def test_whoever_has_the_fingerprint_works_over_an_encrypted_line(tmp_path: Path) -> None:
    certificates = made(tmp_path)
    async with running_hub(tmp_path, **options(certificates)) as hub:
        assert hub.server.ws_url.startswith("wss://127.0.0.1:")
        assert hub.server.http_url.startswith("https://127.0.0.1:")
        authority = await fetched(hub, certificates.fingerprint.lower().replace(":", " "))
        address = hub.address()
        address = type(address)(address.ws_url, address.token, address.depot, authority)
        client = HubClient(address, on_frame=lambda frame: None)
        hub.connect(client)
        answer = await client.ask(c.LockRoute(RouteId("r1")))
        assert isinstance(answer, p.Accepted)
        photo = await upload_photo(client.http_url, address.token, PHOTO, address.tls())
        assert len(photo) == 64


async def test_a_hub_with_another_fingerprint_is_not_taken(tmp_path: Path) -> None:
    certificates, other = made(tmp_path), made(tmp_path / "other")
    async with running_hub(tmp_path, **options(certificates)) as hub:
        with pytest.raises(HubUntrusted, match="shows another fingerprint") as refused:
            await fetched(hub, other.fingerprint)
        assert certificates.fingerprint in str(refused.value)


async def test_a_client_that_trusts_somebody_else_says_so_and_sends_nothing(
    tmp_path: Path,
) -> None:
    certificates, other = made(tmp_path), made(tmp_path / "other")
    assert other.authority is not None
    async with running_hub(tmp_path, **options(certificates)) as hub:
        address = hub.address()
        wrong = type(address)(
            address.ws_url, address.token, address.depot, other.authority.read_text()
        )
        states: list[LineState] = []
        client = HubClient(wrong, on_frame=lambda frame: None, on_line=states.append)
        hub.connect(client)
        await until(lambda: any(state.line is Line.REJECTED for state in states))
        assert "nobody known vouches for it" in states[-1].words
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await upload_photo(hub.server.http_url, address.token, PHOTO, wrong.tls())


async def test_a_name_that_is_not_in_the_certificate_is_not_trusted(tmp_path: Path) -> None:
    certificates = made(tmp_path, ("hub.example",))
    assert certificates.authority is not None
    async with running_hub(tmp_path, **options(certificates)) as hub:
        address = hub.address()
        right = type(address)(
            address.ws_url, address.token, address.depot, certificates.authority.read_text()
        )
        states: list[LineState] = []
        client = HubClient(right, on_frame=lambda frame: None, on_line=states.append)
        hub.connect(client)
        await until(lambda: any(state.line is Line.REJECTED for state in states))
        assert "is for another name or address" in states[-1].words
        assert "127.0.0.1" in states[-1].words


@pytest.mark.parametrize(
    ("age", "words"),
    [(timedelta(days=400), "has expired"), (timedelta(days=-9), "is not valid yet")],
)
async def test_a_certificate_out_of_its_time_is_called_that(
    tmp_path: Path, age: timedelta, words: str
) -> None:
    certificates = kept_certificates(tmp_path / "tls", NAMES, datetime.now(UTC) - age)
    assert certificates.authority is not None
    async with running_hub(tmp_path, **options(certificates)) as hub:
        address = hub.address()
        right = replace(address, authority=certificates.authority.read_text())
        client = HubClient(right, on_frame=lambda frame: None)
        hub.connect(client)
        await until(lambda: client.state.line is Line.REJECTED)
        assert words in client.state.words


def test_what_is_no_fingerprint_is_said_before_anything_is_sent() -> None:
    with pytest.raises(HubUntrusted, match="is no fingerprint"):
        authority_of("wss://127.0.0.1:1", "AB:CD")


def test_where_nobody_answers_is_said(free_port: int) -> None:
    with pytest.raises(HubUntrusted, match="No hub answers"):
        authority_of(f"wss://127.0.0.1:{free_port - 1}", "ab" * 32)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TimeoutError(), "nothing came back in time"),
        (ConnectionRefusedError(111, "Connect call failed ('127.0.0.1', 1)"), "nothing listens"),
        (socket.gaierror(-2, "Name or service not known"), "no computer of that name is known"),
        (OSError("Multiple exceptions: [Errno 111] a, [Errno 111] b"), "nothing listens there"),
        (OSError(113, "x"), "no route to host"),
        (ValueError("It is odd."), "It is odd"),
    ],
)
def test_why_nobody_is_reached_is_said_without_numbers(error: Exception, words: str) -> None:
    said = away_words(error, "ws://hub:1")
    assert said.startswith(f"No hub answers at ws://hub:1: {words}")
    assert said.endswith(". Look at its address, and whether it runs.")
    assert "Errno" not in said


async def test_what_answers_but_is_no_hub_is_said(tmp_path: Path) -> None:
    async with running_hub(tmp_path, tls=server_context(made(tmp_path)), names=NAMES) as hub:
        with pytest.raises(HubUntrusted, match="no hub of ours"):
            await fetched(hub, "ab" * 32)


@pytest.mark.parametrize(
    ("ws_url", "http_url"),
    [
        ("wss://hub.example:8765", "https://hub.example:8766"),
        ("wss://[::1]:8765", "https://[::1]:8766"),
        ("ws://127.0.0.1:10", "http://127.0.0.1:11"),
        ("wss://hub.example", "https://hub.example:444"),
    ],
)
def test_http_is_served_on_the_next_port(ws_url: str, http_url: str) -> None:
    assert http_beside(ws_url) == http_url


def test_without_an_authority_the_systems_are_trusted() -> None:
    assert context_for("").verify_mode.name == "CERT_REQUIRED"


@pytest.mark.parametrize("asked", [b"GET / HTTP/1.1\r\nHost: hub\r\n\r\n", b"POST /" + b"x" * 9000])
async def test_who_asks_in_the_clear_is_told_to_encrypt(tmp_path: Path, asked: bytes) -> None:
    async with running_hub(tmp_path, tls=server_context(made(tmp_path)), names=NAMES) as hub:
        for url in (hub.server.http_url, hub.server.ws_url):
            answer = await answered(url, asked)
            assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
            assert answer.endswith(f"\r\n\r\n{IN_THE_CLEAR}\n".encode())


async def test_what_is_neither_is_hung_up_on(tmp_path: Path) -> None:
    async with running_hub(tmp_path, tls=server_context(made(tmp_path)), names=NAMES) as hub:
        assert await answered(hub.server.http_url, bytes(64)) == b""
        assert await answered(hub.server.http_url, b"get / HTTP/1.1\r\n\r\n") == b""


async def answered(url: str, asked: bytes) -> bytes:
    """Everything that comes back until the hub hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
    writer.write(asked)
    try:
        async with asyncio.timeout(5):
            return await reader.read()
    except ConnectionResetError:
        return b""
    finally:
        writer.close()
