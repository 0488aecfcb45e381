"""The language of the command line: what a few typed words mean, and how they could go on. Pure.

A command is a verb with an order's number, a route as `@12` or both: `retry 1043 @12`. Anything
else is searched for among orders, routes and the window's own actions.
"""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgspec import Struct

from console.plain_words import natural
from console.tongue import tr

MOST_SHOWN = 9
MOST_PLACES = 3
SHORTEST_PLACE = 3
"""Letters from which on places are looked up."""
_PAIR = re.compile(r"\s*(-?\d{1,3}\.\d+)[\s,;]+(-?\d{1,3}\.\d+)\s*")


class Needs(StrEnum):
    """Whether a verb takes a part."""

    NO = "no"
    MAY = "may"
    MUST = "must"


class Verb(Struct, frozen=True):
    """One word that does something with an order, a route or both."""

    word: str
    does: str
    order: Needs = Needs.NO
    route: Needs = Needs.NO
    place: Needs = Needs.NO
    onto: Needs = Needs.NO
    """Another route."""

    @property
    def pattern(self) -> str:
        """`retry 1043 @12`, with what may be left out in brackets."""
        if self.place is Needs.MUST:
            return f"{self.word} Balmaceda 395"
        order = {Needs.NO: "", Needs.MUST: " 1043", Needs.MAY: " [1043]"}[self.order]
        route = {Needs.NO: "", Needs.MUST: " @12", Needs.MAY: " [@12]"}[self.route]
        onto = " @7" if self.onto is Needs.MUST else ""
        return f"{self.word}{order}{route}{onto}"


VERBS = (
    Verb("retry", tr("Another try, by its own van or by a route"), Needs.MUST, Needs.MAY),
    Verb("place", tr("Put an order onto a route, at its best place"), Needs.MUST, Needs.MUST),
    Verb("why", tr("What an order would cost on a route, or why it cannot go there"),
         Needs.MUST, Needs.MUST),
    Verb("show", tr("Look at an order or a route"), Needs.MAY, Needs.MAY),
    Verb("take", tr("The recommended way out of a case"), Needs.MUST),
    Verb("have", tr("I have this case"), Needs.MUST),
    Verb("later", tr("To the next open day"), Needs.MUST),
    Verb("depot", tr("Its goods back to the depot"), Needs.MUST),
    Verb("refund", tr("Refund an order"), Needs.MUST),
    Verb("cancel", tr("Cancel an order"), Needs.MUST),
    Verb("says", tr("Enter what the customer says on the telephone"), Needs.MUST),
    Verb("lock", tr("Close a route for changes"), route=Needs.MUST),
    Verb("unlock", tr("Open a route for changes again"), route=Needs.MUST),
    Verb("send", tr("Send a driver's changes"), route=Needs.MUST),
    Verb("improve", tr("Look for a better sequence of a route"), route=Needs.MUST),
    Verb("move", tr("All open stops of a route onto another one"),
         route=Needs.MUST, onto=Needs.MUST),
    Verb("follow", tr("Keep a driver in the middle of the map"), route=Needs.MUST),
    Verb("close", tr("Let no van drive through a street"), place=Needs.MUST),
)  # fmt: skip
_BY_WORD = {verb.word: verb for verb in VERBS}


class KnownOrder(Struct, frozen=True):
    """An order that may be named: by its number, or found by its words."""

    id: str
    words: str


class KnownRoute(Struct, frozen=True):
    """A route that may be named: `@12` or `12` where no order is expected."""

    id: str
    number: str
    words: str


class Known(Struct, frozen=True):
    """What there is to name just now."""

    orders: tuple[KnownOrder, ...] = ()
    routes: tuple[KnownRoute, ...] = ()


class Deed(Struct, frozen=True):
    """An action of the window by its name, with the key that does the same."""

    name: str
    words: str
    keys: str = ""


class Asked(Struct, frozen=True):
    """A whole command."""

    verb: str
    order_id: str = ""
    route_id: str = ""
    onto_id: str = ""


class GoTo(Struct, frozen=True):
    """A place on the map."""

    lat: float
    lon: float
    words: str


