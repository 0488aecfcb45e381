"""The resident fleet engine: arrays that stay, a search that goes on where it stopped.

Runs in whichever thread calls it and holds the interpreter lock only between chunks of a few
milliseconds; any thread may call `stop`. Anneals to a known budget: to show something early, run
short, publish, and run longer from there.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from time import perf_counter

import numpy as np

from core.planning import engine_columns as c
from core.planning.compiled import load
from core.planning.engine_arrays import NEAR, Arrays, Routes, make_arrays
from core.planning.fleet import FleetPlan, FleetProblem
from core.planning.machine_code import NO_VAN

CHUNK_S = 0.01
SHOWN_EVERY_S = 0.05
STEPS_PER_CHUNK = 200
"""Where the steps are counted instead of the time, the temperature changes this often."""
COLD = (1.0, 10.0, 0.1)
"""First temperature at least and at most, and the last one, in typical legs."""
STEPS_PER_HEAT = 30.0
"""Steps for every request that each degree of the first temperature needs to pay."""
WARM = (0.3, 0.05)
LONG_ROUTE, STEPS_TO_LOOK_WIDE = 20, 200
"""From this mean length on, and with so many steps for every request, gaps are looked for at all of
the neighbours: on few, long routes the nearest ones are often there at another time of the day.
0.2 to 1.1 % on four instances of that class after four seconds, one seed."""
RUIN, RUIN_LONG = (1, 10, 10), (5, 20, 20)
"""A step takes out so many requests, between the first two, in strings of the third at most; the
other ones where routes are long, where small steps end in the next best valley: 0.5 % on five
instances of that class after three seconds, 1.2 % on six single routes after a fifth of one."""
FOCUS_NEAR = 15
"""Neighbours of a new request that a warm search looks at more often than at the rest."""
MANY_AT_FIRST = 200
"""Orders whose first placement is watched by a clock; uncompiled they take a tenth of a second."""
FOCUS_SHARE = 0.6
"""Of a run; after it every request is as likely as any other."""


class Engine:
    """One problem being improved. Not thread-safe but for `stop`."""

    def __init__(
        self,
        problem: FleetProblem,
        routes: Routes = (),
        *,
        seed: int = 1,
        near: int = NEAR,
        as_plain: bool = False,
        like: "Engine | None" = None,
    ) -> None:
        """Start from `routes`, one sequence per van, or from nothing.

        `like` is an engine for the same matrices, if there is one already: what it knows of
        turned matrices and neighbours is kept, and looked at again only where requests differ.
        `as_plain` is for a process that must not wait for a compiler.
        """
        self._is_warm = any(len(route) for route in routes)
        self._stop = np.zeros(1, np.uint8)
        """What a kernel looks at, set by somebody or by the clock."""
        self._is_stopped = False
        """By somebody."""
        shared = None if like is None else like._arrays
        self._arrays: Arrays = make_arrays(problem, routes, near=near, like=shared)
        self._kernel = load(as_plain=as_plain)(self._arrays, self._stop)
        self._arrays.memory[c.RANDOM] = _seeded(seed)
        self._near = int(self._arrays.memory[c.NEAR_WIDTH])
        self._focus_count = self._make_focus() if self._is_warm else 0
        self.is_cut_short = False
        """Whether time was over before every order had been tried once."""
        self._begin()

    @property
    def best_cost(self) -> int:
        """Of the best plan so far, penalties for what it leaves out included."""
        return int(self._arrays.memory[c.BEST_TOTAL])

    @property
    def steps(self) -> int:
        """Made so far."""
        return int(self._arrays.memory[c.ITERATIONS])

    def stop(self) -> None:
        """Let a run end at its next step; the best so far stays. From any thread."""
        self._is_stopped = True
        self._stop[0] = 1

    def run_seconds(
        self,
        seconds: float,
        clock: Callable[[], float] = perf_counter,
        seen: Callable[[FleetPlan], None] | None = None,
    ) -> None:
        """Search for a time, by whatever clock (CPU time makes comparisons fair).

        `seen` is shown plans that were the best for a while, some twenty a second at most.
        """
        began = clock()
        with self._ended_after(seconds):
            leg = self._prepared()
        chunk, first, per_step = 4, self.steps, 0.0
        shown, shown_s = self.best_cost, 0.0
        while not self._stop[0] and (spent := clock() - began) < seconds:
            if per_step:
                chunk = max(1, min(4096, int(min(CHUNK_S, seconds - spent) / per_step)))
            hot, cold = self._temperatures(seconds / per_step if per_step else 1.0)
            self._look(spent / seconds)
            self._fit(seconds / per_step if per_step else 1.0)
            made = self._kernel(leg * hot * (cold / hot) ** (spent / seconds), chunk, NO_VAN)
            per_step = max(1e-7, (clock() - began) / max(1, self.steps - first)) if made else 0.0
            if seen is not None and spent - shown_s >= SHOWN_EVERY_S and self.best_cost < shown:
                shown_s, shown = spent, self.best_cost
                seen(self.plan())
        self._is_warm = True

    def run_steps(self, steps: int) -> None:
        """Search for a number of steps: the same seed gives the same plan."""
        leg = self._prepared()
        hot, cold = self._temperatures(steps)
        self._fit(steps)
        done = 0
        while done < steps and not self._stop[0]:
            heat = leg * hot * (cold / hot) ** (done / steps)
            self._look(done / steps)
            done += self._kernel(heat, min(STEPS_PER_CHUNK, steps - done), NO_VAN)
        self._is_warm = True

    def plan(self) -> FleetPlan:
        """The best plan so far, by the problem's own numbers."""
        arrays, nodes = self._arrays, self._arrays.nodes
        routes: list[tuple[int, ...]] = [()] * len(arrays.kinds)
        for number, van in enumerate(arrays.kinds):
            routes[van] = tuple(self._chain(int(arrays.vans[number, c.START])))
        served = {node for route in routes for node in route}
        requests = int(arrays.memory[c.REQUESTS])
        return FleetPlan(
            routes=tuple(routes),
            cost=self.best_cost,
            left_out=tuple(
                node
                for node in range(requests)
                if node not in served and nodes[node, c.ROLE] != c.DELIVERY
            ),
        )

    def _chain(self, start: int) -> Iterator[int]:
        node = int(self._arrays.nodes[start, c.BEST_NEXT])
        while node != start + 1:
            yield node
            node = int(self._arrays.nodes[node, c.BEST_NEXT])

    def _make_focus(self) -> int:
        """Note what is new in a plan, and what is near it; how much that is."""
        arrays = self._arrays
        new = arrays.scratch[c.WAITING, : arrays.memory[c.LEFT_OUT]]
        near = arrays.near[new, :FOCUS_NEAR]
        found = np.unique(np.concatenate([new, near[near >= 0]]))
        arrays.scratch[c.FOCUS, : len(found)] = found
        return len(found)

    def _look(self, share: float) -> None:
        self._arrays.memory[c.FOCUSED] = self._focus_count if share < FOCUS_SHARE else 0

    def _fit(self, steps: float) -> None:
        """Choose how far an insertion looks and how much a step takes out, for so many steps."""
        memory = self._arrays.memory
        is_long = memory[c.SERVED] >= LONG_ROUTE * max(1, int(memory[c.USED]))
        is_patient = steps >= STEPS_TO_LOOK_WIDE * int(memory[c.REQUESTS])
        memory[c.NEAR_WIDTH] = memory[c.RUIN_WIDTH] if is_long and is_patient else self._near
        ruin = RUIN_LONG if is_long else RUIN
        memory[c.LEAST_RUIN], memory[c.MOST_RUIN], memory[c.LONGEST_STRING] = ruin

    def _begin(self) -> None:
        arrays = self._arrays
        memory, nodes = arrays.memory, arrays.nodes
        total = sum(self._kernel(0.0, 0, van) for van in range(len(arrays.vans)))
        waiting = arrays.scratch[c.WAITING, : memory[c.LEFT_OUT]]
        total += int(arrays.prizes[waiting].sum())
        memory[c.TOTAL] = memory[c.BEST_TOTAL] = total
        nodes[:, c.BEST_NEXT] = nodes[:, c.NEXT]

    def _temperatures(self, steps: float) -> tuple[float, float]:
        if self._is_warm:
            return WARM
        least, most, cold = COLD
        requests = max(1, int(self._arrays.memory[c.REQUESTS]))
        return min(most, max(least, steps / requests / STEPS_PER_HEAT)), cold

    def _prepared(self) -> float:
        """Place what waits for the first time; the cost of a typical leg then."""
        if self._arrays.memory[c.IS_FIRST]:
            self._kernel(1.0, 1, NO_VAN)
        return self._mean_leg()

    @contextmanager
    def _ended_after(self, seconds: float) -> Iterator[None]:
        """A first placement of very many, or uncompiled, takes seconds: what is not placed by then
        is left out."""
        memory = self._arrays.memory
        if not memory[c.IS_FIRST] or memory[c.LEFT_OUT] < MANY_AT_FIRST:
            yield
            return

        def end() -> None:
            self._stop[0] = 1

        timer = Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
            self.is_cut_short = bool(self._stop[0]) and not self._is_stopped
            self._stop[0] = 0
            if self._is_stopped:  # Asked after: whoever stops it at this moment is heard.
                self._stop[0] = 1

    def _mean_leg(self) -> float:
        """Cost of a typical leg of the present plan, in which temperatures are counted."""
        vans = self._arrays.vans
        rates = vans[:, c.PER_SECOND] + vans[:, c.PER_SECOND_OUT]
        ways = rates * vans[:, c.DRIVING] + vans[:, c.PER_SECOND_UNIT] * vans[:, c.UNITS]
        in_use = vans[:, c.LENGTH] > 0
        legs = int((vans[in_use, c.LENGTH] + 1).sum())
        return max(1e-6, float(ways[in_use].sum()) / max(1, legs))


def _seeded(seed: int) -> int:
    """32 bits, never zero, that differ also for neighbouring seeds."""
    mixed = (seed * 0x9E3779B1 + 0x7F4A7C15) & 0xFFFFFFFF
    mixed ^= mixed >> 15
    mixed = (mixed * 0x85EBCA6B) & 0xFFFFFFFF
    return (mixed ^ (mixed >> 13)) or 1
