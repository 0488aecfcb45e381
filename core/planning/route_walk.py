"""One route walked from end to end, compiled: what its nodes remember, and what an insertion does.

Used by `ruin_recreate.py` only. `refresh` is the forward and the backward pass that make an
insertion O(1); `follow` is exact where that is not enough: breaks, several windows, set-up times,
priced lateness. The rules are those of `schedule.py`, and tests hold them to it.
"""

# mypy: disable-error-code="untyped-decorator"
from core.planning import engine_columns as c
from core.planning.compiled import kernel


@kernel
def begin_of(node, van, leaves, leg, taken, nodes, vans, windows, breaks):  # type: ignore[no-untyped-def]
    """Begin at a node and breaks taken by then; begin is c.FAR if a break or window is missed."""
    last = vans[van, c.BREAK_COUNT]
    first = vans[van, c.BREAK_FIRST]
    arrival = leaves + leg
    opens = nodes[node, c.OPENS]
    window = 0
    count = nodes[node, c.WINDOW_COUNT]
    resumed = leaves
    while True:
        begin = max(arrival, opens)
        while taken < last:
            row = first + taken
            while resumed > breaks[row, c.LATEST_BREAK] and breaks[row, c.OTHERWISE] >= 0:
                row = breaks[row, c.OTHERWISE]
            earliest = breaks[row, c.EARLIEST]
            if earliest >= begin:
                break
            begins = max(resumed, earliest)
            if begins > breaks[row, c.LATEST_BREAK]:
                return c.FAR, taken
            resumed = begins + breaks[row, c.DURATION]
            if earliest < arrival:
                arrival += breaks[row, c.DURATION]
            begin = max(begin, max(arrival, resumed))
            taken += 1
        if count < 2:
            return begin, taken
        at = nodes[node, c.WINDOW_FIRST]
        while window < count and windows[at + window, 1] < begin:
            window += 1
        if window == count:
            return c.FAR, taken
        if windows[at + window, 0] <= begin:
            return begin, taken
        opens = windows[at + window, 0]


@kernel
def metres_of(van, nodes, vans, metres):  # type: ignore[no-untyped-def]
    """How far a route goes; 0 if no limit asks for it."""
    if vans[van, c.MAX_METRES] >= c.FAR:
        return 0
    layer = vans[van, c.LAYER]
    end = vans[van, c.START] + 1
    node = vans[van, c.START]
    way = 0
    while node != end:
        following = nodes[node, c.NEXT]
        way += metres[layer, nodes[node, c.PLACE], nodes[following, c.PLACE]]
        node = following
    return way


@kernel
def _refresh_more_loads(van, nodes, vans, dimensions):  # type: ignore[no-untyped-def]
    """The passes of load in every dimension after the first."""
    start = vans[van, c.START]
    end = start + 1
    for more in range(1, dimensions):
        column = c.MORE_LOADS + 3 * (more - 1)
        load = vans[van, c.ABOARD + more]
        node = nodes[start, c.NEXT]
        while node != end:
            load += nodes[node, c.ADDS_BEFORE + more]
            node = nodes[node, c.NEXT]
        peak = load
        node = start
        while True:
            load += nodes[node, c.ADDS_AFTER + more] - nodes[node, c.ADDS_BEFORE + more]
            peak = max(peak, load)
            nodes[node, column] = peak
            nodes[node, column + 2] = load
            if node == end:
                break
            node = nodes[node, c.NEXT]
        highest = load
        while True:
            highest = max(highest, nodes[node, column + 2])
            nodes[node, column + 1] = highest
            if node == start:
                break
            node = nodes[node, c.PREVIOUS]


@kernel
def _bar(van, nodes, vans):  # type: ignore[no-untyped-def]
    """Close the gaps among the first requests of a route, which keep their places."""
    end = vans[van, c.START] + 1
    node = nodes[vans[van, c.START], c.NEXT]
    left = c.FAR if vans[van, c.IS_CLOSED] else vans[van, c.PREFIX]
    while node != end and left > 0:
        nodes[node, c.LATEST] = -c.FAR
        node = nodes[node, c.NEXT]
        left -= 1


