"""What is known of a place, in the words that drivers and the office read. Pure."""

from collections.abc import Callable

from core.model import Knowledge, Place, TextRef
from core.opening import hours_words

_NOTHING = Knowledge()


def known_words(place: Place, text: Callable[[TextRef | None], str]) -> tuple[str, ...]:
    """One line for each thing that is known; `text` is empty for what has been erased."""
    known = place.known
    if place.hint_ref is None and known == _NOTHING:
        # Of nearly every place, and asked at every report of a driver.
        return ()
    lines = (
        ("Entrance: {}", text(known.entrance_ref)),
        ("Gate code {}", text(known.gate_code_ref)),
        ("{}", "Mind the dog" if known.has_dog else ""),
        ("Parking: {}", text(known.parking_ref)),
        ("A neighbour accepts: {}", _neighbour(text(known.neighbour_ref), text(known.house_ref))),
        ("Open {}", hours_words(known.hours)),
        ("{}", text(place.hint_ref)),
    )
    return tuple(form.format(words) for form, words in lines if words)


def _neighbour(name: str, house: str) -> str:
    return ", ".join(part for part in (name, house) if part)
