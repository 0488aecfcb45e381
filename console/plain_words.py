"""Text made safe for tooltips, which would read it as HTML, names in people's order, and lists."""

import re
from collections.abc import Sequence
from html import escape
from itertools import groupby, takewhile

ALIKE, MANY_ALIKE = 3, 3
"""Words that lines must share at their beginning, and how many lines, to be told together."""


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


def in_points(lines: Sequence[str]) -> str:
    """A list, a point for each line. Where three or more in a row begin alike, what they share is
    said once, and the points below it say the rest."""
    points: list[str] = []
    for _, group in groupby(lines, key=lambda line: line.split(" ")[:ALIKE]):
        same = list(group)
        columns = zip(*(line.split(" ")[:-1] for line in same), strict=False)
        shared = " ".join(
            words[0] for words in takewhile(lambda each: len(set(each)) == 1, columns)
        )
        if len(same) < MANY_ALIKE or not shared:
            points += (f"•  {line}" for line in same)
            continue
        points.append(f"•  {shared}:")
        points += (f"     –  {line[len(shared) + 1 :]}" for line in same)
    return "\n".join(points)
