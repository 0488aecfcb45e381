"""What a phone can do with a hub, by the hub's address and who vouches for it."""

import pytest

from core.hub.protocol import Reached
from core.phone_reach import (
    KEEPS,
    LINE_CLOSED,
    LINE_OPENS,
    LOOPBACK_ONLY,
    OWN_AUTHORITY,
    PUBLIC,
    SAME_NETWORK,
    TRUSTED,
    UNENCRYPTED,
    UNTRUSTED,
    Finding,
    Verdict,
    findings,
    met,
    not_yet,
    tried,
)


@pytest.mark.parametrize(
    ("url", "has_own_authority", "found"),
    [
        ("http://127.0.0.1:8766", False, (LOOPBACK_ONLY,)),
        ("http://localhost:8766", False, (LOOPBACK_ONLY,)),
        ("https://[::1]:8766", True, (LOOPBACK_ONLY,)),
        ("https://10.0.0.5:8766", True, (SAME_NETWORK, OWN_AUTHORITY)),
        ("https://hub:8766", False, (SAME_NETWORK, TRUSTED)),
        ("https://hub.lan:8766", False, (SAME_NETWORK, TRUSTED)),
        ("https://hub.example.com", False, (PUBLIC, TRUSTED)),
        ("https://8.8.8.8", True, (OWN_AUTHORITY, PUBLIC)),
        ("http://hub.example.com", False, (UNENCRYPTED, PUBLIC)),
    ],
)
def test_what_is_missing_is_said_the_worst_first(
    url: str, has_own_authority: bool, found: tuple[Finding, ...]
) -> None:
    assert findings(url, has_own_authority=has_own_authority) == found


@pytest.mark.parametrize(
    ("address", "verdict", "words"),
    [
        ("127.0.0.1", Verdict.CARE, "on this computer"),
        ("192.168.1.7", Verdict.CARE, "own network (192.168.1.7)"),
        ("8.8.8.8", Verdict.GOOD, "mobile data reach it"),
    ],
)
def test_where_the_phone_came_from_says_what_was_tried(
    address: str, verdict: Verdict, words: str
) -> None:
    found = met(address)
    assert found.verdict is verdict
    assert words in found.words


@pytest.mark.parametrize(
    ("address", "over", "verdict", "words"),
    [
        (
            "10.64.3.2",
            "cellular",
            Verdict.GOOD,
            "mobile data, says the phone (from 10.64.3.2)",
        ),
        ("127.0.0.1", "", Verdict.CARE, "from this computer"),
        ("8.8.8.8", "wifi", Verdict.CARE, "over a wireless network, says the phone"),
        ("192.168.1.7", "", Verdict.CARE, "your own network (192.168.1.7)"),
        ("8.8.8.8", "", Verdict.GOOD, "from outside your network (8.8.8.8)"),
    ],
)
def test_where_a_phone_came_from_is_as_good_as_what_it_says(
    address: str, over: str, verdict: Verdict, words: str
) -> None:
    (found,) = tried("https://hub.example.com/reach/#x", Reached(address, over))
    assert found.verdict is verdict
    assert words in found.words


@pytest.mark.parametrize(
    ("url", "keeps", "opens", "found"),
    [
        ("https://hub.example.com/", None, None, ()),
        ("https://hub.example.com/", True, None, (KEEPS,)),
        ("https://hub.example.com/", False, True, (UNTRUSTED, LINE_OPENS)),
        ("https://hub.example.com/", True, False, (KEEPS, LINE_CLOSED)),
        ("http://hub.example.com/", True, True, (UNENCRYPTED, LINE_OPENS)),
    ],
)
def test_what_the_phone_found_is_said(
    url: str, keeps: bool | None, opens: bool | None, found: tuple[Finding, ...]
) -> None:
    assert tried(url, Reached("8.8.8.8", "", keeps, opens))[1:] == found


def test_nothing_is_said_before_a_phone_came() -> None:
    assert tried("https://hub.example.com/", Reached()) == ()


@pytest.mark.parametrize(
    ("url", "ws_url", "words"),
    [
        ("https://hub.example.com:8766/", "wss://hub.example.com:8765", "ports 8766 and 8765"),
        ("https://hub.example.com/", "wss://hub.example.com/socket", "pass port 443 on"),
        ("http://hub.example.com/", "ws://hub.example.com:8765", "ports 80 and 8765"),
    ],
)
def test_what_may_be_missing_names_the_ports(url: str, ws_url: str, words: str) -> None:
    first, name, _ = not_yet(url, ws_url)
    assert words in first.words
    assert "the name hub.example.com means nothing" in name.words


def test_a_phone_with_a_wrong_date_trusts_nobody() -> None:
    *_, warned = not_yet("https://hub.example.com/", "wss://hub.example.com/socket")
    assert "or its date is wrong" in warned.words


def test_an_address_of_the_own_network_is_what_is_missing() -> None:
    _, name, _ = not_yet("https://192.168.1.7:8766/", "wss://192.168.1.7:8765")
    assert "192.168.1.7 is of your own network" in name.words
