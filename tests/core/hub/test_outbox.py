"""What waits for an answer survives."""

from pathlib import Path

import pytest

from core import commands as c
from core.hub.outbox import Outbox, OutboxUnavailable, Pending
from core.model import RouteId


def make_pending(name: str, **changed: object) -> Pending:
    return Pending(name, c.LockRoute(RouteId(name)), **changed)  # type: ignore[arg-type]


def test_pending_commands_survive_in_order(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "outbox"
    outbox = Outbox(path)
    wanted = [make_pending("b", based_on=3, after="a"), make_pending("a", photo=b"jpeg")]
    for pending in wanted:
        outbox.put(pending)
    outbox.close()
    reopened = Outbox(path)
    assert reopened.pending() == wanted
    reopened.close()


def test_an_answered_command_is_gone_for_good(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox")
    outbox.put(make_pending("a"))
    assert outbox.get("a") == make_pending("a")
    assert "a" in outbox
    assert len(outbox) == 1
    outbox.remove("a")
    assert outbox.get("a") is None
    outbox.close()
    reopened = Outbox(tmp_path / "outbox")
    assert reopened.pending() == []
    reopened.close()


def test_without_a_path_it_is_kept_in_memory() -> None:
    outbox = Outbox(None)
    outbox.put(make_pending("a"))
    assert len(outbox) == 1
    outbox.close()


def test_an_id_is_used_once(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox")
    outbox.put(make_pending("a"))
    with pytest.raises(OutboxUnavailable, match="cannot be used"):
        outbox.put(make_pending("a"))
    outbox.close()


def test_a_file_that_is_no_outbox_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "outbox"
    path.write_bytes(b"something else" * 100)
    with pytest.raises(OutboxUnavailable, match="outbox cannot be used"):
        Outbox(path)
