"""The nouns of reverse logistics: orders, stops, routes, cases, custody.

Frozen values without behaviour beyond arithmetic. Everything else in the product speaks in these
words; `domain.md`-style definitions stand beside the members. Times are timezone-aware UTC, money
is integer minor units of the depot's currency, loads are integer grams, millilitres and slots.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, NewType

from msgspec import Meta, Struct

from core.policy import Check, Policy, ReturnReason

Instant = Annotated[datetime, Meta(tz=True)]
"""A moment in UTC; a naive time does not decode."""

DepotId = NewType("DepotId", str)
PlaceId = NewType("PlaceId", str)
CustomerId = NewType("CustomerId", str)
OrderId = NewType("OrderId", str)
ItemId = NewType("ItemId", str)
StopId = NewType("StopId", str)
RouteId = NewType("RouteId", str)
DriverId = NewType("DriverId", str)
VehicleId = NewType("VehicleId", str)
CaseId = NewType("CaseId", str)
PartnerId = NewType("PartnerId", str)
OfferId = NewType("OfferId", str)
MessageId = NewType("MessageId", str)
ApprovalId = NewType("ApprovalId", str)
ActorId = NewType("ActorId", str)
ServiceDay = NewType("ServiceDay", str)
"""A local date of the depot, ISO 8601 (`2026-11-23`)."""
TextRef = NewType("TextRef", str)
"""Names a piece of personal text (name, phone, note) that is kept beside the log."""
RoundId = NewType("RoundId", str)
LotId = NewType("LotId", str)
ClosureId = NewType("ClosureId", str)
FenceId = NewType("FenceId", str)
BlobId = NewType("BlobId", str)
"""SHA-256 of a photo or signature, lower-case hex."""


class Load(Struct, frozen=True, gc=False):
    """What a vehicle carries or can carry, in three dimensions that must each fit."""

    weight_g: int = 0
    volume_ml: int = 0
    slots: int = 0
    """Places for refillable containers (crates, kegs, roll cages)."""

    def __add__(self, other: "Load") -> "Load":
        return Load(
            self.weight_g + other.weight_g,
            self.volume_ml + other.volume_ml,
            self.slots + other.slots,
        )

    def __sub__(self, other: "Load") -> "Load":
        return Load(
            self.weight_g - other.weight_g,
            self.volume_ml - other.volume_ml,
            self.slots - other.slots,
        )

    def fits_in(self, capacity: "Load") -> bool:
        """Whether no dimension exceeds the capacity's."""
        return (
            self.weight_g <= capacity.weight_g
            and self.volume_ml <= capacity.volume_ml
            and self.slots <= capacity.slots
        )


class TimeWindow(Struct, frozen=True, gc=False):
    """When a stop may begin; arriving before `opens` means waiting, after `closes` lateness."""

    opens: Instant
    closes: Instant


class Position(Struct, frozen=True, gc=False):
    """A point on the ground, WGS 84 degrees."""

    lat: float
    lon: float


class OpenHours(Struct, frozen=True, gc=False):
    """A part of a weekday (0: Monday) in which somebody opens, in minutes of the local day."""

    weekday: int
    opens_min: int
    closes_min: int


class Knowledge(Struct, frozen=True, gc=False):
    """What was learned about a place. What may name a person or open a door is beside the log."""

    entrance_ref: TextRef | None = None
    gate_code_ref: TextRef | None = None
    has_dog: bool = False
    parking_ref: TextRef | None = None
    neighbour_ref: TextRef | None = None
    """Who accepts goods when nobody is there."""
    house_ref: TextRef | None = None
    """And where."""
    hours: tuple[OpenHours, ...] = ()
    """When it is open; none: at any time."""

    @property
    def refs(self) -> tuple[TextRef, ...]:
        """The texts beside the log."""
        refs = (self.entrance_ref, self.gate_code_ref, self.parking_ref, self.neighbour_ref)
        return tuple(ref for ref in (*refs, self.house_ref) if ref is not None)


class Place(Struct, frozen=True, gc=False):
    """An address and where it is. `is_demo` marks an address interpolated for the demo day."""

    id: PlaceId
    address: str
    lat: float
    lon: float
    is_demo: bool = False
    hint_ref: TextRef | None = None
    """What else the next driver should know. Beside the log."""
    known: Knowledge = Knowledge()


class Closure(Struct, frozen=True, gc=False):
    """A stretch of street that no van may drive through, from `begins` on, in both directions."""

    id: ClosureId
    street: str
    """Its name as people know it."""
    line: tuple[Position, ...]
    """Along the street from junction to junction, vertex by vertex."""
    because: str
    """Of closures whose reason stood in the log itself; of all others it is beside the log."""
    begins: Instant
    until: Instant | None
    """None: until somebody opens it again."""
    by: ActorId
    at: Instant
    because_ref: TextRef | None = None


class Fence(Struct, frozen=True, gc=False):
    """An outline on the map: consoles say which van comes into it and leaves it."""

    id: FenceId
    name: str
    """Of fences whose name stood in the log itself; of all others it is beside the log."""
    corners: tuple[Position, ...]
    """At least three, in the order in which they were drawn; the last is joined to the first."""
    by: ActorId
    at: Instant
    name_ref: TextRef | None = None


class PinSource(StrEnum):
    """How somebody knew where a place really is."""

    BY_HAND = "by_hand"
    """The pin was dragged on the map."""
    PROOFS = "proofs"
    """Drivers delivered somewhere else."""


class PersonKind(StrEnum):
    """Whose personal texts are kept."""

    CUSTOMER = "customer"
    DRIVER = "driver"


class Customer(Struct, frozen=True, gc=False):
    """Who sends or receives. Name and phone are personal and live beside the log."""

    id: CustomerId
    name_ref: TextRef
    phone_ref: TextRef | None = None
    email_ref: TextRef | None = None
    empties: int = 0
    """Refillable containers that the customer holds."""
    empties_since: Instant | None = None
    """Since when there have been some all the time; None where that is not known."""
    empties_taken: int = 0
    """How many have been collected there, as long as is known."""
    place_id: PlaceId | None = None
    """Where the customer is, also while there is no order."""
    erased_at: Instant | None = None
    """Since when nobody can tell who this was."""


