"""One visit tried in every gap of every route, compiled: the inner loop of `insertion.py`.

O(1) for each gap; followed to the end of the route where a break is still ahead, and where no gap
of a route is free of violations. The rules are those of `schedule.py`, and tests hold it to them.
"""

# mypy: disable-error-code="untyped-decorator"
from core.planning import gap_columns as c
from core.planning.compiled import kernel


@kernel
def _drive(leaves, leg, opens, taken, route, count, pauses):  # type: ignore[no-untyped-def]
    """`passes.drive` for one van: begin, breaks taken by then, by how much one begins too late."""
    arrival = leaves + leg
    begin = max(arrival, opens)
    resumed = leaves
    late = 0
    while taken < count:
        at = c.BREAK_COLUMNS * taken
        earliest = pauses[route, at + c.EARLIEST]
        if earliest >= begin:
            break
        begins = max(resumed, earliest)
        late = max(late, begins - pauses[route, at + c.ALLOWED])
        resumed = begins + pauses[route, at + c.DURATION]
        if earliest < arrival:
            arrival += pauses[route, at + c.DURATION]
        begin = max(begin, max(arrival, resumed))
        taken += 1
    return begin, taken, late


@kernel
def _follow(gap, last, begin, taken, most, route, count, gaps, pauses):  # type: ignore[no-untyped-def]
    """Finish, seconds of lateness added in sum and at most, if the entered visit begins then.

    Given up as soon as more than `most` is added.
    """
    late = 0
    later = 0
    while True:
        added = max(0, begin - gaps[gap, c.CLOSES])
        late += added
        if gap == last:
            return begin, late, later
        later = max(later, added)
        if late > most:
            return begin, late, later
        if taken == count and begin <= gaps[gap, c.LATEST]:
            return max(begin + gaps[gap, c.REST], gaps[gap, c.FLOOR]), late, later
        leaves = begin + gaps[gap, c.SERVICE]
        gap += 1
        begin, taken, too_late = _drive(
            leaves, gaps[gap, c.LEG], gaps[gap, c.OPENS], taken, route, count, pauses
        )
        late += too_late


@kernel
def _finish_at_least(gap, begin, taken, route, count, finish, gaps, pauses):  # type: ignore[no-untyped-def]
    """The finish, exact where no break is ahead; else a bound that is never too late."""
    driven = begin + gaps[gap, c.REST]
    if driven < gaps[gap, c.FLOOR]:
        as_planned = finish if begin >= gaps[gap, c.START] else -c.FAR
        return max(gaps[gap, c.FLOOR], as_planned)
    for number in range(taken, count):
        at = c.BREAK_COLUMNS * number
        if pauses[route, at + c.EARLIEST] < driven:
            driven += pauses[route, at + c.DURATION]
    return driven


