"""What the panels show, as frozen values: rows, lanes, cards, tiles. No Qt, no rules, no formats.

Words are ready to be read; instants stay instants only where a panel draws them on a time axis.
`console/views/` builds these values from state, and panels compare them to repaint no more than
what changed.
"""

from enum import StrEnum

from msgspec import Struct

from core.model import (
    BlobId,
    CaseId,
    CaseKind,
    CaseStatus,
    DriverId,
    Instant,
    OrderId,
    OrderKind,
    RouteId,
    ServiceDay,
    StopId,
    StopKind,
    StopStatus,
    WayOut,
)
from core.severity import Severity

ORDER_MIME = "application/x-backhaul-order"
"""Payload of a dragged order: its id, UTF-8."""
STOP_MIME = "application/x-backhaul-stop"
"""Payload of a dragged stop: its id, UTF-8."""


class Tone(StrEnum):
    """How a word is meant; the theme knows its colour, and a sign or word always goes with it."""

    NEUTRAL = "neutral"
    MUTED = "muted"
    ACCENT = "accent"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    REQUEST = "request"


# The queue.


class QueueGroup(StrEnum):
    """A filter chip; a row belongs to as many as are true of it."""

    ALL = "all"
    """needs a decision now"""
    OPEN = "open"
    """and nobody has it yet"""
    FAILED = "failed"
    RETURNS = "returns"
    CONTAINERS = "containers"
    UNPLANNED = "unplanned"
    MINE = "mine"
    WAITING = "waiting"
    """rests until somebody answers; outside `ALL`, as what is closed"""
    CLOSED = "closed"
    """on its way or closed lately; here it can be taken back"""
    DECIDED = "decided"
    """the driver, the shop or a partner has to agree; outside `ALL`"""


class QueueRow(Struct, frozen=True):
    """One case that waits for a decision, or whose decision the driver has not yet agreed to."""

    case_id: CaseId
    order_id: OrderId
    kind: CaseKind
    title: str
    """the order's number as people say it"""
    customer: str
    address: str
    reason: str
    window: str
    due: str
    """how long until the deadline, in words"""
    age: str
    urgency: float
    """0 just opened … 1 at the deadline or past it"""
    urgency_tone: Tone
    value: str
    value_minor: int
    opened_at: Instant
    deadline: Instant
    status: CaseStatus
    state: str
    state_tone: Tone
    rank: float
    """larger comes first: money at stake weighed by age"""
    day: ServiceDay
    groups: frozenset[QueueGroup] = frozenset()
    severity: Severity = Severity.USUAL
    near: str = ""
    """how far the driver still is from the door, if that is near"""
    ageing: float = 0.0
    """0 fresh … 1 long overdue; tints the row"""
    is_draggable: bool = True
    explanation: tuple[str, ...] = ()
    """lines of the tooltip, the first as its heading"""
    search: str = ""
    """lower-case text that the search field looks into"""
    group: str = ""
    """id of the group of one cause it belongs to"""
    group_reason: str = ""
    group_words: str = ""
    group_value: str = ""
    is_back: bool = False
    """it waited, and is due or answered"""
    is_member: bool = False
    """shown under the head of its group"""
    members: tuple[OrderId, ...] = ()
    """a head's: the orders it stands for; its `case_id` is the group's id"""
    is_opened: bool = False


# The route board.


class TrayState(StrEnum):
    """Where a driver's changes stand."""

    NONE = "none"
    PENDING = "pending"
    """in the tray, not sent"""
    SENT = "sent"
    NO_ANSWER = "no_answer"
    """sent, and no answer for too long"""
    ACCEPTED = "accepted"
    DECLINED = "declined"


class StopBar(Struct, frozen=True):
    """One stop on a lane, in the order of the route's `stop_ids`."""

    id: StopId
    order_id: OrderId
    kind: StopKind
    order_kind: OrderKind
    status: StopStatus
    number: int
    label: str
    begins: Instant
    """service begins; before it the van drives or waits"""
    ends: Instant
    arrives: Instant | None = None
    """before `begins` when the van waits for the window"""
    opens: Instant | None = None
    closes: Instant | None = None
    late_s: int = 0
    is_locked: bool = False
    is_pending: bool = False
    """not yet agreed by the driver"""
    is_movable: bool = False
    has_problem: bool = False
    tooltip: tuple[str, ...] = ()
    """first line is the heading"""


class BreakBar(Struct, frozen=True):
    """A pause on a lane."""

    begins: Instant
    ends: Instant