class Rates(Struct, frozen=True, gc=False):
    """What a decision costs and brings at a depot: minor units, and shares in percent."""

    handling_minor: int = 0
    """Taking goods in at the depot, looking at them and putting them away."""
    let_down_minor: int = 0
    """Letting a customer down again: what it costs in calls, credit and lost business."""
    travel_pct: int = 50
    """Of letting a customer down, what it costs that he has to fetch his goods himself."""
    point_minor: int = 0
    """What a collection point takes for one order."""
    waiting_minor: int = 0
    """Letting a customer wait one day more."""
    unopened_pct: int = 95
    """Of their value, what goods bring that never reached the customer."""
    returned_pct: int = 60
    """What goods bring that a customer sends back."""
    damaged_pct: int = 15
    container_pct: int = 100
    refurbish_pct: int = 45
    """What goods bring that are repaired, cleaned or repacked."""
    vendor_pct: int = 80
    """What a supplier credits."""
    recycle_pct: int = 2
    decay_pct_per_week: int = 3
    """What the share loses in a week of waiting, in percentage points."""
    attempt_min: int = 12
    """Minutes that another visit usually takes, with the way there."""
    attempt_km: int = 3
    detour_min: int = 6
    """Up to how long a detour may be for something to count as on the way."""
    moved_stop_min: int = 2
    """Minutes of a van that a plan must save for each stop that it moves."""
    changed_route_min: int = 6
    """And for each driver whose list it changes."""
    spreads_evenly: bool = True
    """Whether a day that is planned before it begins goes to all vans on duty, not to the fewest
    that cost least."""
    empties_from: int = 0
    """From how many containers at a customer on a collection is proposed; 0: never by number."""
    empties_after_days: int = 0
    """After how many days any containers there are proposed to be collected; 0: never by age."""
    container_minor: int = 0
    """Deposit of a container that no delivery is known to have brought."""
    serious_minor: int = 0
    """From how much at stake a case is serious by itself; 0: by its time and history only."""
    co2_g_per_km: int = 240
    """What a van's kilometre emits, well to wheel; an average diesel van of up to 3.5 t."""


class CollectionPoint(Struct, frozen=True, gc=False):
    """A kiosk, locker or shop where customers fetch what could not be delivered."""

    place: Place
    name: str
    hours: str = ""
    """When it is open, as a customer reads it."""


class SlotHours(Struct, frozen=True, gc=False):
    """A part of the day that customers may choose, in minutes of the depot's local day."""

    opens_min: int
    closes_min: int


class CustomerOffers(Struct, frozen=True, gc=False):
    """What customers may choose by themselves on the page behind their link."""

    slots: tuple[SlotHours, ...] = (SlotHours(9 * 60, 13 * 60), SlotHours(13 * 60, 18 * 60))
    points: tuple[CollectionPoint, ...] = ()
    has_neighbour: bool = True
    has_refund: bool = True
    """That it is asked for; the office decides."""
    refund_up_to_minor: int = 0
    """Up to this amount the shop is asked at once when a customer wants the money back."""
    has_replacement: bool = True
    """Where goods were wrong, damaged or lost, a return allows an exchange, and stock has them."""
    link_days: int = 7
    """How long a link is valid."""
    counter_opens_min: int = 0
    """From when customers may fetch goods at the depot, in minutes of the local day."""
    counter_closes_min: int = 0
    """Until when; where both are the same there is no counter."""
    keep_days: int = 5
    """How long goods wait to be fetched, at the counter and at a collection point."""


class MessageRules(Struct, frozen=True, gc=False):
    """When customers are written to, and in which language."""

    is_on: bool = True
    language: str = "en"
    """A file of `resources/messages`."""
    quiet_from_min: int = 21 * 60
    """Minutes after local midnight; from then until `quiet_until_min` nothing is sent."""
    quiet_until_min: int = 8 * 60
    most_a_day: int = 4
    """Per customer, whatever happens."""
    moved_min: int = 15
    """A visit that much outside what was promised is told; less is not."""


class Standby(Struct, frozen=True, gc=False):
    """A driver who can be called in between two minutes of the depot's local day."""

    driver_id: DriverId
    from_min: int
    until_min: int
    ready_min: int = 20
    """How long it takes from the call until the van leaves."""


class PartnerKind(StrEnum):
    """What somebody outside the own fleet does."""

    SUBCONTRACTOR = "subcontractor"
    """Fetches and delivers with own vans."""
    DROP_OFF = "drop_off"
    """Takes goods in over the counter and sends them on."""


class Partner(Struct, frozen=True, gc=False):
    """Who takes over an order for a price, until an hour of the depot's local day."""

    id: PartnerId
    name: str
    kind: PartnerKind
    price_minor: int
    """For one order."""
    cut_off_min: int
    limit: Load | None = None
    """What one order may weigh and measure; None: anything."""
    equipment: frozenset[str] = frozenset()


class Reserves(Struct, frozen=True, gc=False):
    """Who can help a depot beyond the routes of the day."""

    standby: tuple[Standby, ...] = ()
    partners: tuple[Partner, ...] = ()


class ApprovalRules(Struct, frozen=True, gc=False):
    """What needs a second pair of eyes at a depot. Every rule is off where it is 0 or False."""

    four_eyes: bool = True
    """Nobody answers the own request. Off: who asks may, and it is looked at the next day."""
    refund_over_minor: int = 0
    write_off_over_minor: int = 0
    """Goods that nobody pays for any more: lost, given up, or sent a second time."""
    exceptions: bool = False
    """From shops' return policies."""
    attempts_over: int = 0
    """A visit beyond so many attempts."""
    broken: bool = False
    """A plan that breaks a constraint, although it was confirmed."""
    suspect: bool = False
    """Another visit after an attempt that may not have been made."""
    stops_over: int = 0
    """A change that moves more stops than that at once."""
    dispositions: bool = False
    """That goods become something else than their grade suggests."""
    deputy: str = ""
    """Who has a request that nobody has answered in time; nobody where it is empty."""
    deputy_after_min: int = 30