class CloseAt(Struct, frozen=True):
    """The street at a place on the map."""

    lat: float
    lon: float


class Suggestion(Struct, frozen=True):
    """One line below the field. Enter does `act`; without one it only completes, as Tab does."""

    title: str
    detail: str
    text: str
    act: Asked | Deed | GoTo | CloseAt | None = None
    keys: str = ""


def suggestions(text: str, deeds: Sequence[Deed], known: Known) -> tuple[Suggestion, ...]:
    """How the line could go on, the likeliest first."""
    words = text.casefold().split()
    is_open_ended = text[-1:].isspace()
    verb = _BY_WORD.get(words[0]) if words else None
    if verb is not None and verb.place is Needs.MUST and (len(words) > 1 or is_open_ended):
        return ()
    if verb is not None and (len(words) > 1 or is_open_ended):
        return tuple(_arguments(verb, words[1:], known))[:MOST_SHOWN]
    if not words:
        return tuple(_begins(""))[: MOST_SHOWN - 3] + tuple(map(_of_deed, deeds[:3]))
    found = [*_begins(words[0] if len(words) == 1 else "-"), *_of_things(words, known)]
    found += sorted(
        (_of_deed(deed) for deed in deeds if _has_all(deed.words, words)),
        key=lambda each: not each.title.casefold().startswith(words[0]),
    )
    return tuple(found)[:MOST_SHOWN]


def coordinates(text: str) -> GoTo | None:
    """`-29.9027, -71.2519`: latitude and longitude in degrees, as maps give them."""
    found = _PAIR.fullmatch(text.replace("\N{MINUS SIGN}", "-"))
    if found is None:
        return None
    lat, lon = float(found[1]), float(found[2])
    if abs(lat) > 90 or abs(lon) > 180:
        return None
    return GoTo(lat, lon, f"{lat:.5f}, {lon:.5f}")


def place_part(text: str) -> str:
    """What of the line names a place: all of it, or what follows a verb that needs one."""
    first, _, rest = text.lstrip().partition(" ")
    verb = _BY_WORD.get(first.casefold())
    return rest.strip() if verb is not None and verb.place is Needs.MUST else text


def places(text: str, found: Iterable[GoTo]) -> tuple[Suggestion, ...]:
    """Lines for places that were looked up, a pair of coordinates first."""
    named = place_part(text)
    pair = coordinates(named)
    spots = ((pair,) if pair is not None else ()) + tuple(found)
    if named != text:
        return tuple(
            Suggestion(
                f"close {spot.words}", tr("its street, from corner to corner"), text,
                CloseAt(spot.lat, spot.lon),
            )
            for spot in spots
        )  # fmt: skip
    return tuple(Suggestion(spot.words, tr("on the map"), text, spot) for spot in spots)


def complaint(text: str, known: Known) -> str:
    """Why the line is no command yet, as a sentence; empty while it can still become one."""
    words = text.casefold().split()
    verb = _BY_WORD.get(words[0]) if words else None
    if verb is None:
        return tr("Nothing is called {words}.", words=text.strip()) if words else ""
    if verb.place is Needs.MUST:
        named = place_part(text)
        return (
            tr("No street is found for {named}.", named=named)
            if named
            else tr("Say it whole: {pattern}", pattern=verb.pattern)
        )
    for word in words[1:]:
        if word.startswith("@") or verb.order is Needs.NO:
            if len(word) > 1 and not _routes(word, known):
                return tr("No route {word} is on the board that is shown.", word=word.lstrip("@"))
        elif not _orders([word], known):
            return tr("No order {word} is known here.", word=word)
    return tr("Say it whole: {pattern}", pattern=verb.pattern)


def _begins(start: str) -> Iterable[Suggestion]:
    for verb in VERBS:
        if verb.word.startswith(start):
            yield Suggestion(verb.pattern, verb.does, f"{verb.word} ")


def _of_deed(deed: Deed) -> Suggestion:
    return Suggestion(deed.words, "", deed.words, deed, deed.keys)


