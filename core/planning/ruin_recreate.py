"""The improvement search, compiled: take strings of stops out of routes and put them back.

Slack induction by string removals (Christiaens & Vanden Berghe, Transportation Science 54(2),
2020) with simulated annealing, over near gaps only. One function on arrays, without the
interpreter lock, so that a thread of its own can run it; `engine.py` calls it in short chunks.
"""

# mypy: disable-error-code="untyped-decorator"
import math

from core.planning import engine_columns as c
from core.planning.compiled import kernel
from core.planning.route_walk import follow, mend, metres_of

BLINK = 0.01
"""Chance to overlook a gap."""
SPLIT = 0.5
DEEPER = 0.01
WAITING_TRIED = 24
"""Requests left out before that one step tries to place again."""
_UNIT = 1.0 / 4294967296.0


@kernel
def _shuffled(state):  # type: ignore[no-untyped-def]
    """The next 32 random bits (xorshift, never zero)."""
    state ^= (state << 13) & 0xFFFFFFFF
    state ^= state >> 17
    state ^= (state << 5) & 0xFFFFFFFF
    return state


@kernel
def _detour(gap, node, gap_2, node_2, nodes, matrix, layer):  # type: ignore[no-untyped-def]
    """What a pair adds to the way by some matrix."""
    before, after = nodes[nodes[gap, c.PREVIOUS], c.PLACE], nodes[gap, c.PLACE]
    here, there = nodes[node, c.PLACE], nodes[node_2, c.PLACE]
    added = matrix[layer, before, here] - matrix[layer, before, after]
    if gap == gap_2:
        return added + matrix[layer, here, there] + matrix[layer, there, after]
    before_2, after_2 = nodes[nodes[gap_2, c.PREVIOUS], c.PLACE], nodes[gap_2, c.PLACE]
    added += matrix[layer, here, after] - matrix[layer, before_2, after_2]
    return added + matrix[layer, before_2, there] + matrix[layer, there, after_2]


@kernel
def _extra_disturbance(van, gap, node, nodes, vans, memory):  # type: ignore[no-untyped-def]
    """Price of putting a stop into a gap: it is moved, or its driver must be told."""
    price = 0
    if not vans[van, c.IS_DISTURBED]:
        price = memory[c.DISTURB_PRICE]
    home = nodes[node, c.HOME]
    if home >= 0:
        before = nodes[gap, c.PREVIOUS]
        rank = nodes[node, c.HOME_RANK]
        if (
            home != van
            or (nodes[before, c.HOME] == van and nodes[before, c.HOME_RANK] > rank)
            or (nodes[gap, c.HOME] == van and nodes[gap, c.HOME_RANK] < rank)
        ):
            price += memory[c.MOVE_PRICE]
    return price


@kernel
def _pair_fits(van, gap, node, gap_2, node_2, nodes, vans, seconds, metres, memory):  # type: ignore[no-untyped-def]
    """Whether a pair may enter these gaps: all loads, goods kept apart, limits of a route."""
    before = nodes[gap, c.PREVIOUS]
    for more in range(memory[c.DIMENSIONS]):
        column = c.LOAD if more == 0 else c.MORE_LOADS + 3 * (more - 1) + 2
        room = vans[van, c.ROOM + more]
        size = nodes[node, c.ADDS_AFTER + more]
        at = before
        while True:
            if nodes[at, column] + size > room:
                return False
            last = at
            at = nodes[at, c.NEXT]
            if at == gap_2:
                break
        stays = size + nodes[node_2, c.ADDS_AFTER + more]
        peak = c.PEAK_AFTER if more == 0 else column - 1
        if stays > 0 and nodes[last, peak] + stays > room:
            return False
    if memory[c.KEEPS_APART] and not vans[van, c.IS_DIVIDED]:
        early = nodes[before, c.POSITION]
        late = nodes[nodes[gap_2, c.PREVIOUS], c.POSITION]
        if nodes[node, c.GOODS] & c.CLEAN or nodes[node_2, c.GOODS] & c.CLEAN:
            last = late if nodes[node_2, c.GOODS] & c.CLEAN else early
            if last >= vans[van, c.FIRST_DIRTY]:
                return False
        if nodes[node, c.GOODS] & c.DIRTY and early < vans[van, c.LAST_CLEAN]:
            return False
        if nodes[node_2, c.GOODS] & c.DIRTY and late < vans[van, c.LAST_CLEAN]:
            return False
        if nodes[node, c.GOODS] & c.DIRTY and nodes[node_2, c.GOODS] & c.CLEAN:
            return False
    if not memory[c.HAS_LIMITS]:
        return True
    layer = vans[van, c.LAYER]
    driving = vans[van, c.DRIVING] + _detour(gap, node, gap_2, node_2, nodes, seconds, layer)
    if driving > vans[van, c.MAX_DRIVING]:
        return False
    if vans[van, c.MAX_METRES] >= c.FAR:
        return True
    way = metres_of(van, nodes, vans, metres)
    return way + _detour(gap, node, gap_2, node_2, nodes, metres, layer) <= vans[van, c.MAX_METRES]