@kernel
def _look_back(van, nodes, vans):  # type: ignore[no-untyped-def]
    """The backward pass: latest begins, waiting and loads from each node to the end."""
    start = vans[van, c.START]
    end = start + 1
    latest = nodes[end, c.CLOSES]
    waits = 0
    highest = nodes[end, c.LOAD]
    nodes[end, c.PEAK_AFTER] = highest
    nodes[end, c.LATEST] = latest
    nodes[end, c.WAITS] = nodes[start, c.WAITS] = 0
    node = nodes[end, c.PREVIOUS]
    after = end
    while True:
        highest = max(highest, nodes[node, c.LOAD])
        nodes[node, c.PEAK_AFTER] = highest
        if node == start:
            break
        latest = min(nodes[node, c.CLOSES], latest - nodes[after, c.LEG] - nodes[node, c.SERVICE])
        nodes[node, c.LATEST] = latest
        before = nodes[node, c.PREVIOUS]
        leaves = nodes[before, c.BEGIN] + nodes[before, c.SERVICE]
        waits += nodes[node, c.BEGIN] - leaves - nodes[node, c.LEG]
        nodes[node, c.WAITS] = waits
        after = node
        node = before
    if vans[van, c.IS_CLOSED]:
        nodes[end, c.LATEST] = -c.FAR
    if vans[van, c.PREFIX] or vans[van, c.IS_CLOSED]:
        _bar(van, nodes, vans)


@kernel
def refresh(van, nodes, vans, seconds, second, metres, windows, breaks, memory, tails):  # type: ignore[no-untyped-def]
    """Work out everything that a route's nodes and its van remember; the route's cost."""
    start = vans[van, c.START]
    end = start + 1
    layer = vans[van, c.LAYER]
    exact = memory[c.IS_EXACT]
    has_second = memory[c.HAS_SECOND]
    dimensions = memory[c.DIMENSIONS]
    load = vans[van, c.ABOARD]
    burden = load
    node = nodes[start, c.NEXT]
    while node != end:
        load += nodes[node, c.ADDS_BEFORE]
        burden += nodes[node, c.ADDS_BEFORE]
        if memory[c.IS_ONE_WAY]:
            burden += nodes[node, c.ADDS_AFTER]
        node = nodes[node, c.NEXT]
    vans[van, c.BURDEN] = burden
    nodes[start, c.LOAD] = load
    nodes[start, c.PEAK_BEFORE] = load
    peak = load
    clock = nodes[start, c.BEGIN]
    previous = start
    place = nodes[start, c.PLACE]
    driving = 0
    units = 0
    position = 0
    taken = 0
    late = 0
    broken = 0
    node = nodes[start, c.NEXT]
    while True:
        position += 1
        here = nodes[node, c.PLACE]
        leg = seconds[layer, place, here]
        nodes[node, c.LEG] = leg
        driving += leg
        if has_second:
            leg_2 = second[layer, place, here]
            nodes[node, c.LEG_2] = leg_2
            units += leg_2
        if exact:
            begin, taken = begin_of(node, van, clock, leg, taken, nodes, vans, windows, breaks)
            nodes[node, c.TAKEN] = taken
            late += max(0, begin - nodes[node, c.DUE])
        else:
            begin = max(clock + leg, nodes[node, c.OPENS])
        if begin > nodes[node, c.CLOSES]:
            broken += 1
        nodes[node, c.BEGIN] = begin
        nodes[node, c.POSITION] = position
        nodes[node, c.PREVIOUS] = previous
        nodes[node, c.ROUTE] = van
        load += nodes[node, c.ADDS_AFTER] - nodes[node, c.ADDS_BEFORE]
        nodes[node, c.LOAD] = load
        peak = max(peak, load)
        nodes[node, c.PEAK_BEFORE] = peak
        if node == end:
            break
        clock = begin + nodes[node, c.SERVICE]
        if exact and here != place:
            clock += nodes[node, c.SETUP]
        previous = node
        place = here
        node = nodes[node, c.NEXT]
    length = position - 1
    vans[van, c.LENGTH] = length
    vans[van, c.DRIVING] = driving
    vans[van, c.UNITS] = units
    if memory[c.HAS_LIMITS] and driving > vans[van, c.MAX_DRIVING]:
        broken += 1
    if memory[c.HAS_LIMITS] and metres_of(van, nodes, vans, metres) > vans[van, c.MAX_METRES]:
        broken += 1
    _look_back(van, nodes, vans)
    if dimensions > 1:
        _refresh_more_loads(van, nodes, vans, dimensions)
    if memory[c.KEEPS_APART]:
        first_dirty = 0 if vans[van, c.HAS_DIRTY] else c.FAR
        last_clean = 0
        node = nodes[start, c.NEXT]
        while node != end:
            if nodes[node, c.GOODS] & c.CLEAN:
                last_clean = nodes[node, c.POSITION]
            if nodes[node, c.GOODS] & c.DIRTY and first_dirty == c.FAR:
                first_dirty = nodes[node, c.POSITION]
            node = nodes[node, c.NEXT]
        vans[van, c.FIRST_DIRTY] = first_dirty
        vans[van, c.LAST_CLEAN] = last_clean
    return _priced(van, nodes, vans, memory, tails, late, broken)


