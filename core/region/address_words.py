"""How street names and house numbers are compared: folded, cut into words, read out of a line.

Pure.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_SPECIAL = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
SHORT_FOR: dict[str, tuple[str, ...]] = {
    "av": ("avenue", "avenida"),
    "avda": ("avenida",),
    "ave": ("avenue",),
    "bd": ("boulevard",),
    "blvd": ("boulevard",),
    "bvd": ("boulevard",),
    "bvard": ("boulevard",),
    "cl": ("calle",),
    "ctra": ("carretera",),
    "dr": ("doctor", "drive"),
    "gral": ("general",),
    "ln": ("lane",),
    "pje": ("pasaje",),
    "pza": ("plaza",),
    "rd": ("road",),
    "sq": ("square",),
    "st": ("street", "saint", "sankt"),
    "sta": ("santa",),
    "ste": ("sainte",),
    "str": ("strasse", "street", "strada"),
}
"""How people shorten words of addresses, in the languages that were looked at."""

NUMBER_SIGNS = frozenset(("n", "no", "nr", "nro", "num", "numero", "number"))
"""What may be written before a house number."""
AFTER_NUMBER = frozenset(("bis", "ter", "quater"))
"""What tells doors of one number apart as letters do, in French, Italian and Spanish."""
SHORTEST_POSTCODE = 4
"""Digits."""

_PARTS = re.compile(r"[,;\n]")
_POSTCODE = re.compile(r"(?:[a-z]{1,2}-)?(\d{4,7})")
_WORD = re.compile(r"[^\W_]+(?:[/-]\d+)?")
_NUMBER = re.compile(r"(\d{1,5})(?:[-–/](\d{1,5}))?(bis|ter|quater|[a-z]?)\Z")
_IN_FILE = re.compile(r"(\d{1,5})(?:\s*[-–]\s*(\d{1,5}))?\s*(bis|ter|quater|[a-z]?)\b")
FOLDED_KEPT = 20_000
"""Names that were folded: a street's is, for each of its doors."""


@lru_cache(FOLDED_KEPT)
def folded(text: str) -> str:
    """Lower case, without accents; letters that have no accent to lose become their likeness."""
    parts = unicodedata.normalize("NFKD", text.casefold().translate(_SPECIAL))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def words_of(text: str) -> list[str]:
    """The words of a name or of a line that somebody typed, folded."""
    return _WORD.findall(folded(text))


@dataclass(frozen=True, slots=True)
class HouseNumber:
    """A house number: the first whole number, the last of a range, and a letter."""

    first: int
    last: int
    letter: str = ""

    def __contains__(self, number: int) -> bool:
        """Whether a range of house numbers holds it: on one side of a street, so by twos."""
        return self.first <= number <= self.last and (number - self.first) % 2 == 0


def house_number(word: str) -> HouseNumber | None:
    """A typed word as a house number; None when it is none."""
    found = _NUMBER.match(word)
    return _made(found) if found else None


def number_in_file(text: str) -> HouseNumber | None:
    """What a map says, as `12`, `12 B`, `10-14` or `3/5`; None when no number begins it."""
    found = _IN_FILE.match(folded(text).strip())
    return _made(found) if found else None


