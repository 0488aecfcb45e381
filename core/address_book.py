"""Addresses of a region by street and number, for an address that is said on the telephone. Pure.

It knows no towns: one that follows street and number is passed over.
A number that is not known lies between its neighbours of the same street, and says so.
"""

from collections.abc import Iterable, Sequence
from copy import copy

from msgspec import Struct

from core.model import Place
from core.region.address_words import Wanted, readings, shortened, words_of

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
        self._words = {street: words_of(street) for street in self._streets}
        self._whole = {" ".join(words): street for street, words in self._words.items()}
        self._places = {_spoken(place.address): place for place in places}

    def with_places(self, places: Iterable[Place]) -> "AddressBook":
        """The same streets, which take the longest to make, with these places."""
        other = copy(self)
        other._places = {_spoken(place.address): place for place in places}
        return other

    def find(self, typed: str, limit: int = MOST_FOUND) -> tuple[Found, ...]:
        """What fits every word that was typed; the number may come first or last."""
        known = self._places.get(_spoken(typed))
        found = [] if known is None else [_known(known)]
        for ways in (readings(typed), shortened(typed, self._whole.__contains__)):
            for wanted in ways:
                found += self._read(wanted, limit)
            if found:
                break
        first = {each.address: each for each in reversed(found)}
        return tuple(sorted(reversed(first.values()), key=lambda each: each.doubt)[:limit])

    def best(self, typed: str) -> Found | None:
        """One for an address of a list. A street by its whole name is not looked for among all."""
        for wanted in readings(typed):
            street = self._whole.get(" ".join(wanted.names))
            if street is not None and wanted.number is not None:
                return self._numbered(street, wanted.number.first)[0]
        return next(iter(self.find(typed, 1)), None)

    def numbered(self, street: str, number: int) -> tuple[Found, ...]:
        """A door of a street that is known by this name."""
        return tuple(self._numbered(street, number))

    def _read(self, wanted: Wanted, limit: int) -> list[Found]:
        found: list[Found] = []
        for street in self._matching(wanted.names):
            if wanted.number is None:
                found += [_exact(door) for door in self._streets[street][:limit]]
            else:
                found += self._numbered(street, wanted.number.first)
        return found

    def _matching(self, names: Sequence[str]) -> list[str]:
        """Streets with every word; those that begin as was typed come first."""
        fits = [
            street
            for street, words in self._words.items()
            if all(any(word.startswith(name) for word in words) for name in names)
        ]
        begins = " ".join(names)
        return sorted(fits, key=lambda street: not " ".join(self._words[street]).startswith(begins))

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


def _spoken(address: str) -> str:
    return " ".join(words_of(address))


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
