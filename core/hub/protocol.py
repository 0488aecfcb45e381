"""Wire messages between the hub and its clients: JSON text frames, one message each.

Pure: types, limits and codecs, no sockets. Decoding is validation; a frame that does not decode
is answered with `Refused` (when it carries an id) or `Fault`, and never acted upon.

A client says `Hello` first. A console is answered `Welcome`, then either `Snapshot` or the
missing `Events`, then live `Events`; a driver is answered `Welcome`, then `DriverView` whenever
it changes, or only the `DriverStops` that did.
"""

from typing import Annotated

import msgspec
from msgspec import Meta, Raw, Struct
from msgspec.structs import replace

from core.access import Role
from core.commands import Command
from core.model import (
    ActorId,
    DepotId,
    DriverId,
    Instant,
    ItemId,
    OfferId,
    OrderId,
    Position,
    RouteId,
    StopId,
)
from core.policy import Check
from core.region.region_ref import RegionRef

PROTOCOL = 1
MAX_FRAME_BYTES = 64 * 1024
"""Largest frame a client may send."""
MOST_SEQ = 2**53
"""No log holds as many events; larger numbers do not fit its columns."""
MAX_CONSOLE_FRAME_BYTES = 64 * 1024 * 1024
"""Largest frame a console accepts from its hub (the snapshot of a big day)."""

FrameId = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"\A[A-Za-z0-9_.:-]+\Z")]
Token = Annotated[str, Meta(min_length=16, max_length=128, pattern=r"\A[A-Za-z0-9_-]+\Z")]
Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]


class _FromClient(Struct, frozen=True, gc=False, tag_field="frame", forbid_unknown_fields=True):
    """Frames that a client sends."""


class Hello(_FromClient, frozen=True, tag="hello"):
    """First frame. `resume_after` is the last seq a console holds (0: none), `resume_hash` that
    event's chain hash: another log with the same numbers is noticed by it."""

    token: Token
    protocol: int
    depot: DepotId
    fold_version: int = 0
    resume_after: Annotated[int, Meta(ge=0, le=MOST_SEQ)] = 0
    resume_hash: Annotated[str, Meta(max_length=64)] = ""
    must_exist: bool = False
    """An administrator does not mean to open a depot that is not there yet."""
    takes_changes: bool = False
    """A driver's device understands `DriverStops`."""


class Ask(_FromClient, frozen=True, tag="ask"):
    """A command. The id makes it exactly-once: the same id again gets the same answer.

    `based_on` is the seq of the state it was composed on, for the audit trail.
    """

    id: FrameId
    command: Command
    based_on: Annotated[int, Meta(ge=0, le=MOST_SEQ)] = 0


