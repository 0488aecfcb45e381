"""No text that enters a depot can mislead who reads it."""

import unicodedata

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import commands as c
from core.hub.plain_text import plain, plain_command
from core.model import CaseId, CustomerId, Order, Place, PlaceId, StopId, TextRef
from core.rules.lookups import Refused
from tests.core.hub.hub_builders import MORNING, day_commands

BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
ORDINARY = [
    "Leave it with Ana, 2nd floor",
    "שלום, קומה שנייה",
    "اتركه عند الباب ١٢",
    "می\u200cخواهم",  # noqa: RUF001
    "👩\u200d🚒 Zoë, łódź, 北京",
    "(\u200eabc)\u200f",
]


def report(note: str) -> c.ReportProblem:
    return c.ReportProblem(StopId("s1_1"), "closed", MORNING, note)


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_of_any_script_stays(text: str) -> None:
    assert plain(text) == plain(text, is_long=True) == text
    assert plain_command(report(text)) == report(text)


def test_notes_keep_their_lines_and_names_have_one() -> None:
    assert plain("a\r\nb\rc\u2028d\te", is_long=True) == "a\nb\nc\nd\te"
    assert plain("a\r\nb\te") == "a b e"


def test_overrides_and_control_characters_go() -> None:
    told = plain_command(report("gate \u202egnp.exe\x1b[31m\x00\u2067!\nsecond line"))
    assert told == report("gate gnp.exe[31m!\nsecond line")


def test_a_note_of_nothing_that_can_be_seen_is_refused() -> None:
    with pytest.raises(Refused, match="cannot be seen"):
        plain_command(c.AddCaseNote(CaseId("c1"), "\u202e\x00"))


def test_names_addresses_and_their_references_are_cleaned_alike() -> None:
    ref, clean = TextRef("name:\u202e1"), TextRef("name:1")
    commands = [command for command in day_commands(1, 1) if isinstance(command, c.AddOrders)]
    order: Order = commands[0].orders[0]
    place = Place(PlaceId("p\x001"), "Main\nStreet \u202e1", 60.1, 24.9)
    customer = msgspec.structs.replace(
        commands[0].customers[0], id=CustomerId("c"), name_ref=ref, phone_ref=None
    )
    added = c.AddOrders((place,), (customer,), (order,), {ref: "Ana\u2066\tB"})
    told = plain_command(added)
    assert isinstance(told, c.AddOrders)
    assert (told.places[0].id, told.places[0].address) == ("p1", "Main Street 1")
    assert told.customers[0].name_ref == clean
    assert told.texts == {clean: "Ana B"}
    assert told.orders == (order,)


@given(st.text(max_size=300), st.booleans())
def test_what_is_left_shows_what_it_is(text: str, is_long: bool) -> None:
    left = plain(text, is_long=is_long)
    allowed = "\n\t" if is_long else ""
    for letter in left:
        assert letter in allowed or unicodedata.category(letter) not in ("Cc", "Cs", "Zl", "Zp")
        assert unicodedata.bidirectional(letter) not in BIDI
    assert plain(left, is_long=is_long) == left


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_whatever_a_driver_writes_arrives_plain_or_not_at_all(note: str) -> None:
    told = plain_command(report(note))
    assert isinstance(told, c.ReportProblem)
    assert told.note == plain(note, is_long=True)
    assert told.stop_id == "s1_1"
