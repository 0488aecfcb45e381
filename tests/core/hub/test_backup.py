"""A running hub's data is copied, and what was lost comes back from the copy."""

import asyncio
import hashlib
import stat
from argparse import Namespace
from pathlib import Path

import pytest

from core.hub import protocol as p
from core.hub.backup import BackupRefused, backup, restore, run
from core.hub.blobs import BlobStore
from core.hub.head_file import HeadFile
from core.hub.log import Head
from core.hub.sql_log import SqlLog
from main import make_parser
from tests.core.hub.hub_builders import (
    DEPOT,
    driver_actor,
    fill,
    open_gate,
    reports,
    running_hub,
)
from tests.core.hub.hub_process import is_private
from tests.pictures import jpeg


async def test_a_copy_of_a_busy_hub_is_one_moment_of_its_log(tmp_path: Path) -> None:
    data, copies = tmp_path / "data", tmp_path / "copies"
    data.mkdir()
    log = SqlLog(str(data / "log.db"))
    async with open_gate(log) as opened:
        await opened.set_up()
        acknowledged: list[int] = []

        async def drive() -> None:
            for command in reports(1):
                answer = await opened.ask(driver_actor(1), command)
                assert isinstance(answer, p.Accepted)
                acknowledged.append(answer.seq)

        before = opened.gate.state.seq
        driving = asyncio.create_task(drive())
        await asyncio.to_thread(backup, str(data / "log.db"), None, copies)
        await driving
    log.close()
    copy = SqlLog(str(copies / "log.db"), read_only=True)
    report = copy.verify(DEPOT)
    copy.close()
    assert report.is_sound
    assert before <= report.events <= acknowledged[-1]
    assert is_private(copies / "log.db")


async def test_what_was_lost_comes_back_and_a_hub_goes_on_from_there(tmp_path: Path) -> None:
    first, second, copies = tmp_path / "first", tmp_path / "second", tmp_path / "copies"
    first.mkdir()
    photo = jpeg(bytes(3000))
    async with running_hub(first) as hub:
        blobs = BlobStore(first / "photos")
        name = hashlib.sha256(photo).hexdigest()
        blobs.begin(name, len(photo))
        blobs.append(name, 0, photo)
        blobs.finish(name)
        blobs.claim(name, {DEPOT})
        seq = hub.log.head(DEPOT).seq
        words = await asyncio.to_thread(backup, str(first / "log.db"), first, copies)
        assert words.endswith("sound; 1 photos copied anew.")
        again = await asyncio.to_thread(backup, str(first / "log.db"), first, copies)
        assert again.endswith("sound; 0 photos copied anew.")
    words = restore(copies, str(second / "log.db"), second)
    assert words.startswith(f"{seq} events are in ")
    async with running_hub(second) as hub:
        assert hub.log.head(DEPOT).seq == seq
        assert BlobStore(second / "photos").has_for(DEPOT, name)


def filled(folder: Path) -> Path:
    folder.mkdir()
    log = SqlLog(str(folder / "log.db"))
    asyncio.run(fill(log))
    log.close()
    return folder / "log.db"


def test_a_restore_overwrites_nothing(tmp_path: Path) -> None:
    db = filled(tmp_path / "data")
    backup(str(db), None, tmp_path / "copies")
    with pytest.raises(BackupRefused, match="overwrites nothing"):
        restore(tmp_path / "copies", str(db), None)
    with pytest.raises(BackupRefused, match="There is no backup in"):
        restore(tmp_path / "none", str(tmp_path / "new.db"), None)


@pytest.mark.parametrize("end", ["-wal", "-journal"])
async def test_what_a_killed_hub_left_beside_its_database_is_not_taken_for_the_copys(
    tmp_path: Path, end: str
) -> None:
    """SQLite would write it into whatever lies under that name next."""
    log = SqlLog(str(tmp_path / "log.db"))
    await fill(log)
    backup(str(tmp_path / "log.db"), None, tmp_path / "copies")
    log.close()
    target = tmp_path / "new.db"
    left = tmp_path / f"new.db{end}"
    left.write_bytes(b"of another database")
    with pytest.raises(BackupRefused, match=f"new.db{end} belongs to the database that was there"):
        restore(tmp_path / "copies", str(target), None)
    assert left.exists()
    assert not target.exists()
    left.write_bytes(b"")
    assert "sound" in restore(tmp_path / "copies", str(target), None)