@kernel
def _remember(van, stamp, touched, row, nodes, vans, saved, undo, is_wide):  # type: ignore[no-untyped-def]
    """Note a route as it is before the step, and that it is touched; the next free row of `undo`.

    Each stop's place in it is worked out on the way.
    """
    vans[van, c.TOUCHED] = stamp
    at = touched * c.SAVED_VAN
    saved[at] = van
    for number in range(len(c.KEPT)):
        saved[at + 1 + number] = vans[van, c.KEPT[number]]
    node = vans[van, c.START]
    end = node + 1
    position = 0
    while True:
        nodes[node, c.POSITION] = position
        for column in range(c.LINE):
            undo[row, column] = nodes[node, column]
        if is_wide:
            for column in range(c.LINE, c.WALKED):
                undo[row, column] = nodes[node, column]
        row += 1
        if node == end:
            break
        position += 1
        node = nodes[node, c.NEXT]
    return row


@kernel
def _undo(touched, nodes, vans, saved, undo, is_wide):  # type: ignore[no-untyped-def]
    """Put every route that was remembered back as it was."""
    row = 0
    for number in range(touched):
        at = number * c.SAVED_VAN
        van = saved[at]
        for kept in range(len(c.KEPT)):
            vans[van, c.KEPT[kept]] = saved[at + 1 + kept]
        node = vans[van, c.START]
        end = node + 1
        while True:
            for column in range(c.LINE):
                nodes[node, column] = undo[row, column]
            if is_wide:
                for column in range(c.LINE, c.WALKED):
                    nodes[node, column] = undo[row, column]
            row += 1
            if node == end:
                break
            node = nodes[node, c.NEXT]


@kernel
def _unlink(node, van, nodes, vans, one_way):  # type: ignore[no-untyped-def]
    """Take a node out of its route; by how many unknown legs that has more."""
    before = nodes[node, c.PREVIOUS]
    after = nodes[node, c.NEXT]
    nodes[before, c.NEXT] = after
    nodes[after, c.PREVIOUS] = before
    nodes[node, c.ROUTE] = -1
    vans[van, c.LENGTH] -= 1
    vans[van, c.BURDEN] -= nodes[node, c.ADDS_BEFORE]
    if one_way:
        vans[van, c.BURDEN] -= nodes[node, c.ADDS_AFTER]
    unknown = 0
    if nodes[node, c.LEG] < 0:
        unknown -= 1
    else:
        vans[van, c.DRIVING] -= nodes[node, c.LEG]
        vans[van, c.UNITS] -= nodes[node, c.LEG_2]
    if nodes[after, c.LEG] >= 0:
        vans[van, c.DRIVING] -= nodes[after, c.LEG]
        vans[van, c.UNITS] -= nodes[after, c.LEG_2]
        nodes[after, c.LEG] = -1
        unknown += 1
    return unknown


@kernel
def _link(node, gap, van, nodes, vans, one_way):  # type: ignore[no-untyped-def]
    """Put a node into the gap before `gap`; by how many unknown legs the route has more."""
    before = nodes[gap, c.PREVIOUS]
    nodes[before, c.NEXT] = node
    nodes[node, c.PREVIOUS] = before
    nodes[node, c.NEXT] = gap
    nodes[gap, c.PREVIOUS] = node
    nodes[node, c.ROUTE] = van
    nodes[node, c.LEG] = -1
    vans[van, c.LENGTH] += 1
    vans[van, c.BURDEN] += nodes[node, c.ADDS_BEFORE]
    if one_way:
        vans[van, c.BURDEN] += nodes[node, c.ADDS_AFTER]
    if nodes[gap, c.LEG] < 0:
        return 1
    vans[van, c.DRIVING] -= nodes[gap, c.LEG]
    vans[van, c.UNITS] -= nodes[gap, c.LEG_2]
    nodes[gap, c.LEG] = -1
    return 2