class Retention(Struct, frozen=True, gc=False):
    """For how many days what is personal is kept; 0: until somebody erases it."""

    positions_days: int = 90
    photos_days: int = 365
    messages_days: int = 365
    contacts_days: int = 730
    """Of customers, after their last order."""


def kind_of(code: str | None) -> str:
    """The shipped failure reason or disposition of an own one: `refused` for `refused.2`."""
    return (code or "").partition(".")[0]


class ReasonEdit(Struct, frozen=True, gc=False):
    """What a depot says otherwise than the catalogue of failure reasons; what is empty stays.

    A code with a number, `refused.2`, is a reason of the depot's own. It counts as the shipped one
    wherever rules, customers and standards ask, and has words of its own.
    """

    code: str
    words: str = ""
    decide_within_min: int = 0
    next_step: str = ""
    is_off: bool = False
    """Nobody is offered it; what a driver reports with it all the same counts."""


class DispositionEdit(Struct, frozen=True, gc=False):
    """What a depot says otherwise than the catalogue of dispositions; what is empty stays.

    A code with a number, `donate.1`, is a disposition of the depot's own. Its goods go the way of
    the shipped one, with the same papers, in lots of their own.
    """

    code: str
    words: str = ""
    share_pct: int | None = None
    """What goods bring of their value, where no rate of the depot says so; an own one may say
    it instead of the rate of its kind."""
    is_off: bool = False


class CatalogueEdits(Struct, frozen=True, gc=False):
    """A depot's own edition of the shipped catalogues. Codes stay, so reports stay comparable."""

    reasons: tuple[ReasonEdit, ...] = ()
    dispositions: tuple[DispositionEdit, ...] = ()
    grade_a: str = ""
    """Code of the disposition that the grade suggests; empty: as shipped."""
    grade_b: str = ""
    grade_c: str = ""
    grade_d: str = ""


class DepotSettings(Struct, frozen=True, gc=False):
    """What a supervisor may set of a depot while it runs; fields are those of `Depot`."""

    rates: Rates = Rates()
    offers: CustomerOffers = CustomerOffers()
    messages: MessageRules = MessageRules()
    answer_within_s: int = 300
    office_phone: str = ""
    """What drivers call; empty: nothing is offered."""
    service_refund_minor: int = 0
    partners: tuple[Partner, ...] | None = None
    """Those of `Depot.reserves`; None: not spoken of."""
    retention: Retention = Retention()
    approvals: ApprovalRules = ApprovalRules()
    catalogue: CatalogueEdits = CatalogueEdits()


class SettingsChange(Struct, frozen=True, gc=False):
    """Who changed a depot's settings and when, with all of them before and after."""

    by: ActorId
    at: Instant
    old: DepotSettings
    new: DepotSettings


class PolicyChange(Struct, frozen=True, gc=False):
    """Who changed return policies and when: those of each shop that differ, before and after."""

    by: ActorId
    at: Instant
    old: dict[str, tuple[Policy, ...]]
    new: dict[str, tuple[Policy, ...]]


class Depot(Struct, frozen=True, gc=False):
    """Where vans start, end and hand goods back; the unit of consistency (one log stream)."""

    id: DepotId
    name: str
    place_id: PlaceId
    zone: str
    """IANA time zone; service days, windows and cut-offs are local to it."""
    currency: str
    """ISO 4217 code."""
    minor_digits: int = 2
    """Digits after the decimal point of the currency (ISO 4217 exponent)."""
    answer_within_s: int = 300
    """How long a driver waits for the office's answer to a problem at the door."""
    rates: Rates = Rates()
    office_phone: str = ""
    """What drivers call; empty: nothing is offered."""
    service_refund_minor: int = 0
    """How much money customer service may ask of a shop without a dispatcher."""
    offers: CustomerOffers = CustomerOffers()
    messages: MessageRules = MessageRules()
    reserves: Reserves = Reserves()
    retention: Retention = Retention()
    approvals: ApprovalRules = ApprovalRules()
    catalogue: CatalogueEdits = CatalogueEdits()


class Driver(Struct, frozen=True, gc=False):
    """Who drives. Name and phone are personal and live beside the log."""

    id: DriverId
    name_ref: TextRef
    phone_ref: TextRef | None = None
    erased_at: Instant | None = None
    has_left: bool = False
    """Drives no more; earlier days keep the name."""


class Vehicle(Struct, frozen=True, gc=False):
    """What is driven."""

    id: VehicleId
    name: str
    capacity: Load
    equipment: frozenset[str] = frozenset()
    cost_per_km_minor: int = 0
    cost_per_hour_minor: int = 0
    is_retired: bool = False
    """Driven no more; earlier days keep it."""


class OrderKind(StrEnum):
    """One customer's request."""

    DELIVERY = "delivery"
    RETURN = "return"
    """Collect goods that the customer sends back."""
    CONTAINER = "container"
    """Collect refillable containers."""
    EXCHANGE = "exchange"
    """Deliver one, collect one, in one visit."""


class Cleanliness(StrEnum):
    """What may not travel together in one room of a van."""

    ANY = "any"
    CLEAN = "clean"
    """Nothing dirty beside it: food, linen."""
    DIRTY = "dirty"
    """Used containers, waste."""


class Item(Struct, frozen=True, gc=False):
    """A line of an order. `is_collected` tells the collected half of an exchange or a return."""

    id: ItemId
    sku: str
    description: str
    quantity: int
    unit_value_minor: int
    load: Load
    """Of the whole line, not of one unit."""
    is_collected: bool = False
    cleanliness: Cleanliness = Cleanliness.ANY


