"""What a phone can do with a hub, by the hub's address and who vouches for it."""

import pytest

from core.phone_reach import (
    LOOPBACK_ONLY,
    OWN_AUTHORITY,
    PUBLIC,
    SAME_NETWORK,
    TRUSTED,
    UNENCRYPTED,
    Finding,
    Verdict,
    findings,
    met,
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
