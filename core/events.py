"""What happened: past tense, stored for ever, folded by `apply`.

Every stored event has a type (its tag) and a version. Fields are only ever added, with defaults;
any other change gets a new version and an upcaster. No personal text is in an
event: only references to it.
"""

from datetime import date

import msgspec
from msgspec import Struct

from core.model import (
    ActorId,
    AddressChange,
    Approval,
    ApprovalId,
    ApprovalStatus,
    Attempt,
    BeforeMove,
    BlobId,
    Call,
    Case,
    CaseId,
    CaseNote,
    Closure,
    ClosureId,
    CollectionRound,
    CounterPickup,
    Custody,
    Customer,
    CustomerAnswer,
    CustomerId,
    CustomerLink,
    DayClosing,
    Decision,
    Depot,
    DoorCheck,
    Driver,
    DriverId,
    Fence,
    FenceId,
    FoundGoods,
    Inspection,
    Instant,
    ItemId,
    Knowledge,
    Lot,
    LotId,
    Message,
    MessageId,
    MessageStatus,
    Offer,
    OfferId,
    Order,
    OrderId,
    OrderStatus,
    PartnerJob,
    PersonKind,
    PinSource,
    Place,
    PlaceId,
    PolicyException,
    Position,
    ProblemAnswer,
    Proof,
    Refund,
    RefundStatus,
    Route,
    RouteId,
    ServiceDay,
    SettingsChange,
    ShortMessage,
    SignOff,
    SlotHold,
    Stop,
    StopId,
    Stranded,
    TextRef,
    TimeWindow,
    Vehicle,
    Waiting,
)
from core.policy import Policy


class _Event(Struct, frozen=True, gc=False, tag_field="type"):
    """Common wire settings; never instantiated. Unknown fields are from a newer release."""


class DepotRegistered(_Event, frozen=True, tag="depot_registered"):
    depot: Depot
    place: Place


class FleetRegistered(_Event, frozen=True, tag="fleet_registered"):
    drivers: tuple[Driver, ...]
    vehicles: tuple[Vehicle, ...]


class OrdersAdded(_Event, frozen=True, tag="orders_added"):
    """Items begin in the custody named here."""

    places: tuple[Place, ...]
    customers: tuple[Customer, ...]
    orders: tuple[Order, ...]
    custody: dict[ItemId, Custody]


class OrderAmended(_Event, frozen=True, tag="order_amended"):
    """A list says otherwise of an order than before. `custody` is of its goods as they are now."""

    order_id: OrderId
    order: Order
    places: tuple[Place, ...]
    customers: tuple[Customer, ...]
    custody: dict[ItemId, Custody]


class DepotSettingsChanged(_Event, frozen=True, tag="depot_settings_changed"):
    change: SettingsChange


class RoundsKept(_Event, frozen=True, tag="rounds_kept"):
    """Collection rounds as they are from now on."""

    rounds: tuple[CollectionRound, ...]
    by: ActorId
    at: Instant


class DaysLeftOut(_Event, frozen=True, tag="days_left_out"):
    """All days on which no round is made."""

    days: tuple[date, ...]
    by: ActorId
    at: Instant


class DayOpened(_Event, frozen=True, tag="day_opened"):
    day: ServiceDay
    at: Instant
    routes: tuple[Route, ...]
    stops: tuple[Stop, ...]


class RouteOpened(_Event, frozen=True, tag="route_opened"):
    """A route joined a day that was open already; it has no stops yet."""

    route: Route


class RouteStarted(_Event, frozen=True, tag="route_started"):
    route_id: RouteId
    at: Instant


class StopStarted(_Event, frozen=True, tag="stop_started"):
    stop_id: StopId
    at: Instant


class StopArrived(_Event, frozen=True, tag="stop_arrived"):
    stop_id: StopId
    at: Instant
    position: Position | None = None


class StopCompleted(_Event, frozen=True, tag="stop_completed"):
    stop_id: StopId
    at: Instant
    received_at: Instant
    position: Position | None = None
    photo: BlobId | None = None
    """Of earlier releases; what shows the visit by now is its `proof`."""
    proof: Proof | None = None


class OrderSplit(_Event, frozen=True, tag="order_split"):
    """Lines of an order that the customer did not get are an order of their own, with the visit at
    which they failed; who has them is told apart."""

    order_id: OrderId
    part: Order
    stop: Stop


