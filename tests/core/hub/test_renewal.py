"""A hub that runs for long shows its renewed certificate, and never one that cannot serve."""

import asyncio
import ssl
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.hub.certificates import Certificates, kept_certificates
from core.hub.certificates import server_context as context_of
from core.hub.listen import CertificateRefused
from core.hub.renewal import keep_young, take_newest
from tests.core.hub.hub_builders import RunningHub, running_hub

NAMES = ("127.0.0.1",)


def made(folder: Path, age_days: int = 0) -> Certificates:
    return kept_certificates(folder, NAMES, datetime.now(UTC) - timedelta(days=age_days))


async def shown(hub: RunningHub) -> list[bytes]:
    """What both listeners show to a new connection."""
    anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    found = []
    for url in (hub.server.ws_url, hub.server.http_url):
        port = int(url.rpartition(":")[2])
        _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=anybody)
        found.append(writer.get_extra_info("ssl_object").getpeercert(binary_form=True))
        writer.close()
    return found


async def test_both_listeners_show_the_renewed_one_without_a_restart(tmp_path: Path) -> None:
    context = context_of(made(tmp_path / "tls", age_days=380))
    async with running_hub(tmp_path, tls=context, names=NAMES) as hub:
        before = await shown(hub)
        looked = asyncio.Event()
        loop = asyncio.get_running_loop()

        def newest() -> Certificates:
            loop.call_soon_threadsafe(looked.set)
            return made(tmp_path / "tls")

        keeping = asyncio.create_task(keep_young(context, newest, every_s=0))
        await looked.wait()
        after = before
        while after == before or after[0] != after[1]:
            # A handshake in the very moment of the change may be reset; clients ask again.
            with suppress(ConnectionResetError, ssl.SSLError):
                after = await shown(hub)
        keeping.cancel()
        assert after[0] == after[1] != before[0]


def test_files_that_do_not_belong_together_are_not_taken(tmp_path: Path) -> None:
    good, other = made(tmp_path / "good"), made(tmp_path / "other")
    context = context_of(good)
    mixed = Certificates(other.chain, good.key)
    with pytest.raises(CertificateRefused, match="does not belong"):
        take_newest(context, lambda: mixed)


async def test_a_fault_is_logged_and_looked_at_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    looks: list[int] = []
    again = asyncio.Event()
    loop = asyncio.get_running_loop()

    def newest() -> None:
        looks.append(1)
        if len(looks) > 1:
            loop.call_soon_threadsafe(again.set)
            return
        raise CertificateRefused("The file is gone.")

    keeping = asyncio.create_task(keep_young(context_of(made(tmp_path)), newest, every_s=0))
    await again.wait()
    keeping.cancel()
    assert "was not renewed: The file is gone." in caplog.text
