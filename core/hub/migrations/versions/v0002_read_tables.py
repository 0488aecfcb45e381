"""The read tables: cases, attempts, stops, custody and money, for reports and BI tools."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_TIME = sa.DateTime(timezone=True)


def _key(name: str, *, is_number: bool = False) -> sa.Column[Any]:
    type_ = sa.BigInteger() if is_number else sa.Text()
    return sa.Column(name, type_, primary_key=True, autoincrement=False)


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text()) for name in names]


def _numbers(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.BigInteger()) for name in names]


def _times(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, _TIME) for name in names]


_ORDER = ("order_id", "order_kind", "shop")
_ROUTE = ("route_id", "route", "service_day", "driver_id", "vehicle_id")


def upgrade() -> None:
    op.create_table(
        "cases",
        _key("depot"),
        _key("case_id"),
        *_texts("kind", "status", "reason", "stop_id", *_ORDER),
        *_numbers("value_minor"),
        *_texts("currency"),
        *_times("opened_at", "deadline", "acknowledged_at", "decided_at", "closed_at"),
        *_texts("acknowledged_by", "resolution", "decided_by", "decided_route_id", "decided_day"),
        *_numbers("constraints_broken", "reopened"),
    )
    op.create_table(
        "stops",
        _key("depot"),
        _key("stop_id"),
        *_texts("kind", "status", "place_id", "problem", *_ORDER, *_ROUTE),
        *_numbers("service_s"),
        *_times("opens", "closes", "started_at", "arrived_at", "ended_at"),
    )
    _attempts_custody_money()


def _attempts_custody_money() -> None:
    op.create_table(
        "attempts",
        _key("depot"),
        _key("stop_id"),
        *_numbers("number"),
        *_texts("reason", *_ORDER, *_ROUTE),
        *_times("at", "received_at"),
        sa.Column("lat", sa.Float(53)),
        sa.Column("lon", sa.Float(53)),
        sa.Column("has_note", sa.Boolean()),
        sa.Column("has_photo", sa.Boolean()),
    )
    op.create_table(
        "custody",
        _key("depot"),
        _key("item_id"),
        *_texts("order_id", "sku"),
        *_numbers("quantity", "value_minor"),
        *_texts("currency", "kind", "holder"),
        *_times("since"),
    )
    op.create_table(
        "money",
        _key("depot"),
        _key("seq", is_number=True),
        _key("line", is_number=True),
        *_times("at"),
        *_texts("kind", "by", "case_id", "order_id", "item_id"),
        *_numbers("amount_minor", "cheapest_minor", "options_offered"),
        *_texts("currency"),
    )