class LaneView(Struct, frozen=True):
    """One driver's day as a lane."""

    route_id: RouteId
    day: ServiceDay
    name: str
    driver: str
    vehicle: str
    colour: int
    """index into the route palette"""
    starts_at: Instant
    ends_at: Instant
    """end of the shift"""
    stops: tuple[StopBar, ...] = ()
    breaks: tuple[BreakBar, ...] = ()
    back_at: Instant | None = None
    """expected at the end place"""
    load_share: float = 0.0
    """fullest of the three dimensions at its peak, 1 is full"""
    load: str = ""
    is_locked: bool = False
    stranded: str = ""
    """why the route cannot go on, and since when"""
    tray: TrayState = TrayState.NONE
    tray_words: str = ""
    is_stale: bool = False
    is_ended: bool = False
    done: int = 0
    late: int = 0
    tooltip: tuple[str, ...] = ()


class DayTab(Struct, frozen=True):
    """A service day that is open; an order can be dropped on it."""

    day: ServiceDay
    label: str
    routes: int


class CostChip(Struct, frozen=True):
    """What taking the dragged order would cost one lane.

    `index` is the best place in the lane's stops (counted without a dragged stop of the same
    lane); None draws no caret. `rank` 1 to 3 marks the best three.
    """

    words: str
    tone: Tone
    index: int | None = None
    rank: int | None = None
    hand_over: str = ""
    """how the goods reach the van, if not directly"""
    distance: str = ""
    """how much farther the van drives, for where there is room"""
    tooltip: tuple[str, ...] = ()


class GhostLane(Struct, frozen=True):
    """A change under consideration on one lane: the stops as they would be."""

    route_id: RouteId
    stops: tuple[StopBar, ...]
    changed: frozenset[StopId] = frozenset()
    """drawn in colour; all others stay as they are"""


# The inspector.


class CaseAction(StrEnum):
    """What the case inspector offers; each has a key."""

    RECOMMENDED = "recommended"
    ACKNOWLEDGE = "acknowledge"
    RETRY = "retry"
    BEST_ROUTE = "best_route"
    RESCHEDULE = "reschedule"
    RETURN_TO_DEPOT = "return_to_depot"
    REFUND = "refund"
    SHOP_PAID = "shop_paid"
    SHOP_REFUSED = "shop_refused"
    CANCEL = "cancel"
    REOPEN = "reopen"
    WAIT = "wait"
    HAND = "hand"
    TAKE_OVER = "take_over"
    NOTE = "note"
    REPORT_LOST = "report_lost"
    FOUND_AT_DEPOT = "found_at_depot"
    CUSTOMER_HAS_IT = "customer_has_it"
    LOCATE = "locate"
    EXCEPTION = "exception"
    NO_EXCEPTION = "no_exception"
    UNREPLACE = "unreplace"
    """The order that is sent instead is taken back."""
    REFUND_PART = "refund_part"
    WHO = "who"
    PARTNER_DONE = "partner_done"
    PARTNER_BACK = "partner_back"
    PICKED_UP = "picked_up"
    """The customer has fetched it himself."""
    ANSWER = "answer"
    """What the customer says on the telephone."""
    LEARN = "learn"
    """What the next driver should know of this door."""
    READDRESS = "readdress"
    """The customer is somewhere else."""
    MOVE_PIN = "move_pin"
    """The pin of its place is dragged on the map."""
    PIN_TO_PROOFS = "pin_to_proofs"
    """The pin goes to where drivers have delivered."""
    COPY_LINK = "copy_link"
    """The link by which the customer answers."""
    REVOKE_LINK = "revoke_link"
    ERASE = "erase"
    """One of them opens nothing any more."""


class RouteAction(StrEnum):
    """What the route inspector offers."""

    LOCK = "lock"
    UNLOCK = "unlock"
    OPTIMIZE = "optimize"
    SEND = "send"


class ActionView(Struct, frozen=True):
    """A button: enabled, or disabled with the reason in words."""

    action: CaseAction | RouteAction
    label: str
    key: str
    is_enabled: bool = True
    why_not: str = ""
    is_everywhere: bool = True
    """the key works in the whole window; else only where it is said"""
    also_key: str = ""
    """one that does the same where it is said"""


class AttemptLine(Struct, frozen=True):
    """One failed visit."""

    when: str
    driver: str
    reason: str
    note: str = ""
    photo: BlobId | None = None


class Picture(Struct, frozen=True):
    """A photo or signature that can be opened."""

    blob_id: BlobId
    words: str


