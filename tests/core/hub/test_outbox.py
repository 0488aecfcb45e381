"""What waits for an answer survives."""

from pathlib import Path

import pytest

from core import commands as c
from core.hub.outbox import Outbox, OutboxTaken, OutboxUnavailable, Pending
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
    outbox = Outbox.first_free(None)
    outbox.put(make_pending("a"))
    assert len(outbox) == 1
    outbox.close()


def test_an_id_is_used_once(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox")
    outbox.put(make_pending("a"))
    with pytest.raises(OutboxUnavailable, match="cannot be used"):
        outbox.put(make_pending("a"))
    outbox.close()


def test_consoles_on_one_folder_have_an_outbox_each(tmp_path: Path) -> None:
    path = tmp_path / "office.outbox"
    first = Outbox(path)
    first.put(make_pending("a"))
    with pytest.raises(OutboxTaken, match="no other Backhaul"):
        Outbox(path)
    second = Outbox.first_free(path)
    assert second.pending() == []
    second.put(make_pending("b"))
    first.close()
    again = Outbox.first_free(path)
    assert [pending.id for pending in again.pending()] == ["a"]
    for outbox in (second, again):
        outbox.close()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["office.outbox", "office~2.outbox"]


def test_when_too_many_consoles_run_the_next_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.hub.outbox.MOST_BESIDE", 2)
    first = Outbox(tmp_path / "office.outbox")
    with pytest.raises(OutboxTaken):
        Outbox.first_free(tmp_path / "office.outbox")
    first.close()


def test_a_folder_that_cannot_be_made_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutboxUnavailable, match="folder is writable"):
        Outbox(tmp_path / "file" / "outbox")


def test_a_file_that_is_no_outbox_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "outbox"
    path.write_bytes(b"something else" * 100)
    with pytest.raises(OutboxUnavailable, match="outbox cannot be used"):
        Outbox(path)


def test_what_a_console_that_is_gone_left_behind_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "office.outbox"
    first, second = Outbox.first_free(path), Outbox.first_free(path)
    first.put(make_pending("a"))
    second.put(make_pending("b"))
    second.put(make_pending("c"))
    first.close()
    second.close()
    again = Outbox.first_free(path)
    assert [each.id for each in again.pending()] == ["a", "b", "c"]
    assert not (tmp_path / "office~2.outbox").exists()
    again.close()


def test_the_outbox_of_a_console_that_runs_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "office.outbox"
    first, second = Outbox.first_free(path), Outbox.first_free(path)
    second.put(make_pending("b"))
    first.adopt(tmp_path / "office~2.outbox")
    assert first.pending() == []
    assert [each.id for each in second.pending()] == ["b"]
    first.close()
    second.close()


def test_what_was_taken_over_half_is_sent_once(tmp_path: Path) -> None:
    path = tmp_path / "office.outbox"
    for name in ("office", "office~2"):
        outbox = Outbox(tmp_path / f"{name}.outbox")
        outbox.put(make_pending("a"))
        outbox.close()
    again = Outbox.first_free(path)
    assert [each.id for each in again.pending()] == ["a"]
    again.close()
