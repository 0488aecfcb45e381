"""What the Goods view shows, as frozen values: one value per page. No Qt, no rules."""

from msgspec import Struct

from console.view import Tone
from core.model import BlobId, Grade, ItemId, LotId, RouteId, ServiceDay


class TableRow(Struct, frozen=True):
    """A line of a table: `cells` as they are read, `tones` for those that mean something."""

    key: str
    cells: tuple[str, ...]
    tones: tuple[Tone, ...] = ()
    tooltip: tuple[str, ...] = ()
    is_ticked: bool | None = None
    """None: a line that cannot be ticked"""
    is_strong: bool = False


class VanView(Struct, frozen=True):
    """One van that is counted, or will be."""

    route_id: RouteId
    title: str
    about: str
    """driver, when it came back, what it still has to do"""
    state: str
    state_tone: Tone
    lines: tuple[TableRow, ...] = ()
    reckoning: str = ""
    """loaded − delivered + collected = expected"""
    empties: int = 0
    empties_counted: int | None = None
    is_open: bool = False
    """it can be counted now"""
    is_closed: bool = False
    differences: str = ""
    """what is short and over, in words; empty when everything is there"""
    note: str = ""
    """why it was accepted as it was"""


class ReceiveView(Struct, frozen=True):
    """The vans of the day, and the one that is looked at."""

    vans: tuple[TableRow, ...] = ()
    van: VanView | None = None
    waiting: int = 0
    """how many are back and not counted"""


class WayOnward(Struct, frozen=True):
    """A disposition to choose, and what the goods bring then."""

    code: str
    words: str
    hint: str
    amount: str
    """what it brings, as one types it; empty for nothing"""
    brings: str


class InspectedView(Struct, frozen=True):
    """One line to look at, or that was looked at."""

    item_id: ItemId
    title: str
    about: tuple[str, ...]
    ways: tuple[WayOnward, ...]
    suggested: tuple[tuple[Grade, str], ...]
    """code by grade"""
    photos: tuple[BlobId, ...] = ()
    """from the door"""
    own: tuple[BlobId, ...] = ()
    """taken at the inspection"""
    grade: Grade | None = None
    disposition: str = ""
    note: str = ""
    recovered: str = ""
    done: str = ""
    """by whom and when it was inspected"""
    locked: str = ""
    """why it cannot be changed any more"""


class InspectView(Struct, frozen=True):
    """What waits for an inspection, the longest first, and what has been looked at."""

    waiting: tuple[TableRow, ...] = ()
    done: tuple[TableRow, ...] = ()
    line: InspectedView | None = None


class LotView(Struct, frozen=True):
    """One lot with what is in it."""

    lot_id: LotId
    title: str
    about: str
    lines: tuple[TableRow, ...]
    destination: str
    needs_destination: bool
    paper: str
    """what its paper is called"""
    is_closed: bool
    has_left: bool
    left_words: str
    """what the button says that sends it on its way"""


class LotsView(Struct, frozen=True):
    """Lots that are here first, then those that have left."""

    lots: tuple[TableRow, ...] = ()
    lot: LotView | None = None
    open: int = 0


class ShelfView(Struct, frozen=True):
    """What was found and what is missing; `fitting` are the missing lines that what is chosen could
    be."""

    found: tuple[TableRow, ...] = ()
    missing: tuple[TableRow, ...] = ()


class ContainersView(Struct, frozen=True):
    """Balances by customer, and the vans whose containers did not add up."""

    customers: tuple[TableRow, ...] = ()
    differences: tuple[TableRow, ...] = ()
    summary: str = ""


class DayEndView(Struct, frozen=True):
    """A day with its vans, what stands in the way and what is left open."""

    day: ServiceDay | None = None
    days: tuple[tuple[ServiceDay, str], ...] = ()
    vans: tuple[TableRow, ...] = ()
    obstacles: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    """what would stand in the hand-over note"""
    signed: str = ""
    """by whom and when it was closed"""
    note: str = ""
    earlier: tuple[str, ...] = ()
    """notes of days before"""


class GoodsView(Struct, frozen=True):
    """Everything of the Goods view."""

    receive: ReceiveView = ReceiveView()
    inspect: InspectView = InspectView()
    lots: LotsView = LotsView()
    shelf: ShelfView = ShelfView()
    containers: ContainersView = ContainersView()
    day_end: DayEndView = DayEndView()


class LookedAt(Struct, frozen=True):
    """What somebody has chosen on the pages."""

    route_id: RouteId | None = None
    item_id: ItemId | None = None
    lot_id: LotId | None = None
    day: ServiceDay | None = None
