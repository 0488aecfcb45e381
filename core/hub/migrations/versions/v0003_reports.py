"""What reports need: money and outcome of cases, routes planned and driven, containers, views."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

from core.hub.migrations.views import VIEWS_0003

revision = "0003"
down_revision = "0002"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    for name in ("day", "customer_id", "place_id", "driver_id", "route", "made_good_by"):
        _add("cases", name, sa.Text())
    _add("cases", "other_resolution", sa.Text())
    for name in ("hour", "attempts", "made_good_s"):
        _add("cases", name, sa.BigInteger())
    for name in ("cost_minor", "refund_minor", "recovery_minor", "net_minor", "other_net_minor"):
        _add("cases", name, sa.BigInteger())
    for name in ("lat", "lon"):
        _add("cases", name, sa.Float(53))
    for name in ("made_good_at", "ordered_again_at"):
        _add("cases", name, _TIME)
    for name in ("day", "place_id"):
        _add("attempts", name, sa.Text())
    _add("attempts", "hour", sa.BigInteger())
    _routes_and_containers()
    _sums_per_day()
    _indexes()
    for name, body in VIEWS_0003.items():
        op.execute(f"CREATE VIEW {name} AS {body}")


def _add(table: str, name: str, type_: TypeEngine[Any]) -> None:
    op.add_column(table, sa.Column(name, type_))


def _routes_and_containers() -> None:
    op.create_table(
        "routes",
        _key("depot"),
        _key("route_id"),
        *(sa.Column(name, sa.Text()) for name in ("route", "service_day", "driver_id")),
        sa.Column("vehicle_id", sa.Text()),
        *(sa.Column(f"planned_{name}", sa.BigInteger()) for name in ("stops", "m", "service_s")),
        *(
            sa.Column(name, sa.BigInteger())
            for name in (
                "done",
                "failed",
                "first_tries",
                "first_done",
                "promised",
                "on_time",
                "in_full",
                "otif",
                "driven_m",
                "service_s",
                "expected_service_s",
                "shift_s",
                "planned_shift_s",
                "co2_g",
            )
        ),
        *(sa.Column(name, _TIME) for name in ("starts_at", "ends_at", "started_at", "ended_at")),
    )
    op.create_table(
        "containers",
        _key("depot"),
        _key("customer_id"),
        sa.Column("place_id", sa.Text()),
        sa.Column("balance", sa.BigInteger()),
        sa.Column("deposit_minor", sa.BigInteger()),
        sa.Column("since", _TIME),
    )


def _sums_per_day() -> None:
    op.create_table(
        "day_cases",
        *(_key(name) for name in ("depot", "day", "kind", "resolution")),
        *(
            sa.Column(name, sa.BigInteger())
            for name in (
                "cases",
                "open_cases",
                "cost_minor",
                "refund_minor",
                "recovery_minor",
                "compared",
                "net_minor",
                "other_net_minor",
                "ordered_again",
            )
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "day_counts",
        *(_key(name) for name in ("depot", "day", "dim", "key")),
        sa.Column("number", sa.BigInteger()),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "day_routes",
        *(_key(name) for name in ("depot", "day")),
        *(
            sa.Column(name, sa.BigInteger())
            for name in (
                "routes",
                "planned_stops",
                "planned_m",
                "done",
                "failed",
                "first_tries",
                "first_done",
                "promised",
                "on_time",
                "in_full",
                "otif",
                "driven_m",
                "service_s",
                "expected_service_s",
                "shift_s",
                "planned_shift_s",
                "co2_g",
            )
        ),
        sqlite_with_rowid=False,
    )


def _key(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), primary_key=True, autoincrement=False)


def _indexes() -> None:
    op.create_index("cases_by_day", "cases", ["depot", "day"])
    op.create_index("attempts_by_day", "attempts", ["depot", "day"])
    op.create_index("attempts_by_place", "attempts", ["depot", "day", "place_id"])
    op.create_index("routes_by_day", "routes", ["depot", "service_day"])
