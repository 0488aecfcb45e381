"""How street names and house numbers are compared: folded, cut into words, read out of a line.

Pure.
"""

import re
import unicodedata
from dataclasses import dataclass

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

_WORD = re.compile(r"[^\W_]+(?:[/-]\d+)?")
_NUMBER = re.compile(r"(\d{1,5})(?:[-–/](\d{1,5}))?([a-z]?)\Z")
_IN_FILE = re.compile(r"(\d{1,5})(?:\s*[-–]\s*(\d{1,5}))?\s*([a-z]?)\b")


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
    """Every way to read a line, the likeliest first; a street may have a number in its name."""
    words = words_of(typed)
    found: list[Wanted] = []
    for at in range(len(words) - 1, -1, -1):
        number = house_number(words[at])
        if number is None:
            continue
        after = words[at + 1 :]
        if after and not number.letter and len(after[0]) == 1 and after[0].isalpha():
            number, after = HouseNumber(number.first, number.last, after[0]), after[1:]
        if any(word[0].isalpha() for word in words[:at]):
            found.append(Wanted(tuple(words[:at]), number, tuple(after)))
        elif at == 0 and any(word[0].isalpha() for word in after):
            found.append(Wanted(tuple(after), number))
    if any(word[0].isalpha() for word in words):
        found.append(Wanted(tuple(words)))
    return found