def test_a_copy_that_was_changed_is_not_put_in_place(tmp_path: Path) -> None:
    db = filled(tmp_path / "data")
    backup(str(db), None, tmp_path / "copies")
    copy = tmp_path / "copies" / "log.db"
    content = bytearray(copy.read_bytes())
    at = content.index(b'"order_placed"') if b'"order_placed"' in content else -1
    at = content.index(b"orders_added") if at < 0 else at
    content[at] ^= 1
    copy.write_bytes(content)
    with pytest.raises(BackupRefused, match="is not sound"):
        restore(tmp_path / "copies", str(tmp_path / "new" / "log.db"), None)
    assert not (tmp_path / "new" / "log.db").exists()


def test_a_copy_comes_with_its_heads_and_a_restored_log_is_not_held_to_newer_ones(
    tmp_path: Path,
) -> None:
    db = filled(tmp_path / "data")
    backup(str(db), None, tmp_path / "copies")
    kept = HeadFile(tmp_path / "copies" / "heads.json").read()
    log = SqlLog(str(db), read_only=True)
    assert kept == {stream: log.head(stream) for stream in log.streams()}
    log.close()
    newer = HeadFile.beside(db)
    newer.note({stream: Head(head.seq + 1, bytes(32)) for stream, head in kept.items()})
    db.unlink()
    restore(tmp_path / "copies", str(db), None)
    assert newer.read() == {}
    assert newer.path.with_name(f"{newer.path.name}.was").exists()


def test_what_cannot_be_copied_is_said(tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="There is no database"):
        backup(str(tmp_path / "none.db"), None, tmp_path / "copies")
    with pytest.raises(BackupRefused, match="pg_dump"):
        backup("postgresql://u:p@localhost/x", None, tmp_path / "copies")
    (tmp_path / "text.db").write_text("no database at all, but a text that is long enough")
    with pytest.raises(BackupRefused):
        backup(str(tmp_path / "text.db"), None, tmp_path / "copies")


def test_the_command_line_says_what_it_did(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db = filled(tmp_path / "data")
    parse = make_parser().parse_args
    made: Namespace = parse(["backup", "--db", str(db), "--to", str(tmp_path / "copies")])
    assert run(made) == 0
    assert "events in" in capsys.readouterr().out
    new = str(tmp_path / "new" / "log.db")
    assert run(parse(["restore", "--from", str(tmp_path / "copies"), "--db", new])) == 0
    assert run(parse(["restore", "--from", str(tmp_path / "copies"), "--db", new])) == 1
    assert "overwrites nothing" in capsys.readouterr().err


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_folder_that_is_shared_stays_so_and_only_the_copy_is_private(tmp_path: Path) -> None:
    db = filled(tmp_path / "data")
    for name in ("copies", "place"):
        (tmp_path / name).mkdir()
        (tmp_path / name).chmod(0o775)
    words = backup(str(db), None, tmp_path / "copies")
    assert "Others can look into the folder" in words
    words = restore(tmp_path / "copies", str(tmp_path / "place" / "day.db"), None)
    assert f"the folder {tmp_path / 'place'}, which is left as it was" in words
    assert [mode(tmp_path / name) for name in ("copies", "place")] == [0o775, 0o775]
    files = [*(tmp_path / "copies").glob("*.db"), *(tmp_path / "place").glob("*.db")]
    assert [mode(file) for file in files] == [0o600, 0o600]


def test_a_folder_that_is_made_for_a_copy_is_private(tmp_path: Path) -> None:
    db = filled(tmp_path / "data")
    assert "Others" not in backup(str(db), None, tmp_path / "new")
    assert mode(tmp_path / "new") == 0o700