class ProblemReported(_Event, frozen=True, tag="problem_reported"):
    stop_id: StopId
    reason: str
    at: Instant
    note_ref: TextRef | None = None


class ProblemAnswered(_Event, frozen=True, tag="problem_answered"):
    stop_id: StopId
    answer: ProblemAnswer


class StopFailed(_Event, frozen=True, tag="stop_failed"):
    """The attempt is appended to its order, whose status becomes FAILED."""

    stop_id: StopId
    attempt: Attempt


class CustodyChanged(_Event, frozen=True, tag="custody_changed"):
    item_ids: tuple[ItemId, ...]
    custody: Custody


class RouteEnded(_Event, frozen=True, tag="route_ended"):
    route_id: RouteId
    at: Instant


class ReceivingOpened(_Event, frozen=True, tag="receiving_opened"):
    """The van is back: these lines are still its driver's to answer for, until they are counted."""

    route_id: RouteId
    item_ids: tuple[ItemId, ...]
    empties: int
    at: Instant


class GoodsCounted(_Event, frozen=True, tag="goods_counted"):
    """Units by line and by SKU, as they are now; 0: not there. None: nothing said of empties."""

    route_id: RouteId
    by: ActorId
    at: Instant
    counts: dict[ItemId, int] = {}
    loose: dict[str, int] = {}
    empties: int | None = None


class ItemSplit(_Event, frozen=True, tag="item_split"):
    """So many units of a line are a line of their own from now on, in the same custody."""

    order_id: OrderId
    item_id: ItemId
    rest_id: ItemId
    units: int


class ReceivingClosed(_Event, frozen=True, tag="receiving_closed"):
    """What was counted is the depot's; what is loose lies on the lost-and-found shelf."""

    route_id: RouteId
    by: ActorId
    at: Instant
    short: dict[ItemId, int] = {}
    over: tuple[ItemId, ...] = ()
    shelved: tuple[FoundGoods, ...] = ()
    note_ref: TextRef | None = None


class ReceivingReopened(_Event, frozen=True, tag="receiving_reopened"):
    """It is counted again, from where the count stood; `expected` are the lines by now."""

    route_id: RouteId
    expected: tuple[ItemId, ...]
    by: ActorId
    at: Instant


class GoodsMatched(_Event, frozen=True, tag="goods_matched"):
    """What lay on the shelf is a line that was missing: it is no goods of its own any more."""

    found_id: ItemId
    item_id: ItemId
    by: ActorId
    at: Instant


class GoodsInspected(_Event, frozen=True, tag="goods_inspected"):
    """It replaces what was found before; the line joins its lot, the first one opens it."""

    item_id: ItemId
    inspection: Inspection
    lot: Lot | None = None
    """The lot as it was before the line joined it."""


class InspectionUndone(_Event, frozen=True, tag="inspection_undone"):
    """The line waits for an inspection again, and is in no lot."""

    item_id: ItemId
    by: ActorId
    at: Instant


class LotClosed(_Event, frozen=True, tag="lot_closed"):
    lot_id: LotId
    destination: str
    by: ActorId
    at: Instant


class LotReopened(_Event, frozen=True, tag="lot_reopened"):
    lot_id: LotId
    by: ActorId
    at: Instant


class LotLeft(_Event, frozen=True, tag="lot_left"):
    """It is with whom it was for; what is restocked has been put away."""

    lot_id: LotId
    by: ActorId
    at: Instant


class DayClosed(_Event, frozen=True, tag="day_closed"):
    day: ServiceDay
    closing: DayClosing


class DayReopened(_Event, frozen=True, tag="day_reopened"):
    day: ServiceDay
    by: ActorId
    at: Instant


class Placement(Struct, frozen=True, gc=False):
    """A new stop and where in its route's `stop_ids` it goes; applied in the order given."""

    stop: Stop
    index: int


class OrderPlaced(_Event, frozen=True, tag="order_placed"):
    """New stops entered routes; the order is PLANNED. One stop, or GIVE, TAKE and the visit."""

    order_id: OrderId
    placements: tuple[Placement, ...]


class OrderWithdrawn(_Event, frozen=True, tag="order_withdrawn"):
    """The order's pending stops left their routes; the order gets `status` again."""

    order_id: OrderId
    stop_ids: tuple[StopId, ...]
    status: OrderStatus


