"""A bad day, handled with mouse and keys: failures come in, each gets its outcome in few gestures.

BACKHAUL_TEST_CASES cases are decided (4); 0 is a whole day of forty drivers, from its first failure
until four in the afternoon. Customers answer meanwhile on their page. The run ends with the time
and the gestures that a case took: from the click on its row to the decision in the log.
"""

import asyncio
import os
import re
import statistics
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import msgspec
import pytest
from msgspec import Struct

from core.demo_day import DEPOT_ID, Size
from core.hub.sql_log import SqlLog
from core.model import MessageKind, RouteId
from core.rules.answers import UNDECIDED
from core.state import State, apply
from tests.end_to_end.conftest import Tally
from tests.end_to_end.real_console import Hands, day_log, open_console, read
from tests.end_to_end.small_demo import open_small_day
from tests.end_to_end.waiting import wait_for

CASES = int(os.environ.get("BACKHAUL_TEST_CASES", "4"))
ANSWERS_EVERY = 3
"""Every third failed visit is answered by its customer."""
BREAKS_AFTER = 25
"""So many cases into a whole day a van breaks down."""
ENOUGH_S = 15
"""What the obvious half of the cases may take."""
SPEED = "30" if CASES else "60"
LIMIT_S = 240 if CASES else 3000

pytestmark = [pytest.mark.end_to_end, pytest.mark.webengine, pytest.mark.timeout(LIMIT_S)]


class Handled(Struct, frozen=True):
    """How a case, or a group of one cause, got its outcome."""

    orders: tuple[str, ...]
    outcome: str
    gestures: int
    took_s: float


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bad day")


@pytest.fixture(scope="module")
def hands(desktop: dict[str, str], data: Path, repository: Path) -> Iterator[Hands]:
    with open_console(desktop, data, repository, send_after_s=5, speed=SPEED) as opened:
        opened.click(opened.place("all"))
        yield opened
        opened.close()


@pytest.fixture
def log(hands: Hands, data: Path) -> Iterator[SqlLog]:
    with day_log(data) as opened:
        yield opened


def test_every_case_gets_its_outcome_in_few_gestures(
    hands: Hands, log: SqlLog, tally: Tally
) -> None:
    handled: list[Handled] = []
    answered: set[str] = set()
    try:
        live_through(hands, log, handled, answered)
    finally:
        tally.handled += [(each.gestures, each.took_s) for each in handled]
        tally.answered += len(answered)
    times = sorted(each.took_s for each in handled)
    assert statistics.median(times) < ENOUGH_S
    if not CASES:
        assert not left_over(state_of(log)), "every case has an outcome by the cut-off"


def live_through(hands: Hands, log: SqlLog, handled: list[Handled], answered: set[str]) -> None:
    """Handle what comes until the day is over."""
    while not is_over(hands, handled):
        rows = wait_for(lambda: hands.open_cases() or ended(hands), "a case in the queue", 120)
        if not isinstance(rows, dict):
            break
        handled.append(handle(hands, next(iter(rows.values()))))
        if not CASES and len(handled) == BREAKS_AFTER:
            break_down(hands, log)
        if len(handled) % ANSWERS_EVERY == 1:
            answer_as_a_customer(log, answered)


def test_no_key_means_two_things(hands: Hands) -> None:
    for place in list(hands.open_cases().values())[:3]:
        hands.click(place)
        assert hands.look("keys") == []


@pytest.mark.skipif(not CASES, reason="a whole day has its breakdown in its middle")
def test_the_work_of_a_van_that_breaks_down_is_split_in_one_go(hands: Hands, log: SqlLog) -> None:
    break_down(hands, log)


def break_down(hands: Hands, log: SqlLog) -> None:
    """Report it from a lane's menu, and take the split that is proposed."""
    vans = wait_for(lambda: hands.look("vans"), "a van on the road")
    route_id, place = msgspec.convert(vans, list[tuple[RouteId, list[int]]])[-1]
    hands.open_menu(place, "The van has broken down")
    agree(hands, "cannot go on?")
    wait_for(lambda: state_of(log).routes[route_id].stranded is not None, "the report", 20)
    before = state_of(log)
    for _ in range(3):
        agree(hands, "Split")
        if is_soon(lambda: planned_elsewhere(before, state_of(log), route_id)):
            return
        # A plan that moved on meanwhile is split anew, as the sentence asks.
        hands.open_menu([place[0], hands.place(f"lane {route_id}")[1]], "Split its work")
    pytest.fail(f"nothing went to other vans: {hands.look('told')}")