@kernel
def mend(van, first, unknown, nodes, vans, seconds, second, metres, windows, breaks, memory, tails):  # type: ignore[no-untyped-def]
    """As `refresh`, for a route of which `unknown` legs are -1, none of them before `first`.

    Length, burden, driving and units count what was linked and unlinked, those legs left out. Walks
    no further than times change, unless loads go both ways or waiting has a price.
    """
    if memory[c.IS_EXACT] or memory[c.KEEPS_APART] or vans[van, c.COST] >= c.BROKEN:
        return refresh(van, nodes, vans, seconds, second, metres, windows, breaks, memory, tails)
    start = vans[van, c.START]
    end = start + 1
    layer = vans[van, c.LAYER]
    has_second = memory[c.HAS_SECOND]
    two_way = not memory[c.IS_ONE_WAY]
    whole = two_way or memory[c.PRICES_TIME]
    driving = vans[van, c.DRIVING]
    units = vans[van, c.UNITS]
    load = vans[van, c.BURDEN]
    peak = load
    previous = nodes[first, c.PREVIOUS]
    if two_way:
        node = start
        while True:
            nodes[node, c.LOAD] = load
            nodes[node, c.PEAK_BEFORE] = peak
            if node == previous:
                break
            node = nodes[node, c.NEXT]
            load += nodes[node, c.ADDS_AFTER] - nodes[node, c.ADDS_BEFORE]
            peak = max(peak, load)
    clock = nodes[previous, c.BEGIN] + nodes[previous, c.SERVICE]
    place = nodes[previous, c.PLACE]
    node = first
    last = first
    while True:
        here = nodes[node, c.PLACE]
        leg = nodes[node, c.LEG]
        if leg < 0:
            leg = seconds[layer, place, here]
            nodes[node, c.LEG] = leg
            driving += leg
            if has_second:
                leg_2 = second[layer, place, here]
                nodes[node, c.LEG_2] = leg_2
                units += leg_2
            unknown -= 1
            last = node
        begin = max(clock + leg, nodes[node, c.OPENS])
        if begin > nodes[node, c.CLOSES]:
            return refresh(
                van, nodes, vans, seconds, second, metres, windows, breaks, memory, tails
            )
        if not whole and unknown == 0 and begin == nodes[node, c.BEGIN]:
            break
        nodes[node, c.BEGIN] = begin
        if two_way:
            load += nodes[node, c.ADDS_AFTER] - nodes[node, c.ADDS_BEFORE]
            peak = max(peak, load)
            nodes[node, c.LOAD] = load
            nodes[node, c.PEAK_BEFORE] = peak
        if node == end:
            break
        clock = begin + nodes[node, c.SERVICE]
        place = here
        node = nodes[node, c.NEXT]
    vans[van, c.DRIVING] = driving
    vans[van, c.UNITS] = units
    if memory[c.HAS_LIMITS] and (
        driving > vans[van, c.MAX_DRIVING]
        or metres_of(van, nodes, vans, metres) > vans[van, c.MAX_METRES]
    ):
        return refresh(van, nodes, vans, seconds, second, metres, windows, breaks, memory, tails)
    if whole:
        _look_back(van, nodes, vans)
    else:
        is_before = first == last
        after = last
        latest = nodes[last, c.LATEST]
        node = nodes[last, c.PREVIOUS]
        while node != start and nodes[node, c.LATEST] != -c.FAR:
            latest = min(
                nodes[node, c.CLOSES], latest - nodes[after, c.LEG] - nodes[node, c.SERVICE]
            )
            if is_before and latest == nodes[node, c.LATEST]:
                break
            nodes[node, c.LATEST] = latest
            is_before = is_before or node == first
            after = node
            node = nodes[node, c.PREVIOUS]
    if memory[c.DIMENSIONS] > 1:
        _refresh_more_loads(van, nodes, vans, memory[c.DIMENSIONS])
    return _priced(van, nodes, vans, memory, tails, 0, 0)