class StopMoved(_Event, frozen=True, tag="stop_moved"):
    stop_id: StopId
    from_route_id: RouteId
    to_route_id: RouteId
    index: int


class RouteResequenced(_Event, frozen=True, tag="route_resequenced"):
    route_id: RouteId
    stop_ids: tuple[StopId, ...]
    engine: str = ""
    saves_s: int = 0


class OrderRescheduled(_Event, frozen=True, tag="order_rescheduled"):
    """`window` is the promise on the new day; without one the order keeps what it had, or comes at
    any time."""

    order_id: OrderId
    from_day: ServiceDay
    to_day: ServiceDay
    window: TimeWindow | None = None
    is_any_time: bool = False
    is_carried: bool = False
    """Its day left it over."""


class RefundRequested(_Event, frozen=True, tag="refund_requested"):
    order_id: OrderId
    refund: Refund


class RefundSettled(_Event, frozen=True, tag="refund_settled"):
    order_id: OrderId
    status: RefundStatus
    at: Instant
    words: str = ""


class CustomerAnswered(_Event, frozen=True, tag="customer_answered"):
    order_id: OrderId
    answer: CustomerAnswer


class CallLogged(_Event, frozen=True, tag="call_logged"):
    order_id: OrderId
    call: Call


class PlaceLearned(_Event, frozen=True, tag="place_learned"):
    """It replaces what was known before; None: there is nothing to know."""

    place_id: PlaceId
    hint_ref: TextRef | None
    by: ActorId
    at: Instant
    known: Knowledge | None = None


class PlaceMoved(_Event, frozen=True, tag="place_moved"):
    """The pin of a place went from `was` to `to`; its travel times are computed anew."""

    place_id: PlaceId
    to: Position
    was: Position
    because: PinSource
    by: ActorId
    at: Instant


class StreetClosed(_Event, frozen=True, tag="street_closed"):
    """No plan leads through it any more."""

    closure: Closure


class StreetOpened(_Event, frozen=True, tag="street_opened"):
    """It can be driven again, before its time or because there was none."""

    closure_id: ClosureId
    by: ActorId
    at: Instant


class FenceDrawn(_Event, frozen=True, tag="fence_drawn"):
    """An outline is watched."""

    fence: Fence


class FenceRemoved(_Event, frozen=True, tag="fence_removed"):
    """It is watched no more."""

    fence_id: FenceId
    by: ActorId
    at: Instant


class OrderReaddressed(_Event, frozen=True, tag="order_readdressed"):
    """Its next visit is at another address; stops that are planned go there."""

    order_id: OrderId
    place: Place
    was: AddressChange


class SlotHeld(_Event, frozen=True, tag="slot_held"):
    """It replaces what was held for the order before."""

    order_id: OrderId
    hold: SlotHold


class SlotReleased(_Event, frozen=True, tag="slot_released"):
    order_id: OrderId


class CustomerTold(_Event, frozen=True, tag="customer_told"):
    """A message that is to go out."""

    order_id: OrderId
    message: Message


class MessageSettled(_Event, frozen=True, tag="message_settled"):
    """It has left, and its window is the promise; or it cannot."""

    order_id: OrderId
    message_id: MessageId
    status: MessageStatus
    at: Instant
    words: str = ""


class EmptiesCounted(_Event, frozen=True, tag="empties_counted"):
    """The customer's balance of containers by now, and how many the route took along."""

    customer_id: CustomerId
    balance: int
    route_id: RouteId
    brought: int = 0
    at: Instant | None = None


class RouteStranded(_Event, frozen=True, tag="route_stranded"):
    """The driver's list ends here; `place` is where the van stands."""

    route_id: RouteId
    stranded: Stranded
    place: Place


class RouteResumed(_Event, frozen=True, tag="route_resumed"):
    route_id: RouteId


class PartnerEngaged(_Event, frozen=True, tag="partner_engaged"):
    order_id: OrderId
    job: PartnerJob


class PartnerSettled(_Event, frozen=True, tag="partner_settled"):
    """Not done: the order waits again as it did before."""

    order_id: OrderId
    is_done: bool
    at: Instant
    words: str = ""


class CounterChosen(_Event, frozen=True, tag="counter_chosen"):
    """The customer is to fetch the order at the depot's counter."""

    order_id: OrderId
    pickup: CounterPickup


