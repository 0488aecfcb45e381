"""What happened: stored for ever, read back as it was, by this release and by later ones."""

import msgspec
import pytest
from hypothesis import given

from core import events
from core.events import Event, RouteUnlocked
from core.model import RouteId
from tests.structs import members, structs

EVENTS = members(Event)


@given(structs(Event))
def test_every_event_is_read_back_as_it_was_written(event: Event) -> None:
    assert events.decode(events.encode(event)) == event


@given(structs(Event))
def test_equal_events_give_equal_bytes(event: Event) -> None:
    again = events.decode(events.encode(event))
    assert events.encode(again) == events.encode(event)


def test_the_stored_type_is_the_tag_on_the_wire() -> None:
    event = RouteUnlocked(RouteId("r1"))
    assert events.type_of(event) == "route_unlocked"
    assert b'"type":"route_unlocked"' in events.encode(event)


def test_every_event_has_a_type_of_its_own() -> None:
    tags = [kind.__struct_config__.tag for kind in EVENTS]  # type: ignore[attr-defined]
    assert len(set(tags)) == len(tags) == len(EVENTS)


def test_a_field_of_a_newer_release_is_passed_over() -> None:
    body = b'{"type": "route_unlocked", "route_id": "r1", "because": "the van is back"}'
    assert events.decode(body) == RouteUnlocked(RouteId("r1"))


def test_an_event_of_an_unknown_version_says_what_to_install() -> None:
    body = events.encode(RouteUnlocked(RouteId("r1")))
    with pytest.raises(ValueError, match="Install the release that wrote it"):
        events.decode(body, version=events.VERSION + 1)


@pytest.mark.parametrize("body", [b"", b"{}", b'{"type": "route_sung"}', b'{"type": 1}', b"\xff"])
def test_bytes_that_are_no_event_are_refused(body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        events.decode(body)
