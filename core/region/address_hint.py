"""What a line says after street and number (flat, postcode, town, country), held against what the
map knows of a street: it prefers one that fits, and doubts one that does not. Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from core.region.address_words import postcode, words_of

Town = tuple[str, ...]
"""The words of its name."""
SHORTEST_NAME = 3
"""Letters of a word that may be a place; shorter ones are stairs, doors and articles."""
LITTLE, MUCH = 1, 2
"""How much is doubted: what the map does not know, and what it knows to be elsewhere."""
COUNTRIES = frozenset(
    words_of(
        "argentina australia austria belgique belgie belgium bolivia brasil brazil canada chile "
        "colombia danmark denmark deutschland ecuador eesti england espana estonia finland france "
        "germany ireland italia italy luxembourg mexico monaco netherlands nederland norge norway "
        "osterreich paraguay peru polska poland portugal schweiz scotland spain suisse suomi "
        "sverige sweden switzerland uruguay usa venezuela wales"
    )
)
"""Countries of one word, as they are written at the end of an address."""


class Towns:
    """The towns that a region's streets lie in."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[str, list[Town]] = {}
        for town in {tuple(words_of(name)) for name in names} - {()}:
            self._by_first.setdefault(town[0], []).append(town)
        for same in self._by_first.values():
            same.sort(key=len, reverse=True)

    def named_in(self, words: Sequence[str]) -> tuple[Town, ...]:
        """Those that stand in a line, in its order; of "Neu" and "Neu Alt" the longer."""
        found, at = [], 0
        while at < len(words):
            here = self._by_first.get(words[at], ())
            town = next((each for each in here if each == tuple(words[at : at + len(each)])), ())
            found += [town] if town else []
            at += len(town) or 1
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How well a street fits: the less `rank`, the better; why it is doubted, and how much."""

    rank: float
    doubt: int = 0
    note: str = ""


class Hint:
    """The words after street and number."""

    def __init__(self, rest: Sequence[str], towns: Towns) -> None:
        self._codes = {code for word in rest if (code := postcode(word))}
        self._named = towns.named_in(rest)
        self._places = tuple(
            word
            for word, following in zip_longest(rest, rest[1:], fillvalue="")
            if len(word) >= SHORTEST_NAME
            and word.isalpha()
            and word not in COUNTRIES
            and not (following[:1].isdecimal() and not postcode(following))
        )

    def weigh(self, town: str, code: str, codes: Iterable[str] = ()) -> Verdict:
        """A street in `town`, and a door there whose postcode is `code`, where the map says one;
        `codes` are those of the whole street."""
        words = tuple(words_of(town))
        has_code = not self._codes.isdisjoint((code, *codes))
        is_off = not has_code and any(len(each) == len(code) for each in self._codes)
        off = (
            Verdict(0.5, LITTLE, f"its postcode is {code}")
            if is_off
            else Verdict(0.0 if has_code else 0.25)
        )
        if not words:
            return off
        if words in self._named:
            return Verdict(off.rank + 0.05 * self._named.index(words), off.doubt, off.note)
        if self._named and has_code:
            # Lists name the city, maps its quarters; one of the street in that town comes before.
            return Verdict(0.6)
        if self._named:
            other = " ".join(self._named[0]).title()
            return Verdict(1.5, MUCH, f"in {town}, not in {other}")
        if not self._places or has_code or self._is_begun(words):
            return off
        return Verdict(
            1.0, LITTLE, f"in {town}; nothing is known of {' '.join(self._places)[:30]!r}"
        )

    def _is_begun(self, town: Town) -> bool:
        """As it is typed: "Hel"."""
        return all(any(word.startswith(each) for word in town) for each in self._places)