class CounterCleared(_Event, frozen=True, tag="counter_cleared"):
    """He is not to fetch it any more; the order waits again as it did before."""

    order_id: OrderId


class OrderPickedUp(_Event, frozen=True, tag="order_picked_up"):
    """The customer has fetched it himself, at the counter or at a collection point."""

    order_id: OrderId
    at: Instant


class PickupUndone(_Event, frozen=True, tag="pickup_undone"):
    """He has not: it waits for him as it did before."""

    order_id: OrderId
    at: Instant


class LinkGiven(_Event, frozen=True, tag="link_given"):
    order_id: OrderId
    link: CustomerLink


class LinkRevoked(_Event, frozen=True, tag="link_revoked"):
    """Of the order, that which ends at `until`."""

    order_id: OrderId
    until: Instant
    by: ActorId
    at: Instant


class PersonErased(_Event, frozen=True, tag="person_erased"):
    """Key, texts, photos and tracks of the person are destroyed; the log stays as it is."""

    kind: PersonKind
    person_id: str
    by: ActorId
    at: Instant


class OrderRedirected(_Event, frozen=True, tag="order_redirected"):
    """Its next visit is at another place: a collection point, or the customer's own again."""

    order_id: OrderId
    place: Place


class RefundsInstructed(_Event, frozen=True, tag="refunds_instructed"):
    """The shops were told: in a CSV run, or (run 0) by a webhook."""

    order_ids: tuple[OrderId, ...]
    at: Instant
    run: int = 0


class OrderClosed(_Event, frozen=True, tag="order_closed"):
    order_id: OrderId


class ChangesSent(_Event, frozen=True, tag="changes_sent"):
    route_id: RouteId
    offer: Offer


class ChangesRecalled(_Event, frozen=True, tag="changes_recalled"):
    """The offer was taken back before it was answered."""

    route_id: RouteId
    offer_id: OfferId


class ChangesAccepted(_Event, frozen=True, tag="changes_accepted"):
    """The offer becomes the manifest."""

    route_id: RouteId
    offer_id: OfferId
    at: Instant


class ChangesDeclined(_Event, frozen=True, tag="changes_declined"):
    """The offer is gone and the plan becomes `stop_ids`; what was to be removed stays removed."""

    route_id: RouteId
    offer_id: OfferId
    reason: str
    at: Instant
    stop_ids: tuple[StopId, ...]
    note_ref: TextRef | None = None


class RouteLocked(_Event, frozen=True, tag="route_locked"):
    route_id: RouteId
    by: ActorId


class RouteUnlocked(_Event, frozen=True, tag="route_unlocked"):
    route_id: RouteId


class StopLocked(_Event, frozen=True, tag="stop_locked"):
    stop_id: StopId


class StopUnlocked(_Event, frozen=True, tag="stop_unlocked"):
    stop_id: StopId


class CaseOpened(_Event, frozen=True, tag="case_opened"):
    case: Case


class CaseAcknowledged(_Event, frozen=True, tag="case_acknowledged"):
    case_id: CaseId
    by: ActorId
    at: Instant


class CaseDecided(_Event, frozen=True, tag="case_decided"):
    case_id: CaseId
    decision: Decision


class CaseSetOut(_Event, frozen=True, tag="case_set_out"):
    """The driver agreed: the case is on its way."""

    case_id: CaseId


class CaseReopened(_Event, frozen=True, tag="case_reopened"):
    """`deadline` replaces the one it had, if there is a new one.

    `is_undone`: the decision had reached nobody, so the case stands as it did before it.
    `is_chosen`: the office took the order off a route, and nothing went wrong. `before` is what it
    was before its order moved to another day: kept, or with `is_undone` restored.
    """

    case_id: CaseId
    because: str
    at: Instant
    deadline: Instant | None = None
    is_undone: bool = False
    before: BeforeMove | None = None
    is_chosen: bool = False


class CaseLetWait(_Event, frozen=True, tag="case_let_wait"):
    """The case rests until `waiting.until`, which nobody needs to report."""

    case_id: CaseId
    waiting: Waiting


class CaseResumed(_Event, frozen=True, tag="case_resumed"):
    """The waiting ended early. `is_answer`: who was waited for answered, so it comes on top."""

    case_id: CaseId
    at: Instant
    is_answer: bool = False