class Grade(StrEnum):
    """What an inspection found."""

    A = "A"
    """As new."""
    B = "B"
    """Opened or lightly used, everything there."""
    C = "C"
    """Damaged or incomplete, but worth something."""
    D = "D"
    """Worth nothing."""


class Attempt(Struct, frozen=True, gc=False):
    """One failed visit. `at` is the driver's clock, `received_at` the hub's; both are kept."""

    stop_id: StopId
    driver_id: DriverId
    reason: str
    at: Instant
    received_at: Instant
    position: Position | None = None
    note_ref: TextRef | None = None
    photo: BlobId | None = None


class OrderStatus(StrEnum):
    """Where an order stands."""

    WAITING = "waiting"
    """On no route: in the queue."""
    PLANNED = "planned"
    """A stop of a route will serve it."""
    DONE = "done"
    FAILED = "failed"
    """The last attempt failed and nothing new is decided."""
    CLOSED = "closed"
    """Decided without another visit: cancelled, refunded, brought back to the depot."""


class RefundStatus(StrEnum):
    """A refund is asked of the shop, which pays it."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    """The shop said no, or could not; it may be asked again."""


class Refund(Struct, frozen=True, gc=False):
    """Money that the shop gives back to the customer; at most one per order."""

    amount_minor: int
    by: ActorId
    at: Instant
    status: RefundStatus = RefundStatus.REQUESTED
    settled_at: Instant | None = None
    words: str = ""
    """What the shop said."""
    instructed_at: Instant | None = None
    """When it was sent to the shop, or put into a run; only once."""
    run: int = 0
    """Number of its CSV run; 0: by the shop's webhook, or not sent yet."""


class CustomerChoice(StrEnum):
    """What a customer answers."""

    NEW_DAY = "new_day"
    HOME_NOW = "home_now"
    NEIGHBOUR = "neighbour"
    COLLECTION_POINT = "collection_point"
    REFUND = "refund"
    """Wants the money back; asks for nothing at the shop by itself."""
    REPLACEMENT = "replacement"


class CustomerAnswer(Struct, frozen=True, gc=False):
    """The last thing the customer chose; a later answer replaces it."""

    choice: CustomerChoice
    at: Instant
    day: ServiceDay | None = None
    window: TimeWindow | None = None
    point_id: PlaceId | None = None
    note_ref: TextRef | None = None
    """Which neighbour, or what the driver should know."""
    is_by_office: bool = False
    """Said on the telephone and entered by the office, which has heard it therefore."""


class ReturnRequest(Struct, frozen=True, gc=False):
    """Why and when goods are sent back; days are local to the depot."""

    reason: ReturnReason
    bought_on: date
    asked_on: date


