"""A log that must be there is opened, and none is made where there is none."""

from pathlib import Path

import pytest

from core.hub.existing_log import existing_log
from core.hub.log import LogUnavailable
from core.hub.sql_log import SqlLog


@pytest.mark.parametrize("read_only", [True, False])
def test_where_there_is_no_database_none_is_made(tmp_path: Path, read_only: bool) -> None:
    for named in (str(tmp_path / "none.db"), f"sqlite:///{tmp_path / 'none.db'}"):
        with pytest.raises(LogUnavailable, match=r"There is no database .*none\.db"):
            existing_log(named, read_only=read_only)
    assert list(tmp_path.iterdir()) == []


def test_one_that_is_there_is_opened(tmp_path: Path) -> None:
    SqlLog(str(tmp_path / "log.db")).close()
    log = existing_log(str(tmp_path / "log.db"))
    assert log.streams() == []
    log.close()
