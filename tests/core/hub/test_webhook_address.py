"""A webhook leads to public addresses, and nowhere else without the owner's word."""

import pytest

from core.hub.networks import networks_of
from core.hub.webhook_address import checked, is_allowed
from core.rules.lookups import Refused

NONE = networks_of("")
OFFICE = networks_of("10.1.0.0/16, 192.168.1.7 ::1")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.10",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.7",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "no address",
        "",
    ],
)
def test_what_is_not_public_is_not_allowed(address: str) -> None:
    assert not is_allowed(address, NONE)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f::1", "::ffff:93.184.215.14"])
def test_what_is_public_is_allowed(address: str) -> None:
    assert is_allowed(address, NONE)


def test_the_owner_allows_private_networks_one_by_one() -> None:
    for address in ("10.1.255.1", "192.168.1.7", "::1", "::ffff:10.1.2.3"):
        assert is_allowed(address, OFFICE)
    for address in ("10.2.0.1", "192.168.1.8", "127.0.0.1", "::2"):
        assert not is_allowed(address, OFFICE)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("shop.example/notices", "no address"),
        ("https://", "no address"),
        ("https://shop.example:many/", "no address"),
        ("ftp://shop.example/", "no address"),
        ("file:///etc/passwd", "no address"),
        ("https://ana:secret@shop.example/", "no user"),
        ("https://:secret@shop.example/", "no user"),
        ("https://shop.example/#part", "fragment"),
        ("http://shop.example/", "https://"),
        ("http://93.184.215.14/", "https://"),
        ("http://10.1.2.3/", "no public address"),
        ("https://127.0.0.1/", "no public address"),
        ("https://[::1]:8080/", "no public address"),
        ("https://[::ffff:169.254.169.254]/", "no public address"),
        ("https://2130706433/", "no public address"),
        ("https://127.1/", "no public address"),
        ("https://0177.0.0.1/", "no public address"),
        ("https://0x7F000001/", "no public address"),
        ("https://127.0.0.1./", "no public address"),
        ("https://①②⑦.⓪.⓪.①/", "no public address"),
    ],
)
def test_an_address_that_no_webhook_may_have_is_refused_in_words(url: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        checked(url, NONE)


def test_an_address_is_kept_as_it_will_be_used() -> None:
    assert checked("https://Shop.example/a?b=c", NONE) == "https://shop.example/a?b=c"
    assert checked("https://shop.example:8443/", NONE) == "https://shop.example:8443/"
    assert checked("https://3.shop.0xample.example./", NONE)
    assert checked("http://10.1.2.3:80/a", OFFICE) == "http://10.1.2.3/a"
    assert checked("https://[::1]/", OFFICE) == "https://[::1]/"
    with pytest.raises(Refused, match="https://"):
        checked("http://office.example/", OFFICE)
