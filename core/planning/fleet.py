"""What the fleet engine is asked and what it answers, in whole numbers and without names.

Pure values between the many shapes of a problem (the console's, VROOM's, text instances) and the
engine's arrays. Requests and vans are numbered by their place in their tuples; times are seconds
from any one origin.
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from msgspec import Struct

Matrix: TypeAlias = npt.NDArray[np.int32]

FAR_AWAY = 1 << 29
"""Beyond any time, load or distance of a problem."""

Sizes: TypeAlias = tuple[int, int, int]
NOTHING: Sizes = (0, 0, 0)


class Request(Struct, frozen=True):
    """One visit to make, or one half of a pair."""

    place: int
    service_s: int = 0
    setup_s: int = 0
    """Added unless the van comes from the same place."""
    windows: tuple[tuple[int, int], ...] = ()
    """When the visit may begin, in order and apart from each other; none: any time."""
    due_s: int = FAR_AWAY
    """From here on lateness costs; the window's end is where it becomes impossible."""
    loads: Sizes = NOTHING
    """Loaded at the start and left here."""
    leaves: Sizes = NOTHING
    """On board at the start in any case (`Van.aboard`) and left here."""
    takes: Sizes = NOTHING
    """Collected here and carried on."""
    partner: int = -1
    """The other half: it must be on the same van, a pickup before its delivery."""
    is_delivery_half: bool = False
    vans: frozenset[int] | None = None
    """The vans that may serve it; None: all of them. A pair is for those that both halves name."""
    prize: int | None = None
    """What leaving it out costs; None: it is left out only if it must be. A pair's is the
    pickup's."""
    weight: int = 1
    """How bad it is to leave out what is not optional, from 1 to 202."""
    brings_clean: bool = False
    takes_dirty: bool = False
    is_fixed: bool = False
    """Stays where the plan has it."""


class Break(Struct, frozen=True):
    """To begin inside one of its windows, at the first moment at which nobody is being served."""

    windows: tuple[tuple[int, int], ...]
    duration_s: int


class Van(Struct, frozen=True):
    """One van's day; costs are in the problem's units."""

    start: int
    end: int
    begin_s: int = 0
    latest_s: int = FAR_AWAY
    """No later finish is allowed."""
    shift_end_s: int = FAR_AWAY
    """From here on a second of the finish costs `per_second_over` more."""
    room: Sizes = (FAR_AWAY, FAR_AWAY, FAR_AWAY)
    aboard: Sizes = NOTHING
    layer: int = 0
    """Which of the problem's matrices count."""
    per_second: int = 1
    """Of driving."""
    per_unit: int = 0
    """Of the problem's `second` matrix: a metre, or an arc's own cost."""
    per_second_out: int = 0
    """Between start and finish, waiting included."""
    per_second_over: int = 0
    per_second_late: int = 0
    fixed: int = 0
    max_tasks: int = FAR_AWAY
    max_driving_s: int = FAR_AWAY
    max_metres: int = FAR_AWAY
    breaks: tuple[Break, ...] = ()
    is_closed: bool = False
    prefix: int = 0
    """How many of its first requests keep their place, with nothing put among them."""
    is_on_the_road: bool = False
    """Drives to its end also if nothing is left to do."""
    has_dirty: bool = False
    is_divided: bool = False


class FleetProblem(Struct, frozen=True, eq=False):
    """Matrices are [layer, from, to]; `second` and `metres` may be one and the same, or None."""

    requests: tuple[Request, ...]
    vans: tuple[Van, ...]
    seconds: Matrix
    second: Matrix | None = None
    metres: Matrix | None = None
    move_price: int = 0
    """Of every stop that changes its van or its order."""
    disturb_price: int = 0
    """Of every van whose sequence changes."""


class FleetPlan(Struct, frozen=True):
    """One sequence of requests per van, and what the search thinks that it costs."""

    routes: tuple[tuple[int, ...], ...]
    cost: int
    left_out: tuple[int, ...]
