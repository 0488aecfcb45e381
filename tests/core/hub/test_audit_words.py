"""Where the chains of an export end, for the hub's answer and for people."""

from core.hub.access_log import STREAM
from core.hub.audit_words import heads_header, heads_words
from core.hub.log import Head


def test_where_the_chains_end_is_read_as_it_was_written() -> None:
    header = heads_header({"helsinki": Head(12_345, b"\xab\xcd"), STREAM: Head(1, b"\x01")})
    assert header == "helsinki 12345 abcd, @access 1 01"
    assert heads_words(header).splitlines() == [
        "helsinki: 12,345 events, the chain ends in abcd",
        "who came in and who was refused: 1 event, the chain ends in 01",
    ]


def test_what_is_something_else_is_shown_as_it_is() -> None:
    assert heads_words("") == ""
    assert heads_words("a riddle") == "a riddle"
