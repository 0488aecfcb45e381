"""What may be asked: imperative, validated by decoding, decided by `decide`.

A command never names its actor; the session does. `expected_version` is the route version that
the asker saw: a stale one is refused in words. Text fields (`note`) are personal: the gate moves
them beside the log before anything is decided and the rules only see their reference.
"""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from core.model import (
    ActorId,
    AnswerKind,
    ApprovalId,
    BlobId,
    CallOutcome,
    CaseId,
    ClosureId,
    CollectionRound,
    Customer,
    CustomerChoice,
    CustomerId,
    Depot,
    DepotSettings,
    DoorCheck,
    Driver,
    DriverId,
    FenceId,
    FoundAt,
    Grade,
    HeldPlace,
    Instant,
    ItemId,
    LotId,
    MessageId,
    MessageKind,
    OfferId,
    OpenHours,
    Option,
    Order,
    OrderId,
    PartnerId,
    PersonKind,
    PinSource,
    Place,
    PlaceId,
    Position,
    RoundId,
    Route,
    RouteId,
    ServiceDay,
    Stop,
    StopId,
    TextRef,
    TimeWindow,
    Vehicle,
    VehicleId,
    WaitingFor,
    WayOut,
)
from core.policy import Policy, ReturnReason

Note = Annotated[str, Meta(max_length=2000)]
Photo = Annotated[BlobId, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
"""The SHA-256 of a photo that was uploaded before."""
ReasonCode = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"\A[a-z_]+(\.[0-9]+)?\Z")]
Words = Annotated[str, Meta(max_length=400)]
UserId = Annotated[ActorId, Meta(min_length=1, max_length=60, pattern=r"\A[A-Za-z0-9._@+-]+\Z")]
Texts = dict[TextRef, Note]
Offered = Annotated[tuple[Option, ...], Meta(max_length=400)]
Considered = Annotated[tuple[WayOut, ...], Meta(max_length=40)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]
Code = Annotated[str, Meta(min_length=1, max_length=120)]
"""What a camera read from a parcel, or somebody typed."""
Fact = Annotated[str, Meta(max_length=200)]
"""A personal text like a note, kept under the note's reference and its own name."""
ScanText = Annotated[str, Meta(min_length=1, max_length=120)]
"""What a scanner typed."""
Units = Annotated[int, Meta(ge=0, le=100_000)]
Broken = Annotated[tuple[Words, ...], Meta(max_length=50)]


class _Command(Struct, frozen=True, gc=False, tag_field="type", forbid_unknown_fields=True):
    """Common wire settings; never instantiated."""


# Setting up: by the system, an administrator or a supervisor.


class RegisterDepot(_Command, frozen=True, tag="register_depot"):
    """Open a stream: the depot with its own place."""

    depot: Depot
    place: Place


class RegisterFleet(_Command, frozen=True, tag="register_fleet"):
    """Add or replace drivers and vehicles. `texts` are the personal texts they refer to."""

    drivers: tuple[Driver, ...]
    vehicles: tuple[Vehicle, ...]
    texts: Texts = {}


class AddOrders(_Command, frozen=True, tag="add_orders"):
    """Add orders with their places and customers; an existing order id is refused.

    `texts` are the personal texts that customers refer to.
    """

    places: tuple[Place, ...]
    customers: tuple[Customer, ...]
    orders: tuple[Order, ...]
    texts: Texts = {}


class ImportOrders(_Command, frozen=True, tag="import_orders"):
    """Add orders like `AddOrders`, or change those that are known and not yet under way.

    Customers without an order are taken in with their places. One refusal refuses all of it; of
    what is known the file's word counts for address, goods,
    day, hours and equipment, and what happened to the order since stays.
    """

    places: Annotated[tuple[Place, ...], Meta(max_length=1000)]
    customers: Annotated[tuple[Customer, ...], Meta(max_length=1000)]
    orders: Annotated[tuple[Order, ...], Meta(max_length=1000)]
    texts: Texts = {}


class TakeBackOrders(_Command, frozen=True, tag="take_back_orders"):
    """Take back what a list brought, as far as nothing has come of it; a list may bring it again.

    One refusal refuses all of it.
    """

    order_ids: Annotated[tuple[OrderId, ...], Meta(min_length=1, max_length=1000)]