def _made(found: "re.Match[str]") -> HouseNumber:
    first = int(found[1])
    last = int(found[2]) if found[2] else first
    return HouseNumber(first, last if first <= last <= first + 200 else first, found[3] or "")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One way to read a line: the words of the street, its number, and what was said after it."""

    names: tuple[str, ...]
    number: HouseNumber | None = None
    rest: tuple[str, ...] = ()


def readings(typed: str) -> list[Wanted]:
    """Every way to read a line, the likeliest first; a street may have a number in its name.

    A postcode is no house number, and what follows a comma or a postcode may be the town.
    """
    line = _Line.of(typed)
    words, found = line.words, list[Wanted]()
    for at in range(len(words) - 1, -1, -1):
        number = house_number(words[at])
        if number is None or line.is_postcode(at):
            continue
        for known, after in _with_letter(number, words[at + 1 :]):
            if _has_name(words[:at]):
                found.append(Wanted(words[:at], known, after))
                if words[at - 1] in NUMBER_SIGNS and _has_name(words[: at - 1]):
                    found.append(Wanted(words[: at - 1], known, after))
            elif at == 0 and _has_name(after):
                found.append(Wanted(after, known))
                first = len(words) - len(after)
                found += [Wanted(words[first:cut], known, words[cut:]) for cut in line.cuts(first)]
    if _has_name(words):
        found.append(Wanted(words))
        found += [
            Wanted(words[:cut], None, words[cut:])
            for cut in line.cuts(0)
            if not line.has_number(cut)
        ]
    return found + _behind_a_building(typed)


def _behind_a_building(typed: str) -> list[Wanted]:
    """Readings without what stands before the first comma, as in `Le Soleil, 27 Rue Basse`."""
    building, _, rest = typed.partition(",")
    words = words_of(rest)
    if not words or postcode(words[0]) or any(sign.isdigit() for sign in building):
        return []
    return [each for each in readings(rest) if each.number is not None]


def _with_letter(
    number: HouseNumber, after: tuple[str, ...]
) -> Iterator[tuple[HouseNumber, tuple[str, ...]]]:
    """The number with what belongs to it of the words after it; streets begin with "ter", too."""
    first = after[0] if after and not number.letter else ""
    is_letter = len(first) == 1 and first.isalpha()
    if is_letter or first in AFTER_NUMBER:
        yield HouseNumber(number.first, number.last, first), after[1:]
    if not is_letter:
        yield number, after


def shortened(typed: str, is_street: Callable[[str], bool]) -> list[Wanted]:
    """Readings for a line of which nothing was found: the longest beginning that is the whole name
    of a street, with a number before it or none, and a town after it without a comma."""
    line = _Line.of(typed)
    words = line.words
    number = house_number(words[0]) if words else None
    starts = [(0, None), (1, number)] if number is not None else [(0, None)]
    for first, said in starts:
        for cut in range(len(words) - 1, first, -1):
            if line.has_number(cut):
                break
            if is_street(" ".join(words[first:cut])):
                return [Wanted(words[first:cut], said, words[cut:])]
    return []


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as words, and which of them open a part after a comma."""

    words: tuple[str, ...]
    opening: frozenset[int]

    @classmethod
    def of(cls, typed: str) -> "_Line":
        words: list[str] = []
        opening: set[int] = set()
        for part in _PARTS.split(typed):
            opening.add(len(words))
            words += words_of(part)
        return cls(tuple(words), frozenset(opening))

    def is_postcode(self, at: int) -> bool:
        """Whether digits are surely no house number: 00100, or 28013 between a comma and words."""
        word = self.words[at]
        if at == 0 or not word.isdecimal() or len(word) < SHORTEST_POSTCODE:
            return False
        return word[0] == "0" or (len(word) > SHORTEST_POSTCODE and self._begins_a_town(at))

    def has_number(self, cut: int) -> bool:
        """Whether words from there on hold what can only be a house number."""
        return any(
            house_number(self.words[at]) is not None and not self._may_be_postcode(at)
            for at in range(cut, len(self.words))
        )

    def cuts(self, first: int) -> list[int]:
        """Where, in words from `first` on, the street may end: at a comma or a postcode."""
        names = range(first + 1, len(self.words))
        commas = [at for at in names if at in self.opening and _has_name(self.words[first:at])]
        codes = [at for at in names if postcode(self.words[at]) and _has_name(self.words[first:at])]
        return sorted({*commas[:1], *codes[:1]})

    def _may_be_postcode(self, at: int) -> bool:
        word = self.words[at]
        return self.is_postcode(at) or (
            postcode(word) != "" and (len(word) > SHORTEST_POSTCODE or self._begins_a_town(at))
        )

    def _begins_a_town(self, at: int) -> bool:
        return at in self.opening and at + 1 < len(self.words) and at + 1 not in self.opening


def postcode(word: str) -> str:
    """The digits of a word like 1700000 or FI-00100; empty when it is none."""
    found = _POSTCODE.fullmatch(word)
    return found[1] if found else ""


def _has_name(words: Sequence[str]) -> bool:
    return any(word[0].isalpha() for word in words)
