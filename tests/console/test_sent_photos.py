"""A photo of the office goes to the hub like a driver's, and comes back drawn anew."""

import hashlib
from pathlib import Path
from typing import Any

from console.hub_link import HubLink, Target
from console.picture_bytes import NoPicture
from core.hub.pictures import checked_picture
from tests.core.hub.hub_builders import ANA, RunningHub, running_hub
from tests.pictures import drawing

SENT = drawing("PNG", (40, 30), "red")


def link_of(hub: RunningHub) -> HubLink:
    link = HubLink(Target(address=hub.address(ANA)))
    link._token = hub.address(ANA).token
    link._url = lambda path: hub.server.http_url + path  # type: ignore[method-assign]
    return link


async def test_it_is_here_for_the_depot_and_drawn_anew(qapp: Any, tmp_path: Path) -> None:
    heard: list[tuple[str, str]] = []
    async with running_hub(tmp_path) as hub:
        link = link_of(hub)
        await link._send_photo(lambda: SENT, lambda *answer: heard.append(answer))
        blob_id = hashlib.sha256(SENT).hexdigest()
        assert heard == [(blob_id, "")]
        shown = await link._get(f"/blobs/{blob_id}")
        assert shown is not None
        assert checked_picture(shown)
        assert shown != SENT


async def test_what_is_no_picture_is_told_in_the_hubs_words(qapp: Any, tmp_path: Path) -> None:
    heard: list[tuple[str, str]] = []
    async with running_hub(tmp_path) as hub:
        link = link_of(hub)
        await link._send_photo(lambda: b"%PDF-1.7 no photo", lambda *a: heard.append(a))

        def unreadable() -> bytes:
            raise NoPicture("one.jpg cannot be read: gone.")

        await link._send_photo(unreadable, lambda *a: heard.append(a))
        link._url = lambda path: "http://127.0.0.1:9" + path  # type: ignore[method-assign]
        await link._send_photo(lambda: SENT, lambda *a: heard.append(a))
    (no_picture, not_read, no_hub) = heard
    assert no_picture[0] == ""
    assert no_picture[1] != ""
    assert not_read == ("", "one.jpg cannot be read: gone.")
    assert no_hub[1].startswith("The photo was not sent: the hub does not answer.")
