"""What the core and the hub say, in the reader's language.

They speak English: their sentences are refusals on the wire, reasons in a depot's catalogue, words
in a log that others read. `console/sentences` lists them, and here they are known again by their
fixed parts; a sentence that is not listed stays as it came. Cached: tables ask for the same words.
"""

import re
from collections import Counter
from functools import cache, lru_cache
from itertools import chain

from console.tongue import language, tr
from core.date_words import MONTHS, WEEKDAYS

_SEEN = re.compile(
    r"(.+) changed since you looked \(it is at version \d+, you saw \d+\)\. "
    r"Look again and repeat the change\."
)


def in_words(said: str) -> str:
    """The same in the reader's language, as far as it is listed; parts of a list one by one.

    Versions are for who reads the log: a dispatcher is told what they mean.
    """
    seen = _SEEN.fullmatch(said)
    if seen is not None:
        return tr(
            "{what} went on since you looked: its driver or a colleague came first. Look again, "
            "then repeat the change.",
            what=in_words(seen[1]),
        )
    return said if language().code == "en" else _translated(said)


def _translated(said: str) -> str:
    sentence = _sentence(said)
    if sentence is not None:
        return sentence
    if "\n" in said:
        return "\n".join(map(_translated, said.split("\n")))
    first, *others = said.split("; ")
    if not others:
        return said
    # A sentence may have a semicolon of its own.
    two = _sentence(f"{first}; {others[0]}")
    translated, rest = (_translated(first), others) if two is None else (two, others[1:])
    return f"{translated}; {_translated('; '.join(rest))}"


@lru_cache(maxsize=8192)
def _sentence(said: str) -> str | None:
    """One that is listed, also within quotation marks or with its first letter in the other case;
    or a day. None for what is neither."""
    words = _listed(said) or _day(said) or _hours(said)
    if words is not None or not said:
        return words
    if said[0] == "“" and said[-1] == "”":
        return f"«{_translated(said[1:-1])}»"
    words = _listed(said[0].swapcase() + said[1:])
    return words and words[0].swapcase() + words[1:]


def _listed(said: str) -> str | None:
    if said in _exact():
        return tr(said)
    for sentence in _candidates(said):
        found = _pattern(sentence).fullmatch(said)
        if found is not None:
            return tr(sentence, **{name: _value(name, v) for name, v in found.groupdict().items()})
    return None


def _value(name: str, value: str) -> str:
    """What fills a place: a status in its gender, people, or things of which the last has "and"."""
    from console.sentences.rules import STATUSES

    if name == "status" and value in STATUSES:
        return tr(value, "an order")
    if name == "whom":
        return tr(" or ").join(map(in_words, value.split(" or ")))
    if name == "listed":
        first, _, last = value.rpartition(" and ")
        before = ", ".join(map(in_words, first.split(", ")))
        return f"{before}{tr(' and ')}{in_words(last)}" if first else in_words(last)
    return in_words(value)


def _day(said: str) -> str | None:
    """`Mon 23 Nov`, also with a year or the time of the day."""
    day = _DAY.fullmatch(said)
    if day is None:
        return None
    spoken = language()
    weekday = f"{spoken.weekdays[WEEKDAYS.index(day[1])]} " if day[1] else ""
    return f"{weekday}{day[2]} {spoken.months[MONTHS.index(day[3])]}{day[4]}"


_DAY = re.compile(
    rf"(?:({'|'.join(WEEKDAYS)}) )?([0-9]{{1,2}}) ({'|'.join(MONTHS)})"
    "((?: [0-9]{4})?(?: [0-9]{2}:[0-9]{2})?)"
)


def _hours(said: str) -> str | None:
    """`Mon–Fri 09:00–13:00; Sat 10:00–14:00`, or weekdays alone."""
    words = _WORD.findall(said)
    if not words or not set(words) <= set(WEEKDAYS):
        return None
    names = dict(zip(WEEKDAYS, language().weekdays, strict=True))
    return _WORD.sub(lambda found: names[found[0]], said)


_ANY, _NONE_OR_ANY = ".+?", ".*?"
_SHAPES = {
    "over": r"[0-9].*?",
    "late": r"[0-9].*?",
    "figure": r"[0-9].*?",
    "hours": rf"(?:{'|'.join(WEEKDAYS)})\b.*[0-9]{{2}}:[0-9]{{2}}",
}
"""Places that hold figures, or opening hours."""
_LISTS = ("{shown}", "{broken}", "{words}", "{hours}")
"""Places that hold other sentences, which may have semicolons of their own."""
_PLACE = re.compile(r"\{(\w+)\}")
_WORD = re.compile(r"[^\W\d_]+")
_FIXED = re.compile(r"(?<![\w{}])[^\W\d_]+(?![\w{}])")
"""Words that stand alone, whatever fills the places: `{count}s` has none."""


@lru_cache(maxsize=1)
def _exact() -> frozenset[str]:
    from console.sentences.every import EVERY
    from console.sentences.settings import SETTINGS

    return frozenset(each for each in EVERY if "{" not in each or each in SETTINGS)


def _candidates(said: str) -> list[str]:
    """Those that may be meant, the longest fixed part first: it says most.

    With as many semicolons, so that no place of one runs over another sentence, or with a list.
    """
    keyed, semicolons = _keyed(), said.count("; ")
    found = [each for word in {"", *_WORD.findall(said)} for each in keyed.get(word, ())]
    fitting = [
        sentence
        for sentence in found
        if sentence.count("; ") == semicolons or any(list_ in sentence for list_ in _LISTS)
    ]
    return sorted(fitting, key=lambda each: (-len(_PLACE.sub("", each)), each))


@lru_cache(maxsize=1)
def _keyed() -> dict[str, list[str]]:
    """Every sentence with places once, under the rarest word of its fixed parts: of a thousand
    sentences a few are tried."""
    from console.sentences.every import WITH_PLACES

    words = {each: set(_FIXED.findall(each)) for each in WITH_PLACES if "{" in each}
    count = Counter(chain.from_iterable(words.values()))
    keyed: dict[str, list[str]] = {}
    for sentence, found in words.items():
        key = min(sorted(found), key=count.__getitem__, default="")
        keyed.setdefault(key, []).append(sentence)
    return keyed


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    parts = _PLACE.split(sentence)
    groups = [
        _group(part, is_glued=parts[at - 1][-1:].isalpha()) if at % 2 else re.escape(part)
        for at, part in enumerate(parts)
    ]
    return re.compile("".join(groups), re.DOTALL if "\n" in sentence else re.NOFLAG)


def _group(name: str, *, is_glued: bool) -> str:
    """What is glued to a word, as in `changed{by_whom}`, may be nothing."""
    return f"(?P<{name}>{_SHAPES.get(name) or (_NONE_OR_ANY if is_glued else _ANY)})"
