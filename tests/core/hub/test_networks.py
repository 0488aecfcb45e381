"""Who is believed about where a request comes from."""

import pytest

from core.hub.networks import caller_of, counted_as, is_in, is_this_machine, networks_of

HERE = networks_of("127.0.0.0/8 ::1")
TWO = networks_of("127.0.0.0/8, 10.0.0.0/8")


def test_networks_are_written_as_people_write_them() -> None:
    assert is_in("10.9.8.7", TWO)
    assert is_in("::1", HERE)
    assert not is_in("::1", TWO)
    assert not is_in("not an address", HERE)
    assert networks_of("") == ()
    with pytest.raises(ValueError, match="Write networks as"):
        networks_of("10.0.0.1/8")


@pytest.mark.parametrize(
    ("remote", "forwarded", "asks"),
    [
        ("9.9.9.9", [], "9.9.9.9"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["9.9.9.9"], "9.9.9.9"),
        ("127.0.0.1", ["1.1.1.1, 9.9.9.9"], "9.9.9.9"),
        # Some proxies add a header of their own instead of going on with the one there is.
        ("127.0.0.1", ["1.1.1.1", "9.9.9.9"], "9.9.9.9"),
        ("127.0.0.1", ["1.1.1.1, 9.9.9.9, 10.0.0.7"], "9.9.9.9"),
        ("127.0.0.1", ["10.0.0.8, 10.0.0.7"], "10.0.0.8"),
        ("127.0.0.1", [" , ", ""], "127.0.0.1"),
        ("127.0.0.1", ["x" * 100], "x" * 60),
        # Whoever comes past the proxy cannot say that he is somebody else.
        ("8.8.8.8", ["9.9.9.9"], "8.8.8.8"),
        ("8.8.8.8", ["127.0.0.1"], "8.8.8.8"),
        ("", ["9.9.9.9"], ""),
    ],
)
def test_only_a_proxy_of_ours_names_who_asks(remote: str, forwarded: list[str], asks: str) -> None:
    assert caller_of(remote, forwarded, TWO) == asks


def test_without_a_proxy_nobody_is_believed() -> None:
    assert caller_of("127.0.0.1", ["9.9.9.9"], ()) == "127.0.0.1"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("9.9.9.9", "9.9.9.9"),
        ("2001:db8:1:2:aaaa::7", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb:cccc:dddd:eeee", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::7", "2001:db8:1:3::/64"),
        # The same caller through a socket that takes both kinds.
        ("::ffff:9.9.9.9", "9.9.9.9"),
        ("::ffff:909:909", "9.9.9.9"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("a proxy's riddle", "a proxy's riddle"),
    ],
)
def test_a_household_cannot_hide_among_its_own_addresses(address: str, counted: str) -> None:
    assert counted_as(address) == counted


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("192.168.1.7", False),
        ("localhost.example", False),
        ("", False),
    ],
)
def test_this_machine_has_a_name_and_addresses_of_its_own(host: str, *, is_here: bool) -> None:
    assert is_this_machine(host) == is_here
