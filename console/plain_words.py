"""Text made safe for tooltips, which would read it as HTML, and names in people's order."""

import re
from collections.abc import Sequence
from html import escape


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """A key to sort names by: `Route 2` comes before `Route 10`."""
    parts = (part for part in re.split(r"(\d+)", name) if part)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def as_letters(words: str) -> str:
    """Words for a tooltip: as they are, unless Qt would take them for markup."""
    if "<" not in words and "&" not in words:
        return words
    return "<qt>" + escape(words).replace("\n", "<br>") + "</qt>"


def tooltip(lines: Sequence[str]) -> str:
    """Lines as a tooltip: the first in bold, nothing interpreted; empty for no lines."""
    if not lines:
        return ""
    head, *rest = (escape(line) for line in lines)
    return "<qt>" + "<br>".join([f"<b>{head}</b>", *rest]) + "</qt>"
