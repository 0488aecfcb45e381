"""Names of the columns that the compiled engine's arrays are made of.

Numbers only, so that the compiled functions see constants. `engine_arrays.py` fills the arrays,
`route_walk.py` and `ruin_recreate.py` read and change them.
"""

FAR = 1 << 29
"""Seconds, or units of load, beyond any plan: three of them still fit into an int32."""

BROKEN = 1 << 50
"""Cost of a limit that is broken: no plan with one is ever taken."""
MUST = 1 << 40
"""Cost of leaving out a request that is not optional, times its weight (at most 202)."""

# One node is a row of int32; requests come first, then start and end of every van. The first
# sixteen are one cache line and all that most insertions look at.
PLACE = 0
OPENS = 1
CLOSES = 2
SERVICE = 3
BEGIN = 4
LATEST = 5
"""Latest begin that keeps the rest of the route in time; minus FAR bars the gap before it."""
PREVIOUS = 6
NEXT = 7
ROUTE = 8
"""The van's number; -1 for a request that is left out."""
POSITION = 9
"""Where in its route, from 1; kept up to date only while goods are kept apart."""
LEG = 10
"""Seconds from the previous node; -1 until somebody works it out."""
LEG_2 = 11
"""The same in whatever `second` counts (metres)."""
PEAK_BEFORE = 12
PEAK_AFTER = 13
LOAD = 14
WAITS = 15
"""Waiting from this node on to the end."""
# What a request changes: on every leg before it, and on every leg after it; three dimensions.
ADDS_BEFORE = 16
ADDS_AFTER = 19
# The second and third dimension of PEAK_BEFORE, PEAK_AFTER and LOAD, three by three.
MORE_LOADS = 22
PARTNER = 28
"""The other half of a pair, or -1."""
ROLE = 29
CLASS = 30
"""Row of `allowed`."""
IS_FIXED = 31
HOME = 32
HOME_RANK = 33
DUE = 34
"""Begin from which lateness is priced; CLOSES is where it becomes impossible."""
SETUP = 35
WINDOW_FIRST = 36
WINDOW_COUNT = 37
GOODS = 38
TAKEN = 39
"""Breaks that are over when the van leaves."""
ONLY_VAN = 40
"""The one van that may serve it, or -1."""
BEST_NEXT = 41
SIZE = 43
"""How much room it takes, for the order of insertion."""
REMOTENESS = 44
LINE, WALKED = 16, 40
"""What a step changes lies before these: as a rule, and with breaks or more dimensions of load."""
NODE_COLUMNS = 48

SINGLE, PICKUP, DELIVERY = 0, 1, 2
CLEAN, DIRTY = 1, 2

# One van is a row of int64.
START = 0
"""Its first node; the end follows it."""
LAYER = 1
PER_SECOND = 2
PER_SECOND_UNIT = 3
"""Cost of a unit of `second`."""
OPENING = 4
"""What the first request on an unused van costs beside the way."""
PER_SECOND_OUT = 5
"""Cost of a second between start and finish, waiting included."""
SHIFT_END = 6
PER_SECOND_OVER = 7
BURDEN = 8
"""Load at the start; where all loads go one way, everything that is ever aboard."""
ROOM = 9
ABOARD = 12
LENGTH = 15
MAX_TASKS = 16
MAX_DRIVING = 17
MAX_METRES = 18
BREAK_FIRST = 19
BREAK_COUNT = 20
IS_CLOSED = 21
"""Nothing on this route may change."""
HAS_DIRTY = 22
IS_DIVIDED = 23
KIND = 24
"""Vans of one kind are alike while they are unused."""
COST = 25
DRIVING = 26
UNITS = 27
PREFIX = 28
"""How many of the first requests keep their place."""
FIRST_DIRTY = 29
LAST_CLEAN = 30
TOUCHED = 31
RUINED = 32
IS_CHANGED = 33
"""Since the best plan was written down."""
MUST_DRIVE = 34
"""On the road already, so that going home costs even without a request."""
HOME_LENGTH = 35
IS_DISTURBED = 36
SEEN = 37
PER_SECOND_LATE = 38
KEPT = (LENGTH, COST, DRIVING, UNITS, BURDEN, FIRST_DIRTY, LAST_CLEAN, IS_DISTURBED)
"""What a step changes of a van; the length and the cost come first."""
VAN_COLUMNS = 40

# Breaks: rows of int32. Windows of requests with several: rows of [opens, closes].
EARLIEST, LATEST_BREAK, DURATION, OTHERWISE = 0, 1, 2, 3

# The search's own memory, an int64 each.
REQUESTS = 0
VANS = 1
DIMENSIONS = 2
HAS_SECOND = 3
IS_EXACT = 4
HAS_PAIRS = 5
IS_STABLE = 6
HAS_LIMITS = 7
PRICES_TIME = 8
KEEPS_APART = 9
RANDOM = 10
TOTAL = 11
BEST_TOTAL = 12
LEFT_OUT = 13
ITERATIONS = 14
STAMP = 15
IS_FIRST = 16
CHANGED_COUNT = 17
NEAR_WIDTH = 18
RUIN_WIDTH = 19
LONGEST_STRING = 20
MOST_RUIN = 21
"""A step takes out so many requests on average; between LEAST_RUIN and this, drawn anew."""
SERVED = 22
USED = 23
MOVE_PRICE = 25
DISTURB_PRICE = 26
HAS_WINDOWS = 27
FOCUSED = 30
"""How many requests of the row FOCUS every second string starts from; 0: none."""
IS_ONE_WAY = 31
"""Whether everything is brought, or everything taken: one sum per van tells all loads."""
LEAST_RUIN = 32
MEMORY = 40

# Scratch rows of the search.
WAITING, NEXT_WAITING, SAVED, ORDER, KEYS, GAPS, CHANGED, UNUSED, TAILS, FOCUS = range(10)
SCRATCH = 10
SAVED_VAN = 1 + len(KEPT)
"""Numbers in the row SAVED for every van that a step touches: its own, and KEPT."""