@kernel
def search(  # type: ignore[no-untyped-def]
    nodes,
    vans,
    seconds,
    seconds_to,
    second,
    second_to,
    metres,
    near,
    allowed,
    prizes,
    windows,
    breaks,
    memory,
    scratch,
    undo,
    temperature,
    steps,
    stop,
):
    """Make `steps` steps at one temperature, or fewer once `stop` is set; how many were made.

    Everything lives in the arrays, so the next call goes on where this one ended.
    """
    requests = memory[c.REQUESTS]
    van_count = memory[c.VANS]
    dimensions = memory[c.DIMENSIONS]
    has_second = memory[c.HAS_SECOND]
    exact = memory[c.IS_EXACT]
    has_pairs = memory[c.HAS_PAIRS]
    stable = memory[c.IS_STABLE]
    limited = memory[c.HAS_LIMITS]
    prices_time = memory[c.PRICES_TIME]
    apart = memory[c.KEEPS_APART]
    one_way = memory[c.IS_ONE_WAY]
    is_wide_row = exact or dimensions > 1
    near_width = memory[c.NEAR_WIDTH]
    ruin_width = memory[c.RUIN_WIDTH]
    longest_string = memory[c.LONGEST_STRING]
    most_ruin = memory[c.MOST_RUIN]
    least_ruin = memory[c.LEAST_RUIN]
    random = memory[c.RANDOM]
    total = memory[c.TOTAL]
    waiting_count = memory[c.LEFT_OUT]
    stamp = memory[c.STAMP]
    served = memory[c.SERVED]
    used = memory[c.USED]
    last_kind = vans[van_count - 1, c.KIND] if van_count else -1
    waiting = scratch[c.WAITING]
    next_waiting = scratch[c.NEXT_WAITING]
    saved = scratch[c.SAVED]
    order = scratch[c.ORDER]
    keys = scratch[c.KEYS]
    gaps = scratch[c.GAPS]
    changed = scratch[c.CHANGED]
    unused = scratch[c.UNUSED]
    tails = scratch[c.TAILS]
    random = _shuffled(random)
    blink = 1 + int(math.log(random * _UNIT) / math.log(1.0 - BLINK))
    made = 0
    for _ in range(steps):
        if stop[0]:
            break
        made += 1
        stamp += 1
        is_first = memory[c.IS_FIRST]
        saved_rows = 0
        touched = 0
        added = 0
        count = 0
        # ------------------------------------------------------------ ruin
        if not is_first and served > 0:
            random = _shuffled(random)
            seed = random % requests
            if memory[c.FOCUSED] and random & 0x40000000:
                random = _shuffled(random)
                seed = scratch[c.FOCUS, random % memory[c.FOCUSED]]
            mean_length = served / max(1, used)
            longest = min(float(longest_string), mean_length)
            random = _shuffled(random)
            ruin = least_ruin + random % (most_ruin - least_ruin + 1)
            longest = min(longest, float(ruin))
            most_routes = 4.0 * ruin / (1.0 + longest) - 1.0
            random = _shuffled(random)
            routes_left = int(random * _UNIT * most_routes + 1.0)
            for place in range(-1, ruin_width):
                if routes_left <= 0:
                    break
                centre = seed if place < 0 else near[seed, place]
                if centre < 0:
                    break
                van = nodes[centre, c.ROUTE]
                if van < 0 or vans[van, c.RUINED] == stamp or nodes[centre, c.IS_FIXED]:
                    continue
                vans[van, c.RUINED] = stamp
                routes_left -= 1
                movable = vans[van, c.LENGTH] - vans[van, c.PREFIX]
                random = _shuffled(random)
                length = int(random * _UNIT * min(float(movable), longest) + 1.0)
                length = min(length, movable)
                kept = 0
                random = _shuffled(random)
                if length > 1 and length < movable and random * _UNIT < SPLIT:
                    kept = 1
                    random = _shuffled(random)
                    while length + kept < movable and random * _UNIT < DEEPER:
                        kept += 1
                        random = _shuffled(random)
                span = length + kept
                saved_rows = _remember(
                    van, stamp, touched, saved_rows, nodes, vans, saved, undo, is_wide_row
                )
                touched += 1
                position = nodes[centre, c.POSITION]
                lowest = max(vans[van, c.PREFIX] + 1, position - span + 1)
                highest = min(position, vans[van, c.LENGTH] - span + 1)
                random = _shuffled(random)
                first = lowest + random % (highest - lowest + 1)
                keep_from = span
                if kept:
                    random = _shuffled(random)
                    keep_from = 1 + random % (length - 1) if length > 1 else 1
                string = centre
                for _place in range(position - first):
                    string = nodes[string, c.PREVIOUS]
                end = vans[van, c.START] + 1
                edge = -1
                unknown = 0
                for number in range(span):
                    node = string
                    if node == end:  # partners that went with the first ones made it shorter
                        break
                    string = nodes[string, c.NEXT]
                    if keep_from <= number < keep_from + kept:
                        continue
                    if nodes[node, c.ROUTE] < 0 or nodes[node, c.IS_FIXED]:
                        continue
                    partner = nodes[node, c.PARTNER]
                    if partner >= 0:
                        if nodes[partner, c.IS_FIXED]:
                            continue
                        unknown += _unlink(partner, van, nodes, vans, one_way)
                        edge = vans[van, c.START]
                    if edge < 0:
                        edge = nodes[node, c.PREVIOUS]
                    unknown += _unlink(node, van, nodes, vans, one_way)
                    if nodes[node, c.ROLE] == c.DELIVERY:
                        node = partner
                    order[count] = node
                    count += 1
                    added += prizes[node]
                if edge >= 0:
                    mend(
                        van,
                        nodes[edge, c.NEXT],
                        unknown,
                        nodes,
                        vans,
                        seconds,
                        second,
                        metres,
                        windows,
                        breaks,
                        memory,
                        tails,
                    )
        # ------------------------------------------------------------ who is placed, in which order
        next_count = 0
        if waiting_count:
            tried = waiting_count
            if not is_first and waiting_count > WAITING_TRIED:
                tried = WAITING_TRIED
                for number in range(tried):
                    random = _shuffled(random)
                    other = number + random % (waiting_count - number)
                    node = waiting[number]
                    waiting[number] = waiting[other]
                    waiting[other] = node
            for number in range(tried):
                order[count] = waiting[number]
                count += 1
            for number in range(tried, waiting_count):
                next_waiting[next_count] = waiting[number]
                next_count += 1
        random = _shuffled(random)
        rule = random % 11
        if memory[c.HAS_WINDOWS]:
            random = _shuffled(random)
            rule = random % 17
        for number in range(count):
            node = order[number]
            if rule < 4:
                random = _shuffled(random)
                key = random
            elif rule < 8:
                key = -nodes[node, c.SIZE]
            elif rule < 10:
                key = -nodes[node, c.REMOTENESS]
            elif rule < 11:
                key = nodes[node, c.REMOTENESS]
            elif rule < 13:
                key = nodes[node, c.CLOSES] - nodes[node, c.OPENS]
            elif rule < 15:
                key = nodes[node, c.OPENS]
            else:
                key = -nodes[node, c.CLOSES]
            keys[number] = key
        step = 1
        while step < count // 3:
            step = 3 * step + 1
        while step > 0:
            for number in range(step, count):
                node = order[number]
                key = keys[number]
                hole = number
                while hole >= step and keys[hole - step] > key:
                    keys[hole] = keys[hole - step]
                    order[hole] = order[hole - step]
                    hole -= step
                keys[hole] = key
                order[hole] = node
            step //= 3
        unused_count = 0
        kind = -1
        for van in range(van_count):  # vans of one kind stand side by side
            if (
                vans[van, c.LENGTH] == 0
                and vans[van, c.KIND] != kind
                and not vans[van, c.IS_CLOSED]
            ):
                kind = vans[van, c.KIND]
                unused[unused_count] = van
                unused_count += 1
                if kind == last_kind:
                    break
        # ------------------------------------------------------------ recreate
        for number in range(count):
            node = order[number]
            if is_first and stop[0]:  # the rest waits, like what fits nowhere
                next_waiting[next_count] = node
                next_count += 1
                continue
            best = prizes[node]
            best_gap = -1
            best_gap_2 = -1
            only = nodes[node, c.ONLY_VAN]
            partner = nodes[node, c.PARTNER]
            stamp_seen = 0
            is_wide = False
            while True:
                # Gaps to look at: each is named by the node that ends it. For a pair: vans.
                gap_count = 0
                if partner >= 0:
                    memory[c.STAMP] += 1
                    stamp_seen = memory[c.STAMP]
                    if only >= 0:
                        gaps[0] = only
                        gap_count = 1
                    elif is_wide:
                        for van in range(van_count):
                            if vans[van, c.LENGTH] > 0:
                                gaps[gap_count] = van
                                gap_count += 1
                    else:
                        for place in range(near_width):
                            other = near[node, place]
                            if other >= 0:
                                van = nodes[other, c.ROUTE]
                                if van >= 0 and vans[van, c.SEEN] != stamp_seen:
                                    vans[van, c.SEEN] = stamp_seen
                                    gaps[gap_count] = van
                                    gap_count += 1
                            other = near[partner, place]
                            if other >= 0:
                                van = nodes[other, c.ROUTE]
                                if van >= 0 and vans[van, c.SEEN] != stamp_seen:
                                    vans[van, c.SEEN] = stamp_seen
                                    gaps[gap_count] = van
                                    gap_count += 1
                    if only < 0:
                        for place in range(unused_count):
                            gaps[gap_count] = unused[place]
                            gap_count += 1
                elif only >= 0:
                    end = vans[only, c.START] + 1
                    gap = vans[only, c.START]
                    while gap != end:
                        gap = nodes[gap, c.NEXT]
                        gaps[gap_count] = gap
                        gap_count += 1
                else:
                    if is_wide:
                        for van in range(van_count):
                            if vans[van, c.LENGTH] > 0:
                                end = vans[van, c.START] + 1
                                gap = vans[van, c.START]
                                while gap != end:
                                    gap = nodes[gap, c.NEXT]
                                    gaps[gap_count] = gap
                                    gap_count += 1
                    else:
                        for place in range(near_width):
                            other = near[node, place]
                            if other < 0:
                                break
                            if nodes[other, c.ROUTE] >= 0:
                                gaps[gap_count] = nodes[other, c.NEXT]
                                gaps[gap_count + 1] = other
                                gap_count += 2
                    for place in range(unused_count):
                        gaps[gap_count] = vans[unused[place], c.START] + 1
                        gap_count += 1
                here = nodes[node, c.PLACE]
                row = nodes[node, c.CLASS]
                opens = nodes[node, c.OPENS]
                closes = nodes[node, c.CLOSES]
                service = nodes[node, c.SERVICE]
                if partner < 0:
                    for candidate in range(gap_count):
                        gap = gaps[candidate]
                        blink -= 1
                        if blink <= 0:
                            random = _shuffled(random)
                            blink = 1 + int(math.log(random * _UNIT) / math.log(1.0 - BLINK))
                            continue
                        van = nodes[gap, c.ROUTE]
                        before = nodes[gap, c.PREVIOUS]
                        layer = vans[van, c.LAYER]
                        come = seconds_to[layer, here, nodes[before, c.PLACE]]
                        go = seconds[layer, here, nodes[gap, c.PLACE]]
                        cost = vans[van, c.PER_SECOND] * (come + go - nodes[gap, c.LEG])
                        if has_second:
                            cost += vans[van, c.PER_SECOND_UNIT] * (
                                second_to[layer, here, nodes[before, c.PLACE]]
                                + second[layer, here, nodes[gap, c.PLACE]]
                                - nodes[gap, c.LEG_2]
                            )
                        if cost >= best or not allowed[row, van]:
                            continue
                        leaves = nodes[before, c.BEGIN] + nodes[before, c.SERVICE]
                        begin = max(leaves + come, opens)
                        if begin > closes:
                            continue
                        on = begin + service + go
                        if on > nodes[gap, c.LATEST]:
                            continue
                        room = vans[van, c.ROOM]
                        if one_way:
                            size = nodes[node, c.ADDS_BEFORE] + nodes[node, c.ADDS_AFTER]
                            if vans[van, c.BURDEN] + size > room:
                                continue
                        elif (
                            nodes[before, c.PEAK_BEFORE] + nodes[node, c.ADDS_BEFORE] > room
                            or nodes[before, c.PEAK_AFTER] + nodes[node, c.ADDS_AFTER] > room
                        ):
                            continue
                        if dimensions > 1:
                            fits = True
                            for more in range(1, dimensions):
                                room = vans[van, c.ROOM + more]
                                column = c.MORE_LOADS + 3 * (more - 1)
                                if (
                                    nodes[before, column] + nodes[node, c.ADDS_BEFORE + more] > room
                                    or nodes[before, column + 1] + nodes[node, c.ADDS_AFTER + more]
                                    > room
                                ):
                                    fits = False
                            if not fits:
                                continue
                        if apart and not vans[van, c.IS_DIVIDED]:
                            after_position = nodes[before, c.POSITION]
                            if (
                                nodes[node, c.GOODS] & c.CLEAN
                                and after_position >= vans[van, c.FIRST_DIRTY]
                            ):
                                continue
                            if (
                                nodes[node, c.GOODS] & c.DIRTY
                                and after_position < vans[van, c.LAST_CLEAN]
                            ):
                                continue
                        if vans[van, c.LENGTH] == 0 and not vans[van, c.MUST_DRIVE]:
                            cost += vans[van, c.OPENING]
                            cost += vans[van, c.PER_SECOND] * nodes[gap, c.LEG]
                            cost += vans[van, c.PER_SECOND_UNIT] * nodes[gap, c.LEG_2]
                            if prices_time:
                                cost += vans[van, c.PER_SECOND_OUT] * nodes[gap, c.LEG]
                        if limited:
                            if vans[van, c.LENGTH] >= vans[van, c.MAX_TASKS]:
                                continue
                            if (
                                vans[van, c.DRIVING] + come + go - nodes[gap, c.LEG]
                                > vans[van, c.MAX_DRIVING]
                            ):
                                continue
                            if vans[van, c.MAX_METRES] < c.FAR and (
                                metres_of(van, nodes, vans, metres)
                                + metres[layer, nodes[before, c.PLACE], here]
                                + metres[layer, here, nodes[gap, c.PLACE]]
                                - metres[layer, nodes[before, c.PLACE], nodes[gap, c.PLACE]]
                                > vans[van, c.MAX_METRES]
                            ):
                                continue
                        if stable:
                            cost += _extra_disturbance(van, gap, node, nodes, vans, memory)
                        if prices_time or exact:
                            end = vans[van, c.START] + 1
                            finish = nodes[end, c.BEGIN]
                            late = 0
                            if exact:
                                new_finish, late = follow(
                                    van, gap, node, gap, -1, nodes, vans, seconds, windows, breaks
                                )
                                if new_finish >= c.FAR:
                                    continue
                            else:
                                push = on - leaves - nodes[gap, c.LEG]
                                new_finish = finish + max(0, push - nodes[gap, c.WAITS])
                            cost += vans[van, c.PER_SECOND_OUT] * (new_finish - finish)
                            cost += vans[van, c.PER_SECOND_LATE] * late
                            soft = vans[van, c.SHIFT_END]
                            cost += vans[van, c.PER_SECOND_OVER] * (
                                max(0, new_finish - soft) - max(0, finish - soft)
                            )
                        if cost < best:
                            best = cost
                            best_gap = gap
                elif has_pairs:
                    there = nodes[partner, c.PLACE]
                    opens_2 = nodes[partner, c.OPENS]
                    closes_2 = nodes[partner, c.CLOSES]
                    service_2 = nodes[partner, c.SERVICE]
                    for candidate in range(gap_count):
                        van = gaps[candidate]
                        if not allowed[row, van] or vans[van, c.IS_CLOSED]:
                            continue
                        if limited and vans[van, c.LENGTH] + 2 > vans[van, c.MAX_TASKS]:
                            continue
                        layer = vans[van, c.LAYER]
                        end = vans[van, c.START] + 1
                        per_second = vans[van, c.PER_SECOND]
                        per_unit = vans[van, c.PER_SECOND_UNIT]
                        opening = 0
                        if vans[van, c.LENGTH] == 0 and not vans[van, c.MUST_DRIVE]:
                            opening = vans[van, c.OPENING]
                            opening += per_second * nodes[end, c.LEG]
                            opening += per_unit * nodes[end, c.LEG_2]
                            if prices_time:
                                opening += vans[van, c.PER_SECOND_OUT] * nodes[end, c.LEG]
                        room = vans[van, c.ROOM]
                        size = nodes[node, c.ADDS_AFTER]
                        stays = size + nodes[partner, c.ADDS_AFTER]
                        before = vans[van, c.START]
                        while before != end:
                            gap = nodes[before, c.NEXT]
                            if nodes[gap, c.LATEST] < 0 and nodes[gap, c.LATEST] == -c.FAR:
                                before = gap
                                continue
                            place_before = nodes[before, c.PLACE]
                            come = seconds_to[layer, here, place_before]
                            leaves = nodes[before, c.BEGIN] + nodes[before, c.SERVICE]
                            begin = max(leaves + come, opens)
                            if leaves > closes:
                                break
                            if begin > closes:
                                before = gap
                                continue
                            blink -= 1
                            if blink <= 0:
                                random = _shuffled(random)
                                blink = 1 + int(math.log(random * _UNIT) / math.log(1.0 - BLINK))
                                before = gap
                                continue
                            go = seconds[layer, here, nodes[gap, c.PLACE]]
                            detour = per_second * (come + go - nodes[gap, c.LEG]) + opening
                            way = per_second * come + opening
                            if has_second:
                                come_2 = second_to[layer, here, place_before]
                                detour += per_unit * (
                                    come_2
                                    + second[layer, here, nodes[gap, c.PLACE]]
                                    - nodes[gap, c.LEG_2]
                                )
                                way += per_unit * come_2
                            if (
                                detour >= best
                                or nodes[before, c.LOAD] + size > room
                                or nodes[before, c.PEAK_BEFORE] + nodes[node, c.ADDS_BEFORE] > room
                            ):
                                before = gap
                                continue
                            # The delivery follows directly, or walks on.
                            clock = begin + service
                            at = gap
                            last = node
                            while True:
                                place_last = nodes[last, c.PLACE]
                                come_2 = seconds_to[layer, there, place_last]
                                begin_2 = max(clock + come_2, opens_2)
                                if clock > closes_2:
                                    break
                                go_2 = seconds[layer, there, nodes[at, c.PLACE]]
                                if last == node:
                                    cost = way + per_second * (come_2 + go_2 - nodes[at, c.LEG])
                                    if has_second:
                                        cost += per_unit * (
                                            second_to[layer, there, place_last]
                                            + second[layer, there, nodes[at, c.PLACE]]
                                            - nodes[at, c.LEG_2]
                                        )
                                else:
                                    cost = detour + per_second * (come_2 + go_2 - nodes[at, c.LEG])
                                    if has_second:
                                        cost += per_unit * (
                                            second_to[layer, there, place_last]
                                            + second[layer, there, nodes[at, c.PLACE]]
                                            - nodes[at, c.LEG_2]
                                        )
                                if (
                                    cost < best
                                    and begin_2 <= closes_2
                                    and begin_2 + service_2 + go_2 <= nodes[at, c.LATEST]
                                ):
                                    fits = True
                                    if dimensions > 1 or apart or limited or stays > 0:
                                        fits = _pair_fits(
                                            van,
                                            gap,
                                            node,
                                            at,
                                            partner,
                                            nodes,
                                            vans,
                                            seconds,
                                            metres,
                                            memory,
                                        )
                                    if fits and stable:
                                        cost += _extra_disturbance(
                                            van, gap, node, nodes, vans, memory
                                        )
                                    if fits and (prices_time or exact):
                                        finish = nodes[end, c.BEGIN]
                                        late = 0
                                        if exact:
                                            new_finish, late = follow(
                                                van,
                                                gap,
                                                node,
                                                at,
                                                partner,
                                                nodes,
                                                vans,
                                                seconds,
                                                windows,
                                                breaks,
                                            )
                                        else:
                                            push = (
                                                begin_2
                                                + service_2
                                                + go_2
                                                - nodes[nodes[at, c.PREVIOUS], c.BEGIN]
                                                - nodes[nodes[at, c.PREVIOUS], c.SERVICE]
                                                - nodes[at, c.LEG]
                                            )
                                            new_finish = finish + max(0, push - nodes[at, c.WAITS])
                                        fits = new_finish < c.FAR
                                        soft = vans[van, c.SHIFT_END]
                                        cost += vans[van, c.PER_SECOND_OUT] * (new_finish - finish)
                                        cost += vans[van, c.PER_SECOND_LATE] * late
                                        cost += vans[van, c.PER_SECOND_OVER] * (
                                            max(0, new_finish - soft) - max(0, finish - soft)
                                        )
                                    if fits and cost < best:
                                        best = cost
                                        best_gap = gap
                                        best_gap_2 = at
                                if at == end:
                                    break
                                # Go on over `at`.
                                leg = nodes[at, c.LEG]
                                if last == node:
                                    leg = go
                                clock = max(clock + leg, nodes[at, c.OPENS])
                                if clock > nodes[at, c.LATEST] or nodes[at, c.LOAD] + size > room:
                                    break
                                clock += nodes[at, c.SERVICE]
                                last = at
                                at = nodes[at, c.NEXT]
                            before = gap
                if best_gap >= 0 or is_wide or only >= 0:
                    break
                if prizes[node] < c.MUST:
                    break
                random = _shuffled(random)
                if not is_first and random % 10:
                    break
                is_wide = True
            if best_gap < 0:
                next_waiting[next_count] = node
                next_count += 1
                continue
            van = nodes[best_gap, c.ROUTE]
            if vans[van, c.TOUCHED] != stamp:
                saved_rows = _remember(
                    van, stamp, touched, saved_rows, nodes, vans, saved, undo, is_wide_row
                )
                touched += 1
            was_unused = vans[van, c.LENGTH] == 0
            unknown = 0
            if partner >= 0:
                unknown = _link(partner, best_gap_2, van, nodes, vans, one_way)
                if best_gap == best_gap_2:
                    best_gap = partner
            unknown += _link(node, best_gap, van, nodes, vans, one_way)
            mend(
                van,
                node,
                unknown,
                nodes,
                vans,
                seconds,
                second,
                metres,
                windows,
                breaks,
                memory,
                tails,
            )
            added -= prizes[node]
            if was_unused:  # the next one of its kind stands in
                for place in range(unused_count):
                    if unused[place] == van:
                        kind = vans[van, c.KIND]
                        other = van + 1
                        while other < van_count and vans[other, c.KIND] == kind:
                            if vans[other, c.LENGTH] == 0 and not vans[other, c.IS_CLOSED]:
                                break
                            other += 1
                        if other < van_count and vans[other, c.KIND] == kind:
                            unused[place] = other
                        else:
                            unused_count -= 1
                            unused[place] = unused[unused_count]
                        break
        # ------------------------------------------------------------ accept or go back
        for place in range(touched):
            at = place * c.SAVED_VAN
            added += vans[saved[at], c.COST] - saved[at + 2]
        random = _shuffled(random)
        bound = -temperature * math.log(random * _UNIT)
        if is_first or added < bound:
            total += added
            for place in range(touched):
                at = place * c.SAVED_VAN
                van = saved[at]
                length = saved[at + 1]
                served += vans[van, c.LENGTH] - length
                used += int(vans[van, c.LENGTH] > 0) - int(length > 0)
                if not vans[van, c.IS_CHANGED]:
                    vans[van, c.IS_CHANGED] = 1
                    changed[memory[c.CHANGED_COUNT]] = van
                    memory[c.CHANGED_COUNT] += 1
            for number in range(next_count):
                waiting[number] = next_waiting[number]
            waiting_count = next_count
            memory[c.IS_FIRST] = 0
            if total < memory[c.BEST_TOTAL]:
                memory[c.BEST_TOTAL] = total
                for number in range(memory[c.CHANGED_COUNT]):
                    van = changed[number]
                    vans[van, c.IS_CHANGED] = 0
                    node = vans[van, c.START]
                    end = node + 1
                    while node != end:
                        nodes[node, c.BEST_NEXT] = nodes[node, c.NEXT]
                        node = nodes[node, c.NEXT]
                memory[c.CHANGED_COUNT] = 0
        else:
            for number in range(count):
                nodes[order[number], c.ROUTE] = -1
                if nodes[order[number], c.PARTNER] >= 0:
                    nodes[nodes[order[number], c.PARTNER], c.ROUTE] = -1
            _undo(touched, nodes, vans, saved, undo, is_wide_row)
    memory[c.RANDOM] = random
    memory[c.TOTAL] = total
    memory[c.LEFT_OUT] = waiting_count
    memory[c.STAMP] = max(stamp, memory[c.STAMP])
    memory[c.SERVED] = served
    memory[c.USED] = used
    memory[c.ITERATIONS] += made
    return made