class DoorCheck(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What the driver found when he looked at a line of a return."""

    item_id: ItemId
    check: Check
    is_ok: bool


class PolicyException(Struct, frozen=True, gc=False):
    """Somebody takes back what the shop's policy refuses."""

    by: ActorId
    at: Instant
    note_ref: TextRef


class MessageKind(StrEnum):
    """What a customer is told; each has a template in every language."""

    FAILED = "failed"
    BOOKED = "booked"
    """Another day."""
    COMING = "coming"
    """A van is on its way again, with a window."""
    MOVED = "moved"
    """What was promised will not hold; a new window."""
    RECEIPT = "receipt"
    """What was taken at the door, and what happens next."""
    READY = "ready"
    """The goods lie at the collection point."""
    COUNTER = "counter"
    """The goods can be fetched at the depot: from when, until when, what to bring."""
    TO_POINT = "to_point"
    """The office has the goods brought to a collection point."""
    NO_PICKUP = "no_pickup"
    """What was told of fetching it does not hold any more."""
    REFUND_REQUESTED = "refund_requested"
    REFUNDED = "refunded"
    """Only after the shop has confirmed."""


class MessageStatus(StrEnum):
    """Whether a message has left."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Message(Struct, frozen=True, gc=False):
    """Something a customer is told about an order."""

    id: MessageId
    kind: MessageKind
    at: Instant
    text_ref: TextRef
    window: TimeWindow | None = None
    """The window that it tells: the promise, once sent."""
    status: MessageStatus = MessageStatus.WAITING
    settled_at: Instant | None = None
    words: str = ""
    """By which way it was sent, or why not."""
    link_until: Instant | None = None
    """When the link in it ends, by which it is known."""


class CustomerLink(Struct, frozen=True, gc=False):
    """A link that somebody was given by hand; its order and its end tell it from others."""

    until: Instant
    by: ActorId
    at: Instant


class PartnerJob(Struct, frozen=True, gc=False):
    """An order that a partner has taken over."""

    partner_id: PartnerId
    name: str
    price_minor: int
    by: ActorId
    at: Instant


class CounterPickup(Struct, frozen=True, gc=False):
    """The customer fetches an order at the depot's counter."""

    by: ActorId
    at: Instant
    opens: Instant
    """From when the goods are there and somebody is at the counter."""
    until: Instant
    """How long they wait for him."""
    collected_at: Instant | None = None


class CallOutcome(StrEnum):
    """What came of a call."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


class Call(Struct, frozen=True, gc=False):
    """A call with a customer."""

    by: ActorId
    at: Instant
    outcome: CallOutcome
    note_ref: TextRef | None = None


class AddressChange(Struct, frozen=True, gc=False):
    """Where an order went before it got another address."""

    place_id: PlaceId
    by: ActorId
    at: Instant


class HeldPlace(Struct, frozen=True, gc=False):
    """A place in the order of a route: right behind a stop, or as the first that is free."""

    after: StopId | None = None


class SlotHold(Struct, frozen=True, gc=False):
    """A slot that is kept for an order until a moment that nobody needs to report.

    With a `place` the order goes there as soon as the slot is booked; without, it waits.
    """

    day: ServiceDay
    window: TimeWindow
    route_id: RouteId
    by: ActorId
    until: Instant
    place: HeldPlace | None = None


class CustodyKind(StrEnum):
    """Who holds an item."""

    CUSTOMER = "customer"
    VEHICLE = "vehicle"
    DEPOT = "depot"
    PARTNER = "partner"
    DISPOSED = "disposed"
    MISSING = "missing"


class Custody(Struct, frozen=True, gc=False):
    """Where an item is now and since when; every item has exactly one."""

    kind: CustodyKind
    holder: str
    """Id of the customer, vehicle, depot or partner; for MISSING the last known holder."""
    since: Instant


class Refusal(Struct, frozen=True, gc=False):
    """A driver would not take an order that the office had sent him."""

    route_id: RouteId
    driver_id: DriverId
    """Of the route at that time; whoever drives it instead has refused nothing."""
    at: Instant
    reason: str
    """Code of the catalogue of decline reasons."""


class Sender(Struct, frozen=True, gc=False):
    """Who gives what a delivery brings, where that does not begin at the depot."""

    place_id: PlaceId
    service_s: int = 120
    window: TimeWindow | None = None
    """When the goods may be collected."""


class Order(Struct, frozen=True, gc=False):
    """One customer's request, served by at most one pending stop of one service day."""

    id: OrderId
    kind: OrderKind
    customer_id: CustomerId
    place_id: PlaceId
    items: tuple[Item, ...]
    day: ServiceDay
    service_s: int
    window: TimeWindow | None = None
    needs: frozenset[str] = frozenset()
    """Equipment the vehicle must have."""
    status: OrderStatus = OrderStatus.WAITING
    attempts: tuple[Attempt, ...] = ()
    shop: str = ""
    refund: Refund | None = None
    answer: CustomerAnswer | None = None
    home_place_id: PlaceId | None = None
    """The customer's own place, while `place_id` is a collection point."""
    request: ReturnRequest | None = None
    """Of a return or an exchange: what a shop's policy is asked about."""
    exception: PolicyException | None = None
    partner: PartnerJob | None = None
    """Who has taken it over, until it is done or given back."""
    counter: CounterPickup | None = None
    """While the customer is to fetch it at the depot, and once he has."""
    located_from: tuple[Custody, ...] = ()
    """Where its goods were thought to be before somebody said where they lie, each time."""
    refused_items: tuple[ItemId, ...] = ()
    """Lines that the driver left with the customer: a check at the door failed."""
    checks: tuple[DoorCheck, ...] = ()
    condition_photos: tuple[BlobId, ...] = ()
    """What the goods looked like when they were taken."""
    replaces: OrderId | None = None
    """The order instead of which this one is sent."""
    replaced_by: OrderId | None = None
    returns: OrderId | None = None
    """Of a return that the office entered: the order that had brought the goods."""
    part_of: OrderId | None = None
    """The order with which these goods were to come, and did not."""
    promise: TimeWindow | None = None
    """The window that the customer was last told; None while it is the order's own."""
    messages: tuple[Message, ...] = ()
    calls: tuple[Call, ...] = ()
    links: tuple[CustomerLink, ...] = ()
    """Given by hand; those in messages stand with them."""
    revoked_links: tuple[Instant, ...] = ()
    """Ends of links that open nothing any more."""
    hold: SlotHold | None = None
    """While somebody is on the telephone; past its end it holds nothing."""
    addresses: tuple[AddressChange, ...] = ()
    """Where it went before, the earliest first."""
    source: str = ""
    """Of what a list said of it when it was imported last; nobody's name goes into it."""
    carried_from: tuple[ServiceDay, ...] = ()
    """Days that left it over, from each of which it was carried into a later one."""
    note_ref: TextRef | None = None
    """What a list says beside it, for whoever drives there."""
    refusals: tuple[Refusal, ...] = ()
    """Of drivers who were sent it, the newest of each route; gone once that route's agrees."""
    sender: Sender | None = None
    """Of a delivery whose goods one van collects at another customer's and brings."""

    @property
    def waits_at_counter(self) -> bool:
        """Whether the customer is to fetch it at the depot, and has not."""
        return self.counter is not None and self.counter.collected_at is None

    @property
    def due_window(self) -> TimeWindow | None:
        """What the visit is measured against: a promise moves the end, never the wait before.

        Nobody waits at home for what goes to a collection point.
        """
        if self.home_place_id is not None:
            return None
        if self.promise is None or self.window is None:
            return self.promise or self.window
        opens = min(self.window.opens, self.promise.opens)
        return TimeWindow(opens, self.promise.closes)


class Calendar(Struct, frozen=True, gc=False):
    """On which days of the depot something comes back."""

    weekdays: tuple[int, ...]
    """0 is Monday."""
    starts: date
    every_weeks: int = 1
    """Counted from the week of the first day."""
    ends: date | None = None
    """The last day, if there is one."""
    days_off: tuple[date, ...] = ()


class CollectionRound(Struct, frozen=True, gc=False):
    """What is collected at a place again and again without anybody ordering it."""

    id: RoundId
    customer_id: CustomerId
    place_id: PlaceId
    calendar: Calendar
    kind: OrderKind = OrderKind.CONTAINER
    """A return, or containers."""
    goods: str = "Container"
    sku: str = ""
    quantity: int = 1
    load: Load = Load()
    """Of all of it."""
    opens_min: int | None = None
    """Minutes of the depot's local day; None: at any time."""
    closes_min: int | None = None
    service_s: int = 300
    needs: frozenset[str] = frozenset()
    name: str = ""
    """Of the round that several customers share, as people say it; see `name_ref`."""
    is_off: bool = False
    """Made no more; it can be taken up again."""
    name_ref: TextRef | None = None
    """Where the name is beside the log; of rounds of earlier releases it stands in it."""


class StopKind(StrEnum):
    """What happens at a stop."""

    DELIVER = "deliver"
    COLLECT = "collect"
    EXCHANGE = "exchange"
    GIVE = "give"
    """Hand goods to another van (first half of a hand-over)."""
    TAKE = "take"
    """Receive goods from another van (second half of a hand-over)."""
    FETCH = "fetch"
    """Take back what was delivered elsewhere, or what nobody collected at its point."""


class StopStatus(StrEnum):
    """Life of a stop; the last four end it."""

    PLANNED = "planned"
    EN_ROUTE = "en_route"
    ARRIVED = "arrived"
    COMPLETED = "completed"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"

    @property
    def is_ended(self) -> bool:
        """Whether nothing more will happen at the stop."""
        return self in ENDED

    @property
    def is_under_way(self) -> bool:
        """Whether the driver is on the way to it or at the door."""
        return self in UNDER_WAY


ENDED = frozenset(
    {StopStatus.COMPLETED, StopStatus.FAILED, StopStatus.SKIPPED, StopStatus.CANCELLED}
)
UNDER_WAY = frozenset({StopStatus.EN_ROUTE, StopStatus.ARRIVED})


class AnswerKind(StrEnum):
    """What the office says to a problem at the door."""

    WAIT = "wait"
    TRY = "try"
    """Something that may help: a gate code, another entrance."""
    FAIL = "fail"
    """The attempt is over."""


class ProblemAnswer(Struct, frozen=True, gc=False):
    """The office's answer; a later one replaces it."""

    kind: AnswerKind
    by: ActorId
    at: Instant
    until: Instant | None = None
    """How long the driver waits at the door."""
    note_ref: TextRef | None = None


class Proof(Struct, frozen=True, gc=False):
    """What shows that a visit was made; the texts are beside the log."""

    photos: tuple[BlobId, ...] = ()
    signature: BlobId | None = None
    signed_by_ref: TextRef | None = None
    codes: tuple[str, ...] = ()
    """Read from parcels and shelves by a camera, or typed."""
    note_ref: TextRef | None = None


class Stop(Struct, frozen=True, gc=False):
    """An order's place in a route. GIVE and TAKE stops are linked to each other."""

    id: StopId
    kind: StopKind
    order_id: OrderId
    route_id: RouteId
    place_id: PlaceId
    service_s: int
    status: StopStatus = StopStatus.PLANNED
    is_locked: bool = False
    linked_stop_id: StopId | None = None
    started_at: Instant | None = None
    """When the driver set out for it."""
    arrived_at: Instant | None = None
    ended_at: Instant | None = None
    problem: str | None = None
    """Reason code of a problem reported at the door that has not ended the stop."""
    problem_at: Instant | None = None
    problem_note_ref: TextRef | None = None
    answer: ProblemAnswer | None = None
    done_at: Position | None = None
    """Where the driver was when he completed it."""
    proof: Proof | None = None


class Break(Struct, frozen=True, gc=False):
    """A pause the driver must take, begun between `earliest` and `latest`."""

    earliest: Instant
    latest: Instant
    duration_s: int


class Offer(Struct, frozen=True, gc=False):
    """A net difference sent to a driver who has not yet answered."""

    id: OfferId
    stop_ids: tuple[StopId, ...]
    """The whole route as it would be, ended stops included."""
    added: tuple[StopId, ...]
    removed: tuple[StopId, ...]
    moved: tuple[StopId, ...]
    sent_at: Instant
    sent_by: ActorId


class Stranded(Struct, frozen=True, gc=False):
    """A route that cannot go on: where its van stands with what is aboard."""

    reason: str
    """Code of the failure reason catalogue."""
    place_id: PlaceId
    at: Instant
    by: ActorId


class Route(Struct, frozen=True, gc=False):
    """One driver's day: `stop_ids` is the office's plan, `manifest` what the driver agreed to.

    The difference between the two is the driver's to-send tray; `offer` is what was sent of it.
    `version` rises with every change of the plan and guards against stale drags.
    """

    id: RouteId
    name: str
    day: ServiceDay
    driver_id: DriverId
    vehicle_id: VehicleId
    start_place_id: PlaceId
    end_place_id: PlaceId
    starts_at: Instant
    ends_at: Instant
    stop_ids: tuple[StopId, ...] = ()
    manifest: tuple[StopId, ...] = ()
    offer: Offer | None = None
    breaks: tuple[Break, ...] = ()
    """Those that are still to be taken, the one under way included."""
    break_since: Instant | None = None
    """Since when the driver rests."""
    rests: tuple[TimeWindow, ...] = ()
    """Breaks that were taken."""
    is_locked: bool = False
    locked_by: ActorId | None = None
    version: int = 1
    started_at: Instant | None = None
    ended_at: Instant | None = None
    stranded: Stranded | None = None
    empties: int = 0
    """Containers that the driver brought along from deliveries."""
    owner: ActorId | None = None
    """Who of the office looks after it, once somebody has taken it over."""
    owned_since: Instant | None = None


class Receiving(Struct, frozen=True, gc=False):
    """The debrief of a van that is back: what it should bring, and what was counted of it.

    Until it is closed the van answers for what is expected; `short` and `over` are written then.
    """

    expected: tuple[ItemId, ...]
    opened_at: Instant
    counted: dict[ItemId, int] = {}
    """Units by line; lines that are not expected are over."""
    loose: dict[str, int] = {}
    """Units by SKU that belong to no line that is expected."""
    empties: int = 0
    """Containers that the driver says he brings along."""
    empties_counted: int | None = None
    closed_at: Instant | None = None
    closed_by: ActorId | None = None
    note_ref: TextRef | None = None
    """Why it was accepted as it was."""
    short: dict[ItemId, int] = {}
    """Units by line that are missing since."""
    over: tuple[ItemId, ...] = ()


class FoundGoods(Struct, frozen=True, gc=False):
    """Goods on the lost-and-found shelf: nobody knows yet whose they are."""

    id: ItemId
    sku: str
    description: str
    quantity: int
    route_id: RouteId
    """Whose van brought them."""
    at: Instant


class Inspection(Struct, frozen=True, gc=False):
    """What somebody found when he looked at a line, and what becomes of it."""

    grade: Grade
    disposition: str
    """Code of the catalogue."""
    suggested: str
    """What the grade had suggested; another one is for the supervisor's review."""
    by: ActorId
    at: Instant
    recovered_minor: int = 0
    """What it brings."""
    note_ref: TextRef | None = None
    photos: tuple[BlobId, ...] = ()
    lot_id: LotId | None = None

    @property
    def is_override(self) -> bool:
        """Whether somebody decided otherwise than was suggested."""
        return self.disposition != self.suggested


class Lot(Struct, frozen=True, gc=False):
    """Goods that go the same way to the same place; closed with its papers, then it leaves."""

    id: LotId
    number: int
    disposition: str
    opened_at: Instant
    destination: str = ""
    """Who takes it; known from the start where it goes back to a shop."""
    item_ids: tuple[ItemId, ...] = ()
    closed_at: Instant | None = None
    closed_by: ActorId | None = None
    left_at: Instant | None = None


class VanSum(Struct, frozen=True, gc=False):
    """The reckoning of one van of a day, in pieces."""

    route_id: RouteId
    counted: int
    short: int
    over: int
    empties_apart: int


class DayClosing(Struct, frozen=True, gc=False):
    """The hand-over note of a depot's day: who signed it, when, and what is left open."""

    by: ActorId
    at: Instant
    vans: tuple[VanSum, ...]
    open_cases: tuple[CaseId, ...]
    missing: tuple[ItemId, ...]
    to_inspect: int
    found: int
    """What lies on the lost-and-found shelf."""
    open_lots: int
    note_ref: TextRef | None = None


class CaseKind(StrEnum):
    """Why something needs a decision."""

    FAILED_DELIVERY = "failed_delivery"
    FAILED_COLLECTION = "failed_collection"
    RETURN_REQUEST = "return_request"
    CONTAINER_COLLECTION = "container_collection"
    UNPLANNED_DELIVERY = "unplanned_delivery"
    """A delivery that is on no route: declined, rescheduled or never planned."""


class CaseStatus(StrEnum):
    """Life of a case."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    DECIDED = "decided"
    """The office chose; the driver has not agreed yet."""
    ON_ITS_WAY = "on_its_way"
    """The driver agreed."""
    CLOSED = "closed"


class Resolution(StrEnum):
    """What the office decided."""

    RETRY_NOW = "retry_now"
    RETRY_TODAY = "retry_today"
    RESCHEDULE = "reschedule"
    RETURN_TO_DEPOT = "return_to_depot"
    COLLECT = "collect"
    """A return or container collection was put on a route."""
    FETCH = "fetch"
    """Delivered goods that lie elsewhere are fetched from there."""
    CANCEL = "cancel"
    REFUND = "refund"
    """The customer gets the money back; goods that are not with him come back."""
    REPLACE = "replace"
    """The customer gets the same goods by another order."""
    KEEP_IT = "keep_it"
    """A return is refunded and not collected."""
    HAND_TO_PARTNER = "hand_to_partner"
    """Somebody outside the own fleet visits the customer."""
    KEEP_AT_COUNTER = "keep_at_counter"
    """The customer fetches it at the depot."""
    REDIRECT = "redirect"
    """A van brings it to a collection point, where the customer fetches it."""


class SumKind(StrEnum):
    """What a way out costs or brings."""

    ROUTE = "route"
    PARTNER = "partner"
    """The price of somebody outside the own fleet."""
    HANDLING = "handling"
    LET_DOWN = "let_down"
    WAITING = "waiting"
    REFUND = "refund"
    GOODS = "goods"
    """What is sent in their place is worth."""
    RECOVERY = "recovery"


class Sum(Struct, frozen=True, gc=False):
    """One line of a way out; what is earned is positive."""

    kind: SumKind
    amount_minor: int


class WayOut(Struct, frozen=True, gc=False):
    """One resolution of a case with its real money."""

    resolution: Resolution
    sums: tuple[Sum, ...]
    route_id: RouteId | None = None
    day: ServiceDay | None = None
    partner_id: PartnerId | None = None
    point_id: PlaceId | None = None
    """The collection point it goes to."""
    opens: Instant | None = None
    """From when it can be fetched at the counter."""

    @property
    def net_minor(self) -> int:
        """What is left when all is counted."""
        return sum(each.amount_minor for each in self.sums)


class Option(Struct, frozen=True, gc=False):
    """One way out that was offered when a decision was taken, with its sums."""

    route_id: RouteId
    extra_s: int
    extra_metres: int
    cost_minor: int
    is_feasible: bool
    words: str = ""
    """What would break, or how (hand-over at …)."""


class Decision(Struct, frozen=True, gc=False):
    """What was decided on a case, by whom, and among which options."""

    resolution: Resolution
    by: ActorId
    at: Instant
    route_id: RouteId | None = None
    day: ServiceDay | None = None
    offered: tuple[Option, ...] = ()
    broken: tuple[str, ...] = ()
    """Constraints that the decision breaks, confirmed by the actor, in words."""
    considered: tuple[WayOut, ...] = ()
    """The ways out that were on the screen, with their sums."""


class FoundAt(StrEnum):
    """Where goods turned up that were missing or disputed."""

    CUSTOMER = "customer"
    DEPOT = "depot"
    LAST_HOLDER = "last_holder"
    """They had never left; also the undo of a report."""


class WaitingFor(StrEnum):
    """Whose move it is while a case waits."""

    CUSTOMER = "customer"
    DRIVER = "driver"
    SHOP = "shop"
    PARTNER = "partner"


class ShortMessage(Struct, frozen=True, gc=False):
    """What a driver and the office tell each other; `number` counts in the driver's own row."""

    number: int
    driver_id: DriverId
    by: ActorId
    by_driver: bool
    at: Instant
    received_at: Instant
    preset: str = ""
    """Code of a ready message."""
    text_ref: TextRef | None = None
    stop_id: StopId | None = None
    read_at: Instant | None = None
    """When the other side saw it."""
    said_at: Instant | None = None
    """By the clock of the driver's device, as it was sent."""


class Waiting(Struct, frozen=True, gc=False):
    """A case rests until somebody answers, or until a moment that is computed, not reported."""

    whom: WaitingFor
    until: Instant
    by: ActorId
    since: Instant
    note_ref: TextRef | None = None


class CaseNote(Struct, frozen=True, gc=False):
    """What a colleague wrote on a case."""

    by: ActorId
    at: Instant
    text_ref: TextRef


class BeforeMove(Struct, frozen=True, gc=False):
    """What a case was before its order moved to another day, for who takes the move back."""

    from_day: ServiceDay
    to_day: ServiceDay
    deadline: Instant
    reopened: int
    reopened_because: str | None
    waiting: Waiting | None
    spent_minor: int


class Case(Struct, frozen=True, gc=False):
    """An exception being handled, from the first report to its end."""

    id: CaseId
    kind: CaseKind
    order_id: OrderId
    opened_at: Instant
    deadline: Instant
    status: CaseStatus = CaseStatus.OPEN
    reason: str | None = None
    """Code of the failure reason catalogue; None for requests."""
    stop_id: StopId | None = None
    """The stop whose failure opened it."""
    acknowledged_by: ActorId | None = None
    acknowledged_at: Instant | None = None
    decision: Decision | None = None
    reopened: int = 0
    """How often it was opened anew because something went wrong; a move to another day or off a
    route, which the office has chosen, is nothing of the kind."""
    reopened_because: str | None = None
    closed_at: Instant | None = None
    owner: ActorId | None = None
    """Who has it now; at first who acknowledged it."""
    waiting: Waiting | None = None
    notes: tuple[CaseNote, ...] = ()
    spent_minor: int = 0
    """What earlier decisions cost that were carried out and did not end it."""
    before_move: BeforeMove | None = None
    """Until it is opened anew for another reason."""

    def waits_at(self, now: Instant) -> bool:
        """Whether it rests at this moment; past `until` it is back without any event."""
        return self.waiting is not None and now < self.waiting.until


class ApprovalKind(StrEnum):
    """Why something needs a second pair of eyes."""

    REFUND = "refund"
    WRITE_OFF = "write_off"
    EXCEPTION = "exception"
    """From a shop's return policy."""
    ATTEMPTS = "attempts"
    BROKEN = "broken"
    """A constraint that a plan breaks."""
    SUSPECT = "suspect"
    PLAN = "plan"
    """Many stops moved at once."""
    DISPOSITION = "disposition"
    """Goods become something else than their grade suggests."""


HOLDS_MONEY = frozenset({ApprovalKind.REFUND, ApprovalKind.EXCEPTION})
"""While one of these is open, the order's refund is not sent to the shop; the rest goes ahead."""


class ApprovalStatus(StrEnum):
    """Life of an approval; the last three end it, once."""

    OPEN = "open"
    APPROVED = "approved"
    SENT_BACK = "sent_back"
    LAPSED = "lapsed"
    """What it was about was taken back."""


class Approval(Struct, frozen=True, gc=False):
    """A request for a second pair of eyes, with the limit that counted when it was asked for."""

    id: ApprovalId
    kind: ApprovalKind
    by: ActorId
    at: Instant
    words: str
    """Why it is asked for, without personal text."""
    order_id: OrderId | None = None
    route_id: RouteId | None = None
    item_id: ItemId | None = None
    amount_minor: int = 0
    limit: int = 0
    """Minor units, attempts or stops; 0 where the kind has none."""
    assigned: ActorId | None = None
    """Who is to answer it; None: any supervisor."""
    deputy: ActorId | None = None
    deputy_at: Instant | None = None
    """From then on the deputy has it, which nobody needs to report."""
    status: ApprovalStatus = ApprovalStatus.OPEN
    ended_by: ActorId | None = None
    ended_at: Instant | None = None
    note_ref: TextRef | None = None
    """The reason of the answer, or of the last hand-over."""
    is_own: bool = False
    """Answered by who asked: to be looked at again the next day."""
    reviewed_by: ActorId | None = None
    reviewed_at: Instant | None = None
    is_of_office: bool = False
    """Somebody of the office asked by name, who can be given the case back."""
    stands: str = ""
    """Why what was decided stands although the request was sent back."""
    routes_before: dict[RouteId, tuple[StopId, ...]] = {}
    """Of a large change: the stops of its routes before it, by which its way back is known."""

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered."""
        return self.status is ApprovalStatus.OPEN

    def is_overdue(self, now: datetime) -> bool:
        """Whether it has gone to the deputy."""
        return self.is_open and self.deputy_at is not None and self.deputy_at <= now

    def with_whom(self, now: datetime) -> ActorId | None:
        """Who is to answer it at this moment; None: any supervisor. What the deputy has asked for
        goes to nobody else."""
        return self.deputy if self.is_overdue(now) and not self.is_deputys_own else self.assigned

    @property
    def is_deputys_own(self) -> bool:
        """Whether the deputy has asked for it, so that somebody else has to look at it."""
        return self.deputy is not None and self.deputy.casefold() == self.by.casefold()


class SignOff(Struct, frozen=True, gc=False):
    """Somebody answers for a day, with what was still open at that moment."""

    by: ActorId
    at: Instant
    note_ref: TextRef
    open_cases: int = 0
    open_approvals: int = 0


class Day(Struct, frozen=True, gc=False):
    """A service day of the depot that is open for planning or running."""

    day: ServiceDay
    opened_at: Instant
    sign_off: SignOff | None = None
    closing: DayClosing | None = None
    """Once everything of it is counted and signed."""
