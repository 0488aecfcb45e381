"""Addresses asked of somebody's Photon or Nominatim server, with the region's index behind it.

Called in a worker's thread. Slow, wrong and absent servers raise `AddressServerError` in words;
after a few in a row nobody is asked any more, so that a list does not wait for each of its rows.
Formats: Photon `/api`, Nominatim `/search` with `jsonv2`.
"""

import time
import urllib.request
from collections.abc import Callable, Sequence
from http.client import HTTPException
from threading import Lock
from urllib.parse import urlencode, urlsplit

import msgspec
from msgspec import Struct

from core.server_answer import hear

TIMEOUT_S = 4.0
LONGEST_ANSWER = 1_000_000
FEWEST_PAUSE_S = {"photon": 0.0, "nominatim": 1.0}
"""Between two calls: a public Nominatim allows one a second."""
MOST_CALLS = 1_000
"""Of one list; the rest goes by the region's index."""
MOST_SUGGESTED = 6
NEAR_DEGREES = 0.2
"""Half a side of the box in which a Nominatim prefers what it finds."""
NOT_WHILE_TYPING = frozenset({"nominatim.openstreetmap.org"})
"""Whose rules of use allow whole addresses only."""
TOO_MANY = 429
GIVE_UP_AFTER = 3
"""Calls in a row that came to nothing."""
AGENT = "Backhaul dispatch console"


class AddressServerError(Exception):
    """The server said nothing that can be used; the sentence says why."""

    is_too_often = False
    """Whether it asks to be left alone."""


class Answer(Struct, frozen=True):
    """The best of what the server found."""

    lat: float
    lon: float
    address: str
    has_number: bool


class Server(Struct, frozen=True):
    """Where it is and how it is asked."""

    kind: str
    base: str

    @property
    def name(self) -> str:
        """As people read it."""
        return f"{self.kind.capitalize()} at {urlsplit(self.base).netloc}"

    @property
    def may_be_asked_while_typing(self) -> bool:
        """Whether beginnings of addresses may be sent there."""
        return urlsplit(self.base).hostname not in NOT_WHILE_TYPING


def parse_address_server(text: str) -> Server:
    """`photon+http://HOST:PORT` or `nominatim+…`; raises `ValueError` in words."""
    kind, _, url = text.partition("+")
    parts = urlsplit(url)
    if kind not in FEWEST_PAUSE_S or parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(
            f"{text!r} is no address server. Write photon+http://HOST:PORT or "
            "nominatim+https://HOST."
        )
    return Server(kind, f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}")


class _PhotonPlace(Struct, frozen=True):
    name: str = ""
    street: str = ""
    housenumber: str = ""
    city: str = ""


class _PhotonPoint(Struct, frozen=True):
    coordinates: tuple[float, float]


class _PhotonFeature(Struct, frozen=True):
    geometry: _PhotonPoint
    properties: _PhotonPlace = _PhotonPlace()


class _Photon(Struct, frozen=True):
    features: list[_PhotonFeature]


class _NominatimAddress(Struct, frozen=True):
    house_number: str = ""


class _Nominatim(Struct, frozen=True):
    lat: str | float
    lon: str | float
    display_name: str = ""
    address: _NominatimAddress = _NominatimAddress()


class Pace:
    """When a server may be asked again, whoever of this program asks it."""

    def __init__(
        self, pause_s: float, clock: Callable[[], float], sleep: Callable[[float], None]
    ) -> None:
        self._pause_s, self._clock, self._sleep = pause_s, clock, sleep
        self._asked_at = float("-inf")
        self._lock = Lock()

    def wait(self) -> None:
        """Until the next call may leave."""
        with self._lock:
            pause_s = self._asked_at + self._pause_s - self._clock()
            if pause_s > 0:
                self._sleep(pause_s)
            self._asked_at = self._clock()


