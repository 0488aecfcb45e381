"""Faults of a message in words, made from what msgspec really says."""

import msgspec
import pytest

from core.hub import protocol as p
from core.hub.frame_words import LONGEST, fault_words


def fault(text: str) -> str:
    with pytest.raises(msgspec.DecodeError) as refused:
        p.decode_from_client(text)
    words = fault_words(refused.value)
    assert not set("`$\\") & set(words), words
    return words


def ask(command: str, frame_id: str = "x") -> str:
    return f'{{"frame":"ask","id":"{frame_id}","command":{{"type":{command}}}}}'


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (
            ask(f'"add_case_note","case_id":"c","note":"{"x" * 2001}"'),
            "the note is too long: write at most 2,000 characters",
        ),
        (ask('"add_case_note","case_id":"c","note":""'), "the note is empty: fill it in"),
        (ask('"lock_route","route_id":3'), "the route is something else than belongs there"),
        (ask('"lock_route","route_id":null'), "the route is missing"),
        (ask('"lock_route"'), "the route is missing"),
        (
            ask('"lock_route","route_id":"r","x":1'),
            "the x is unknown here: no field is called so",
        ),
        (ask('"lock_route","route_id":"r","5d":1'), "the 5d is unknown here"),
        (ask('"lock_rute","route_id":"r"'), "the type is “lock_rute”, which is unknown here"),
        (ask("3"), "the type is something else than belongs there"),
        (ask('"lock_route","route_id":"r"', "x y"), "the id has characters that do not belong"),
        (ask('"start_stop","stop_id":"s","at":"2026"'), "the time cannot be read as a time"),
        (
            ask('"start_stop","stop_id":"s","at":"2026-11-23T09:00:00"'),
            "the time comes without its zone",
        ),
        ('{"frame":"positions","fixes":[]}', "too few entries: the fixes"),
        ('{"frame":"set_clock","id":"x","rate":-1}', "the rate is too small: at least 0"),
        ('{"frame":"set_clock","id":"x","rate":1e9}', "the rate is too large: at most 3,600"),
        ("[]", "the message is something else than belongs there"),
        (
            '{"frame":"positions","fixes":[3]}',
            "one of the fixes is something else than belongs there",
        ),
        (
            '{"frame":"positions","fixes":[{"at":"2026-11-23T09:00:00Z"}]}',
            "the lat is missing: a place is told by lat and lon, not by its address alone",
        ),
        ("{", "input data was truncated"),
        ("nope", "JSON is malformed"),
    ],
)
def test_a_fault_is_said_without_the_wires_words(frame: str, words: str) -> None:
    assert fault(frame).startswith(words)


def test_what_a_client_wrote_is_not_said_back_at_length() -> None:
    assert len(fault(ask(f'"lock_route","route_id":"r","{"x" * 9000}":1'))) < 100
    assert len(fault_words(ValueError("x" * 9000))) <= LONGEST