class CaseHanded(_Event, frozen=True, tag="case_handed"):
    """Without `to` nobody has it: one that is not decided is new again."""

    case_id: CaseId
    to: ActorId | None
    by: ActorId
    at: Instant


class OrderReported(_Event, frozen=True, tag="order_reported"):
    """The office learnt that the order is not as it seemed: it is FAILED and needs a decision."""

    order_id: OrderId
    reason: str
    at: Instant


class GoodsFound(_Event, frozen=True, tag="goods_found"):
    """`is_delivered`: the customer has them, so the order is DONE."""

    order_id: OrderId
    is_delivered: bool
    at: Instant


class GoodsLocated(_Event, frozen=True, tag="goods_located"):
    """Goods that were looked for lie at that place, for a van to fetch."""

    order_id: OrderId
    place: Place
    at: Instant


class LocatingUndone(_Event, frozen=True, tag="locating_undone"):
    """They do not lie there: they are where they were thought to be before."""

    order_id: OrderId
    at: Instant


class CaseNoted(_Event, frozen=True, tag="case_noted"):
    case_id: CaseId
    note: CaseNote


class CaseClosed(_Event, frozen=True, tag="case_closed"):
    case_id: CaseId
    at: Instant


class PoliciesSet(_Event, frozen=True, tag="policies_set"):
    """The table of return policies, by shop; it replaces the one before."""

    policies: dict[str, tuple[Policy, ...]]
    by: ActorId | None = None
    at: Instant | None = None


class StockSet(_Event, frozen=True, tag="stock_set"):
    """What the depot has to send, by SKU; it replaces what was known."""

    stock: dict[str, int]


class OrderReplaced(_Event, frozen=True, tag="order_replaced"):
    """The two orders are linked: `by_order_id` is sent instead of `order_id`."""

    order_id: OrderId
    by_order_id: OrderId


class ReplacementUndone(_Event, frozen=True, tag="replacement_undone"):
    """`by_order_id` is closed; the order stands as it did, with `status` if it was closed."""

    order_id: OrderId
    by_order_id: OrderId
    status: OrderStatus


class GoodsChecked(_Event, frozen=True, tag="goods_checked"):
    """What a driver found; `refused` lines stay with the customer."""

    order_id: OrderId
    checks: tuple[DoorCheck, ...]
    refused: tuple[ItemId, ...] = ()
    photos: tuple[BlobId, ...] = ()


class ExceptionMade(_Event, frozen=True, tag="exception_made"):
    order_id: OrderId
    exception: PolicyException


class BreakStarted(_Event, frozen=True, tag="break_started"):
    route_id: RouteId
    at: Instant


class BreakEnded(_Event, frozen=True, tag="break_ended"):
    """The earliest planned break counts as taken, if it `was_planned`."""

    route_id: RouteId
    at: Instant
    was_planned: bool = True


class ShortMessageSent(_Event, frozen=True, tag="short_message_sent"):
    message: ShortMessage


class ShortMessagesRead(_Event, frozen=True, tag="short_messages_read"):
    """Those of the other side, up to this number."""

    driver_id: DriverId
    up_to: int
    by_driver: bool
    by: ActorId
    at: Instant


class ExceptionWithdrawn(_Event, frozen=True, tag="exception_withdrawn"):
    order_id: OrderId
    by: ActorId
    at: Instant


class ApprovalAsked(_Event, frozen=True, tag="approval_asked"):
    approval: Approval


class ApprovalEnded(_Event, frozen=True, tag="approval_ended"):
    """Approved, sent back or lapsed; it ends once. `is_own`: by who had asked.

    `stands`: why what was decided stands although it was sent back.
    """

    approval_id: ApprovalId
    status: ApprovalStatus
    by: ActorId
    at: Instant
    note_ref: TextRef | None = None
    is_own: bool = False
    stands: str = ""


class ApprovalHanded(_Event, frozen=True, tag="approval_handed"):
    """`deputy_at` is counted from now on; None: no deputy."""

    approval_id: ApprovalId
    to: ActorId
    by: ActorId
    at: Instant
    note_ref: TextRef
    deputy_at: Instant | None = None


class ApprovalDeputised(_Event, frozen=True, tag="approval_deputised"):
    """Another deputy, or another time for one, counted from when the depot said so."""

    approval_id: ApprovalId
    deputy: ActorId | None
    deputy_at: Instant | None


