"""The console in a window on a display, hands that work it, and what its log says they did."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from core import events as e
from core.demo_day import DEPOT_ID
from core.hub.sql_log import SqlLog
from core.model import OfferId, RouteId, Stop, StopId
from tests.end_to_end.waiting import wait_for

SPEED = "30"
"""Drivers look at their phones within some three seconds."""
Place = list[int]
Answered = e.ChangesAccepted | e.ChangesDeclined


class Hands:
    """A person at the console: eyes are the watcher's, mouse and keys go through the display."""

    def __init__(self, console: "subprocess.Popen[str]", environment: dict[str, str]) -> None:
        self._console = console
        self._environment = environment

    def kill(self) -> None:
        """As the power does it."""
        self._console.kill()
        self._console.wait()

    def close(self) -> None:
        """As a person does it; the exit code is good and nothing goes on."""
        assert self._console.stdin is not None
        self._console.stdin.close()
        assert self._console.wait(timeout=30) == 0
        self.wait_for_the_end()

    def wait_for_the_end(self) -> None:
        """Whatever the console has started ends by itself."""
        try:
            wait_for(lambda: not running_in(self._console.pid), "the end", 30)
        except AssertionError:
            pytest.fail(f"Behind the console go on: {running_in(self._console.pid)}")

    def look(self, question: str) -> object:
        """Ask the watcher."""
        assert self._console.stdin is not None
        assert self._console.stdout is not None
        self._console.stdin.write(f"{question}\n")
        self._console.stdin.flush()
        line = self._console.stdout.readline()
        assert line, f"the console ended before it answered {question!r}"
        return msgspec.json.decode(line)

    def find(self, question: str, kind: type[list[str]] = list[str]) -> list[str]:
        """Look until there is an answer that says something."""
        return msgspec.convert(wait_for(lambda: self.look(question), question), kind)

    def tray(self) -> list[str]:
        """Routes with something to send by now."""
        return msgspec.convert(self.look("tray"), list[str])

    def first_return(self, besides: str = "") -> str:
        """Choose the first return in the queue that waits for a route."""
        order_id = next(order_id for order_id in self._rows() if order_id != besides)
        self.click(self._rows()[order_id])
        return order_id

    def open_cases(self) -> dict[str, Place]:
        """Today's open cases in sight of the queue, which is turned with the wheel to find one.

        Nothing is held back then for a pointer that rests on it.
        """
        self.point(self.place("aside"))
        wait_for(lambda: self.look("fresh"), "a queue with nothing held back", 20)
        seen = dict(msgspec.convert(self.look("cases"), list[tuple[str, Place]]))
        turns = ["4"] * 20 + ["5"] * 20
        while not seen and self.look("todays") and turns:
            self.point(self.place("queue"))
            self._do("click", turns.pop(0))
            seen = dict(msgspec.convert(self.look("cases"), list[tuple[str, Place]]))
        return seen

    def row_of(self, order_id: str) -> Place:
        """Where the order's row is."""
        return self._rows()[order_id]

    def _rows(self) -> dict[str, Place]:
        """Returns in the queue. The pointer is there, so that no row moves under it."""
        self.point(self.place("queue"))
        rows = wait_for(lambda: self.look("returns"), "a return in the queue")
        return dict(msgspec.convert(rows, list[tuple[str, Place]]))

    def place(self, question: str) -> Place:
        """Look for a place on the screen."""
        return msgspec.convert(self.look(question), Place)

    def click(self, place: Place) -> None:
        """Point and press once."""
        self._do("mousemove", *map(str, place), "click", "1")

    def open_menu(self, place: Place, entry: str) -> None:
        """Press the right button there and choose the entry that begins with these words."""
        self._do("mousemove", *map(str, place), "click", "3")
        found = wait_for(lambda: self.look(f"entry {entry}"), f"the entry {entry!r}", 10)
        self.click(msgspec.convert(found, Place))

    def press(self, keys: str) -> None:
        """A key or several at once, as `ctrl+z`."""
        self._do("key", keys)

    def point(self, place: Place) -> None:
        """Move there in two steps, so that the window sees a movement."""
        x, y = place
        self._do("mousemove", str(x - 2), str(y - 1), "mousemove", str(x), str(y))

    def drag(self, start: Place, end: Place) -> None:
        """Press, move as a hand does, let go."""
        self._do("mousemove", *map(str, start), "mousedown", "1")
        self._move(start, end)
        self._do("mouseup", "1")

    def drag_onto_map(self, start: Place, places: Sequence[Place], wanted: Sequence[str]) -> str:
        """Press, move over the places until a wanted route lights up, let go; that route."""
        self._do("mousemove", *map(str, start), "mousedown", "1")
        try:
            for at, place in zip([start, *places], places, strict=False):
                self._move(at, place)
                route_id = self._held_over()
                if route_id in wanted:
                    return route_id
        finally:
            self._do("mouseup", "1")
        pytest.fail(f"none of the routes {wanted} lights up at {places}")

    def drag_stop(self, start: Place) -> str:
        """Lift a stop of the map, look which routes would take it, let go on one; that route."""
        lifted = [start[0] + 12, start[1] + 12]
        self._do("mousemove", *map(str, start), "mousedown", "1")
        try:
            self._move(start, lifted)
            drops = wait_for(lambda: self.look("drops"), "a route that would take the stop", 10)
            for route_id, place in msgspec.convert(drops, list[tuple[str, Place]]):
                self._move(lifted, place)
                lifted = place
                if self.look("page target") == route_id:
                    return route_id
        finally:
            self._do("mouseup", "1")
        pytest.fail(f"no route lights up at {drops}")

    def _held_over(self) -> str:
        """The route that lights up under the drag, once the map has said so."""
        wait_for(lambda: self.look("settled"), "the map's answer to the drag", 10)
        return str(self.look("held"))

    def type(self, words: str) -> None:
        """Letter by letter."""
        self._do("type", "--delay", "15", "--", words)

    def marks(self, kind: str) -> list[tuple[str, str, Place]]:
        """Marks of the map in sight, once it stands still: id, route, place."""

        def still() -> dict[str, list[list[object]]] | None:
            first = self.look("marks")
            return first if first == self.look("marks") else None  # type: ignore[return-value]

        found = wait_for(still, "a map that stands still", 20)
        return [(str(m[0]), str(m[1]), msgspec.convert(m[2:], Place)) for m in found[kind]]

    def draw(self, corners: Sequence[Place], held: str = "") -> None:
        """A line with the button pressed, and a key held if one is named."""
        self._do(*(["keydown", held] if held else []), "mousemove", *map(str, corners[0]))
        self._do("mousedown", "1")
        for start, end in pairwise(corners):
            self._move(start, end)
        self._do("mouseup", "1", *(["keyup", held] if held else []))

    def _move(self, start: Place, end: Place) -> None:
        (x, y), (to_x, to_y) = start, end
        words: list[str] = []
        for step in range(1, 21):
            at = (x + (to_x - x) * step // 20, y + (to_y - y) * step // 20)
            words += ["mousemove", *map(str, at), "sleep", "0.02"]
        self._do(*words, "sleep", "0.3")

    def _do(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self._environment, check=True, timeout=30)


@contextmanager
def open_console(
    environment: dict[str, str],
    data: Path,
    repository: Path,
    *,
    send_after_s: int = 0,
    speed: str = SPEED,
) -> Iterator[Hands]:
    """A console on a demo day; nothing of it is left at the end, however that comes."""
    environment = {**environment, "BACKHAUL_SEND_AFTER_S": str(send_after_s)}
    command = [sys.executable, "-m", "tests.end_to_end.watched_console", "--demo"]
    with subprocess.Popen(
        [*command, "--data", str(data), "--size", "1600x1000", "--speed", speed],
        cwd=repository,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if "BACKHAUL_TEST_LOUD" in os.environ else subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as console:
        hands = Hands(console, environment)
        try:
            wait_for(lambda: hands.look("ready"), "the console on the screen", 90)
            hands.click(hands.place("chip"))
            yield hands
        finally:
            end_session(console.pid)


def running_in(session: int) -> list[str]:
    """What runs in a session: process ids and command lines."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has just ended
            state, _, _, its_session = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
            if int(its_session) == session and state != "Z":
                words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found.append(f"{folder.name} {words}")
    return found


def end_session(session: int) -> None:
    """Kill whatever a failed test has left."""
    for each in running_in(session):
        with suppress(ProcessLookupError):
            os.kill(int(each.split()[0]), signal.SIGKILL)


@contextmanager
def day_log(data: Path) -> Iterator[SqlLog]:
    """The day's database, read while the hub writes it."""
    opened = SqlLog(f"sqlite:///{data / 'demo' / 'day.db'}", read_only=True)
    yield opened
    opened.close()


def read(log: SqlLog) -> Sequence[e.Event]:
    """Everything that has happened."""
    stored = log.read(DEPOT_ID, 0, limit=1_000_000)
    return [e.decode(event.body, event.version) for event in stored]


def placed(log: SqlLog, order_id: str, route_id: str) -> StopId:
    """Wait for the order on the route; its stop."""

    def look() -> Stop | None:
        found = [event for event in read(log) if isinstance(event, e.OrderPlaced)]
        stops = (event.placements[-1].stop for event in reversed(found))
        gone = withdrawn(log)
        return next((s for s in stops if s.order_id == order_id and s.id not in gone), None)

    stop = wait_for(look, f"order {order_id} on a route", 20)
    assert stop.route_id == route_id, f"order {order_id} is on route {stop.route_id}"
    return stop.id


def sent(log: SqlLog, stop_id: StopId) -> OfferId:
    """Wait until the stop was sent to its driver; in which offer."""

    def look() -> OfferId | None:
        found = [event for event in read(log) if isinstance(event, e.ChangesSent)]
        return next((s.offer.id for s in reversed(found) if stop_id in s.offer.added), None)

    return wait_for(look, f"the changes with stop {stop_id}", 20)


def answered(log: SqlLog, offer_id: OfferId) -> Answered:
    """Wait for the driver's answer."""

    def look() -> list[Answered]:
        found = [event for event in read(log) if isinstance(event, Answered)]
        return [event for event in found if event.offer_id == offer_id]

    return wait_for(look, f"the answer to {offer_id}", 40)[0]


def lane_for(hands: Hands, order_id: str) -> tuple[RouteId, Place]:
    """The cheapest route whose lane is in sight."""
    for route_id in hands.find(f"offers {order_id}"):
        place = hands.look(f"lane {route_id}")
        if place is not None:
            return RouteId(route_id), msgspec.convert(place, Place)
    pytest.fail(f"no lane in sight can take {order_id}")


def places_for(hands: Hands, order_id: str) -> tuple[list[Place], list[str]]:
    """Routes that can take the order, and where on the map they are drawn."""
    routes = hands.find(f"offers {order_id}")
    found = (msgspec.convert(hands.look(f"line {each}"), list[Place]) for each in routes)
    return [place for places in found for place in places], routes


def send_and_hear(hands: Hands, log: SqlLog, order_id: str, route_id: RouteId) -> None:
    """Send what was placed; the driver of that route answers."""
    stop_id = placed(log, order_id, route_id)
    wait_for(lambda: route_id in hands.find("tray"), "the route in the tray")
    hands.press("ctrl+Return")
    assert answered(log, sent(log, stop_id)).route_id == route_id


def withdrawn(log: SqlLog) -> set[StopId]:
    """Stops that were taken off their routes."""
    found = [event for event in read(log) if isinstance(event, e.OrderWithdrawn)]
    return {stop_id for event in found for stop_id in event.stop_ids}
