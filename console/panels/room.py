"""What is left out, and what gets narrower, where there is not room for all. No widgets here."""

from collections.abc import Callable, Sequence

SEPARATOR = " · "


def parts_that_fit(words: str, width_of: Callable[[str], int], room: int) -> str:
    """The first parts that fit whole, parted by middle dots; empty where not even one does."""
    parts = words.split(SEPARATOR)
    for number in range(len(parts), 0, -1):
        some = SEPARATOR.join(parts[:number])
        if width_of(some) <= room:
            return some
    return ""


def squeezed(widths: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Widths that fit into the room together, each narrowed by the same share of what it has
    beyond its least one; the least ones where those do not fit either."""
    over = sum(widths) - room
    spare = [max(0, width - low) for width, low in zip(widths, least, strict=True)]
    if over <= 0 or not sum(spare):
        return list(widths)
    share = min(1.0, over / sum(spare))
    return [width - round(each * share) for width, each in zip(widths, spare, strict=True)]