class GoodsLine(Struct, frozen=True):
    """One item of the order and where it is."""

    quantity: int
    description: str
    value: str
    custody: str


class NoteLine(Struct, frozen=True):
    """What a colleague wrote on a case."""

    who: str
    when: str
    words: str


class OptionRow(Struct, frozen=True):
    """One route that could take the order, with its sums."""

    route_id: RouteId
    route: str
    driver: str
    colour: int
    minutes: str
    distance: str
    money: str
    words: str
    tone: Tone
    rank: int | None = None
    is_own_van: bool = False
    is_feasible: bool = True


class WayOutRow(Struct, frozen=True):
    """One resolution with its money; `way_out` goes back with the decision."""

    key: str
    words: str
    net: str
    sums: str
    is_best: bool
    way_out: WayOut


class SumLine(Struct, frozen=True):
    """One line of a reckoning."""

    words: str
    amount: str
    is_total: bool = False


class CaseView(Struct, frozen=True):
    """Everything about one case that a dispatcher needs for a decision."""

    case_id: CaseId
    order_id: OrderId
    kind: CaseKind
    title: str
    headline: str
    customer: str
    phone: str
    address: str
    shop: str
    state: str
    state_tone: Tone
    window: str
    due: str
    due_tone: Tone
    value: str
    reason: str = ""
    note: str = ""
    photo: BlobId | None = None
    reopened: str = ""
    answer: str = ""
    """what the customer chose on the page behind the link"""
    answer_tone: Tone = Tone.MUTED
    attempts: tuple[AttemptLine, ...] = ()
    """those before the last, which `reason`, `note` and `photo` tell"""
    goods: tuple[GoodsLine, ...] = ()
    proof: str = ""
    """what shows that the last visit was made"""
    pictures: tuple[Picture, ...] = ()
    ways_out: tuple[WayOutRow, ...] = ()
    verdict: str = ""
    """why the first way out is recommended, in a sentence"""
    options: tuple[OptionRow, ...] = ()
    options_note: str = ""
    """what the options stand on, or why there are none"""
    actions: tuple[ActionView, ...] = ()
    waits: str = ""
    """for whom and until when, while it rests; or that the time is over"""
    waits_tone: Tone = Tone.MUTED
    notes: tuple[NoteLine, ...] = ()
    sums: tuple[SumLine, ...] = ()
    """what is at stake"""
    place_hint: str = ""
    """what was learned about the door"""
    pin_words: str = ""
    """that drivers deliver somewhere else"""
    doubt: str = ""
    """That the last attempt is suspect, in a few words."""
    plausible: str = ""
    """whether the last attempt can have been made"""
    plausible_tone: Tone = Tone.MUTED
    near: str = ""
    """that the driver is still near the door"""
    next_step: str = ""
    """what is usually done for this reason"""
    severity: str = ""
    handling: tuple[ActionView, ...] = ()
    """what moves the case between colleagues, and out of the queue for a while"""
    policy: str = ""
    """what the shop's return policy says to the request"""
    policy_tone: Tone = Tone.MUTED
    receipt: str = ""
    """what the customer was given when goods were taken"""
    promise: str = ""
    promise_tone: Tone = Tone.MUTED
    links: str = ""
    """the links that the customer was given"""
    told: tuple[str, ...] = ()
    """messages to the customer, the newest first"""


class CaseLine(Struct, frozen=True):
    """One of several cases."""

    case_id: CaseId
    title: str
    detail: str


class CasesView(Struct, frozen=True):
    """Several cases that one decision may do for."""

    title: str
    summary: str
    lines: tuple[CaseLine, ...]
    actions: tuple[ActionView, ...] = ()


class RouteStopRow(Struct, frozen=True):
    """One line of the route inspector. The depot's first and last lines have no id."""

    stop_id: StopId | None
    number: int
    title: str
    subtitle: str
    time: str
    kind: StopKind | None
    order_kind: OrderKind | None
    status: StopStatus
    tone: Tone = Tone.MUTED
    """of the subtitle"""
    is_pending: bool = False
    is_locked: bool = False


class LoadGauge(Struct, frozen=True):
    """One dimension of the load: words and share at its peak."""

    label: str
    words: str
    share: float


class RouteView(Struct, frozen=True):
    """One route as the inspector shows it."""

    route_id: RouteId
    name: str
    driver: str
    vehicle: str
    phone: str
    colour: int
    summary: str
    state: str
    state_tone: Tone
    stops: tuple[RouteStopRow, ...] = ()
    loads: tuple[LoadGauge, ...] = ()
    violations: tuple[str, ...] = ()
    actions: tuple[ActionView, ...] = ()


