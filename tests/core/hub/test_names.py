"""What a hub is called by those who reach it."""

import pytest

from core.hub.names import names_of


def test_the_given_name_is_told_first_and_this_machine_is_always_meant() -> None:
    assert names_of("192.0.2.7", "hub.example") == (
        "hub.example",
        "192.0.2.7",
        "localhost",
        "127.0.0.1",
    )


def test_on_every_network_the_main_address_is_told() -> None:
    names = names_of("0.0.0.0", None, lambda: "192.0.2.9")
    assert names[0] == "192.0.2.9"
    assert {"localhost", "127.0.0.1"} <= set(names)
    assert "0.0.0.0" not in names
    assert names_of("::", None, lambda: "")[0] != ""


@pytest.mark.parametrize("name", ["", "a b", "-x", "https://hub.example", "hub..example"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no host name and no address"):
        names_of("127.0.0.1", name)
