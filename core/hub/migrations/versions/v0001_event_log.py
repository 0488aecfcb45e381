"""The log, what lies beside it, devices, positions and the travel matrix."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0001"
down_revision = None

_TIME = sa.DateTime(timezone=True)
_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(name: str, type_: TypeEngine[Any] | None = None) -> sa.Column[Any]:
    return sa.Column(name, type_ or sa.Text(), primary_key=True, autoincrement=False)


def _must(name: str, type_: TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, type_, nullable=False)


def _fix() -> list[sa.Column[Any]]:
    return [
        _must("at", _TIME),
        _must("received_at", _TIME),
        _must("lat", sa.Float(53)),
        _must("lon", sa.Float(53)),
        sa.Column("speed_mps", sa.Float(53)),
        sa.Column("heading", sa.Float(53)),
        sa.Column("accuracy_m", sa.Float(53)),
    ]


def upgrade() -> None:
    _log()
    _personal()
    _positions()
    op.create_table(
        "devices",
        _key("token_sha256"),
        _must("device_id", sa.Text()),
        _must("actor", sa.LargeBinary()),
        sa.Column("expires_at", _TIME),
    )
    op.create_index("devices_by_id", "devices", ["device_id"])
    op.create_table("meta", _key("key"), _must("value", sa.LargeBinary()))
    op.create_table(
        "travel_rows",
        _key("fingerprint"),
        _key("index", sa.Integer()),
        _must("place_id", sa.Text()),
        _must("body", sa.LargeBinary()),
    )


def _log() -> None:
    op.create_table(
        "streams",
        _key("stream"),
        _must("seq", sa.BigInteger()),
        _must("hash", sa.LargeBinary()),
    )
    op.create_table(
        "events",
        _key("stream"),
        _key("seq", sa.BigInteger()),
        _must("type", sa.Text()),
        _must("version", sa.Integer()),
        _must("body", sa.LargeBinary()),
        _must("recorded_at", _TIME),
        _must("command_id", sa.Text()),
        _must("actor_id", sa.Text()),
        _must("hash", sa.LargeBinary()),
    )
    op.create_table(
        "commands",
        _key("stream"),
        _key("actor_id"),
        _key("command_id"),
        _must("answer", sa.LargeBinary()),
    )
    op.create_table(
        "snapshots",
        _key("stream"),
        _key("seq", sa.BigInteger()),
        _key("fold_version", sa.Integer()),
        _must("log_hash", sa.LargeBinary()),
        _must("body_sha256", sa.LargeBinary()),
        _must("body_zlib", sa.LargeBinary()),
    )


def _personal() -> None:
    op.create_table("personal_keys", _key("person"), _must("key", sa.LargeBinary()))
    op.create_table(
        "personal_texts",
        _key("stream"),
        _key("ref"),
        _must("person", sa.Text()),
        _must("sealed", sa.LargeBinary()),
    )
    op.create_index("personal_texts_of_person", "personal_texts", ["person"])


def _positions() -> None:
    op.create_table(
        "positions",
        sa.Column("id", _SERIAL, primary_key=True, autoincrement=True),
        _must("depot", sa.Text()),
        _must("driver_id", sa.Text()),
        *_fix(),
    )
    op.create_index("positions_of_driver", "positions", ["depot", "driver_id", "id"])
    op.create_index("positions_by_age", "positions", ["received_at"])
    op.create_table("last_positions", _key("depot"), _key("driver_id"), *_fix())