def _of_things(words: Sequence[str], known: Known) -> Iterable[Suggestion]:
    for order in _orders(words, known):
        yield Suggestion(
            tr("Show {order}", order=order.id),
            order.words,
            f"show {order.id}",
            Asked("show", order.id),
        )
    routes = _routes(words[0], known) if len(words) == 1 else []
    for route in routes or _routes_by_words(words, known):
        yield Suggestion(
            tr("Show @{route}", route=route.number), route.words, f"show @{route.number}",
            Asked("show", route_id=route.id),
        )  # fmt: skip


def _arguments(verb: Verb, words: Sequence[str], known: Known) -> Iterable[Suggestion]:
    """Ways to complete a verb from what was typed after it."""
    if verb.onto is Needs.MUST:
        yield from _from_route(verb, words, known)
        return
    if verb.order is Needs.NO:
        for route in _routes_meant(words, known):
            yield _whole(verb, None, route)
        return
    numbers = [word for word in words if word.startswith("@")]
    plain = [word for word in words if not word.startswith("@")]
    if verb.order is Needs.MAY and numbers:
        for route in _routes(numbers[0], known):
            yield _whole(verb, None, route)
        return
    for order in _orders(plain, known):
        if verb.route is not Needs.MUST and not numbers:
            yield _whole(verb, order, None)
        if verb.route is Needs.NO or verb.order is Needs.MAY:
            continue
        if plain == [order.id.casefold()]:
            for route in _routes(numbers[0] if numbers else "@", known):
                yield _whole(verb, order, route)
        elif verb.route is Needs.MUST:
            yield _without_route(verb, order)


def _from_route(verb: Verb, words: Sequence[str], known: Known) -> Iterable[Suggestion]:
    """The first route, then the other one."""
    if len(words) < 2:
        for route in _routes_meant(words, known):
            text = f"{verb.word} @{route.number} @"
            told = tr("{words}: onto which route?", words=route.words)
            yield Suggestion(text, told, text)
        return
    number = words[0].lstrip("@")
    for route in (each for each in known.routes if each.number.casefold() == number):
        for onto in _routes_meant(words[1:], known):
            if onto.id != route.id:
                text = f"{verb.word} @{route.number} @{onto.number}"
                asked = Asked(verb.word, route_id=route.id, onto_id=onto.id)
                yield Suggestion(text, f"{route.words} → {onto.words}", text, asked)


def _routes_meant(words: Sequence[str], known: Known) -> list[KnownRoute]:
    """By number, with or without `@`, or by the driver's name."""
    if not words:
        return list(known.routes)
    by_number = _routes(words[0], known) if len(words) == 1 else []
    return by_number or _routes_by_words(words, known)


def _whole(verb: Verb, order: KnownOrder | None, route: KnownRoute | None) -> Suggestion:
    parts = [verb.word]
    words = []
    if order is not None:
        parts.append(order.id)
        words.append(order.words)
    if route is not None:
        parts.append(f"@{route.number}")
        words.append(route.words)
    text = " ".join(parts)
    asked = Asked(verb.word, order.id if order else "", route.id if route else "")
    return Suggestion(text, " → ".join(words), text, asked)


def _without_route(verb: Verb, order: KnownOrder) -> Suggestion:
    text = f"{verb.word} {order.id} @"
    return Suggestion(text, tr("{words}: to which route?", words=order.words), text)


def _orders(words: Sequence[str], known: Known) -> list[KnownOrder]:
    """Whose number begins so, the exact one first; else those whose words have them all."""
    if not words:
        return list(known.orders)
    start = words[0]
    by_number = [order for order in known.orders if order.id.casefold().startswith(start)]
    if len(words) == 1 and by_number:
        return sorted(by_number, key=lambda order: (order.id.casefold() != start, order.id))
    return [order for order in known.orders if _has_all(f"{order.id} {order.words}", words)]


def _routes(word: str, known: Known) -> list[KnownRoute]:
    number = word.lstrip("@")
    found = [route for route in known.routes if route.number.casefold().startswith(number)]
    return sorted(found, key=lambda r: (r.number.casefold() != number, natural(r.number)))


def _routes_by_words(words: Sequence[str], known: Known) -> list[KnownRoute]:
    return [route for route in known.routes if _has_all(route.words, words)]


def _has_all(text: str, words: Sequence[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)
