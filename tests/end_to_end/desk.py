"""A console without a window: line, replica and travel times, and somebody who decides.

It goes the way the window's planner goes, from the replica over `ways_of` to commands.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable

import aiohttp

from core import commands as c
from core.hub import protocol as p
from core.hub.client import Address, Answer, HubClient
from core.hub.replica import Replica
from core.model import (
    AnswerKind,
    Case,
    CaseId,
    CaseStatus,
    Order,
    RouteId,
    ServiceDay,
    Stop,
    StopId,
)
from core.planning.day import problem_of
from core.planning.insertion import PreviewIndex
from core.planning.travel import TravelMatrix, decode_matrix
from core.planning.ways import DayPlan, Way, ways_of

TRIES = 4
"""At many hundred times the usual speed vans pass the place that was offered."""


class Desk:
    """Invariant: what it knows of the depot came through one line, resumed by its cursor."""

    def __init__(self, address: Address) -> None:
        self.replica = Replica(time.monotonic)
        self.frames: Counter[str] = Counter()
        """How many frames of each kind came, over all connections."""
        self.refusals: list[str] = []
        self._address = address
        self._travel: TravelMatrix | None = None
        self._heard = asyncio.Event()
        self._client: HubClient | None = None
        self._line: asyncio.Task[None] | None = None
        self._tried: Counter[CaseId] = Counter()
        self._answered: set[StopId] = set()

    @property
    def seq(self) -> int:
        """The last event that is known here."""
        return self.replica.state.seq

    def knows_more_than(self, seq: int) -> bool:
        """Whether something has happened since."""
        return self.seq > seq

    def connect(self) -> None:
        """Open the line, going on behind the last event."""
        self._client = HubClient(self._address, on_frame=self._hear)
        self._client.seq = self.seq
        self._line = asyncio.create_task(self._client.run())

    async def disconnect(self) -> None:
        """End the line; the replica stays as it is."""
        assert self._client is not None
        assert self._line is not None
        self._client.stop()
        await self._line

    def hurry(self) -> None:
        """Do not wait for the next try."""
        assert self._client is not None
        self._client.hurry()

    def _hear(self, frame: p.FromHub) -> None:
        self.frames[type(frame).__name__] += 1
        self.replica.receive(frame)
        self._heard.set()

    async def until(self, condition: Callable[[], object], seconds: float = 60) -> None:
        """Wait for what frames bring about."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._heard.clear()
                await self._heard.wait()

    async def ask(self, command: c.Command) -> Answer:
        """Ask the hub; a refusal is remembered."""
        assert self._client is not None
        answer = await self._client.ask(command, based_on=self.seq)
        if isinstance(answer, p.Refused):
            self.refusals.append(answer.words)
        else:
            await self.until(lambda: self.seq >= answer.seq)
        return answer

    async def decide_next(self) -> bool:
        """Answer a driver at a door, or else decide one open case; False if there is nothing.

        Every third case moves to the next day. The changed route's tray leaves at once.
        """
        state = self.replica.state
        asking = (stop for stop in state.stops.values() if self._waits_for_word(stop))
        door = next(asking, None)
        if door is not None:
            await self._answer(door)
            return True
        open_cases = (
            case
            for case in state.cases.values()
            if case.status is CaseStatus.OPEN and self._tried[case.id] < TRIES
        )
        case = next(open_cases, None)
        if case is None:
            return False
        self._tried[case.id] += 1
        order = state.orders[case.order_id]
        later = [day for day in sorted(state.days) if day > order.day]
        if later and len(self._tried) % 3 == 0:
            await self.ask(c.RescheduleOrder(order_id=order.id, day=later[0]))
        else:
            await self._place(case, order)
        return True

    def _waits_for_word(self, stop: Stop) -> bool:
        """Whether its driver has a problem and has not been answered, nor has gone on."""
        is_asked = stop.problem is not None and stop.answer is None and not stop.status.is_ended
        return is_asked and stop.id not in self._answered

    async def _answer(self, stop: Stop) -> None:
        """Wait, try this or fail it, in turn."""
        kind = tuple(AnswerKind)[len(self._answered) % len(AnswerKind)]
        self._answered.add(stop.id)
        minutes = 5 if kind is AnswerKind.WAIT else 0
        note = "Ring at the side door." if kind is AnswerKind.TRY else ""
        await self.ask(c.AnswerProblem(stop.id, kind, wait_min=minutes, note=note))

    async def _place(self, case: Case, order: Order) -> None:
        ways = await self._ways(order)
        best = min(
            (way for way in ways if self._is_for_today(way, order)),
            key=lambda way: way.option.cost_minor,
            default=None,
        )
        if best is None:
            await self.ask(c.AcknowledgeCase(case_id=case.id))
            return
        assert best.index is not None
        place = c.PlaceOrder(
            order_id=order.id,
            route_id=best.option.route_id,
            index=best.index,
            expected_version=best.version,
            hand_over=best.hand_over,
            offered=(best.option,),
            broken=best.broken,
            engine=best.engine,
        )
        if isinstance(await self.ask(place), p.Accepted):
            await self._send(best.option.route_id)
            if best.hand_over is not None and best.hand_over.give_route_id is not None:
                await self._send(best.hand_over.give_route_id)

    def _is_for_today(self, way: Way, order: Order) -> bool:
        """Whether the route can take the order on the order's own day, breaking nothing."""
        route = self.replica.state.routes[way.option.route_id]
        return way.index is not None and way.option.is_feasible and route.day == order.day

    async def _send(self, route_id: RouteId) -> None:
        version = self.replica.state.routes[route_id].version
        await self.ask(c.SendChanges(route_id=route_id, expected_version=version))

    async def _ways(self, order: Order) -> tuple[Way, ...]:
        travel = await self._fetch_travel()
        clock = self.replica.clock
        assert clock is not None
        state, now = self.replica.state, clock.at(time.monotonic())
        plans: dict[ServiceDay, DayPlan] = {}
        for day in state.days:
            problem = problem_of(state, day, travel, now).problem
            plans[day] = DayPlan(day, problem, PreviewIndex(problem, None))
        return ways_of(state, order, plans, travel)

    async def _fetch_travel(self) -> TravelMatrix:
        """The hub's travel times, fetched again when places have joined them."""
        await self.until(lambda: self.replica.travel_size > 0)
        if self._travel is None or len(self._travel) < self.replica.travel_size:
            assert self._client is not None
            url = f"{self._client.http_url}/travel/{self._address.depot}?after=0"
            headers = {"Authorization": f"Bearer {self._address.token}"}
            async with aiohttp.ClientSession(headers=headers) as session, session.get(url) as found:
                assert found.status == 200, await found.text()
                self._travel = decode_matrix(await found.read())
        return self._travel
