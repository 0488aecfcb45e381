"""Requests for a second pair of eyes as a read table of their own, and a view of them by day."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from core.hub.migrations.views import VIEWS_0004

revision = "0004"
down_revision = "0003"

_TEXTS = (
    "kind",
    "status",
    "words",
    "order_id",
    "route_id",
    "item_id",
    "currency",
    "asked_by",
    "assigned",
    "deputy",
    "answered_by",
    "stands",
    "reviewed_by",
    "day",
)
_NUMBERS = ("amount_minor", "threshold", "is_own", "answered_s")
_TIMES = ("asked_at", "deputy_at", "answered_at", "reviewed_at")


def upgrade() -> None:
    op.create_table(
        "approvals",
        *(_key(name) for name in ("depot", "approval_id")),
        *(sa.Column(name, sa.Text()) for name in _TEXTS),
        *(sa.Column(name, sa.BigInteger()) for name in _NUMBERS),
        *(sa.Column(name, sa.DateTime(timezone=True)) for name in _TIMES),
    )
    op.create_index("approvals_by_day", "approvals", ["depot", "day"])
    for name, body in VIEWS_0004.items():
        op.execute(f"CREATE VIEW {name} AS {body}")


def _key(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), primary_key=True, autoincrement=False)