def is_soon(condition: Callable[[], bool]) -> bool:
    """Whether it comes true within ten seconds."""
    for _ in range(20):
        if condition():
            return True
        time.sleep(0.5)
    return False


def agree(hands: Hands, words: str) -> None:
    """Press Enter in the dialog that asks this."""
    wait_for(lambda: words in str(hands.look("asks")), f"the question {words!r}", 30)
    hands.press("Return")


def planned_elsewhere(before: State, after: State, route_id: RouteId) -> bool:
    """Whether other routes have got stops since."""
    return any(
        len(route.stop_ids) > len(before.routes[route.id].stop_ids)
        for route in after.routes.values()
        if route.id != route_id
    )


def left_over(state: State) -> list[str]:
    """Today's cases without an outcome."""
    open_cases = (case for case in state.cases.values() if case.status in UNDECIDED)
    today = min(state.days)
    return [case.order_id for case in open_cases if state.orders[case.order_id].day == today]


def is_over(hands: Hands, handled: list[Handled]) -> bool:
    return len(handled) >= CASES if CASES else ended(hands) and not hands.open_cases()


def ended(hands: Hands) -> bool:
    """Whether nothing new is awaited."""
    return not CASES and hands.look("over 16:00") is True


def handle(hands: Hands, place: list[int]) -> Handled:
    """Choose the row and take what is recommended; what it does not cover goes to the next day."""
    begun = time.monotonic()
    hands.click(place)
    orders = tuple(wait_for(lambda: hands.find("chosen"), "a chosen row", 10))
    gestures = 1
    # The best way of today for a group; what is recommended for one; else tomorrow; else it rests.
    for key in ("b" if len(orders) > 1 else "Return", "m", "d"):
        hands.press(key)
        gestures += 1
        for _ in range(60):
            if hands.look("asks"):
                hands.press("Return")
                gestures += 1
            outcomes = [hands.look(f"outcome {order}") for order in orders]
            if all(outcomes):
                words = ", ".join(sorted(set(map(str, outcomes))))
                return Handled(orders, words, gestures, time.monotonic() - begun)
            time.sleep(0.05)
    settled = {o: words for o, words in zip(orders, outcomes, strict=True) if words}
    # What a group's best ways did not cover is in the queue by itself, in sight or not, for later.
    queued = msgspec.convert(hands.look("todays"), set[str])
    if settled and set(orders) - set(settled) <= queued:
        words = ", ".join(sorted(set(map(str, settled.values()))))
        return Handled(tuple(settled), words, gestures, time.monotonic() - begun)
    seen = {what: hands.look(what) for what in ("told", "asks", "chosen", "keys")}
    pytest.fail(f"{orders} got no outcome, but {outcomes}; the window shows {seen}")


def answer_as_a_customer(log: SqlLog, answered: set[str]) -> None:
    """One customer who was told of a failed visit opens the link and chooses, each another way."""
    for order in state_of(log).orders.values():
        told = [m for m in order.messages if m.kind is MessageKind.FAILED]
        if not told or order.id in answered or order.answer is not None:
            continue
        (text,) = log.personal(DEPOT_ID, [told[-1].text_ref]).values()
        link = re.search(r"http://\S+", text)
        assert link is not None
        forms = choices(opened(link.group()))
        if forms:
            body = urllib.parse.urlencode(forms[len(answered) % len(forms)]).encode()
            assert "<html" in opened(link.group(), body)
        answered.add(order.id)
        return


def opened(url: str, body: bytes | None = None) -> str:
    with urllib.request.urlopen(url, body, timeout=20) as answer:
        text: str = answer.read().decode()
    return text


def choices(page: str) -> list[dict[str, str]]:
    """The fields of each form of the page, the first option of each taken."""
    found = []
    for form in re.findall(r"<form.*?</form>", page, re.DOTALL):
        fields: dict[str, str] = {}
        for field in re.findall(r"<input[^>]*>", form):
            names = dict(re.findall(r'(\w+)="([^"]*)"', field))
            fields.setdefault(names["name"], unescape(names.get("value", "the neighbour")))
        found.append(fields)
    return found


def state_of(log: SqlLog) -> State:
    state = State()
    for event in read(log):
        state = apply(state, event)
    return state


async def fill(data: Path) -> None:
    """A day of forty drivers that opens at eight."""
    folder = data / "demo"
    folder.mkdir()
    size = Size(drivers=40, stops=860, waiting=18, tomorrow_stops=300)
    await open_small_day(folder / "day.db", 3, size)


@pytest.fixture(scope="module", autouse=True)
def _forty_drivers(data: Path) -> None:
    if not CASES:
        asyncio.run(fill(data))
