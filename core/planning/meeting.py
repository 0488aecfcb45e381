"""Where two vans could meet so that one can deliver what the other carries: the search.

Pure numpy on the passes of `passes.py`: a bounded number of meetings for every taking route, each
tried at every gap of its sequence, with the delivery at every later gap. It relies on no detour
being faster than the direct way, and a break that begins too late after the delivery is not seen.
What it ranks is judged by the timetable in `handover.py`.
"""

import numpy as np
from msgspec import Struct

from core.planning.packed_gaps import dirty_and_clean
from core.planning.passes import FAR, Bools, Fleet, Ints, drive, row_of, vanfuls_as_seconds
from core.planning.problem import Problem, Visit

GIVE_S = 120
"""Service of the van that gives: find the other, unload."""
TAKE_S = 120
"""Service of the van that takes, after the give: check and load. As long as the give, because one
duration is all that a plan records of a hand-over."""
PLACES_OF_EACH = 2
"""Meetings tried at stops of the taker, and at stops of the giver."""
MIXED_S = 3600
"""Clean goods beside dirty ones weigh as much as so much lateness."""
GAPS_OF_EACH = 6
"""Gaps of the taking route followed further for each meeting."""


class Meetings(Struct, frozen=True, eq=False):
    """Who could take, where, and in which gap the giving van comes by; one row per meeting."""

    taker: Ints
    """Number of the taking route."""
    place: Ints
    give_row: Ints
    """Gap of the giving route as a row of the fleet's positions."""
    is_depot: Bools
    """The goods can be left there; elsewhere the vans wait for each other."""


class Plans(Struct, frozen=True, eq=False):
    """Meetings with the gaps of the taking route; one row per plan."""

    meeting: Ints
    take_row: Ints
    deliver_row: Ints
    penalty: Ints
    """0, or how bad what breaks is, in seconds."""
    cost: Ints
    """Of both vans, in `cost_units`; a bound where breaks are ahead."""


def depot_meetings(fleet: Fleet, depot: int) -> Meetings:
    """Every van fetches what lies at the depot; nobody gives."""
    takers = np.arange(len(fleet.passes))
    return Meetings(
        taker=takers,
        place=np.full_like(takers, depot),
        give_row=np.zeros_like(takers),
        is_depot=np.ones(len(takers), np.bool_),
    )


def meetings(fleet: Fleet, giver: int, delivery: Visit, problem: Problem) -> Meetings:
    """The most promising meetings of the giving van with every other: little detour and waiting.

    At the depot, at stops of the taker and at stops of the giver.
    """
    route = fleet.positions.route
    gives = np.flatnonzero((route == giver) & fleet.positions.is_open)
    takers = np.array([number for number in range(len(fleet.passes)) if number != giver], int)
    found = [
        *_at_depot(fleet, giver, gives, takers, problem),
        _at_stops_of_takers(fleet, giver, gives, delivery, problem),
        *_at_stops_of_giver(fleet, giver, gives, takers, delivery, problem),
    ]
    return Meetings(
        *(
            np.concatenate([getattr(part, name) for part in found])
            for name in Meetings.__struct_fields__
        )
    )


def _at_depot(
    fleet: Fleet, giver: int, gives: Ints, takers: Ints, problem: Problem
) -> list[Meetings]:
    """Once where the giver comes by soonest for its detour, once before it ends its day."""
    depot = fleet.passes[giver].route.end_place
    detour, arrival = _by_way_of(fleet, gives, np.array([depot]), problem)
    soonest = gives[int(np.argmin(detour[:, 0] + arrival[:, 0]))]
    return [
        Meetings(
            taker=takers,
            place=np.full_like(takers, depot),
            give_row=np.full_like(takers, row),
            is_depot=np.ones(len(takers), np.bool_),
        )
        for row in dict.fromkeys((int(soonest), int(gives[-1])))
    ]


