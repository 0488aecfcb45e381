"""The wire: what decodes is valid, and nothing else decodes."""

from datetime import UTC, datetime

import msgspec
import pytest
from msgspec.structs import replace

from core import commands as c
from core.access import Role
from core.hub import protocol as p
from core.model import ActorId, DepotId, DriverId, StopId

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
TOKEN = "t" * 43

FROM_CLIENT: list[p.FromClient] = [
    p.Hello(token=TOKEN, protocol=1, depot=DepotId("helsinki"), resume_after=9),
    p.Ask("q1", c.FailStop(StopId("s1"), "recipient_absent", NOW, note="Rang twice.\n")),
    p.Positions((p.Fix(at=NOW, lat=60.2, lon=24.9, speed_mps=3.5, heading=359.9),)),
    p.SetClock("q2", 20),
]
STOP = p.DriverStop(
    StopId("s1"), "deliver", "planned", "o1", "Street 1", 60.2, 24.9, "Ana", "+358", ("Books",), 180
)
FROM_HUB: list[p.FromHub] = [
    p.Welcome(ActorId("ana"), Role.DISPATCHER, DepotId("helsinki"), 1, 1, "http://127.0.0.1:1"),
    p.Clock(NOW, 5.0),
    p.DriverFixes((p.DriverFix(DriverId("d1"), NOW, NOW, 60.2, 24.9),)),
    p.Accepted("q1", 7),
    p.Refused("q1", "Route 7 is locked by Ana.", is_temporary=True),
    p.Fault("No.", is_final=True),
    p.TravelGrown(400, "road"),
    p.DriverView(DriverId("d1"), "Ana", "Helsinki", 60.2, 24.9, stops=(STOP,)),
    p.DriverStops((STOP,)),
]


@pytest.mark.parametrize("frame", FROM_CLIENT, ids=lambda frame: type(frame).__name__)
def test_a_clients_frame_arrives_as_it_was(frame: p.FromClient) -> None:
    assert p.decode_from_client(p.encode(frame)) == frame


@pytest.mark.parametrize("frame", FROM_HUB, ids=lambda frame: type(frame).__name__)
def test_a_hubs_frame_arrives_as_it_was(frame: p.FromHub) -> None:
    assert p.decode_from_hub(p.encode(frame)) == frame


def test_stored_bodies_and_states_cross_the_wire_byte_for_byte() -> None:
    body = msgspec.Raw(b'{"type":"route_locked",  "route_id":"r1"}')
    record = p.EventRecord(7, 1, NOW, "q1", ActorId("ana"), body)
    events = p.decode_from_hub(p.encode(p.Events((record,), {"n1": "Ana"})))
    snapshot = p.decode_from_hub(p.encode(p.Snapshot(7, msgspec.Raw(b'{"seq":7}'), {})))
    assert isinstance(events, p.Events)
    assert isinstance(snapshot, p.Snapshot)
    assert bytes(events.events[0].body) == bytes(body)
    assert bytes(snapshot.state) == b'{"seq":7}'


@pytest.mark.parametrize(
    "text",
    [
        '{"frame":"hello","token":"short","protocol":1,"depot":"d"}',
        f'{{"frame":"hello","token":"{TOKEN}\\n","protocol":1,"depot":"d"}}',
        '{"frame":"ask","id":"q 1","command":{"type":"lock_route","route_id":"r1"}}',
        '{"frame":"ask","id":"q1","actor":"boss","command":{"type":"lock_route","route_id":"r"}}',
        '{"frame":"positions","fixes":[]}',
        '{"frame":"positions","fixes":[{"at":"2026-11-23T08:00:00","lat":1,"lon":1}]}',
        '{"frame":"positions","fixes":[{"at":"2026-11-23T08:00:00Z","lat":91,"lon":1}]}',
        '{"frame":"set_clock","id":"q","rate":-1}',
        '{"frame":"welcome"}',
        "NaN",
    ],
)
def test_what_breaks_a_limit_does_not_decode(text: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        p.decode_from_client(text)


def test_a_newer_hub_may_say_more_than_this_client_knows() -> None:
    frame = p.decode_from_hub('{"frame":"accepted","id":"q1","seq":7,"mood":"good"}')
    assert frame == p.Accepted("q1", 7)


def test_a_command_names_no_actor() -> None:
    assert "actor" not in {
        field
        for command in msgspec.inspect.type_info(c.Command).types  # type: ignore[attr-defined]
        for field in command.cls.__struct_fields__
    }


def test_what_is_nested_too_deeply_is_no_frame() -> None:
    nested = '{"a":' * 9_000 + "1" + "}" * 9_000
    ask = '{"frame":"ask","id":"a1","command":{"type":"add_orders","texts":' + nested + "}}"
    for decode in (p.decode_from_client, p.decode_from_hub):
        with pytest.raises(msgspec.DecodeError):
            decode(ask)
    snapshot = '{"frame":"snapshot","seq":1,"texts":{},"state":' + nested + "}"
    with pytest.raises(msgspec.DecodeError, match=p.NESTED):
        p.decode_from_hub(snapshot)
    # The tag comes last, so that everything before it has to be skipped.
    with pytest.raises(msgspec.DecodeError, match=p.NESTED):
        p.decode_from_client('{"x":' + nested + ',"frame":"hello"}')


def test_stops_that_look_otherwise_take_their_place_in_the_list() -> None:
    other = replace(STOP, id=StopId("s2"))
    view = p.DriverView(DriverId("d1"), "Ana", "Helsinki", 60.2, 24.9, stops=(STOP, other))
    arrived = replace(other, status="arrived")
    assert p.DriverStops((arrived,)).in_view(view) == replace(view, stops=(STOP, arrived))
