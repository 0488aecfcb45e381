"""The console's words in the language that was chosen: `tr`, around every text that people read.

The English text is the key. The language is settled before any other module of the console is
imported (`console/languages.py`), so that tables of words may stand in modules; from then on a
text is looked up once and remembered. Without a language the words stay English. No Qt here:
views use it as well, on any thread.
"""

from collections.abc import Callable
from functools import lru_cache

from msgspec import Struct

LookUp = Callable[[str, str, int], str]
"""Of a text, its other form and a number (−1: none); empty where there is no translation."""


class Language(Struct, frozen=True):
    """What is spoken, and how figures and dates are written in it."""

    code: str = "en"
    group: str = ","
    decimal: str = "."
    weekdays: tuple[str, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    months: tuple[str, ...] = (
        *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
        *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    )


class _Spoken:
    """The one language of this process."""

    look_up: LookUp | None = None
    language = Language()


def tr(text: str, other: str = "", n: int | None = None, /, **values: object) -> str:
    """The text as people read it, `{named}` places filled with the values.

    `tr("{n} stop", "{n} stops", n)` has a form for one and another for many; other languages may
    have more. Without `n`, `other` tells apart what is one word in English only.
    """
    words = _said(text, other, -1 if n is None else n)
    if n is not None:
        return words.format(n=n, **values)
    return words.format(**values) if values else words


def noted(text: str, _other: str = "", /) -> str:
    """A text that is translated where it is used: `tr` of the same then finds the translation."""
    return text


def language() -> Language:
    """The language that was chosen."""
    return _Spoken.language


def speak(look_up: LookUp | None, spoken: Language) -> None:
    """Use a language from now on; the caller's duty is to do so before texts are looked up.

    Raises `RuntimeError` when some were, since they would stay in the language before.
    """
    if look_up is not _Spoken.look_up and _said.cache_info().currsize:
        raise RuntimeError("The language is chosen after words were looked up.")
    _Spoken.look_up, _Spoken.language = look_up, spoken


@lru_cache(maxsize=16_384)
def _said(text: str, other: str, n: int) -> str:
    english = other if n not in (-1, 1) else text
    return (_Spoken.look_up and _Spoken.look_up(text, other, n)) or english