# The strips and trays.


class KpiTile(Struct, frozen=True):
    """One figure with its trend; `icon` is a name in `resources/icons`."""

    key: str
    icon: str
    label: str
    value: str
    note: str = ""
    note_tone: Tone = Tone.MUTED
    tone: Tone = Tone.ACCENT
    series: tuple[float, ...] = ()
    tooltip: str = ""


class KpiView(Struct, frozen=True):
    """The strip of figures over the window."""

    tiles: tuple[KpiTile, ...] = ()


class TrayRow(Struct, frozen=True):
    """One driver's tray: what would be sent, or what was, and the answer."""

    route_id: RouteId
    name: str
    driver: str
    colour: int
    state: TrayState
    state_words: str
    differences: tuple[str, ...] = ()
    phone: str = ""
    can_send: bool = False
    why_not: str = ""
    refused: tuple[OrderId, ...] = ()
    """Orders that the driver has declined and nobody has taken up since."""


class TrayView(Struct, frozen=True):
    """All trays. `automatic` says when they leave by themselves, in words; empty when never."""

    rows: tuple[TrayRow, ...] = ()
    automatic: str = ""
    automatic_share: float = 0.0
    """of the pause that has passed, 0 … 1"""

    @property
    def under_way(self) -> int:
        """Drivers who are to be told something, or have not answered yet."""
        return sum(row.can_send or row.state is not TrayState.DECLINED for row in self.rows)


class AlertRow(Struct, frozen=True):
    """Something that does not go as planned, and whom to call."""

    id: str
    icon: str
    tone: Tone
    words: str
    detail: str
    age: str
    phone: str = ""
    route_id: RouteId | None = None
    case_id: CaseId | None = None


class DoorRow(Struct, frozen=True):
    """A driver at a door with a problem, and how long the office has to answer."""

    stop_id: StopId
    route_id: RouteId
    route: str
    colour: int
    words: str
    """What is wrong, and where."""
    detail: str
    """Who is there, and what the driver wrote."""
    state_words: str
    """`answer within 2 min`, `waits 4 min more`, `tries it`."""
    tone: Tone
    needs_answer: bool
    phone: str = ""
    known: str = ""
    """What was learned about the door, for what the driver may try."""


class ProposalView(Struct, frozen=True):
    """A better sequence for one route, offered beside the plan."""

    route_id: RouteId
    route: str
    words: str
    detail: str = ""
    colour: int = 0


class Connection(StrEnum):
    """How the console and its hub hear each other."""

    LIVE = "live"
    PAST = "past"
    """It does not matter: the window shows what was."""
    CONNECTING = "connecting"
    RECONNECTING = "reconnecting"
    OFFLINE = "offline"


class StatusView(Struct, frozen=True):
    """What stays visible at all times."""

    connection: Connection
    connection_words: str
    clock: str = ""
    date: str = ""
    zone: str = ""
    rate: float = 1.0
    is_simulated: bool = False
    travel: str = ""
    """where travel times come from"""
    is_travel_fallback: bool = False
    planner: str = ""
    is_planner_busy: bool = False
    unsent: str = ""
    """commands that wait for the line, in words"""
    trouble: str = ""
    """why nothing can be recorded"""
    user: str = ""
    """who acts here, and as what"""
    has_account: bool = False
    """whether there is something to be done about that"""
    goods: str = ""
    """what the button to the Goods view says"""
    desk: str = ""
    """what waits at the supervisor's desk; empty for who has nothing to do there"""
    refunds: str = ""
    """how many refunds wait for the office or the shops; empty: nothing to do with refunds"""


class TalkLine(Struct, frozen=True):
    """One short message, as the office reads it."""

    number: int
    words: str
    detail: str
    """when, who, about which stop, and whether it was read"""
    is_from_driver: bool


class TalkRow(Struct, frozen=True):
    """What one driver and the office have told each other."""

    driver_id: DriverId
    name: str
    route: str
    colour: int
    route_id: RouteId | None
    phone: str
    news: int
    """messages of the driver that nobody in the office has read"""
    last: str
    age: str
    lines: tuple[TalkLine, ...] = ()
    stop_id: StopId | None = None
    """what the driver's last message was about"""
    can_answer: bool = True


class ReadyMessage(Struct, frozen=True):
    """What the office says by one key."""

    code: str
    words: str