class AddressServer:
    """Asked one address at a time. `trouble` says why it is asked no more; empty while it is."""

    def __init__(
        self,
        server: Server,
        *,
        timeout_s: float = TIMEOUT_S,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        pace: Pace | None = None,
    ) -> None:
        """The `pace` of another one that asks the same server is kept together with it."""
        self.server = server
        self.trouble = ""
        self.pace = pace or Pace(FEWEST_PAUSE_S[server.kind], clock, sleep)
        self._timeout_s, self._clock = timeout_s, clock
        self._calls = self._failed = 0

    def begin(self) -> None:
        """Another list: calls count anew, and whoever was away may be back."""
        self.trouble, self._calls, self._failed = "", 0, 0

    def find(self, address: str, near: tuple[float, float] | None = None) -> Answer | None:
        """The best answer, or None where the server knows no such place; as in `suggest` around
        `near`, as lists leave out the country."""
        return next(iter(self._asked(address, 1, near)), None)

    def suggest(self, typed: str, near: tuple[float, float] | None = None) -> tuple[Answer, ...]:
        """What a beginning of an address may be, the best first; around `near` where the server
        goes by that."""
        return tuple(self._asked(typed, MOST_SUGGESTED, near))

    def _asked(
        self, address: str, limit: int, near: tuple[float, float] | None
    ) -> Sequence[Answer]:
        if self.trouble:
            raise AddressServerError(self.trouble)
        if self._calls >= MOST_CALLS:
            self.trouble = f"{self.server.name} was asked {MOST_CALLS:,} times for this list"
            raise AddressServerError(self.trouble)
        self._calls += 1
        try:
            found = self._read(self._body(address, limit, near))
        except AddressServerError as error:
            self._failed += 1
            if self._failed >= GIVE_UP_AFTER or error.is_too_often:
                self.trouble = str(error)
            raise
        self._failed = 0
        return found

    def _body(self, address: str, limit: int, near: tuple[float, float] | None) -> bytes:
        self.pace.wait()
        query: dict[str, str | float] = {"q": address, "limit": limit}
        path = "api"
        if self.server.kind == "nominatim":
            path, query = "search", query | {"format": "jsonv2", "addressdetails": 1}
            if near is not None:
                (lat, lon), by = near, NEAR_DEGREES
                query["viewbox"] = f"{lon - by},{lat - by},{lon + by},{lat + by}"
        elif near is not None:
            query |= {"lat": near[0], "lon": near[1]}
        request = urllib.request.Request(
            f"{self.server.base}/{path}?{urlencode(query)}", headers={"User-Agent": AGENT}
        )
        name = self.server.name
        try:
            heard = hear(request, self._timeout_s, LONGEST_ANSWER, self._clock)
        except TimeoutError:
            raise AddressServerError(f"{name} did not answer in {self._timeout_s:g} s") from None
        except (OSError, HTTPException, ValueError):
            raise AddressServerError(f"{name} cannot be reached") from None
        if heard.status == TOO_MANY:
            error = AddressServerError(f"{name} was asked too often")
            error.is_too_often = True
            raise error
        if heard.is_refusal:
            raise AddressServerError(f"{name} answered with {heard.status}")
        if len(heard.body) > LONGEST_ANSWER:
            raise AddressServerError(f"{name} answered with more than it was asked")
        return heard.body

    def _read(self, body: bytes) -> Sequence[Answer]:
        try:
            found = self._photon(body) if self.server.kind == "photon" else self._nominatim(body)
        except (msgspec.DecodeError, ValueError, RecursionError):
            raise AddressServerError(f"{self.server.name} answered with something else") from None
        if not all(abs(each.lat) <= 90 and abs(each.lon) <= 180 for each in found):
            raise AddressServerError(f"{self.server.name} answered with no place on Earth")
        return found

    def _photon(self, body: bytes) -> Sequence[Answer]:
        return [_of_photon(each) for each in msgspec.json.decode(body, type=_Photon).features]

    def _nominatim(self, body: bytes) -> Sequence[Answer]:
        return [_of_nominatim(each) for each in msgspec.json.decode(body, type=list[_Nominatim])]


def _of_photon(feature: _PhotonFeature) -> Answer:
    place, (lon, lat) = feature.properties, feature.geometry.coordinates
    street = " ".join(filter(None, (place.street or place.name, place.housenumber)))
    address = ", ".join(filter(None, (street, place.city)))
    return Answer(lat, lon, address, bool(place.housenumber))


def _of_nominatim(place: _Nominatim) -> Answer:
    address = ", ".join(place.display_name.split(", ")[:4])
    return Answer(float(place.lat), float(place.lon), address, bool(place.address.house_number))
