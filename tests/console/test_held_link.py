"""A link that is held changes nothing at the hub, and says why; looking goes on."""

from typing import Any

import pytest

from console.hub_link import HubLink, Target
from core.hub.client import Address
from core.model import DepotId


@pytest.fixture
def link(qapp: Any) -> HubLink:
    held = HubLink(Target(address=Address("ws://127.0.0.1:9", "t" * 20, DepotId("d"))))
    held.held = "The window shows what was."
    return held


def test_nothing_is_changed_while_the_window_shows_what_was(link: HubLink) -> None:
    heard: list[object] = []
    link.set_rate(5, heard.append)
    link.call("POST", "/desks", {}, lambda status, body: heard.append((status, body)))
    link.make_customer_link("a1", heard.append)
    link.make_driver_link("d1", heard.append)
    link.offer_phone("d1", heard.append)
    link.enrol_tracker("d1", heard.append)
    link.send_photo(lambda: b"", lambda blob_id, words: heard.append((blob_id, words)))
    words = "The window shows what was."
    assert heard == [words, (0, words.encode()), "", "", None, None, ("", words)]