class ApprovalReviewed(_Event, frozen=True, tag="approval_reviewed"):
    """Somebody looked again, the day after."""

    approval_id: ApprovalId
    by: ActorId
    at: Instant
    note_ref: TextRef


class DaySignedOff(_Event, frozen=True, tag="day_signed_off"):
    day: ServiceDay
    sign_off: SignOff


class SignOffTakenBack(_Event, frozen=True, tag="sign_off_taken_back"):
    day: ServiceDay
    by: ActorId
    at: Instant


class RouteHanded(_Event, frozen=True, tag="route_handed"):
    """Without `to` nobody looks after it."""

    route_id: RouteId
    to: ActorId | None
    by: ActorId
    at: Instant


Event = (
    DepotRegistered
    | FleetRegistered
    | OrdersAdded
    | OrderAmended
    | DepotSettingsChanged
    | RoundsKept
    | DaysLeftOut
    | DayOpened
    | RouteOpened
    | EmptiesCounted
    | RouteStranded
    | RouteResumed
    | PartnerEngaged
    | PartnerSettled
    | CounterChosen
    | CounterCleared
    | OrderPickedUp
    | PickupUndone
    | RouteStarted
    | StopStarted
    | StopArrived
    | StopCompleted
    | OrderSplit
    | ProblemReported
    | ProblemAnswered
    | StopFailed
    | CustodyChanged
    | RouteEnded
    | ReceivingOpened
    | GoodsCounted
    | ItemSplit
    | ReceivingClosed
    | ReceivingReopened
    | GoodsMatched
    | GoodsInspected
    | InspectionUndone
    | LotClosed
    | LotReopened
    | LotLeft
    | DayClosed
    | DayReopened
    | OrderPlaced
    | OrderWithdrawn
    | StopMoved
    | RouteResequenced
    | OrderRescheduled
    | RefundRequested
    | RefundSettled
    | OrderClosed
    | ChangesSent
    | ChangesRecalled
    | ChangesAccepted
    | ChangesDeclined
    | RouteLocked
    | RouteUnlocked
    | StopLocked
    | StopUnlocked
    | CaseOpened
    | CaseAcknowledged
    | CaseDecided
    | CaseSetOut
    | CaseReopened
    | CaseLetWait
    | CaseResumed
    | CaseHanded
    | CaseNoted
    | OrderReported
    | GoodsFound
    | GoodsLocated
    | LocatingUndone
    | CustomerAnswered
    | CallLogged
    | PlaceLearned
    | PlaceMoved
    | StreetClosed
    | StreetOpened
    | FenceDrawn
    | FenceRemoved
    | OrderReaddressed
    | SlotHeld
    | SlotReleased
    | CustomerTold
    | MessageSettled
    | LinkGiven
    | LinkRevoked
    | PersonErased
    | PoliciesSet
    | ExceptionMade
    | ExceptionWithdrawn
    | GoodsChecked
    | RefundsInstructed
    | StockSet
    | OrderReplaced
    | ReplacementUndone
    | OrderRedirected
    | CaseClosed
    | ApprovalAsked
    | ApprovalEnded
    | ApprovalHanded
    | ApprovalDeputised
    | ApprovalReviewed
    | DaySignedOff
    | SignOffTakenBack
    | RouteHanded
    | BreakStarted
    | BreakEnded
    | ShortMessageSent
    | ShortMessagesRead
)

VERSION = 1
"""Version written with every event of this release."""

_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(Event)


def type_of(event: Event) -> str:
    """The stored type name, which is the wire tag."""
    tag = event.__struct_config__.tag
    assert isinstance(tag, str)
    return tag


def encode(event: Event) -> bytes:
    """The bytes that are stored and hashed; equal events give equal bytes."""
    return _encoder.encode(event)


def decode(body: bytes, version: int = VERSION) -> Event:
    """Read a stored event.

    Raises `ValueError` for an event of a version that this release does not know, and
    `msgspec.ValidationError` for bytes that are not an event.
    """
    if version != VERSION:
        raise ValueError(
            f"The log holds an event of version {version}; this release reads up to {VERSION}. "
            "Install the release that wrote it, or a newer one."
        )
    event: Event = _decoder.decode(body)
    return event
