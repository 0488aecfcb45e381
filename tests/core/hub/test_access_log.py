"""What is written down of access, and that a flood of refusals stays readable."""

import msgspec
import pytest

from core.hub.access_log import LONGEST_WORDS, MOST_AT_ONCE, Kind, Note, body_of, gathered, note_of
from core.model import ActorId

BAD = Note(Kind.STRANGER_REFUSED, ActorId(""), address="10.0.0.7")


def test_alike_ones_become_one_with_its_count() -> None:
    other = Note(Kind.SIGN_IN_REFUSED, ActorId("ana"), words="Wrong password.")
    assert gathered([BAD, other, BAD, msgspec.structs.replace(BAD, count=3)]) == [
        msgspec.structs.replace(BAD, count=5),
        other,
    ]


def test_a_flood_of_different_ones_is_counted() -> None:
    flood = [Note(Kind.STRANGER_REFUSED, ActorId(""), address=f"10.0.{n}") for n in range(120)]
    written = gathered([*flood, flood[-1]])
    assert written[:MOST_AT_ONCE] == flood[:MOST_AT_ONCE]
    assert (written[-1].kind, written[-1].count) == (Kind.MORE_REFUSED, 120 - MOST_AT_ONCE + 1)
    assert len(written) == MOST_AT_ONCE + 1


def test_a_note_survives_being_stored_and_is_bounded() -> None:
    note = Note(Kind.COMMAND_REFUSED, ActorId("ana"), "o1", "north", "::1", "x" * 5000)
    read = note_of(body_of(note))
    assert read == msgspec.structs.replace(note, words="x" * LONGEST_WORDS)
    with pytest.raises(msgspec.DecodeError):
        note_of(b'{"kind":"access.none","who":"x"}')