@kernel
def _over(gap, route, gaps, routes, ask):  # type: ignore[no-untyped-def]
    """Load beyond the room, as seconds: `passes.vanfuls_as_seconds`."""
    seconds = 0
    for size in range(3):
        before = gaps[gap, c.PEAK_BEFORE + size] + ask[c.LOADED + size]
        after = gaps[gap, c.PEAK_AFTER + size] + ask[c.LOADED + size] + ask[c.CHANGE + size]
        room = routes[route, c.ROOM + size]
        over = max(before, after) - room
        if over > 0:
            seconds += -(-3600 * over // max(1, room))
    return seconds


@kernel
def _entered(gap, to_s, route, count, gaps, routes, pauses, seconds, ask):  # type: ignore[no-untyped-def]
    """With the visit in a gap: begin of the entered one, breaks taken, how late the visit is, how
    bad all is up to there, and how bad the whole route is at least."""
    begin, taken, late = _drive(
        gaps[gap, c.LEAVES], to_s, ask[c.VISIT_OPENS], gaps[gap, c.TAKEN], route, count, pauses
    )
    own = max(0, begin - ask[c.VISIT_CLOSES])
    on_s = seconds[ask[c.PLACE], gaps[gap, c.PLACE_TO]]
    begin, taken, too_late = _drive(
        begin + ask[c.VISIT_SERVICE], on_s, gaps[gap, c.OPENS], taken, route, count, pauses
    )
    penalty = own + late + too_late + _over(gap, route, gaps, routes, ask)
    # A break may make a van later than `LATEST` without making anybody as late as that.
    by = gaps[gap, c.LATEST] if count == 0 else gaps[gap, c.CLOSES]
    return begin, taken, own, penalty, penalty + max(0, begin - by)


@kernel
def scan(gaps, routes, pauses, limits, seconds, metres, ask, found, legs):  # type: ignore[no-untyped-def]
    """Fill in the answer for every route: its best gap, or the one that breaks least.

    `legs` has room for three numbers of every gap of the longest route: reading the ways to the
    visit one after the other, before anything hangs on them, halves the waiting for memory.
    """
    place = ask[c.PLACE]
    service = ask[c.VISIT_SERVICE]
    opens = ask[c.VISIT_OPENS]
    closes = ask[c.VISIT_CLOSES]
    for route in range(len(routes)):
        first = routes[route, c.FIRST]
        last = routes[route, c.LAST]
        finish = routes[route, c.FINISH]
        count = routes[route, c.BREAKS]
        per_metre = 18 * routes[route, c.PER_KM]
        per_second = 5 * routes[route, c.PER_HOUR]
        begin_at = first + limits[route, c.FROM_INDEX]
        best = -1
        best_cost = c.NEVER
        best_driving = c.NEVER
        best_extra = 0
        best_metres = 0
        later = 0
        # Gaps that break nothing. What cannot be in time is known before the matrices are read.
        low = max(begin_at, first + limits[route, c.CLEAN_FROM])
        high = min(last, first + limits[route, c.CLEAN_UNTIL])
        for gap in range(begin_at, last + 1):
            from_ = gaps[gap, c.PLACE_FROM]
            legs[0, gap - first] = seconds[from_, place]
            legs[1, gap - first] = metres[from_, place]
        for gap in range(low, high + 1):
            leaves = gaps[gap, c.LEAVES]
            if leaves > closes:
                break
            latest = gaps[gap, c.LATEST]
            if max(leaves, opens) + service > latest:
                continue
            if _over(gap, route, gaps, routes, ask) > 0:
                continue
            to = gaps[gap, c.PLACE_TO]
            to_s = legs[0, gap - first]
            begin, taken, late = _drive(
                leaves, to_s, opens, gaps[gap, c.TAKEN], route, count, pauses
            )
            if late > 0 or begin > closes or begin + service > latest:
                continue
            on_s = seconds[place, to]
            begin, taken, late = _drive(
                begin + service, on_s, gaps[gap, c.OPENS], taken, route, count, pauses
            )
            if late > 0 or begin > latest:
                continue
            driving = to_s + on_s - gaps[gap, c.LEG]
            extra = _finish_at_least(gap, begin, taken, route, count, finish, gaps, pauses) - finish
            way = legs[1, gap - first] + metres[place, to] - gaps[gap, c.LEG_METRES]
            cost = per_metre * way + per_second * extra
            if cost > best_cost or (cost == best_cost and driving >= best_driving):
                continue
            if taken < count:
                ends, late, _ = _follow(gap, last, begin, taken, 0, route, count, gaps, pauses)
                if late > 0:
                    continue
                extra = ends - finish
                cost = per_metre * way + per_second * extra
                if cost > best_cost or (cost == best_cost and driving >= best_driving):
                    continue
            best = gap
            best_cost = cost
            best_driving = driving
            best_extra = extra
            best_metres = way
        is_clean = best >= 0
        if not is_clean:
            # What each gap costs at least; the most promising one first, as most others then
            # need not be followed.
            promising = begin_at
            for gap in range(begin_at, last + 1):
                _, _, own, _, bound = _entered(
                    gap, legs[0, gap - first], route, count, gaps, routes, pauses, seconds, ask
                )
                legs[2, gap - first] = min(bound, c.MOST)
                if legs[2, gap - first] < legs[2, promising - first]:
                    promising = gap
            least = c.NEVER
            for turn in range(begin_at - 1, last + 1):
                gap = promising if turn < begin_at else turn
                if legs[2, gap - first] > least or (turn >= begin_at and gap == promising):
                    continue
                begin, taken, own, penalty, _ = _entered(
                    gap, legs[0, gap - first], route, count, gaps, routes, pauses, seconds, ask
                )
                ends, late, hit = _follow(
                    gap, last, begin, taken, least - penalty, route, count, gaps, pauses
                )
                penalty += late
                if penalty > least:
                    continue
                to = gaps[gap, c.PLACE_TO]
                driving = legs[0, gap - first] + seconds[place, to] - gaps[gap, c.LEG]
                extra = ends - finish
                way = legs[1, gap - first] + metres[place, to] - gaps[gap, c.LEG_METRES]
                cost = per_metre * way + per_second * extra
                if penalty == least:
                    if cost > best_cost or (cost == best_cost and driving > best_driving):
                        continue
                    if cost == best_cost and driving == best_driving and gap > best:
                        continue
                least = penalty
                best = gap
                best_cost = cost
                best_driving = driving
                best_extra = extra
                best_metres = way
                later = max(own, hit)
        found[route, c.POSITION] = best - first
        found[route, c.IS_CLEAN] = is_clean and limits[route, c.IS_BARRED] == 0
        found[route, c.EXTRA] = best_extra
        found[route, c.EXTRA_DRIVING] = best_driving
        found[route, c.EXTRA_METRES] = best_metres
        found[route, c.COST] = best_cost
        found[route, c.LATER] = later
    return 0