class KeepRounds(_Command, frozen=True, tag="keep_rounds"):
    """Add collection rounds, or change those of the same id; one refusal refuses all of them.

    Customers and places are known before. A round that is made no more is kept as one that is off.
    """

    rounds: Annotated[tuple[CollectionRound, ...], Meta(min_length=1, max_length=400)]


class LeaveDaysOut(_Command, frozen=True, tag="leave_days_out"):
    """The days on which no round is made, as public holidays; `was` is what the asker saw."""

    was: Annotated[tuple[date, ...], Meta(max_length=400)]
    days: Annotated[tuple[date, ...], Meta(max_length=400)]


class PutRoundsIn(_Command, frozen=True, tag="put_rounds_in"):
    """Bring rounds that are due into an open day, each as an order that waits for a route.

    One refusal refuses all of them; `TakeBackOrders` takes them back.
    """

    day: ServiceDay
    round_ids: Annotated[tuple[RoundId, ...], Meta(min_length=1, max_length=400)]


class ChangeDepotSettings(_Command, frozen=True, tag="change_depot_settings"):
    """Set what differs between the two; `was` is what the asker saw.

    What others changed elsewhere stays theirs.
    """

    was: DepotSettings
    settings: DepotSettings


class OpenDay(_Command, frozen=True, tag="open_day"):
    """Open a service day with its published routes and their stops."""

    day: ServiceDay
    routes: tuple[Route, ...]
    stops: tuple[Stop, ...]


# From the road: by the route's own driver.


class StartRoute(_Command, frozen=True, tag="start_route"):
    """The driver begins the day: goods of the manifest are in the van."""

    route_id: RouteId
    at: Instant


class StartStop(_Command, frozen=True, tag="start_stop"):
    """The driver sets out for a stop."""

    stop_id: StopId
    at: Instant


class ArriveAtStop(_Command, frozen=True, tag="arrive_at_stop"):
    """The driver is at the door."""

    stop_id: StopId
    at: Instant
    position: Position | None = None


