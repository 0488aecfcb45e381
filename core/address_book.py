"""Addresses of a region by street and number, for an address that is said on the telephone. Pure.

A number that is not known lies between its neighbours of the same street, and says so.
"""

from collections.abc import Iterable

from msgspec import Struct

from core.model import Place
from core.phone import plain

MOST_FOUND = 12
WIDEST_GAP = 400
"""Between neighbours further apart nothing is guessed; about metres in numbering by distance."""


class Door(Struct, frozen=True):
    """A house number of a street."""

    street: str
    number: int
    lat: float
    lon: float


class Found(Struct, frozen=True):
    """An address that fits; `note` says how well it is known, `doubt` sorts by that."""

    address: str
    lat: float
    lon: float
    note: str = ""
    doubt: int = 0


class AddressBook:
    """Made once: streets by their plain words, each with its numbers in order."""

    def __init__(self, doors: Iterable[Door], places: Iterable[Place] = ()) -> None:
        streets: dict[str, list[Door]] = {}
        for door in doors:
            streets.setdefault(door.street, []).append(door)
        self._streets = {
            street: sorted(known, key=lambda door: door.number)
            for street, known in sorted(streets.items())
        }
        self._words = {street: plain(street).replace(",", " ").split() for street in self._streets}
        self._places = {plain(place.address): place for place in places}

    def find(self, typed: str, limit: int = MOST_FOUND) -> tuple[Found, ...]:
        """What fits every word that was typed; the number may come first or last."""
        words = plain(typed).replace(",", " ").split()
        if not words or not any(word.isalpha() for word in words):
            return ()
        known = self._places.get(" ".join(words))
        found = [] if known is None else [_known(known)]
        names, number = _split(words)
        for street in self._matching(names):
            if number is None:
                found += [_exact(door) for door in self._streets[street][:limit]]
            else:
                found += self._numbered(street, number)
        first = {each.address: each for each in reversed(found)}
        return tuple(sorted(reversed(first.values()), key=lambda each: each.doubt)[:limit])

    def numbered(self, street: str, number: int) -> tuple[Found, ...]:
        """A door of a street that is known by this name."""
        return tuple(self._numbered(street, number))

    def _matching(self, names: list[str]) -> list[str]:
        """Streets with every word; those that begin as was typed come first."""
        fits = [
            street
            for street, words in self._words.items()
            if all(any(word.startswith(name) for word in words) for name in names)
        ]
        begins = " ".join(names)
        return sorted(fits, key=lambda street: not plain(street).startswith(begins))

    def _numbered(self, street: str, number: int) -> list[Found]:
        doors = self._streets[street]
        exact = [_exact(door) for door in doors if door.number == number]
        if exact:
            return exact
        below = [door for door in doors if door.number < number][-1:]
        above = [door for door in doors if door.number > number][:1]
        if not below or not above or above[0].number - below[0].number > WIDEST_GAP:
            return [_nearest(street, number, [*below, *above])]
        return [_between(street, number, below[0], above[0])]


def _split(words: list[str]) -> tuple[list[str], int | None]:
    """Names, and the number at either end; a street may have a number in its name."""
    for at in (-1, 0):
        if words[at].isdecimal() and len(words) > 1:
            return (words[:-1] if at else words[1:]), int(words[at])
    return words, None


def _known(place: Place) -> Found:
    return Found(place.address, place.lat, place.lon, "known place")


def _exact(door: Door) -> Found:
    return Found(f"{door.street} {door.number}", door.lat, door.lon)


def _between(street: str, number: int, low: Door, high: Door) -> Found:
    part = (number - low.number) / (high.number - low.number)
    return Found(
        f"{street} {number}",
        round(low.lat + part * (high.lat - low.lat), 6),
        round(low.lon + part * (high.lon - low.lon), 6),
        f"between {low.number} and {high.number}",
        doubt=1,
    )


def _nearest(street: str, number: int, doors: list[Door]) -> Found:
    near = min(doors, key=lambda door: abs(door.number - number))
    note = f"number not known, put at {near.number}"
    return Found(f"{street} {number}", near.lat, near.lon, note, doubt=2)
