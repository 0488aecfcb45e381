"""Columns of the whole numbers in which `insertion_kernel.py` reads gaps, routes and a question."""

# Of a gap, as `passes.Positions` explains them.
PLACE_FROM = 0
LEAVES = 1
TAKEN = 2
PLACE_TO = 3
LEG = 4
LEG_METRES = 5
OPENS = 6
CLOSES = 7
"""Relaxed to the begin as planned, where that is later."""
SERVICE = 8
START = 9
LATEST = 10
REST = 11
FLOOR = 12
PEAK_BEFORE = 13
PEAK_AFTER = 16
GAP_COLUMNS = 19

# Of a route.
FIRST = 0
"""Row of its first gap."""
LAST = 1
"""Row of its last gap, before the end place."""
FINISH = 2
PER_KM = 3
PER_HOUR = 4
BREAKS = 5
ROOM = 6
ROUTE_COLUMNS = 9

# Of a route, for one question.
FROM_INDEX = 0
"""The first gap that is open to the visit."""
CLEAN_UNTIL = 1
"""After this gap clean goods would travel with dirty ones."""
CLEAN_FROM = 2
"""Before this gap dirty goods would travel with clean ones."""
IS_BARRED = 3
"""Whether the visit breaks something on this route wherever it is put."""
LIMIT_COLUMNS = 4

# Of a break: three for each.
EARLIEST = 0
ALLOWED = 1
DURATION = 2
BREAK_COLUMNS = 3

# Of the visit.
PLACE = 0
VISIT_SERVICE = 1
VISIT_OPENS = 2
VISIT_CLOSES = 3
LOADED = 4
"""What it adds to every leg before it."""
CHANGE = 7
"""What it changes from there on."""
ASK_COLUMNS = 10

# Of an answer.
POSITION = 0
IS_CLEAN = 1
EXTRA = 2
EXTRA_DRIVING = 3
EXTRA_METRES = 4
COST = 5
"""In `problem.cost_units`."""
LATER = 6
FOUND_COLUMNS = 7

FAR = 1 << 40
MOST = (1 << 31) - 1
NEVER = 1 << 62