class FailedLine(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A line of a delivery that the customer does not get, and why."""

    item_id: ItemId
    reason: ReasonCode


class CompleteStop(_Command, frozen=True, tag="complete_stop"):
    """Delivered, collected or handed over. `checks` are of goods that come back, and so are the
    `photos` of a visit that takes some; all others show that the visit was made."""

    stop_id: StopId
    at: Instant
    position: Position | None = None
    photo: Photo | None = None
    checks: Annotated[tuple[DoorCheck, ...], Meta(max_length=400)] = ()
    photos: Annotated[tuple[Photo, ...], Meta(max_length=8)] = ()
    empties: Annotated[int, Meta(ge=0, le=1000)] = 0
    """Containers that the driver took along from a delivery."""
    signature: Photo | None = None
    signed_by: Fact = ""
    codes: Annotated[tuple[Code, ...], Meta(max_length=50)] = ()
    note: Note = ""
    failed: Annotated[tuple[FailedLine, ...], Meta(max_length=400)] = ()
    """Lines that were not delivered with the others."""


class ReportProblem(_Command, frozen=True, tag="report_problem"):
    """A problem at the door that ends nothing."""

    stop_id: StopId
    reason: ReasonCode
    at: Instant
    note: Note = ""


class AnswerProblem(_Command, frozen=True, tag="answer_problem"):
    """The office's answer to a problem at the door. `wait_min` is for *wait*, `note` for *try*."""

    stop_id: StopId
    answer: AnswerKind
    wait_min: Annotated[int, Meta(ge=0, le=60)] = 0
    note: Note = ""


class FailStop(_Command, frozen=True, tag="fail_stop"):
    """The attempt failed; opens or joins a case."""

    stop_id: StopId
    reason: ReasonCode
    at: Instant
    position: Position | None = None
    note: Note = ""
    photo: Photo | None = None


class AcceptChanges(_Command, frozen=True, tag="accept_changes"):
    """The driver agrees to what was sent."""

    route_id: RouteId
    offer_id: OfferId
    at: Instant


class DeclineChanges(_Command, frozen=True, tag="decline_changes"):
    """The driver declines what was sent, with a reason; added orders go back to the queue."""

    route_id: RouteId
    offer_id: OfferId
    reason: ReasonCode
    at: Instant
    note: Note = ""


class EndRoute(_Command, frozen=True, tag="end_route"):
    """The driver is back: everything aboard passes to the depot."""

    route_id: RouteId
    at: Instant


class StartBreak(_Command, frozen=True, tag="start_break"):
    """The driver rests from now on."""

    route_id: RouteId
    at: Instant


class EndBreak(_Command, frozen=True, tag="end_break"):
    """The driver goes on."""

    route_id: RouteId
    at: Instant


class SendShortMessage(_Command, frozen=True, tag="send_short_message"):
    """A driver and the office tell each other something; who asks is who says it."""

    driver_id: DriverId
    preset: Annotated[str, Meta(max_length=40, pattern=r"\A[a-z_]*\Z")] = ""
    note: Annotated[str, Meta(max_length=300)] = ""
    stop_id: StopId | None = None
    said_at: Instant | None = None
    """By a driver's device, which may have waited for a line."""


class ReadShortMessages(_Command, frozen=True, tag="read_short_messages"):
    """What the other side wrote was seen, up to this number."""

    driver_id: DriverId
    up_to: Annotated[int, Meta(ge=1)]


# At the depot.


class ScanGoods(_Command, frozen=True, tag="scan_goods"):
    """Something came out of a van: the code of a line, of an order, or of goods with a number."""

    route_id: RouteId
    code: ScanText


class UnscanGoods(_Command, frozen=True, tag="unscan_goods"):
    """That scan was a mistake."""

    route_id: RouteId
    code: ScanText


class CountGoods(_Command, frozen=True, tag="count_goods"):
    """Units of lines as they are on the list, 0 for not there; containers if they were counted."""

    route_id: RouteId
    counts: Annotated[dict[ItemId, Units], Meta(max_length=2000)] = {}
    empties: Annotated[int, Meta(ge=0, le=1000)] | None = None


class CloseReceiving(_Command, frozen=True, tag="close_receiving"):
    """The van is counted. With a `note` also when something is short or over."""

    route_id: RouteId
    note: Note = ""


class ReopenReceiving(_Command, frozen=True, tag="reopen_receiving"):
    """Count on; also the undo of `CloseReceiving`, as long as nothing has happened to the goods."""

    route_id: RouteId


class MatchGoods(_Command, frozen=True, tag="match_goods"):
    """What lies on the lost-and-found shelf is this missing line."""

    found_id: ItemId
    item_id: ItemId


class InspectGoods(_Command, frozen=True, tag="inspect_goods"):
    """What somebody found. Another disposition than the grade suggests needs a `note`.

    Without `recovered_minor` it brings what the depot's rates say.
    """

    item_id: ItemId
    grade: Grade
    disposition: ReasonCode
    note: Note = ""
    photos: Annotated[tuple[Photo, ...], Meta(max_length=8)] = ()
    recovered_minor: Annotated[int, Meta(ge=0, le=1_000_000_000)] | None = None


class UndoInspection(_Command, frozen=True, tag="undo_inspection"):
    """Look at it again; possible until its lot is closed."""

    item_id: ItemId


class CloseLot(_Command, frozen=True, tag="close_lot"):
    """Nothing more joins it: its papers can be printed. `destination` is who takes it."""

    lot_id: LotId
    destination: Annotated[str, Meta(max_length=120)] = ""


class ReopenLot(_Command, frozen=True, tag="reopen_lot"):
    """Also the undo of `CloseLot`, until the lot has left."""

    lot_id: LotId


class SendLot(_Command, frozen=True, tag="send_lot"):
    """The lot has left, or is put away: whoever it is for has it."""

    lot_id: LotId


class CloseDay(_Command, frozen=True, tag="close_day"):
    """Sign the day: every van is counted. What is left open goes into the hand-over note."""

    day: ServiceDay
    note: Note = ""


class ReopenDay(_Command, frozen=True, tag="reopen_day"):
    """Something of a closed day has to be put right; also the undo of `CloseDay`."""

    day: ServiceDay


# From the office.


class HandOver(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """How goods reach another van: where, and at which places in the two routes.

    From a van that is stranded they are fetched where it stands: nothing is put on its route. Goods
    that their sender gives come from no route at all.
    Indices count in the routes' `stop_ids` as the asker saw them; the delivery's own index
    counts after the TAKE stop has been put in.
    """

    place_id: PlaceId
    give_route_id: RouteId | None
    give_expected_version: int
    give_index: int
    take_index: int
    service_s: Annotated[int, Meta(ge=0, le=3600)] = 180


class PlaceOrder(_Command, frozen=True, tag="place_order"):
    """Put a waiting or failed order onto a route at `index` of its `stop_ids`.

    No other stop changes place. `offered` are the options that were on the screen and `broken`
    the violations the dispatcher confirmed.
    """

    order_id: OrderId
    route_id: RouteId
    index: Annotated[int, Meta(ge=0, le=10_000)]
    expected_version: int
    hand_over: HandOver | None = None
    offered: Offered = ()
    broken: Broken = ()
    engine: Words = ""
    """What computed the options: engine and travel-time fingerprint."""
    considered: Considered = ()
    """Other ways out of the case that were on the screen, with their sums."""
    point_id: PlaceId | None = None
    """A collection point to which it is brought instead of to its customer."""


class WithdrawOrder(_Command, frozen=True, tag="withdraw_order"):
    """Take an order's pending stops (a hand-over's too) off their routes, back to the queue."""

    order_id: OrderId


class MoveStop(_Command, frozen=True, tag="move_stop"):
    """Move a pending stop to `index` of a route's `stop_ids` (counted without the stop itself).

    `offered` and `broken` are those of `PlaceOrder`, with sums net of what is saved.
    """

    stop_id: StopId
    route_id: RouteId
    index: Annotated[int, Meta(ge=0, le=10_000)]
    expected_version: int
    broken: Broken = ()
    offered: Offered = ()
    engine: Words = ""


class ResequenceRoute(_Command, frozen=True, tag="resequence_route"):
    """Give a route's pending stops a new order; the same stops, ended and under-way ones first."""

    route_id: RouteId
    stop_ids: Annotated[tuple[StopId, ...], Meta(max_length=2000)]
    expected_version: int
    engine: Words = ""
    saves_s: int = 0


class RouteSequence(Struct, frozen=True, gc=False):
    """What a route is to do next, stops that come from other routes among it.

    Everything on its list that has ended or is under way stays there, in front, named or not; and
    what a driver has begun by then on another route of the plan stays with that one.
    """

    route_id: RouteId
    stop_ids: Annotated[tuple[StopId, ...], Meta(max_length=2000)]
    expected_version: int
    saves_s: int = 0


class Replan(_Command, frozen=True, tag="replan"):
    """Change several routes at once or not at all: what an optimizer found, or its way back.

    First `withdrawn` leave their routes, then `sequences` hold, then `placements` are put in, each
    on the board that the ones before it leave; all versions are those before the plan.
    """

    sequences: Annotated[tuple[RouteSequence, ...], Meta(max_length=400)] = ()
    placements: Annotated[tuple[PlaceOrder, ...], Meta(max_length=400)] = ()
    withdrawn: Annotated[tuple[OrderId, ...], Meta(max_length=400)] = ()
    engine: Words = ""
    broken: Broken = ()
    """What the dispatcher confirmed for stops that change routes."""


class RescheduleOrder(_Command, frozen=True, tag="reschedule_order"):
    """Move an order to another open service day; it leaves its present day at the same moment.

    With a `window` that was agreed with the customer, or at any time; then the day may be its own.
    `is_undo` takes a move to the present day back: the case stands as before it, with its time.
    """

    order_id: OrderId
    day: ServiceDay
    considered: Considered = ()
    window: TimeWindow | None = None
    is_any_time: bool = False
    is_undo: bool = False


class CarryOver(_Command, frozen=True, tag="carry_over"):
    """Bring what earlier days left over into an open day, where it waits for a route.

    One refusal refuses all of it. `is_undo` takes it back: each is of the day again that had left
    it over, and its case as before.
    """

    day: ServiceDay
    order_ids: Annotated[tuple[OrderId, ...], Meta(min_length=1, max_length=400)]
    is_undo: bool = False


class SendChanges(_Command, frozen=True, tag="send_changes"):
    """Send the driver's tray: the net difference between the plan and what he agreed to.

    `override_under_way` names the stop under way that may change; without it such a change is
    refused.
    """

    route_id: RouteId
    expected_version: int
    override_under_way: StopId | None = None


class LockRoute(_Command, frozen=True, tag="lock_route"):
    """Nothing is dropped on a locked route and no optimizer touches it."""

    route_id: RouteId


class UnlockRoute(_Command, frozen=True, tag="unlock_route"):
    """Let changes in again."""

    route_id: RouteId


class LockStop(_Command, frozen=True, tag="lock_stop"):
    """A locked stop keeps its place in the route."""

    stop_id: StopId


class UnlockStop(_Command, frozen=True, tag="unlock_stop"):
    """Let the stop move again."""

    stop_id: StopId


class AcknowledgeCase(_Command, frozen=True, tag="acknowledge_case"):
    """I have it: stops the clock and shows colleagues who handles the case."""

    case_id: CaseId


class ReturnToDepot(_Command, frozen=True, tag="return_to_depot"):
    """Decide that a failed order's goods come back with the van; no further attempt today."""

    case_id: CaseId
    considered: Considered = ()


class RefundOrder(_Command, frozen=True, tag="refund_order"):
    """Ask the shop to give the money back: goods of a failed delivery come back with the van, a
    customer keeps what he wanted to return. Never asked twice."""

    case_id: CaseId
    considered: Considered = ()
    amount_minor: Annotated[int, Meta(ge=0)] = 0
    """Less than is owed, as agreed with the customer; 0: all of it."""


class SettleRefund(_Command, frozen=True, tag="settle_refund"):
    """What the shop said: paid, or not and why."""

    order_id: OrderId
    is_paid: bool
    words: Words = ""
    key: Annotated[str, Meta(max_length=400)] = ""
    """Which instruction the shop answered; an answer to an earlier one settles nothing."""


class InstructRefunds(_Command, frozen=True, tag="instruct_refunds"):
    """Claim refunds for sending to the shop, once each; a run without names takes all that wait."""

    order_ids: Annotated[tuple[OrderId, ...], Meta(max_length=5000)] = ()
    is_run: bool = False


class CancelOrder(_Command, frozen=True, tag="cancel_order"):
    """Close an order that needs no visit any more; with a reason if something stays open."""

    order_id: OrderId
    note: Note = ""
    takes_off: bool = False
    """Also off the route that it is on."""


class ReopenCase(_Command, frozen=True, tag="reopen_case"):
    """Take a decision back, or end the waiting; also the undo of what closed or rested a case."""

    case_id: CaseId


class LetCaseWait(_Command, frozen=True, tag="let_case_wait"):
    """The next move is somebody else's: rest until they answer or `until` comes."""

    case_id: CaseId
    whom: WaitingFor
    until: Instant
    note: Note = ""


class HandCase(_Command, frozen=True, tag="hand_case"):
    """Give a case to a colleague, or take it over (to oneself), or give it back to nobody."""

    case_id: CaseId
    to: UserId | None


class ReportOrder(_Command, frozen=True, tag="report_order"):
    """What no driver reported: lost, misdelivered, uncollected, claimed not received."""

    order_id: OrderId
    reason: ReasonCode
    note: Note = ""


class FindGoods(_Command, frozen=True, tag="find_goods"):
    """Goods that were reported have turned up; also the undo of `ReportOrder`."""

    order_id: OrderId
    where: FoundAt


class LocateGoods(_Command, frozen=True, tag="locate_goods"):
    """Goods that are looked for lie at an address; asked again, at another one."""

    order_id: OrderId
    address: Annotated[str, Meta(max_length=200)]
    lat: Latitude
    lon: Longitude


class UndoLocating(_Command, frozen=True, tag="undo_locating"):
    """They do not lie there: undo of the last `LocateGoods`."""

    order_id: OrderId


class AddCaseNote(_Command, frozen=True, tag="add_case_note"):
    """Write something down for whoever handles the case next."""

    case_id: CaseId
    note: Annotated[str, Meta(min_length=1, max_length=2000)]


# Beyond the routes of the day.


class CallStandby(_Command, frozen=True, tag="call_standby"):
    """Call a driver on standby in, with a spare van: an empty route of the day."""

    day: ServiceDay
    driver_id: DriverId
    vehicle_id: VehicleId


class ReportBreakdown(_Command, frozen=True, tag="report_breakdown"):
    """The van or the driver of a route cannot go on; its work waits for others.

    Without a `position` the van stands where it ended its last stop, or at the depot.
    """

    route_id: RouteId
    reason: ReasonCode = "vehicle_breakdown"
    position: Position | None = None


class ResumeRoute(_Command, frozen=True, tag="resume_route"):
    """The van goes on after all; what was taken off it stays where it is by now."""

    route_id: RouteId


class PlaceAll(_Command, frozen=True, tag="place_all"):
    """Several orders at once or none: each as on the board that the ones before it leave."""

    placements: Annotated[tuple[PlaceOrder, ...], Meta(min_length=1, max_length=400)]


class HandToPartner(_Command, frozen=True, tag="hand_to_partner"):
    """Give an order to somebody outside the own fleet; goods that wait at the depot go along.

    `price_minor` is the price that was shown: another one by now is refused.
    """

    order_id: OrderId
    partner_id: PartnerId
    price_minor: int
    considered: Considered = ()


class SettlePartner(_Command, frozen=True, tag="settle_partner"):
    """What became of it: done, or given back and why; giving back is also the undo."""

    order_id: OrderId
    is_done: bool
    words: Words = ""


# Fetched by the customer himself.


class KeepAtCounter(_Command, frozen=True, tag="keep_at_counter"):
    """The customer fetches a delivery at the depot's counter; taken back by `ReopenCase`."""

    order_id: OrderId
    considered: Considered = ()
    back_at: Instant | None = None
    """When the van that has the goods will be back, as the planner sees it."""


class RecordPickup(_Command, frozen=True, tag="record_pickup"):
    """The customer has fetched it, at the counter or at a collection point."""

    order_id: OrderId


class UndoPickup(_Command, frozen=True, tag="undo_pickup"):
    """He has not: it waits for him as before. Undo of `RecordPickup`."""

    order_id: OrderId


# From the customer, or by the office in his name.


class AnswerOrder(_Command, frozen=True, tag="answer_order"):
    """What a customer chose for the own order. `day` and `window` are for a new day, `point_id`
    for a collection point; `note` says which neighbour."""

    order_id: OrderId
    choice: CustomerChoice
    day: ServiceDay | None = None
    window: TimeWindow | None = None
    point_id: PlaceId | None = None
    note: Annotated[str, Meta(max_length=300)] = ""


class LogCall(_Command, frozen=True, tag="log_call"):
    """A call with the order's customer."""

    order_id: OrderId
    outcome: CallOutcome
    note: Note = ""


class ReturnedLine(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """How many of a line that was delivered come back."""

    item_id: ItemId
    quantity: Annotated[int, Meta(ge=1, le=100_000)]


class EnterReturn(_Command, frozen=True, tag="enter_return"):
    """The caller sends goods of a delivered order back: a new order to collect them, with its case.

    Without `bought_on` they were bought on the order's day. The shop's policy is applied; what it
    refuses is entered all the same and waits for an exception.
    """

    order_id: OrderId
    lines: Annotated[tuple[ReturnedLine, ...], Meta(min_length=1, max_length=400)]
    reason: ReturnReason
    day: ServiceDay
    window: TimeWindow | None = None
    bought_on: date | None = None
    note: Note = ""
    is_exchange: bool = False
    """One visit brings the same goods anew and takes these."""


class LearnPlace(_Command, frozen=True, tag="learn_place"):
    """What the next driver should know of the place where the order goes; all of it, anew."""

    order_id: OrderId
    note: Annotated[str, Meta(max_length=300)] = ""
    entrance: Fact = ""
    gate_code: Fact = ""
    has_dog: bool = False
    parking: Fact = ""
    neighbour: Fact = ""
    house: Fact = ""
    hours: Annotated[tuple[OpenHours, ...], Meta(max_length=70)] = ()


class MovePlace(_Command, frozen=True, tag="move_place"):
    """Put a place's pin where its door is. `seen` is where the asker saw it."""

    place_id: PlaceId
    lat: Latitude
    lon: Longitude
    seen: Position
    because: PinSource = PinSource.BY_HAND


class CloseStreet(_Command, frozen=True, tag="close_street"):
    """Let no plan lead through a stretch of street, until a moment or until it is opened again.

    `line` runs along it from junction to junction; `begins` None: at once.
    """

    closure_id: Annotated[ClosureId, Meta(min_length=1, max_length=60)]
    street: Annotated[str, Meta(min_length=1, max_length=120)]
    line: Annotated[tuple[Position, ...], Meta(min_length=2, max_length=500)]
    because: Annotated[str, Meta(max_length=120)]
    begins: Instant | None = None
    until: Instant | None = None


class OpenStreet(_Command, frozen=True, tag="open_street"):
    """A street that was closed can be driven again."""

    closure_id: ClosureId


class DrawFence(_Command, frozen=True, tag="draw_fence"):
    """Watch an outline on the map: say which vans come into it and leave it."""

    fence_id: Annotated[FenceId, Meta(min_length=1, max_length=60)]
    name: Annotated[str, Meta(min_length=1, max_length=60)]
    corners: Annotated[tuple[Position, ...], Meta(min_length=3, max_length=200)]
    name_ref: TextRef | None = None
    """Set by the gate, whatever is sent: where the name is beside the log."""


class RemoveFence(_Command, frozen=True, tag="remove_fence"):
    """Watch it no more."""

    fence_id: FenceId


class ReaddressOrder(_Command, frozen=True, tag="readdress_order"):
    """The customer is somewhere else. Who was told the old address gets the order no more."""

    order_id: OrderId
    address: Annotated[str, Meta(max_length=200)]
    lat: Latitude
    lon: Longitude


class CollectEmpties(_Command, frozen=True, tag="collect_empties"):
    """Ask for the containers that a customer holds: a collection that waits for a van."""

    customer_id: CustomerId


class HoldSlot(_Command, frozen=True, tag="hold_slot"):
    """Keep a slot for a caller, on the route that would serve it.

    Booked, the order goes to that place; without one it waits for a route (a hand-over is made by
    hand).
    """

    order_id: OrderId
    day: ServiceDay
    window: TimeWindow
    route_id: RouteId
    place: HeldPlace | None = None


class ReleaseSlot(_Command, frozen=True, tag="release_slot"):
    """The caller wants another slot, or none."""

    order_id: OrderId


class BookSlot(_Command, frozen=True, tag="book_slot"):
    """The caller takes the slot that is held."""

    order_id: OrderId


# Messages to customers.


class NewMessage(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A message and the reference of its text."""

    id: MessageId
    order_id: OrderId
    kind: MessageKind
    text_ref: TextRef
    window: TimeWindow | None = None
    link_until: Instant | None = None


class TellCustomers(_Command, frozen=True, tag="tell_customers"):
    """Messages that are to go out, with their texts."""

    messages: Annotated[tuple[NewMessage, ...], Meta(min_length=1, max_length=500)]
    texts: Texts = {}


class GiveLink(_Command, frozen=True, tag="give_link"):
    """Somebody was given a link for the order's customer, which ends at `until`."""

    order_id: OrderId
    until: Instant


class ErasePerson(_Command, frozen=True, tag="erase_person"):
    """Destroy what says who a customer or driver is; nothing brings it back."""

    kind: PersonKind
    person_id: Annotated[str, Meta(min_length=1, max_length=80)]


class RevokeLink(_Command, frozen=True, tag="revoke_link"):
    """The order's link that ends at `until` opens nothing any more; for good."""

    order_id: OrderId
    until: Instant


class SettleMessage(_Command, frozen=True, tag="settle_message"):
    """It has left by the way that `words` name, or cannot leave and they say why."""

    order_id: OrderId
    message_id: MessageId
    is_sent: bool
    words: Annotated[str, Meta(max_length=300)] = ""


# Return policies.


class SetPolicies(_Command, frozen=True, tag="set_policies"):
    """Replace the table of the shops' return policies.

    With `was`, the table as it was seen, only shops that differ are set, and only if nobody else
    has changed them since.
    """

    policies: Annotated[tuple[Policy, ...], Meta(max_length=2000)]
    was: Annotated[tuple[Policy, ...], Meta(max_length=2000)] | None = None


class MakeException(_Command, frozen=True, tag="make_exception"):
    """Take back what the shop's policy refuses; `note` says why."""

    order_id: OrderId
    note: Annotated[str, Meta(min_length=1, max_length=2000)]


class WithdrawException(_Command, frozen=True, tag="withdraw_exception"):
    """The shop's policy counts again, as long as nothing was decided upon the exception."""

    order_id: OrderId


class SetStock(_Command, frozen=True, tag="set_stock"):
    """How many of each SKU the depot has to send; others keep their count."""

    counts: dict[
        Annotated[str, Meta(min_length=1, max_length=80)],
        Annotated[int, Meta(ge=0, le=1_000_000_000)],
    ]


class ReplaceOrder(_Command, frozen=True, tag="replace_order"):
    """Send the goods of a case again by a new, linked order; a return is exchanged in one visit."""

    case_id: CaseId
    considered: Considered = ()


class UndoReplacement(_Command, frozen=True, tag="undo_replacement"):
    """The order is open again and the new one closed, as long as nothing has happened to it."""

    order_id: OrderId


# The supervisor's desk.

Reason = Annotated[str, Meta(min_length=1, max_length=2000)]
Approvals = Annotated[tuple[ApprovalId, ...], Meta(min_length=1, max_length=500)]


class Approve(_Command, frozen=True, tag="approve"):
    """A second person agrees: all of them or none, for a reason."""

    approval_ids: Approvals
    note: Reason


class SendBack(_Command, frozen=True, tag="send_back"):
    """A second person does not agree, or the asker takes it back; money that waited is not paid."""

    approval_ids: Approvals
    note: Reason


class HandApprovals(_Command, frozen=True, tag="hand_approvals"):
    """Somebody else is to answer; the deputy's time begins anew."""

    approval_ids: Approvals
    to: UserId
    note: Reason


class ReviewApprovals(_Command, frozen=True, tag="review_approvals"):
    """What was answered by who had asked was looked at again, a day later."""

    approval_ids: Approvals
    note: Reason


class SignOffDay(_Command, frozen=True, tag="sign_off_day"):
    """A supervisor answers for the day."""

    day: ServiceDay
    note: Reason


class TakeSignOffBack(_Command, frozen=True, tag="take_sign_off_back"):
    """The day is open again; also the undo of `SignOffDay`."""

    day: ServiceDay


class HandRoute(_Command, frozen=True, tag="hand_route"):
    """Take a route over, or give it to a colleague or back to nobody. `was` is who had it as the
    asker saw it."""

    route_id: RouteId
    to: UserId | None
    was: UserId | None = None


Command = (
    RegisterDepot
    | RegisterFleet
    | AddOrders
    | ImportOrders
    | TakeBackOrders
    | KeepRounds
    | LeaveDaysOut
    | PutRoundsIn
    | ChangeDepotSettings
    | OpenDay
    | StartRoute
    | StartStop
    | ArriveAtStop
    | CompleteStop
    | ReportProblem
    | AnswerProblem
    | FailStop
    | AcceptChanges
    | DeclineChanges
    | EndRoute
    | ScanGoods
    | UnscanGoods
    | CountGoods
    | CloseReceiving
    | ReopenReceiving
    | MatchGoods
    | InspectGoods
    | UndoInspection
    | CloseLot
    | ReopenLot
    | SendLot
    | CloseDay
    | ReopenDay
    | PlaceOrder
    | WithdrawOrder
    | MoveStop
    | ResequenceRoute
    | Replan
    | RescheduleOrder
    | CarryOver
    | SendChanges
    | LockRoute
    | UnlockRoute
    | LockStop
    | UnlockStop
    | AcknowledgeCase
    | ReturnToDepot
    | RefundOrder
    | SettleRefund
    | CancelOrder
    | ReopenCase
    | LetCaseWait
    | HandCase
    | AddCaseNote
    | ReportOrder
    | FindGoods
    | LocateGoods
    | UndoLocating
    | AnswerOrder
    | LogCall
    | EnterReturn
    | LearnPlace
    | MovePlace
    | CloseStreet
    | OpenStreet
    | DrawFence
    | RemoveFence
    | ReaddressOrder
    | CollectEmpties
    | HoldSlot
    | ReleaseSlot
    | BookSlot
    | TellCustomers
    | GiveLink
    | RevokeLink
    | ErasePerson
    | SettleMessage
    | CallStandby
    | ReportBreakdown
    | ResumeRoute
    | PlaceAll
    | HandToPartner
    | SettlePartner
    | KeepAtCounter
    | RecordPickup
    | UndoPickup
    | SetPolicies
    | MakeException
    | WithdrawException
    | InstructRefunds
    | SetStock
    | ReplaceOrder
    | UndoReplacement
    | Approve
    | SendBack
    | HandApprovals
    | ReviewApprovals
    | SignOffDay
    | TakeSignOffBack
    | HandRoute
    | StartBreak
    | EndBreak
    | SendShortMessage
    | ReadShortMessages
)
