"""The tables of the hub's database as the newest migration leaves them.

`sql_log.py` queries them; a test holds them to what the migrations really make. Read tables are
for reports and BI tools: they can be rebuilt from the log at any time and nothing reads them back
into the product.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)

REVISION = "0004"
"""The newest migration; a database at this revision opens without running alembic."""


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC: `timestamptz` in PostgreSQL, UTC text in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


BigSerial = BigInteger().with_variant(Integer(), "sqlite")

metadata = MetaData()

streams = Table(
    "streams",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)
events = Table(
    "events",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("type", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Column("command_id", Text, nullable=False),
    Column("actor_id", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)
commands = Table(
    "commands",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("actor_id", Text, primary_key=True),
    Column("command_id", Text, primary_key=True),
    Column("answer", LargeBinary, nullable=False),
)
snapshots = Table(
    "snapshots",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("fold_version", Integer, primary_key=True, autoincrement=False),
    Column("log_hash", LargeBinary, nullable=False),
    Column("body_sha256", LargeBinary, nullable=False),
    Column("body_zlib", LargeBinary, nullable=False),
)
personal_keys = Table(
    "personal_keys",
    metadata,
    Column("person", Text, primary_key=True),
    Column("key", LargeBinary, nullable=False),
)
personal_texts = Table(
    "personal_texts",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index("personal_texts_of_person", "person"),
)
_FIX = ("at", "received_at", "lat", "lon", "speed_mps", "heading", "accuracy_m")


def _fix_columns() -> list[Column[datetime] | Column[float]]:
    times = [Column(name, UtcTime, nullable=False) for name in _FIX[:2]]
    degrees = [Column(name, Float(53), nullable=False) for name in _FIX[2:4]]
    measured = [Column(name, Float(53)) for name in _FIX[4:]]
    return [*times, *degrees, *measured]


positions = Table(
    "positions",
    metadata,
    Column("id", BigSerial, primary_key=True, autoincrement=True),
    Column("depot", Text, nullable=False),
    Column("driver_id", Text, nullable=False),
    *_fix_columns(),
    Index("positions_of_driver", "depot", "driver_id", "id"),
    Index("positions_by_age", "received_at"),
)
last_positions = Table(
    "last_positions",
    metadata,
    Column("depot", Text, primary_key=True),
    Column("driver_id", Text, primary_key=True),
    *_fix_columns(),
)
devices = Table(
    "devices",
    metadata,
    Column("token_sha256", Text, primary_key=True),
    Column("device_id", Text, nullable=False),
    Column("actor", LargeBinary, nullable=False),
    Column("expires_at", UtcTime),
    Index("devices_by_id", "device_id"),
)
meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
travel_rows = Table(
    "travel_rows",
    metadata,
    Column("fingerprint", Text, primary_key=True),
    Column("index", Integer, primary_key=True, autoincrement=False),
    Column("place_id", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)


def _key(name: str, *, is_number: bool = False) -> Column[Any]:
    type_ = BigInteger() if is_number else Text()
    return Column(name, type_, primary_key=True, autoincrement=False)


def _texts(*names: str) -> list[Column[Any]]:
    return [Column(name, Text) for name in names]


def _numbers(*names: str) -> list[Column[Any]]:
    return [Column(name, BigInteger) for name in names]


def _times(*names: str) -> list[Column[Any]]:
    return [Column(name, UtcTime) for name in names]


_ORDER = ("order_id", "order_kind", "shop")
_ROUTE = ("route_id", "route", "service_day", "driver_id", "vehicle_id")

cases = Table(
    "cases",
    metadata,
    _key("depot"),
    _key("case_id"),
    *_texts("kind", "status", "reason", "stop_id", *_ORDER),
    *_numbers("value_minor"),
    *_texts("currency"),
    *_times("opened_at", "deadline", "acknowledged_at", "decided_at", "closed_at"),
    *_texts("acknowledged_by", "resolution", "decided_by", "decided_route_id", "decided_day"),
    *_numbers("constraints_broken", "reopened"),
    *_texts("day", "customer_id", "place_id", "driver_id", "route", "made_good_by"),
    *_texts("other_resolution"),
    *_numbers("hour", "attempts", "made_good_s"),
    *_numbers("cost_minor", "refund_minor", "recovery_minor", "net_minor", "other_net_minor"),
    Column("lat", Float(53)),
    Column("lon", Float(53)),
    *_times("made_good_at", "ordered_again_at"),
    Index("cases_by_day", "depot", "day"),
)
stops = Table(
    "stops",
    metadata,
    _key("depot"),
    _key("stop_id"),
    *_texts("kind", "status", "place_id", "problem", *_ORDER, *_ROUTE),
    *_numbers("service_s"),
    *_times("opens", "closes", "started_at", "arrived_at", "ended_at"),
)
attempts = Table(
    "attempts",
    metadata,
    _key("depot"),
    _key("stop_id"),
    *_numbers("number"),
    *_texts("reason", *_ORDER, *_ROUTE),
    *_times("at", "received_at"),
    Column("lat", Float(53)),
    Column("lon", Float(53)),
    Column("has_note", Boolean),
    Column("has_photo", Boolean),
    *_texts("day", "place_id"),
    *_numbers("hour"),
    Index("attempts_by_day", "depot", "day"),
    Index("attempts_by_place", "depot", "day", "place_id"),
)
routes = Table(
    "routes",
    metadata,
    _key("depot"),
    _key("route_id"),
    *_texts("route", "service_day", "driver_id", "vehicle_id"),
    *_numbers("planned_stops", "planned_m", "planned_service_s"),
    *_numbers("done", "failed", "first_tries", "first_done"),
    *_numbers("promised", "on_time", "in_full", "otif"),
    *_numbers("driven_m", "service_s", "expected_service_s", "shift_s", "planned_shift_s", "co2_g"),
    *_times("starts_at", "ends_at", "started_at", "ended_at"),
    Index("routes_by_day", "depot", "service_day"),
)
containers = Table(
    "containers",
    metadata,
    _key("depot"),
    _key("customer_id"),
    *_texts("place_id"),
    *_numbers("balance", "deposit_minor"),
    *_times("since"),
)
custody = Table(
    "custody",
    metadata,
    _key("depot"),
    _key("item_id"),
    *_texts("order_id", "sku"),
    *_numbers("quantity", "value_minor"),
    *_texts("currency", "kind", "holder"),
    *_times("since"),
)
money = Table(
    "money",
    metadata,
    _key("depot"),
    _key("seq", is_number=True),
    _key("line", is_number=True),
    *_times("at"),
    *_texts("kind", "by", "case_id", "order_id", "item_id"),
    *_numbers("amount_minor", "cheapest_minor", "options_offered"),
    *_texts("currency"),
)
approvals = Table(
    "approvals",
    metadata,
    _key("depot"),
    _key("approval_id"),
    *_texts("kind", "status", "words", "order_id", "route_id", "item_id", "currency", "asked_by"),
    *_texts("assigned", "deputy", "answered_by", "stands", "reviewed_by", "day"),
    *_numbers("amount_minor", "threshold", "is_own", "answered_s"),
    *_times("asked_at", "deputy_at", "answered_at", "reviewed_at"),
    Index("approvals_by_day", "depot", "day"),
)

day_cases = Table(
    "day_cases",
    metadata,
    _key("depot"),
    _key("day"),
    _key("kind"),
    _key("resolution"),
    *_numbers("cases", "open_cases", "cost_minor", "refund_minor", "recovery_minor"),
    *_numbers("compared", "net_minor", "other_net_minor", "ordered_again"),
    sqlite_with_rowid=False,
)
day_counts = Table(
    "day_counts",
    metadata,
    _key("depot"),
    _key("day"),
    _key("dim"),
    _key("key"),
    *_numbers("number"),
    sqlite_with_rowid=False,
)
ROUTE_SUMS = (
    *("routes", "planned_stops", "planned_m", "done", "failed", "first_tries", "first_done"),
    *("promised", "on_time", "in_full", "otif", "driven_m", "service_s", "expected_service_s"),
    *("shift_s", "planned_shift_s", "co2_g"),
)
day_routes = Table(
    "day_routes",
    metadata,
    _key("depot"),
    _key("day"),
    *_numbers(*ROUTE_SUMS),
    sqlite_with_rowid=False,
)

READ_TABLES = {
    table.name: table
    for table in (cases, stops, attempts, custody, money, routes, containers, approvals)
}
"""The read tables by name; all of them have a `depot` column in their key. The sums per day above
are made of them by `sql_rollups.py`."""