def _at_stops_of_takers(
    fleet: Fleet, giver: int, gives: Ints, delivery: Visit, problem: Problem
) -> Meetings:
    positions = fleet.positions
    stops = np.flatnonzero((positions.route != giver) & (positions.entries_left > 0))
    places = positions.place_to[stops]
    detour, arrival = _by_way_of(fleet, gives, places, problem)
    score = _score(detour, arrival, positions.start_s[stops], places, delivery, problem)
    best_give = gives[np.argmin(score, axis=0)]
    order = np.lexsort((score.min(axis=0), positions.route[stops]))
    route = positions.route[stops][order]
    chosen = order[np.arange(len(order)) - np.searchsorted(route, route) < PLACES_OF_EACH]
    return Meetings(
        taker=positions.route[stops][chosen],
        place=places[chosen],
        give_row=best_give[chosen],
        is_depot=places[chosen] == fleet.passes[giver].route.end_place,
    )


def _at_stops_of_giver(
    fleet: Fleet, giver: int, gives: Ints, takers: Ints, delivery: Visit, problem: Problem
) -> list[Meetings]:
    positions = fleet.positions
    stops = gives[positions.entries_left[gives] > 0]
    if not stops.size or not takers.size:
        return []
    places = positions.place_to[stops]
    gaps = np.arange(len(positions.route))
    detour, arrival = _by_way_of(fleet, gaps, places, problem)
    score = _score(detour, arrival, positions.start_s[stops], places, delivery, problem)
    starts = np.searchsorted(positions.route, np.arange(len(fleet.passes)))
    best = np.minimum.reduceat(score, starts, axis=0)[takers]
    ranked = np.argsort(best, axis=1, kind="stable")[:, :PLACES_OF_EACH]
    return [
        Meetings(
            taker=takers,
            place=places[column],
            give_row=stops[column],
            is_depot=places[column] == fleet.passes[giver].route.end_place,
        )
        for column in ranked.T
    ]


def _by_way_of(fleet: Fleet, rows: Ints, places: Ints, problem: Problem) -> tuple[Ints, Ints]:
    """[gap, place] detour and arrival of a van that calls at a place in a gap."""
    positions, seconds = fleet.positions, problem.seconds
    to_place = seconds[np.ix_(positions.place_from[rows], places)].astype(np.int64)
    onward = seconds[np.ix_(places, positions.place_to[rows])].T
    detour: Ints = to_place + onward - positions.leg_s[rows][:, None]
    return detour, positions.leaves_s[rows][:, None] + to_place


def _score(
    detour: Ints,
    arrival: Ints,
    other_start: Ints,
    places: Ints,
    delivery: Visit,
    problem: Problem,
) -> Ints:
    """Detour, waiting for each other, and lateness at the delivery, in seconds."""
    met = np.maximum(arrival, other_start)
    to_door = problem.seconds[places, delivery.place]
    closes = FAR if delivery.closes_s is None else delivery.closes_s
    late = np.maximum(0, met + GIVE_S + TAKE_S + to_door - closes)
    score: Ints = detour + np.abs(arrival - other_start) + late
    return score


def plans(
    fleet: Fleet,
    found: Meetings,
    delivery: Visit,
    problem: Problem,
    *,
    is_given: bool,
    take: Visit | None = None,
) -> Plans:
    """The best delivery gap for the most promising take gaps of every meeting; `take` has the hours
    of who gives the goods, where no van does."""
    return _Search(fleet, found, delivery, problem, is_given=is_given, take=take).plans()


