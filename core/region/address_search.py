"""Finds addresses of a region as they are typed, and the address or street that is nearest a point.

Every word must fit the street, its other names or its town: whole, as a beginning, or with a slip
or two (`typos.py`), which is only tried when nothing fits as it was typed. What follows street and
number is a hint (`address_hint.py`). The best fit comes first, then what is nearer. Everything is
in memory and read only, so any thread may ask.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from core.address_book import Found
from core.region.address_hint import Hint, Towns, Verdict
from core.region.address_index import ACROSS, AddressIndex, cells
from core.region.address_words import (
    SHORT_FOR,
    HouseNumber,
    Wanted,
    number_in_file,
    readings,
    shortened,
    words_of,
)
from core.region.great_circle import great_circle_m
from core.region.road_network import in_degrees
from core.region.typos import Vocabulary

MOST_FOUND = 12
STREETS_LOOKED_AT = 40
DOORS_SHOWN = 8
"""Of a street whose number has not been typed yet."""
BEGINNING, SLIP, IN_TOWN = 0.4, 2.0, 0.6
"""What it costs when a word only begins as typed, per slip, and when it names the town."""
NEAR_M = 60.0
"""A door this near is the address of a point; beyond, it is only near it."""
FAR_M = 400.0
WIDEST_GAP = 100
"""Between neighbours further apart no number is guessed."""
Costs = npt.NDArray[np.float32]
Where = tuple[float, float]


class AddressSearch:
    """Ready to be asked; made once for an index, which takes a moment."""

    def __init__(self, index: AddressIndex) -> None:
        self._index = index
        self._number_first = bool(index.is_number_first[0])
        self._names = [str(name) for name in index.street_name]
        self._towns = [str(town) for town in index.street_town]
        self._plain = [" ".join(words_of(name)) for name in self._names]
        self._whole = frozenset(self._plain)
        self._streets = _Words(_street_words(index))
        self._in_towns = _Words(enumerate(map(words_of, self._towns)))
        self._known_towns = Towns(set(self._towns))
        self._twins = _twins(self._plain)
        self._lat, self._lon = in_degrees(index.street_lat), in_degrees(index.street_lon)
        self._door_lat, self._door_lon = in_degrees(index.door_lat), in_degrees(index.door_lon)
        self._doors = _Squares(self._door_lat, self._door_lon)
        self._point_lat, self._point_lon = in_degrees(index.point_lat), in_degrees(index.point_lon)
        self._points = _Squares(self._point_lat, self._point_lon)

    def find(
        self, typed: str, near: Where | None = None, limit: int = MOST_FOUND
    ) -> tuple[Found, ...]:
        """What fits best first; streets without a number last."""
        wanted = readings(typed)
        cut = shortened(typed, self._whole.__contains__)
        for ways, may_slip in ((wanted, False), (cut, False), (wanted, True)):
            found: dict[str, tuple[float, Found]] = {}
            for rank, reading in enumerate(ways):
                for cost, each in self._read(reading, near, may_slip=may_slip):
                    worth = cost + 0.5 * rank + 3 * each.doubt
                    if each.address not in found or worth < found[each.address][0]:
                        found[each.address] = worth, each
            if found:
                best = sorted(found.values(), key=lambda pair: pair[0])
                return tuple(each for _, each in best[:limit])
        return ()

    def nearest(self, lat: float, lon: float) -> Found | None:
        """The address of a point, else the street that is nearest; None far from both."""
        door = self._doors.nearest(lat, lon)
        point = self._points.nearest(lat, lon)
        if door is not None and (door[1] <= NEAR_M or point is None or door[1] < point[1]):
            at, metres = door
            street = int(np.searchsorted(self._index.door_start, at, side="right")) - 1
            note = f"{metres:.0f} m away"
            return self._door(street, at, note, doubt=0 if metres <= NEAR_M else 2)
        if point is None:
            return None
        street = int(self._index.point_street[point[0]])
        return Found(self._label(street), lat, lon, f"street {point[1]:.0f} m away", doubt=1)

    # Streets.

    def _read(
        self, wanted: Wanted, near: Where | None, *, may_slip: bool
    ) -> Iterable[tuple[float, Found]]:
        costs = self._costs(wanted.names, may_slip=may_slip)
        fits = np.flatnonzero(np.isfinite(costs))
        if not len(fits):
            return
        fits = fits[np.argsort(costs[fits], kind="stable")][: 20 * STREETS_LOOKED_AT]
        begins = " ".join(wanted.names)
        hint = Hint(wanted.rest, self._known_towns) if wanted.rest else None
        said = {town: _weighed(hint, town) for town in {self._towns[at] for at in fits}}
        far = self._far(fits, near)
        order = sorted(
            range(len(fits)),
            key=lambda at: (
                float(costs[fits[at]]),
                not self._plain[fits[at]].startswith(begins),
                said[self._towns[fits[at]]].rank,
                far[at],
            ),
        )[:STREETS_LOOKED_AT]
        for place, at in enumerate(order):
            street = int(fits[at])
            cost = float(costs[street]) + 0.01 * place
            for extra, door, each in self._of_street(street, wanted, is_alone=len(fits) <= 2):
                verdict = self._verdict(hint, street, door)
                yield cost + extra + verdict.rank, _doubted(each, verdict)

    def _of_street(
        self, street: int, wanted: Wanted, *, is_alone: bool
    ) -> Iterable[tuple[float, int | None, Found]]:
        """What of a street is meant, at which door, and how much less likely the later ones are."""
        if wanted.number is not None:
            for at, (door, each) in enumerate(self._numbered(street, wanted.number)):
                yield 0.001 * at, door, each
            return
        yield 0.0, None, self._street(street)
        if is_alone:
            for door in self._span(street)[:DOORS_SHOWN]:
                yield 3.0, door, self._door(street, door)

    def _verdict(self, hint: Hint | None, street: int, door: int | None) -> Verdict:
        if hint is None:
            return Verdict(0.0)
        span = self._span(street)
        used = np.unique(self._index.door_postcode[span.start : span.stop])
        codes = [str(self._index.postcodes[at]) for at in used if at]
        own = self._postcode(door) if door is not None else ""
        return hint.weigh(self._towns[street], own, codes)

    def _far(self, streets: npt.NDArray[np.intp], near: Where | None) -> npt.NDArray[np.float64]:
        if near is None:
            return np.zeros(len(streets))
        return great_circle_m(*near, self._lat[streets], self._lon[streets])

    def _costs(self, names: Sequence[str], *, may_slip: bool) -> Costs:
        """What each street costs; infinite where a word does not fit."""
        total = np.zeros(len(self._names), np.float32)
        for word in names:
            cost = self._streets.costs(word, len(self._names))
            town = self._in_towns.costs(word, len(self._names))
            best = np.minimum(cost, town + np.float32(IN_TOWN))
            if may_slip and not np.isfinite(best + total).any():
                best = self._streets.slipped(word, len(self._names))
            total += best
        return total

    # Doors.

    def _span(self, street: int) -> range:
        return range(int(self._index.door_start[street]), int(self._index.door_start[street + 1]))

    def _numbered(self, street: int, wanted: HouseNumber) -> Iterable[tuple[int | None, Found]]:
        """The door that is meant, where it would be, and others that go on as was typed."""
        doors = [(door, known) for door in self._span(street) if (known := self._number(door))]
        same = [(door, known) for door, known in doors if known.first == wanted.first]
        exact = [d for d, known in same if known.letter == wanted.letter] or (
            [d for d, _ in same] if not wanted.letter else []
        )
        for door in exact:
            yield door, self._door(street, door)
        if not exact:
            yield None, self._elsewhere(street, wanted, doors, same)
        text = str(wanted.first)
        longer = [d for d, known in doors if str(known.first).startswith(text) and d not in exact]
        for door in longer[:4]:
            yield door, self._door(street, door, "goes on as typed", doubt=1)

    def _elsewhere(
        self,
        street: int,
        wanted: HouseNumber,
        doors: Sequence[tuple[int, HouseNumber]],
        same: Sequence[tuple[int, HouseNumber]],
    ) -> Found:
        """Where a number that the map does not have is put."""
        within = [d for d, known in doors if known.last > known.first and wanted.first in known]
        if within:
            number = self._text(within[0])
            return self._moved(street, wanted, within[0], f"known as {number}", doubt=1)
        if same:
            number = self._text(same[0][0])
            return self._moved(street, wanted, same[0][0], f"put at {number}", doubt=1)
        return self._guessed(street, wanted, doors)

    def _guessed(
        self, street: int, wanted: HouseNumber, doors: Sequence[tuple[int, HouseNumber]]
    ) -> Found:
        """Between its neighbours on the same side, else at the nearest number, else mid-street."""
        number = wanted.first
        side = [pair for pair in doors if pair[1].first % 2 == number % 2] or list(doors)
        if not side:
            note = "no house numbers known, put mid-street"
            lat, lon = float(self._lat[street]), float(self._lon[street])
            return Found(self._label(street, _said(wanted)), lat, lon, note, doubt=2)
        below = max(
            (p for p in side if p[1].first < number), key=lambda p: p[1].first, default=None
        )
        above = min(
            (p for p in side if p[1].first > number), key=lambda p: p[1].first, default=None
        )
        if below and above and above[1].first - below[1].first <= WIDEST_GAP:
            part = (number - below[1].first) / (above[1].first - below[1].first)
            lat, lon = (
                round(float(all_[below[0]] + part * (all_[above[0]] - all_[below[0]])), 6)
                for all_ in (self._door_lat, self._door_lon)
            )
            note = f"between {self._text(below[0])} and {self._text(above[0])}"
            return Found(self._label(street, _said(wanted)), lat, lon, note, doubt=1)
        near = min(side, key=lambda pair: abs(pair[1].first - number))[0]
        note = f"number not known, put at {self._text(near)}"
        return self._moved(street, wanted, near, note, doubt=2)

    def _number(self, door: int) -> HouseNumber | None:
        return number_in_file(self._text(door))

    def _text(self, door: int) -> str:
        return bytes(self._index.door_number[door]).decode()

    # Words.

    def _door(self, street: int, door: int, note: str = "", doubt: int = 0) -> Found:
        lat, lon = float(self._door_lat[door]), float(self._door_lon[door])
        label = self._label(street, self._text(door), door)
        return Found(label, round(lat, 7), round(lon, 7), note, doubt)

    def _moved(self, street: int, wanted: HouseNumber, door: int, note: str, doubt: int) -> Found:
        lat, lon = float(self._door_lat[door]), float(self._door_lon[door])
        return Found(self._label(street, _said(wanted), door), lat, lon, note, doubt)

    def _street(self, street: int) -> Found:
        lat, lon = float(self._lat[street]), float(self._lon[street])
        return Found(self._label(street), lat, lon, "the street, without a number", doubt=2)

    def _label(self, street: int, number: str = "", door: int | None = None) -> str:
        name, town = self._names[street], self._towns[street]
        words = [number, name] if self._number_first else [name, number]
        postcode = self._postcode(door) if door is not None else ""
        place = " ".join(part for part in (postcode, town) if part)
        is_plain = self._plain[street] not in self._twins and not postcode
        line = " ".join(word for word in words if word)
        return line if is_plain or not place else f"{line}, {place}"

    def _postcode(self, door: int) -> str:
        return str(self._index.postcodes[self._index.door_postcode[door]])


class _Words:
    """Which streets have which words; words in order, so that beginnings are a slice."""

    def __init__(self, words_of_streets: Iterable[tuple[int, Sequence[str]]]) -> None:
        pairs = sorted({(word, street) for street, words in words_of_streets for word in words})
        self._words = sorted({word for word, _ in pairs})
        self._street = np.array([street for _, street in pairs], np.int64)
        of_pairs = [word for word, _ in pairs]
        starts = [bisect_left(of_pairs, word) for word in self._words]
        self._start = np.array([*starts, len(pairs)], np.int64)
        self._vocabulary: Vocabulary | None = None

    def costs(self, word: str, count: int) -> Costs:
        """Of each street as far as the word fits as it was typed, or is short for one."""
        found = self._plain_costs(word, count)
        for longer in SHORT_FOR.get(word, ()):
            found = np.minimum(found, self._plain_costs(longer, count))
        return found

    def _plain_costs(self, word: str, count: int) -> Costs:
        found = np.full(count, np.inf, np.float32)
        low = bisect_left(self._words, word)
        high = bisect_left(self._words, word + "\uffff")
        if low == high:
            return found
        found[self._street[self._start[low] : self._start[high]]] = BEGINNING
        if self._words[low] == word:
            found[self._street[self._start[low] : self._start[low + 1]]] = 0.0
        return found

    def slipped(self, word: str, count: int) -> Costs:
        """Of each street when the word may have a slip, two when it is long."""
        found = np.full(count, np.inf, np.float32)
        most = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
        if not most or not self._words:
            return found
        if self._vocabulary is None:
            self._vocabulary = Vocabulary(self._words)
        whole, beginning = self._vocabulary.slips(word, most)
        cost = np.minimum(whole.astype(np.float32), beginning + np.float32(BEGINNING))
        for at in np.flatnonzero(cost < most + 1):
            streets = self._street[self._start[at] : self._start[at + 1]]
            found[streets] = np.minimum(found[streets], np.float32(SLIP) * cost[at])
        return found


class _Squares:
    """Points by the square of the map in which they lie."""

    def __init__(self, lat: npt.NDArray[np.float64], lon: npt.NDArray[np.float64]) -> None:
        square = cells(lat, lon)
        self._order = np.argsort(square, kind="stable")
        self._square = square[self._order]
        self._lat, self._lon = lat, lon

    def nearest(self, lat: float, lon: float) -> tuple[int, float] | None:
        """The nearest point and how far it is, or None when that is more than `FAR_M`."""
        here = int(cells(lat, lon))
        reach = 3 if abs(lat) < 60 else 5
        parts = []
        for row in range(-2, 3):
            first = here + row * ACROSS - reach
            span = np.searchsorted(self._square, [first, first + 2 * reach + 1])
            parts.append(self._order[span[0] : span[1]])
        near = np.concatenate(parts)
        if not len(near):
            return None
        metres = great_circle_m(lat, lon, self._lat[near], self._lon[near])
        best = int(metres.argmin())
        return (int(near[best]), float(metres[best])) if metres[best] <= FAR_M else None


def _street_words(index: AddressIndex) -> Iterable[tuple[int, list[str]]]:
    for street, (name, aliases) in enumerate(
        zip(index.street_name, index.street_aliases, strict=True)
    ):
        yield street, words_of(f"{name} {aliases}")


def _twins(names: Sequence[str]) -> set[str]:
    """Names that more than one street has: these are told apart by their town."""
    seen: set[str] = set()
    return {name for name in names if name in seen or seen.add(name)}  # type: ignore[func-returns-value]


def _said(number: HouseNumber) -> str:
    letter = number.letter.upper() if len(number.letter) == 1 else number.letter
    return f"{number.first} {letter}".rstrip()


def _weighed(hint: Hint | None, town: str) -> Verdict:
    return Verdict(0.0) if hint is None else hint.weigh(town, "")


def _doubted(found: Found, verdict: Verdict) -> Found:
    """With what the rest of the line says against it."""
    if not verdict.doubt:
        return found
    note = "; ".join(filter(None, (found.note, verdict.note)))
    return replace(found, note=note, doubt=max(found.doubt, verdict.doubt))
