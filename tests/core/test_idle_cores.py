"""Who asks for idle processors must not be told of some that are busy."""

import os

import pytest

from core.idle_cores import idle_cores


def test_what_is_at_work_is_not_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3})
    monkeypatch.setattr(os, "getloadavg", lambda: (1.5, 9.0, 9.0))
    assert idle_cores() == 2.5


def test_where_nobody_knows_none_is_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> tuple[float, float, float]:
        raise OSError

    monkeypatch.setattr(os, "getloadavg", unknown)
    assert idle_cores() == 0
    monkeypatch.delattr(os, "getloadavg")
    assert idle_cores() == 0