class _Search:
    """Rows are (meeting, gap of the taking route)."""

    def __init__(
        self,
        fleet: Fleet,
        found: Meetings,
        delivery: Visit,
        problem: Problem,
        *,
        is_given: bool,
        take: Visit | None,
    ) -> None:
        self._fleet, self._found = fleet, found
        opens, closes = (None, None) if take is None else (take.opens_s, take.closes_s)
        self._opens, self._closes = -FAR if opens is None else opens, closes
        self._service_s = TAKE_S if take is None else take.service_s
        self._delivery, self._problem = delivery, problem
        self._limits = _limits(fleet) if delivery.brings_clean or delivery.takes_dirty else _NONE
        positions = fleet.positions
        first = np.searchsorted(positions.route, found.taker)
        last = np.searchsorted(positions.route, found.taker, side="right")
        counts = last - first
        meeting = np.repeat(np.arange(len(counts)), counts)
        within = np.arange(len(meeting)) - np.repeat(np.cumsum(counts) - counts, counts)
        rows = first[meeting] + within
        self._keep(np.flatnonzero(positions.is_open[rows]), meeting, rows)
        done, self._late, self._cost = (
            self._give()
            if is_given
            else (np.full_like(self._row, self._opens), *np.zeros((2, len(self._row)), np.int64))
        )
        self._take(done)

    def _keep(self, chosen: Ints, meeting: Ints, rows: Ints) -> None:
        self._meeting, self._row = meeting[chosen], rows[chosen]
        self._place = self._found.place[self._meeting]
        self._pauses = self._fleet.pauses.of_routes(self._fleet.positions.route[self._row])

    def _leg(self, from_place: Ints, to_place: Ints) -> Ints:
        return self._problem.seconds[from_place, to_place].astype(np.int64)

    def _metres(self, from_place: Ints, to_place: Ints) -> Ints:
        return self._problem.metres[from_place, to_place].astype(np.int64)

    def _give(self) -> tuple[Ints, Ints, Ints]:
        """When the giver is done, how much later than allowed it gets, and what it costs."""
        positions, gap = self._fleet.positions, self._found.give_row[self._meeting]
        pauses = self._fleet.pauses.of_routes(positions.route[gap])
        alone = np.full_like(self._row, -FAR)
        taker_arrives, _, _ = drive(
            positions.leaves_s[self._row],
            self._leg(positions.place_from[self._row], self._place),
            alone,
            positions.breaks_taken[self._row],
            self._pauses,
        )
        is_depot = self._found.is_depot[self._meeting]
        from_place, to_place = positions.place_from[gap], positions.place_to[gap]
        begin, taken, late = drive(
            positions.leaves_s[gap],
            self._leg(from_place, self._place),
            np.where(is_depot, alone, taker_arrives),
            positions.breaks_taken[gap],
            pauses,
        )
        onward, _, late_onward = drive(
            begin + GIVE_S, self._leg(self._place, to_place), positions.opens_s[gap], taken, pauses
        )
        finish = np.maximum(positions.floor_s[gap], onward + positions.rest_s[gap])
        metres = self._metres(from_place, self._place) + self._metres(self._place, to_place)
        cost = self._costs(gap, metres - positions.leg_metres[gap], finish)
        late = late + late_onward + np.maximum(0, onward - positions.latest_s[gap])
        return begin + GIVE_S, late, cost

    def _costs(self, gap: Ints, metres: Ints, finish: Ints) -> Ints:
        rates = self._fleet.rates[gap]
        seconds = finish - self._fleet.finish[gap]
        costs: Ints = 18 * metres * rates[:, 0] + 5 * seconds * rates[:, 1]
        return costs

    def _take(self, done: Ints) -> None:
        """Let every row take; go on with the gaps that hurt least at each meeting."""
        positions = self._fleet.positions
        begin, taken, late = drive(
            positions.leaves_s[self._row],
            self._leg(positions.place_from[self._row], self._place),
            done,
            positions.breaks_taken[self._row],
            self._pauses,
        )
        if self._closes is not None:
            late = late + np.maximum(0, begin - self._closes)
        onward, _, _ = drive(
            begin + self._service_s,
            self._leg(self._place, positions.place_to[self._row]),
            positions.opens_s[self._row],
            taken,
            self._pauses,
        )
        hurts = self._late + late + np.maximum(0, onward - positions.latest_s[self._row])
        delay = onward - positions.start_s[self._row]
        order = np.lexsort((delay, hurts, self._meeting))
        ranked = self._meeting[order]
        chosen = order[np.arange(len(order)) - np.searchsorted(ranked, ranked) < GAPS_OF_EACH]
        self._late, self._cost = self._late[chosen] + late[chosen], self._cost[chosen]
        self._leaves, self._taken = begin[chosen] + self._service_s, taken[chosen]
        self._keep(chosen, self._meeting, self._row)

    def plans(self) -> Plans:
        """Carry the goods along the route and remember the best gap to deliver them."""
        positions = self._fleet.positions
        at, place = self._row, self._place
        leaves, taken, late = self._leaves, self._taken, self._late
        leg = self._leg(place, positions.place_to[at])
        leg_metres = self._metres(place, positions.place_to[at])
        by_way_metres = (
            self._metres(positions.place_from[at], place) + leg_metres - positions.leg_metres[at]
        )
        best = np.full((3, len(at)), FAR, np.int64)
        peak = np.zeros((len(at), 3), np.int64)
        left = positions.entries_left[self._row]
        for step in range(int(left.max(initial=-1)) + 1):
            peak = np.maximum(peak, positions.load[at])
            penalty, finish, metres = self._deliver(at, place, leaves, taken, peak)
            cost = self._costs(at, by_way_metres + metres - leg_metres, finish) + self._cost
            penalty = penalty + late
            better = (left >= step) & (
                (penalty < best[0]) | ((penalty == best[0]) & (cost < best[1]))
            )
            best = np.where(better, np.stack([penalty, cost, at]), best)
            begin, taken, too_late = drive(leaves, leg, positions.opens_s[at], taken, self._pauses)
            late = late + too_late + np.maximum(0, begin - positions.latest_s[at])
            leaves, place = begin + positions.service_s[at], positions.place_to[at]
            at = np.where(left > step, at + 1, at)
            leg, leg_metres = positions.leg_s[at], positions.leg_metres[at]
        return Plans(
            meeting=self._meeting,
            take_row=self._row,
            deliver_row=best[2],
            penalty=best[0],
            cost=best[1],
        )

    def _deliver(
        self, at: Ints, place: Ints, leaves: Ints, taken: Ints, peak: Ints
    ) -> tuple[Ints, Ints, Ints]:
        """Penalty, finish and metres of a delivery on the way from `place` to the entry of `at`."""
        positions, delivery = self._fleet.positions, self._delivery
        door = np.full_like(at, delivery.place)
        opens = -FAR if delivery.opens_s is None else delivery.opens_s
        closes = FAR if delivery.closes_s is None else delivery.closes_s
        to_place = positions.place_to[at]
        begin, taken, late = drive(
            leaves, self._leg(place, door), np.full_like(at, opens), taken, self._pauses
        )
        onward, _, late_onward = drive(
            begin + delivery.service_s,
            self._leg(door, to_place),
            positions.opens_s[at],
            taken,
            self._pauses,
        )
        over = np.maximum(0, peak + row_of(delivery.deliver) - self._fleet.room[at])
        penalty = (
            late
            + late_onward
            + np.maximum(0, begin - closes)
            + np.maximum(0, onward - positions.latest_s[at])
            + vanfuls_as_seconds(over, self._fleet.room[at])
            + MIXED_S * self._mixed(at)
        )
        finish = np.maximum(positions.floor_s[at], onward + positions.rest_s[at])
        return penalty, finish, self._metres(place, door) + self._metres(door, to_place)

    def _mixed(self, at: Ints) -> Bools:
        """Where clean and dirty would travel together because of the delivery."""
        positions, delivery = self._fleet.positions, self._delivery
        found = np.zeros(len(at), np.bool_)
        if not (delivery.brings_clean or delivery.takes_dirty):
            return found
        first, last = self._limits[positions.route[at]].T
        if delivery.brings_clean:
            found |= positions.index[at] > first
        if delivery.takes_dirty:
            found |= positions.index[at] <= last
        return found


_NONE: Ints = np.empty((0, 2), np.int64)


def _limits(fleet: Fleet) -> Ints:
    """Of each route: the first stop that makes it dirty, and the last that needs it clean."""
    return np.array(
        [
            (FAR, -1) if each.route.is_divided else dirty_and_clean(each.route)
            for each in fleet.passes
        ],
        np.int64,
    )