@kernel
def _priced(van, nodes, vans, memory, tails, late, broken):  # type: ignore[no-untyped-def]
    """Note and return what a route costs whose times and ways are known."""
    start = vans[van, c.START]
    length = vans[van, c.LENGTH]
    finish = nodes[start + 1, c.BEGIN]
    cost = vans[van, c.PER_SECOND] * vans[van, c.DRIVING]
    cost += vans[van, c.PER_SECOND_UNIT] * vans[van, c.UNITS]
    if memory[c.PRICES_TIME]:
        cost += vans[van, c.PER_SECOND_OUT] * (finish - nodes[start, c.BEGIN])
        cost += vans[van, c.PER_SECOND_OVER] * max(0, finish - vans[van, c.SHIFT_END])
        cost += vans[van, c.PER_SECOND_LATE] * late
    if broken:  # where a detour is faster than the direct way, leaving a stop out may be late
        cost += broken * c.BROKEN
    if not vans[van, c.MUST_DRIVE]:
        if length == 0:
            cost = 0
        else:
            cost += vans[van, c.OPENING]
    if memory[c.IS_STABLE]:
        cost += _disturbance(van, nodes, vans, memory, tails)
    vans[van, c.COST] = cost
    return cost


@kernel
def _disturbance(van, nodes, vans, memory, tails):  # type: ignore[no-untyped-def]
    """Price of the stops that changed route or order, and of a driver who must be told."""
    end = vans[van, c.START] + 1
    node = nodes[vans[van, c.START], c.NEXT]
    is_same = vans[van, c.LENGTH] == vans[van, c.HOME_LENGTH]
    moved = 0
    count = 0
    longest = 0
    position = 0
    while node != end:
        position += 1
        home = nodes[node, c.HOME]
        if home != van:
            is_same = False
            if home >= 0:
                moved += 1
        else:
            rank = nodes[node, c.HOME_RANK]
            if rank != position:
                is_same = False
            count += 1
            low = 0
            high = longest
            if longest and tails[longest - 1] < rank:
                low = longest
            while low < high:
                middle = (low + high) // 2
                if tails[middle] < rank:
                    low = middle + 1
                else:
                    high = middle
            tails[low] = rank
            if low == longest:
                longest += 1
        node = nodes[node, c.NEXT]
    vans[van, c.IS_DISTURBED] = 0 if is_same else 1
    price = memory[c.MOVE_PRICE] * (moved + count - longest)
    if not is_same:
        price += memory[c.DISTURB_PRICE]
    return price


@kernel
def follow(van, gap, node, gap_2, node_2, nodes, vans, seconds, windows, breaks):  # type: ignore[no-untyped-def]
    """Finish and lateness added if `node` enters the gap before `gap`, `node_2` before `gap_2`.

    `gap_2` may be `gap`, then it follows directly; `node_2` -1 is none. The finish is c.FAR if some
    limit of time is broken. Exact.
    """
    layer = vans[van, c.LAYER]
    end = vans[van, c.START] + 1
    previous = nodes[gap, c.PREVIOUS]
    place = nodes[previous, c.PLACE]
    clock = nodes[previous, c.BEGIN]
    taken = nodes[previous, c.TAKEN]
    is_anchor = previous == vans[van, c.START]
    if not is_anchor:
        clock += nodes[previous, c.SERVICE]
        if place != nodes[nodes[previous, c.PREVIOUS], c.PLACE]:
            clock += nodes[previous, c.SETUP]
    late = 0
    at = node
    following = gap
    left = 1 if node_2 < 0 else 2
    while True:
        here = nodes[at, c.PLACE]
        begin, taken = begin_of(
            at, van, clock, seconds[layer, place, here], taken, nodes, vans, windows, breaks
        )
        if begin > nodes[at, c.CLOSES]:
            return c.FAR, 0
        late += max(0, begin - nodes[at, c.DUE])
        if at == node or at == node_2:  # noqa: SIM109 (a tuple costs in compiled code)
            left -= 1
        else:
            late -= max(0, nodes[at, c.BEGIN] - nodes[at, c.DUE])
            if left == 0 and begin == nodes[at, c.BEGIN] and taken == nodes[at, c.TAKEN]:
                was_here = nodes[nodes[at, c.PREVIOUS], c.PLACE] == here
                if nodes[at, c.SETUP] == 0 or was_here == (place == here):
                    return nodes[end, c.BEGIN], late
        if at == end:
            return begin, late
        clock = begin + nodes[at, c.SERVICE]
        if here != place:
            clock += nodes[at, c.SETUP]
        place = here
        if node_2 >= 0 and at != node_2 and following == gap_2 and left == 1:
            at = node_2
        else:
            at = following
            following = nodes[following, c.NEXT]
