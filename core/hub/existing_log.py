"""Opens a log that must be there: whoever checks, exports or rebuilds makes no new database."""

from core.hub.endpoint import sqlite_path
from core.hub.log import LogUnavailable
from core.hub.sql_log import SqlLog


def existing_log(db: str, *, read_only: bool = True) -> SqlLog:
    """The log at a URL or path. Raises `LogUnavailable`, also where there is none."""
    file = sqlite_path(db)
    if file is not None and not file.exists():
        raise LogUnavailable(
            f"There is no database {file}. Name with --db the one that the hub was started with."
        )
    return SqlLog(db, read_only=read_only)
