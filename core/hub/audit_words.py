"""How an export says where its chains end: in a header, and in words to note elsewhere. Pure."""

from collections.abc import Mapping

from core.hub.access_log import STREAM
from core.hub.log import Head

HEADS = "X-Chain-Heads"
"""`stream seq hash` of each stream, separated by commas."""


def heads_header(heads: Mapping[str, Head]) -> str:
    """The value of the header."""
    return ", ".join(f"{name} {head.seq} {head.hash.hex()}" for name, head in heads.items())


def heads_words(header: str) -> str:
    """A line per stream for people; what is no such value stays as it is."""
    lines = []
    for each in filter(None, header.split(", ")):
        parts = each.split(" ")
        if len(parts) != 3:
            return header
        name, seq, hash_ = parts
        named = "who came in and who was refused" if name == STREAM else name
        events = "1 event" if seq == "1" else f"{int(seq):,} events"
        lines.append(f"{named}: {events}, the chain ends in {hash_}")
    return "\n".join(lines)
