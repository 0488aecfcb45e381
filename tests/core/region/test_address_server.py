"""Servers of addresses that are right, slow, wrong, absent or asked too often."""

import contextlib
import json
import socket
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from core.exchange.order_import import Spot
from core.exchange.region_places import RegionPlaces
from core.region import address_server
from core.region.address_server import (
    GIVE_UP_AFTER,
    AddressServer,
    AddressServerError,
    Answer,
    parse_address_server,
)
from core.region.region import shipped_region
from tests.builders import MORNING, small_day

HOUSE = {
    "geometry": {"coordinates": [-71.25, -29.9]},
    "properties": {"street": "Balmaceda", "housenumber": "12", "city": "La Serena"},
}
PLACE = {
    "lat": "-29.9",
    "lon": "-71.25",
    "display_name": "12, Balmaceda, Centro, La Serena, Elqui, Chile",
    "address": {"house_number": "12"},
}


class Fake:
    """Answers whatever a test says; `wait` holds the answer back."""

    def __init__(self) -> None:
        self.status, self.body = 200, json.dumps({"features": [HOUSE]}).encode()
        self.asked: list[tuple[str, dict[str, list[str]]]] = []
        self.agents: list[str] = []
        self.wait: Event | None = None
        self.elsewhere = ""
        self.pieces: Iterable[bytes] = ()
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                url = urlsplit(self.path)
                fake.asked.append((url.path, parse_qs(url.query)))
                fake.agents.append(self.headers["User-Agent"])
                if fake.wait is not None:
                    fake.wait.wait(5)
                self.send_response(fake.status)
                if fake.elsewhere:
                    self.send_header("Location", fake.elsewhere)
                self.end_headers()
                with contextlib.suppress(OSError):
                    for piece in fake.pieces or (fake.body,):
                        self.wfile.write(piece)

            def log_message(self, *args: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def say(self, value: object) -> None:
        self.body = json.dumps(value).encode()

    def server(self, kind: str = "photon", **more: Any) -> AddressServer:
        return AddressServer(parse_address_server(f"{kind}+{self.base}"), **more)

    def close(self) -> None:
        if self.wait is not None:
            self.wait.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def fake() -> Iterator[Fake]:
    fake = Fake()
    yield fake
    fake.close()


@pytest.mark.parametrize(
    "text", ["", "http://a", "photon+ftp://a", "photon+http://", "osm+http://a"]
)
def test_what_is_no_server_is_said(text: str) -> None:
    with pytest.raises(ValueError, match="is no address server"):
        parse_address_server(text)


def test_photon_and_nominatim_are_asked_in_their_own_words(fake: Fake) -> None:
    found = fake.server().find("Balmaceda 12")
    assert found == Answer(-29.9, -71.25, "Balmaceda 12, La Serena", has_number=True)
    assert fake.asked[-1] == ("/api", {"q": ["Balmaceda 12"], "limit": ["1"]})
    fake.say([PLACE])
    found = fake.server("nominatim").find("Balmaceda 12")
    assert found == Answer(-29.9, -71.25, "12, Balmaceda, Centro, La Serena", has_number=True)
    path, query = fake.asked[-1]
    assert (path, query["format"]) == ("/search", ["jsonv2"])


def test_what_a_server_does_not_know_is_nothing(fake: Fake) -> None:
    fake.say({"features": []})
    assert fake.server().find("Nowhere 1") is None
    fake.say([])
    assert fake.server("nominatim").find("Nowhere 1") is None


def test_a_public_server_is_asked_once_a_second(fake: Fake) -> None:
    fake.say([PLACE])
    now, slept = [10.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    server = fake.server("nominatim", clock=lambda: now[0], sleep=sleep)
    for _ in range(3):
        server.find("Balmaceda 12")
    assert slept == [1.0, 1.0]


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (503, b"busy", "answered with 503"),
        (200, b"<html>", "answered with something else"),
        (200, b'{"features": [{}]}', "answered with something else"),
        (
            200,
            b'{"features": [{"geometry": {"coordinates": [0, 95]}}]}',
            "answered with no place on Earth",
        ),
    ],
)
def test_a_wrong_answer_is_said(fake: Fake, status: int, body: bytes, words: str) -> None:
    fake.status, fake.body = status, body
    with pytest.raises(AddressServerError, match=words):
        fake.server().find("Balmaceda 12")


def test_an_answer_without_end_is_cut(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address_server, "LONGEST_ANSWER", 10)
    with pytest.raises(AddressServerError, match="more than it was asked"):
        fake.server().find("Balmaceda 12")


def test_a_slow_server_is_not_waited_for_and_given_up_after_some_rows(fake: Fake) -> None:
    fake.wait = Event()
    server = fake.server(timeout_s=0.02)
    for _ in range(GIVE_UP_AFTER):
        with pytest.raises(AddressServerError, match=r"did not answer in 0\.02 s"):
            server.find("Balmaceda 12")
    assert "did not answer" in server.trouble
    asked = len(fake.asked)
    with pytest.raises(AddressServerError, match="did not answer"):
        server.find("Balmaceda 13")
    assert len(fake.asked) == asked
    server.begin()
    assert server.trouble == ""


def test_an_answer_that_trickles_is_not_waited_for(fake: Fake) -> None:
    fake.pieces = [b"{", b" "]
    now = iter(range(0, 1000, 5))
    with pytest.raises(AddressServerError, match="did not answer in 4 s"):
        fake.server(clock=lambda: float(next(now))).find("Balmaceda 12")


def test_a_server_may_point_to_another_but_to_no_file(fake: Fake) -> None:
    fake.status, fake.elsewhere = 302, "file:///etc/passwd"
    with pytest.raises(AddressServerError, match="answered with 302"):
        fake.server().find("Balmaceda 12")


