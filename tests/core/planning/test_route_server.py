"""Travel times of OSRM and Valhalla servers: asked in blocks, tried again, and never believed."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from core.model import ClosureId, PlaceId
from core.planning import route_server
from core.planning.road import RoadEngine
from core.planning.route_server import RouteServerError, ServedRoads, parse_server
from core.planning.street_index import Snap
from core.planning.travel import ROAD, SERVED, TravelPlace
from core.planning.travel_growth import closed_legs, empty_matrix, grow_by_places

ROADS = Path(__file__).parents[3] / "resources" / "demo" / "roads.npz"
Answer = Callable[[str, dict[str, Any]], tuple[int, Any]]


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Whoever does not wait for an answer hangs up."""


class FakeServer:
    """Answers as `answer` says; what was asked is kept."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.answer: Answer = lambda path, body: (404, {})
        self.elsewhere = ""
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def _serve(self, body: dict[str, Any]) -> None:
                fake.asked.append((self.path, body))
                status, answer = fake.answer(self.path, body)
                text = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                if fake.elsewhere:
                    self.send_header("Location", fake.elsewhere)
                self.end_headers()
                self.wfile.write(text)

            def do_GET(self) -> None:
                self._serve({})

            def do_POST(self) -> None:
                self._serve(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self._http = _Quiet(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@pytest.fixture
def fake() -> Iterator[FakeServer]:
    made = FakeServer()
    yield made
    made.close()


@pytest.fixture(scope="module")
def own() -> RoadEngine:
    return RoadEngine.open(ROADS)


@pytest.fixture(scope="module")
def snaps(own: RoadEngine) -> list[Snap]:
    spots = [(-29.90 - n * 0.001, -71.25 + (n % 7) * 0.001) for n in range(90)]
    return [snap for spot in spots if (snap := own.snap(*spot)) is not None]


def osrm(times: float = 1.0) -> Answer:
    """An OSRM `table`: ten seconds a place further, each leg so many metres."""

    def answer(path: str, _: dict[str, Any]) -> tuple[int, Any]:
        wanted = parse_qs(urlsplit(path).query)
        sources = wanted["sources"][0].split(";")
        targets = wanted["destinations"][0].split(";")
        assert wanted["annotations"] == ["duration,distance"]
        rows = [[times * 100.0 for _ in targets] for _ in sources]
        return 200, {"code": "Ok", "durations": rows, "distances": rows}

    return answer


def served(fake: FakeServer, own: RoadEngine, kind: str = "osrm", **options: Any) -> ServedRoads:
    server = parse_server(f"{kind}+{fake.url}")
    return ServedRoads(server, own, sleep=lambda _: None, **options)


@pytest.mark.parametrize(
    "text", ["", "http://x:1", "google+http://x:1", "osrm+ftp://x", "osrm+http:"]
)
def test_only_a_routing_server_is_one(text: str) -> None:
    with pytest.raises(ValueError, match="is no routing server"):
        parse_server(text)


def test_a_profile_can_stand_behind_the_address() -> None:
    found = parse_server("valhalla+https://maps.example/truck")
    assert (found.base, found.profile, found.name) == (
        "https://maps.example",
        "truck",
        "Valhalla at maps.example",
    )


def test_a_large_matrix_is_asked_in_blocks_and_put_together(
    fake: FakeServer, own: RoadEngine, snaps: list[Snap], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(route_server, "LIKELY", (0.0, 1e9))
    many = snaps[:60]

    def answer(path: str, _: dict[str, Any]) -> tuple[int, Any]:
        points = urlsplit(path).path.rpartition("/")[2].split(";")
        query = parse_qs(urlsplit(path).query)
        sources = [int(at) for at in query["sources"][0].split(";")]
        targets = [int(at) for at in query["destinations"][0].split(";")]
        lat = [float(point.partition(",")[2]) for point in points]
        rows = [[round(1000 + lat[a] * 10 + lat[b], 4) for b in targets] for a in sources]
        return 200, {"code": "Ok", "durations": rows, "distances": rows}

    fake.answer = answer
    seconds, metres = served(fake, own).matrix(many, many)
    assert len(fake.asked) == 4
    lats = np.array([snap.lat for snap in many])
    expected = 1000 + lats[:, None] * 10 + lats[None, :]
    assert np.allclose(seconds, expected, atol=0.01)
    assert np.allclose(metres, expected, atol=0.01)


def test_valhalla_is_asked_in_its_own_words_and_kilometres(
    fake: FakeServer, own: RoadEngine, snaps: list[Snap]
) -> None:
    def answer(path: str, body: dict[str, Any]) -> tuple[int, Any]:
        assert (path, body["costing"]) == ("/sources_to_targets", "auto")
        cell = {"time": 120, "distance": 1.5}
        cells = [[cell for _ in body["targets"]] for _ in body["sources"]]
        return 200, {"sources_to_targets": cells, "units": "kilometers"}

    fake.answer = answer
    seconds, metres = served(fake, own, "valhalla").matrix(snaps[:2], snaps[2:5])
    assert (seconds == 120).all()
    assert (metres == 1500).all()


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (400, {"code": "TooBig", "message": "Too many table coordinates"}),
        (400, {"error_code": 150, "error": "Exceeded max locations:20", "status_code": 400}),
        (414, b"<html>Request-URI Too Long"),
    ],
)
def test_a_server_that_takes_fewer_places_is_asked_for_fewer(
    fake: FakeServer, own: RoadEngine, snaps: list[Snap], status: int, answer: Any
) -> None:
    sizes: list[int] = []

    def limited(path: str, body: dict[str, Any]) -> tuple[int, Any]:
        sizes.append(len(urlsplit(path).path.rpartition("/")[2].split(";")))
        return (status, answer) if sizes[-1] > 20 else osrm()(path, body)

    fake.answer = limited
    roads = served(fake, own)
    seconds, _ = roads.matrix(snaps[:30], snaps[:23])
    assert (seconds == 100).all()
    assert sizes[0] == 53
    assert roads._most < 20
    refused = [size for size in sizes if size > 20]
    assert len(refused) == len(set(refused)), "nothing as large is asked for again"
    sizes.clear()
    assert (roads.matrix(snaps[:30], snaps[:23])[0] == 100).all()
    assert max(sizes) <= 20, "it is remembered"


def test_a_server_that_takes_no_place_at_all_is_refused(
    fake: FakeServer, own: RoadEngine, snaps: list[Snap]
) -> None:
    fake.answer = lambda path, body: (400, {"code": "TooBig", "message": "Too many"})
    with pytest.raises(RouteServerError, match="Too many"):
        served(fake, own).matrix(snaps[:3], snaps[:3])


def _always(told: tuple[int, Any], path: str, body: dict[str, Any]) -> tuple[int, Any]:
    return told


def osrm_way(start: Snap, end: Snap, **changes: Any) -> dict[str, Any]:
    line = [[start.lon, start.lat], [start.lon, end.lat], [end.lon, end.lat]]
    route = {
        "duration": 90.0,
        "distance": 800.0,
        "geometry": {"type": "LineString", "coordinates": line},
        "legs": [{"annotation": {"duration": [60.0, 20.0]}}],
    }
    return {"code": "Ok", "routes": [route | changes], "waypoints": []}


def test_a_way_of_osrm_is_drawn_and_timed_as_it_says(
    fake: FakeServer, own: RoadEngine, snaps: list[Snap]
) -> None:
    start, end = snaps[0], snaps[40]
    fake.answer = lambda path, body: (200, osrm_way(start, end))
    way = served(fake, own).path(start, end)
    assert way.lats.tolist() == [start.lat, end.lat, end.lat]
    assert way.seconds.tolist() == [0.0, 67.5, 90.0], "turns of the route are spread over it"
    assert (way.metres, way.source) == (800.0, SERVED)
    (asked,) = fake.asked
    url = urlsplit(asked[0])
    assert url.path.startswith(f"/route/v1/driving/{start.lon:.6f},{start.lat:.6f};")
    assert parse_qs(url.query)["geometries"] == ["geojson"]
    fake.answer = lambda path, body: (200, osrm_way(start, end, legs=[]))
    assert len(served(fake, own).path(start, end).seconds) == 3, "by length, where it says no times"


def encoded(points: list[tuple[float, float]]) -> str:
    """A polyline of six decimals, as Valhalla sends them."""
    text, before = "", (0, 0)
    for point in points:
        here = (round(point[0] * 1e6), round(point[1] * 1e6))
        for now, last in zip(here, before, strict=True):
            value = (now - last) << 1 if now >= last else ~((now - last) << 1)
            while value >= 0x20:
                text += chr((0x20 | value & 0x1F) + 63)
                value >>= 5
            text += chr(value + 63)
        before = here
    return text


def test_a_way_of_valhalla_is_read_from_its_letters(
    fake: FakeServer, own: RoadEngine, snaps: list[Snap]
) -> None:
    start, end = snaps[0], snaps[40]
    shape = encoded([(start.lat, start.lon), (start.lat, end.lon), (end.lat, end.lon)])
    leg = {"shape": shape, "summary": {"time": 120.0, "length": 1.5}}
    fake.answer = lambda path, body: (200, {"trip": {"legs": [leg], "units": "kilometers"}})
    way = served(fake, own, "valhalla").path(start, end)
    assert way.lats == pytest.approx([start.lat, start.lat, end.lat], abs=1e-6)
    assert way.lons == pytest.approx([start.lon, end.lon, end.lon], abs=1e-6)
    assert (float(way.seconds[-1]), way.metres) == (120.0, 1500.0)
    ((path, body),) = fake.asked
    assert (path, body["costing"], len(body["locations"])) == ("/route", "auto", 2)


@pytest.mark.parametrize(
    ("kind", "status", "answer"),
    [
        ("osrm", 400, {"code": "NoRoute", "message": "Impossible route between points"}),
        ("valhalla", 400, {"error_code": 442, "error": "No path could be found for input"}),
        ("valhalla", 200, {"trip": {"legs": []}}),
    ],
)
def test_where_the_server_knows_no_way_it_is_that_of_the_own_roads(
    fake: FakeServer, own: RoadEngine, snaps: list[Snap], kind: str, status: int, answer: Any
) -> None:
    fake.answer = lambda path, body: (status, answer)
    way = served(fake, own, kind).path(snaps[0], snaps[40])
    assert way.source == ROAD
    assert way.metres == own.path(snaps[0], snaps[40]).metres
    assert len(fake.asked) == 1


@pytest.mark.parametrize(
    ("kind", "answer", "words"),
    [
        ("osrm", {"code": "InvalidValue", "message": "Bad"}, "Bad"),
        ("osrm", {"code": "Ok", "routes": []}, "Ok"),
        ("osrm", "elsewhere", "somewhere else"),
        ("osrm", "backwards", "none on Earth"),
        ("osrm", "empty", "none on Earth"),
        ("valhalla", {"error": "Out of tiles"}, "Out of tiles"),
    ],
)
def test_a_way_that_cannot_be_is_not_drawn(
    fake: FakeServer, own: RoadEngine, snaps: list[Snap], kind: str, answer: Any, words: str
) -> None:
    start, end = snaps[0], snaps[40]
    made = {
        "elsewhere": osrm_way(snaps[80], end),
        "backwards": osrm_way(start, end, duration=-1.0),
        "empty": osrm_way(start, end, geometry={"coordinates": []}),
    }
    fake.answer = lambda path, body: (200, made[answer] if isinstance(answer, str) else answer)
    with pytest.raises(RouteServerError, match=words):
        served(fake, own, kind).path(start, end)


def test_a_way_to_where_one_stands_is_a_point(
    fake: FakeServer, own: RoadEngine, snaps: list[Snap]
) -> None:
    line = {"coordinates": [[snaps[0].lon, snaps[0].lat]]}
    fake.answer = lambda path, body: (200, osrm_way(*snaps[:2], geometry=line, duration=0.0))
    way = served(fake, own).path(snaps[0], snaps[0])
    assert way.seconds.tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("kind", "path", "well"),
    [
        ("osrm", "/nearest/v1/driving/", {"code": "Ok", "waypoints": []}),
        ("valhalla", "/status", {"version": "3.5.1", "tileset_last_modified": 1}),
    ],
)
def test_a_server_is_asked_how_it_is(
    fake: FakeServer, own: RoadEngine, snaps: list[Snap], kind: str, path: str, well: Any
) -> None:
    fake.answer = lambda path, body: (200, well)
    roads = served(fake, own, kind)
    roads.health(snaps[0])
    assert fake.asked[0][0].startswith(path)
    for status, answer, words in (
        (200, {}, "nothing of itself"),
        (200, {"code": "NoSegment"}, "NoSegment"),
        (503, {}, "answered 503"),
    ):
        fake.asked.clear()
        fake.answer = partial(_always, (status, answer))
        with pytest.raises(RouteServerError, match=words):
            roads.health(snaps[0])
        assert len(fake.asked) == 1, "once"


def test_legs_that_the_server_lacks_are_the_own_roads(
    fake: FakeServer, own: RoadEngine, snaps: list[Snap]
) -> None:
    fake.answer = lambda path, body: (
        200,
        {"code": "Ok", "durations": [[None, 90.0]], "distances": [[None, 800.0]]},
    )
    seconds, metres = served(fake, own).matrix(snaps[:1], snaps[1:3])
    own_s, own_m = own.matrix(snaps[:1], snaps[1:3])
    assert (seconds[0, 0], metres[0, 0]) == (own_s[0, 0], own_m[0, 0])
    assert (seconds[0, 1], metres[0, 1]) == (90, 800)


def test_a_server_that_is_busy_is_tried_again(
    fake: FakeServer, own: RoadEngine, snaps: list[Snap]
) -> None:
    good = osrm()
    fake.answer = lambda path, body: (503, {}) if len(fake.asked) < 3 else good(path, body)
    seconds, _ = served(fake, own).matrix(snaps[:1], snaps[1:3])
    assert (seconds == 100).all()
    assert len(fake.asked) == 3


@pytest.mark.parametrize(
    ("status", "answer", "words"),
    [
        (
            400,
            {"code": "InvalidQuery", "message": "Query string malformed"},
            "Query string malformed",
        ),
        (400, {"error_code": 154, "error": "Path distance exceeds"}, "Path distance exceeds"),
        (200, {"code": "NoTable", "message": ""}, "NoTable"),
        (200, {"code": "Ok", "durations": [[1.0]], "distances": [[1.0]]}, "another size"),
        (200, {"code": "Ok", "durations": [[-1, 1]], "distances": [[1, 1]]}, "below zero"),
        (200, b"<html>", "cannot be read"),
        (200, b'{"code":"\xff"}', "cannot be read"),
        (200, b'{"other":' + b"[" * 100_000, "cannot be read"),
        (400, b'{"code":"\xff"}', "it answered 400"),
        (200, b" " * 9_000_000, "too long"),
        (500, b"oops", "it answered 500"),
    ],
)
def test_a_wrong_answer_is_said(
    fake: FakeServer, own: RoadEngine, snaps: list[Snap], status: int, answer: Any, words: str
) -> None:
    fake.answer = lambda path, body: (status, answer)
    with pytest.raises(RouteServerError, match=words):
        served(fake, own).matrix(snaps[:1], snaps[1:3])


def test_valhallas_own_refusal_is_said(
    fake: FakeServer, own: RoadEngine, snaps: list[Snap]
) -> None:
    fake.answer = lambda path, body: (200, {"error": "No path"})
    with pytest.raises(RouteServerError, match="No path"):
        served(fake, own, "valhalla").matrix(snaps[:1], snaps[1:3])


def test_a_slow_server_is_not_waited_for(
    fake: FakeServer, own: RoadEngine, snaps: list[Snap]
) -> None:
    leave = threading.Event()

    def answer(path: str, body: dict[str, Any]) -> tuple[int, Any]:
        leave.wait(10)
        return 200, {}

    fake.answer = answer
    with pytest.raises(RouteServerError, match="no answer within"):
        served(fake, own, timeout_s=0.05).matrix(snaps[:1], snaps[1:3])
    leave.set()


@pytest.mark.parametrize("status", [b"200 OK", b"503 Service Unavailable"])
def test_an_answer_that_trickles_or_breaks_off_is_not_waited_for(
    own: RoadEngine, snaps: list[Snap], status: bytes
) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:

        def trickle() -> None:
            for _ in range(route_server.TRIES):
                with closing(listener.accept()[0]) as line:
                    line.sendall(b"HTTP/1.1 " + status + b"\r\nContent-Length: 999\r\n\r\n")
                    gone = False
                    while not gone:
                        line.settimeout(0.02)
                        try:
                            line.sendall(b" ")
                            gone = line.recv(65_536) == b""
                        except TimeoutError:
                            continue
                        except OSError:
                            gone = True

        thread = threading.Thread(target=trickle)
        thread.start()
        url = f"osrm+http://127.0.0.1:{listener.getsockname()[1]}"
        roads = ServedRoads(parse_server(url), own, timeout_s=0.2, sleep=lambda _: None)
        with pytest.raises(RouteServerError, match=r"no answer within 0\.2 s"):
            roads.matrix(snaps[:1], snaps[1:3])
        thread.join()


def test_a_server_may_point_to_another_but_to_nothing_else(
    fake: FakeServer, own: RoadEngine, snaps: list[Snap]
) -> None:
    fake.answer, fake.elsewhere = (lambda path, body: (302, {})), "ftp://127.0.0.1:1/table"
    with pytest.raises(RouteServerError, match="it answered 302"):
        served(fake, own).matrix(snaps[:1], snaps[1:3])
    assert len(fake.asked) == 1


def test_an_unreachable_server_is_said(
    fake: FakeServer, own: RoadEngine, snaps: list[Snap]
) -> None:
    roads = ServedRoads(parse_server("osrm+http://127.0.0.1:1"), own, sleep=lambda _: None)
    with pytest.raises(RouteServerError, match=r"OSRM at 127\.0\.0\.1:1 gives no travel times"):
        roads.matrix(snaps[:1], snaps[1:3])


def test_whoever_speaks_no_http_or_stops_halfway_is_said(
    own: RoadEngine, snaps: list[Snap]
) -> None:
    halves = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"
    for said in (b"220 mail.example ESMTP\r\n", halves):
        with closing(socket.create_server(("127.0.0.1", 0))) as listener:

            def answer(listener: socket.socket = listener, said: bytes = said) -> None:
                for _ in range(route_server.TRIES):
                    with closing(listener.accept()[0]) as line:
                        line.recv(65_536)
                        line.sendall(said)

            thread = threading.Thread(target=answer)
            thread.start()
            url = f"osrm+http://127.0.0.1:{listener.getsockname()[1]}"
            with pytest.raises(RouteServerError, match="breaks off or is no HTTP"):
                ServedRoads(parse_server(url), own, sleep=lambda _: None).matrix(
                    snaps[:1], snaps[1:3]
                )
            thread.join()


@pytest.mark.parametrize("times", [200.0, 0.1])
def test_times_of_another_profile_are_not_taken(
    fake: FakeServer, own: RoadEngine, snaps: list[Snap], times: float
) -> None:
    fake.answer = osrm(times=times)
    with pytest.raises(RouteServerError, match="is driving the right profile"):
        served(fake, own).matrix(snaps[:10], snaps[10:20])


def test_places_say_where_their_times_come_from(
    fake: FakeServer, own: RoadEngine, snaps: list[Snap]
) -> None:
    fake.answer = osrm()
    roads = served(fake, own)
    places = [TravelPlace(PlaceId(f"p{n}"), s.lat, s.lon) for n, s in enumerate(snaps[:3])]
    matrix = grow_by_places(empty_matrix(roads), places, roads)
    assert matrix.fingerprint.startswith("osrm:127.0.0.1:")
    assert [place.source for place in matrix.places] == [SERVED] * 3
    assert matrix.seconds(PlaceId("p0"), PlaceId("p1")) == 100
    more = TravelPlace(PlaceId("p9"), snaps[5].lat, snaps[5].lon)
    grown = grow_by_places(matrix, [*places, more], own)
    assert grown.place(PlaceId("p9")).source == ROAD
    assert grown.seconds(PlaceId("p0"), PlaceId("p1")) == 100


def test_a_servers_legs_lead_around_closed_streets_as_the_own_roads_do(
    fake: FakeServer, own: RoadEngine, snaps: list[Snap]
) -> None:
    fake.answer = osrm()
    roads = served(fake, own)
    places = [TravelPlace(PlaceId(f"p{n}"), s.lat, s.lon) for n, s in enumerate(snaps[:4])]
    matrix = grow_by_places(empty_matrix(roads), places, roads)
    way = own.path(snaps[0], snaps[1])
    line = list(zip(way.lats.tolist(), way.lons.tolist(), strict=True))[:6]
    z1 = ClosureId("z1")
    around = matrix.with_closed([closed_legs(matrix, [z1], [line], roads)])
    seconds, _ = around.arrays(frozenset({z1}))
    closed = own.closed([line])
    there = [closed.snap(place.lat, place.lon) for place in places]
    ends = [snap for snap in there if snap is not None]
    more = closed.matrix(ends, ends)[0] - own.matrix(snaps[:4], snaps[:4])[0]
    assert seconds == pytest.approx(np.maximum(matrix.seconds_array + more, 0), abs=0.6)