class Fix(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """One position of a device: degrees, clock of the device, m/s, degrees from north."""

    at: Instant
    lat: Latitude
    lon: Longitude
    speed_mps: Annotated[float, Meta(ge=0, le=100)] | None = None
    heading: Annotated[float, Meta(ge=0, lt=360)] | None = None
    accuracy_m: Annotated[float, Meta(ge=0, le=100_000)] | None = None


class Positions(_FromClient, frozen=True, tag="positions"):
    """Telemetry of the session's own driver; never logged, stored in batches."""

    fixes: Annotated[tuple[Fix, ...], Meta(min_length=1, max_length=500)]


class SetClock(_FromClient, frozen=True, tag="set_clock"):
    """Change the rate of a simulated day's clock; refused on a hub that runs in real time."""

    id: FrameId
    rate: Annotated[float, Meta(ge=0, le=3600)]


FromClient = Hello | Ask | Positions | SetClock


class _FromHub(Struct, frozen=True, gc=False, tag_field="frame"):
    """Frames that the hub sends."""


class Welcome(_FromHub, frozen=True, tag="welcome"):
    """The session is authenticated as `actor_id`. `http_url` serves blobs, matrix and pages."""

    actor_id: ActorId
    role: Role
    depot: DepotId
    protocol: int
    fold_version: int
    http_url: str
    is_simulated: bool = False
    driver_id: DriverId | None = None
    region: RegionRef | None = None
    """Whose roads, map and addresses the depot's days are planned on."""


class Clock(_FromHub, frozen=True, tag="clock"):
    """The depot's clock at the moment of sending; `rate` 0 is a pause, 1 real time."""

    now: Instant
    rate: float


class Snapshot(_FromHub, frozen=True, tag="snapshot"):
    """A whole `State` as JSON; `texts` are the personal texts that it refers to.

    `hash` is the chain hash of the event `seq`; `because` says why what the console held is void.
    """

    seq: int
    state: Raw
    texts: dict[str, str]
    hash: str = ""
    because: str = ""


class EventRecord(Struct, frozen=True, gc=False):
    """One stored event as broadcast; `body` is the stored JSON."""

    seq: int
    version: int
    recorded_at: Instant
    command_id: str
    actor_id: ActorId
    body: Raw
    hash: str = ""
    """Of the chain up to this event, in hex."""


class Events(_FromHub, frozen=True, tag="events"):
    """Consecutive events of the depot and the personal texts they refer to."""

    events: tuple[EventRecord, ...]
    texts: dict[str, str] = {}


class DriverFix(Struct, frozen=True, gc=False):
    """Last known position of a driver; `at` by the device, `received_at` by the depot's clock."""

    driver_id: DriverId
    at: Instant
    received_at: Instant
    lat: float
    lon: float
    speed_mps: float | None = None
    heading: float | None = None
    accuracy_m: float | None = None
    source: str = ""
    """Which program said so; empty when that is not known any more."""
    battery: float | None = None
    """Of the phone, from 0 to 1, where the program tells it."""


class DriverFixes(_FromHub, frozen=True, tag="driver_fixes"):
    """Newest position of each driver that moved since the last frame."""

    fixes: tuple[DriverFix, ...]


class Accepted(_FromHub, frozen=True, tag="accepted"):
    """The command `id` is committed; its events end at `seq` (the head, if it changed nothing)."""

    id: str
    seq: int


class Refused(_FromHub, frozen=True, tag="refused"):
    """The command or frame `id` was not carried out; nothing changed.

    `is_temporary`: the hub could not (disk full, database away), so the same id may be asked again.
    """

    id: str
    words: str
    is_temporary: bool = False


class Fault(_FromHub, frozen=True, tag="fault"):
    """A frame could not be used. `is_final`: the hub closes the connection after it."""

    words: str
    is_final: bool = False


class TravelGrown(_FromHub, frozen=True, tag="travel_grown"):
    """Places joined the travel matrix, or other streets are closed: fetch
    `/travel/<depot>?after=<size>` over HTTP."""

    size: int
    fingerprint: str
    edition: str = ""
    """`TravelMatrix.edition`"""


class WriteTrouble(_FromHub, frozen=True, tag="write_trouble"):
    """The hub cannot record anything: why, and since when. Without `words` it can again."""

    words: str = ""
    since: Instant | None = None


class Alarm(_FromHub, frozen=True, tag="alarm"):
    """A device or account did what none of ours does; somebody should look after it."""

    words: str
    at: Instant
    actor_id: ActorId


class DoorQuestion(Struct, frozen=True, gc=False):
    """What the driver looks at before he takes a line of a return."""

    item_id: ItemId
    check: Check
    words: str


class DoorLine(Struct, frozen=True, gc=False):
    """A line of a delivery, as the driver reads it."""

    item_id: ItemId
    words: str


class DriverStop(Struct, frozen=True, gc=False):
    """A stop as its driver sees it."""

    id: StopId
    kind: str
    status: str
    order_id: str
    address: str
    lat: float
    lon: float
    customer: str
    phone: str
    contents: tuple[str, ...]
    service_s: int
    opens: Instant | None = None
    closes: Instant | None = None
    started_at: Instant | None = None
    arrived_at: Instant | None = None
    ended_at: Instant | None = None
    problem: str | None = None
    answer: str = ""
    """What the office said to the problem: wait, try or fail; empty while it has not."""
    answer_note: str = ""
    answered_at: Instant | None = None
    wait_until: Instant | None = None
    """Until when the office may answer, or asks the driver to wait; then he may fail the stop."""
    place_hint: str = ""
    """What was learned about the place."""
    customer_says: str = ""
    """What the customer has answered that the driver should know."""
    with_driver: str = ""
    """Name of the other driver at a hand-over."""
    questions: tuple[DoorQuestion, ...] = ()
    lines: tuple[DoorLine, ...] = ()
    """What is delivered, where some of it may fail alone."""
    bring_empties: int = 0
    """Containers that the customer should hold and the driver takes along."""


class DriverMessage(Struct, frozen=True, gc=False):
    """A short message as its driver sees it."""

    number: int
    is_own: bool
    at: Instant
    preset: str = ""
    words: str = ""
    stop_id: StopId | None = None
    read_at: Instant | None = None
    said_at: Instant | None = None
    """As the device sent it, by which the device knows it again."""


class DriverOffer(Struct, frozen=True, gc=False):
    """Changes waiting for the driver's answer, as a net difference and as the whole list."""

    id: OfferId
    sent_at: Instant
    added: tuple[DriverStop, ...]
    removed: tuple[DriverStop, ...]
    moved: tuple[StopId, ...]
    stops: tuple[DriverStop, ...]


class OwnReason(Struct, frozen=True, gc=False):
    """A failure reason of the depot's own, in its words; offered where its kind is."""

    code: str
    kind: str
    words: str


class ClosedStreet(Struct, frozen=True, omit_defaults=True, gc=False):
    """A stretch that no van may drive through, as the office drew it; why is not told."""

    street: str
    line: tuple[Position, ...]
    begins: Instant
    until: Instant | None
    at: Instant
    """When it was drawn."""


class DriverView(_FromHub, frozen=True, tag="driver_view"):
    """Everything a driver may know: the own route as agreed, and what the office proposes."""

    driver_id: DriverId
    driver: str
    depot_name: str
    depot_lat: float
    depot_lon: float
    zone: str = "UTC"
    """The depot's IANA zone, in which times are shown."""
    route_id: RouteId | None = None
    route_name: str = ""
    vehicle: str = ""
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    started_at: Instant | None = None
    ended_at: Instant | None = None
    break_from: Instant | None = None
    """Earliest begin of the route's (first) break, and its length."""
    break_s: int = 0
    break_since: Instant | None = None
    """Since when the driver rests."""
    is_stranded: bool = False
    """The office knows that the van or the driver cannot go on."""
    stops: tuple[DriverStop, ...] = ()
    offer: DriverOffer | None = None
    answer_within_s: int = 300
    """How long the office has to answer a problem before the driver may fail the stop."""
    office_phone: str = ""
    reasons_off: tuple[str, ...] = ()
    """Codes of failure reasons that the depot offers to nobody."""
    reasons_own: tuple[OwnReason, ...] = ()
    messages: tuple[DriverMessage, ...] = ()
    """The last ones between the driver and the office, the oldest first."""
    closed: tuple[ClosedStreet, ...] = ()
    """Streets that are closed, or will be."""


class DriverStops(_FromHub, frozen=True, tag="driver_stops"):
    """Those stops of the list that look otherwise; the rest of the last `DriverView` is as it was.

    A report changes one stop of twenty: a list would be twenty times as long.
    """

    stops: tuple[DriverStop, ...]

    def in_view(self, view: DriverView) -> DriverView:
        """The list as it is with them."""
        anew = {stop.id: stop for stop in self.stops}
        return replace(view, stops=tuple(anew.get(stop.id, stop) for stop in view.stops))


class Upload(Struct, frozen=True, gc=False):
    """HTTP answer to a part of a photo: where to go on, and whether all of it is here."""

    offset: int
    is_complete: bool = False


class CaseHistory(Struct, frozen=True, gc=False):
    """HTTP answer: what the log holds about one order, the oldest first.

    Texts that the events refer to come with the stream, to whoever may read them.
    """

    order_id: OrderId
    events: tuple[EventRecord, ...]


class DriverLink(Struct, frozen=True, gc=False):
    """HTTP answer: a link that makes one browser a driver's device, once. `id` names it without
    letting anybody in; `has_own_authority`: phones must trust the hub's own authority first, and
    its `fingerprint` is compared on the phone."""

    url: str
    lasts_s: int
    id: str
    has_own_authority: bool = False
    fingerprint: str = ""


class RevokedPage(Struct, frozen=True, gc=False):
    """Whether the driver had a page that was signed in; it is not any more."""

    was_there: bool


class DrivenPages(Struct, frozen=True, gc=False):
    """HTTP answer: the drivers for whom a person drives, so that the simulation does not."""

    driver_ids: tuple[DriverId, ...] = ()


class DriverLinkState(Struct, frozen=True, gc=False):
    """HTTP answer: whether a link was used, and from which address."""

    is_used: bool = False
    address: str = ""


class ReachTest(Struct, frozen=True, gc=False):
    """HTTP answer: a link that shows whether a phone reaches the hub. It signs nobody in; `id`
    names it without being it, `ws_url` is the live line that the phone tries, too."""

    url: str
    ws_url: str
    lasts_s: int
    id: str


class Reached(Struct, frozen=True, gc=False):
    """HTTP answer: what a phone found that opened such a link. None: it has not said yet."""

    address: str = ""
    """From where it came; empty: nobody came."""
    over: str = ""
    """What it says of its own line: `cellular`, `wifi`, or nothing."""
    keeps_offline: bool | None = None
    """Whether its browser keeps pages, which it does only where it trusts the certificate."""
    line_opens: bool | None = None
    """Whether the websocket opened, which has a port of its own."""


class Enrolment(Struct, frozen=True, gc=False):
    """HTTP answer to a driver's one-use code: what the driver's page needs to say hello."""

    ws_url: str
    token: Token
    depot: DepotId
    driver_id: DriverId | None = None


class NewToken(Struct, frozen=True, gc=False):
    """HTTP answer to a device whose token is old; the old one ends when this one is used."""

    token: Token


FromHub = (
    Welcome
    | Clock
    | Snapshot
    | Events
    | DriverFixes
    | Accepted
    | Refused
    | Fault
    | TravelGrown
    | WriteTrouble
    | Alarm
    | DriverView
    | DriverStops
)

NESTED = "it is nested too deeply"
_decoder_from_client = msgspec.json.Decoder(FromClient)
_decoder_from_hub = msgspec.json.Decoder(FromHub)
_encoder = msgspec.json.Encoder()


def encode(frame: FromClient | FromHub) -> bytes:
    """The UTF-8 text of a frame."""
    return _encoder.encode(frame)


def decode_from_client(text: str | bytes) -> FromClient:
    """Raises `msgspec.ValidationError` or `msgspec.DecodeError` for anything but a frame."""
    try:
        frame: FromClient = _decoder_from_client.decode(text)
    except RecursionError:
        raise msgspec.DecodeError(NESTED) from None
    return frame


def decode_from_hub(text: str | bytes) -> FromHub:
    """Raises `msgspec.ValidationError` or `msgspec.DecodeError` for anything but a frame."""
    try:
        frame: FromHub = _decoder_from_hub.decode(text)
    except RecursionError:
        raise msgspec.DecodeError(NESTED) from None
    return frame