def test_a_server_is_asked_so_often_for_one_list(
    fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address_server, "MOST_CALLS", 1)
    server = fake.server()
    server.find("Balmaceda 12")
    with pytest.raises(AddressServerError, match="was asked 1 times for this list"):
        server.find("Balmaceda 13")


# In front of the region's index.


def test_the_server_is_asked_before_the_region_and_each_address_once(fake: Fake) -> None:
    places = RegionPlaces(None, server=fake.server())
    places.know(())
    assert places.locate("Balmaceda 12") == Spot(-29.9, -71.25)
    assert places.locate("Balmaceda 12") == Spot(-29.9, -71.25)
    assert len(fake.asked) == 1
    HOUSE_LESS = {**HOUSE, "properties": {"street": "Balmaceda"}}
    fake.say({"features": [HOUSE_LESS]})
    spot = places.locate("Balmaceda 14")
    assert spot is not None
    assert spot.note.startswith("no house number; taken as Balmaceda by Photon at 127.0.0.1")
    assert places.locate("Plaza de Armas") == Spot(-29.9, -71.25)


def test_without_an_answer_the_region_is_asked_and_it_says_so(fake: Fake) -> None:
    region = shipped_region()
    address = "Balmaceda 520"
    own = RegionPlaces(region).locate(address)
    assert own is not None
    fake.say({"features": []})
    places = RegionPlaces(region, server=fake.server())
    spot = places.locate(address)
    assert spot is not None
    assert (spot.lat, spot.lon) == (own.lat, own.lon)
    assert spot.note.endswith("does not know it")
    assert RegionPlaces(None, server=fake.server()).locate(address) is None


def test_when_nobody_is_there_the_region_is_asked_until_somebody_is() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    server = AddressServer(parse_address_server(f"photon+http://127.0.0.1:{port}"), timeout_s=0.5)
    places = RegionPlaces(shipped_region(), server=server)
    for number in range(GIVE_UP_AFTER):
        spot = places.locate(f"Balmaceda {500 + number}")
        assert spot is not None
        assert "by the region's own index: Photon at 127.0.0.1" in spot.note
        assert spot.note.endswith("cannot be reached")
    places.know(())
    assert server.trouble == ""


def test_whole_answers_as_the_servers_give_them_are_read(fake: Fake) -> None:
    fake.say(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {
                        "osm_type": "W",
                        "osm_id": 4_512_301,
                        "osm_key": "building",
                        "osm_value": "apartments",
                        "type": "house",
                        "countrycode": "MC",
                        "postcode": "98000",
                        "housenumber": "34",
                        "street": "Rue Grimaldi",
                        "city": "Monaco",
                        "country": "Monaco",
                        "extent": [7.41, 43.73, 7.42, 43.74],
                    },
                    "geometry": {"type": "Point", "coordinates": [7.4198, 43.7355]},
                }
            ],
        }
    )
    found = fake.server().find("34 Rue Grimaldi", near=(43.73, 7.42))
    assert found == Answer(43.7355, 7.4198, "Rue Grimaldi 34, Monaco", has_number=True)
    assert (fake.asked[-1][1]["lat"], fake.asked[-1][1]["lon"]) == (["43.73"], ["7.42"])
    fake.say(
        [
            {
                "place_id": 88_715_228,
                "licence": "Data © OpenStreetMap contributors, ODbL 1.0.",
                "osm_type": "way",
                "osm_id": 4_512_301,
                "lat": 43.7355,
                "lon": "7.4198",
                "category": "building",
                "type": "apartments",
                "place_rank": 30,
                "importance": 8.5e-05,
                "addresstype": "building",
                "name": "",
                "display_name": "34, Rue Grimaldi, La Condamine, Monaco, 98000, Monaco",
                "address": {"house_number": "34", "road": "Rue Grimaldi", "country_code": "mc"},
                "boundingbox": ["43.7354", "43.7356", "7.4197", "7.4199"],
            }
        ]
    )
    found = fake.server("nominatim").find("34 Rue Grimaldi", near=(43.73, 7.42))
    assert found == Answer(43.7355, 7.4198, "34, Rue Grimaldi, La Condamine, Monaco", True)
    assert fake.asked[-1][1]["viewbox"] == ["7.22,43.529999999999994,7.62,43.93"]


def test_who_asks_to_be_left_alone_is(fake: Fake) -> None:
    fake.status = 429
    server = fake.server()
    for _ in range(2):
        with pytest.raises(AddressServerError, match="was asked too often"):
            server.find("Balmaceda 12")
    assert len(fake.asked) == 1
    server.begin()
    fake.status = 200
    assert server.find("Balmaceda 12") is not None


def test_all_who_ask_a_public_server_share_its_second(fake: Fake) -> None:
    fake.say([PLACE])
    slept: list[float] = []
    lists = fake.server("nominatim", clock=lambda: 10.0, sleep=slept.append)
    typing = fake.server("nominatim", clock=lambda: 10.0, pace=lists.pace)
    lists.find("Balmaceda 12")
    typing.suggest("Balma")
    assert slept == [1.0]
    assert {each.lower() for each in fake.agents} == {"backhaul dispatch console"}


def test_lists_are_looked_up_around_the_depot(fake: Fake) -> None:
    board = small_day()
    places = RegionPlaces(None, server=fake.server())
    places.board(board.state, {}, MORNING).locate("Balmaceda 12")
    assert (fake.asked[-1][1]["lat"], fake.asked[-1][1]["lon"]) == (["-29.95"], ["-71.3"])
