"""Photos arrive in parts, whole or not at all."""

import errno
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

from core.access import EVERY_DEPOT
from core.hub.blobs import (
    MAX_PART_BYTES,
    SPARE_BYTES,
    BlobRefused,
    BlobStore,
    BlobsUnavailable,
    WrongOffset,
)
from core.model import BlobId, DepotId
from tests.pictures import drawing, jpeg, png, webp

PHOTO = jpeg(bytes(range(256)) * 40)
ID = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs")


def upload(store: BlobStore, content: bytes = PHOTO, part: int = 4096) -> str:
    blob_id = hashlib.sha256(content).hexdigest()
    offset = store.begin(blob_id, len(content))
    while offset < len(content):
        offset = store.append(blob_id, offset, content[offset : offset + part])
    store.finish(blob_id)
    return blob_id


def test_an_upload_in_parts_becomes_a_blob(store: BlobStore) -> None:
    assert not store.has(ID)
    upload(store)
    assert store.has(ID)
    assert store.path_of(ID).read_bytes() == PHOTO
    assert store.begin(ID, len(PHOTO)) == len(PHOTO)


def test_what_a_depot_has_had_no_use_for_is_given_up(store: BlobStore) -> None:
    norte, sur = DepotId("norte"), DepotId("sur")
    used, both = upload(store, jpeg(b"1" * 900)), upload(store, jpeg(b"2" * 900))
    upload(store)
    for blob_id, depots in ((ID, [norte]), (used, [norte]), (both, [norte, sur])):
        store.claim(blob_id, depots)
    assert (store.has_older(norte, 60), store.has_older(norte, -60)) == (False, True)
    assert store.disown(norte, {BlobId(used)}, older_than_s=60) == 0
    assert store.disown(norte, {BlobId(used)}, older_than_s=-60) == 2
    assert [store.has(each) for each in (ID, used, both)] == [False, True, True]
    assert not store.path_of(ID).with_name(f"{ID}.shown").exists()
    assert not store.has_for(norte, both)
    assert store.has_for(sur, both)
    assert store.disown(DepotId("elsewhere"), (), older_than_s=-60) == 0


def test_an_upload_goes_on_after_a_restart(store: BlobStore, tmp_path: Path) -> None:
    store.begin(ID, len(PHOTO))
    store.append(ID, 0, PHOTO[:5000])
    again = BlobStore(tmp_path / "blobs")
    assert again.begin(ID, len(PHOTO)) == 5000
    again.append(ID, 5000, PHOTO[5000:])
    again.finish(ID)
    assert again.has(ID)


def test_an_unfinished_upload_is_no_blob(store: BlobStore) -> None:
    store.append(ID, 0, PHOTO)
    assert not store.has(ID)


@pytest.mark.parametrize("offset", [0, 99, 101])
def test_a_part_at_a_wrong_offset_names_the_right_one(store: BlobStore, offset: int) -> None:
    store.append(ID, 0, PHOTO[:100])
    with pytest.raises(WrongOffset) as refused:
        store.append(ID, offset, b"x")
    assert refused.value.offset == 100
    assert store.offset(ID) == 100


def test_other_bytes_than_named_are_thrown_away(store: BlobStore) -> None:
    store.append(ID, 0, PHOTO[:-1] + b"!")
    with pytest.raises(BlobRefused, match="Send it again from 0"):
        store.finish(ID)
    assert store.begin(ID, len(PHOTO)) == 0
    upload(store)
    assert store.has(ID)


def test_finishing_what_never_began_is_refused(store: BlobStore) -> None:
    with pytest.raises(BlobRefused, match="Nothing of the photo"):
        store.finish(ID)


def test_finishing_twice_is_harmless(store: BlobStore) -> None:
    upload(store)
    store.finish(ID)
    assert store.has(ID)


@pytest.mark.parametrize("size", [-1, 0, 16 * 1024 * 1024 + 1])
def test_an_announced_size_out_of_range_is_refused(store: BlobStore, size: int) -> None:
    with pytest.raises(BlobRefused, match="between 1 and"):
        store.begin(ID, size)


def test_a_blob_that_grows_too_large_is_thrown_away(tmp_path: Path) -> None:
    store = BlobStore(tmp_path, max_bytes=100)
    store.append(ID, 0, bytes(90))
    with pytest.raises(BlobRefused, match="exceeds 100 bytes"):
        store.append(ID, 90, bytes(11))
    assert store.offset(ID) == 0


def test_a_part_that_is_too_large_is_refused(store: BlobStore) -> None:
    with pytest.raises(BlobRefused, match="Send smaller ones"):
        store.append(ID, 0, bytes(MAX_PART_BYTES + 1))


@pytest.mark.parametrize(
    "name",
    ["", "..", "../../etc/passwd", "/etc/passwd", ID.upper(), ID + "\n", ID[:-1], "g" * 64, "a/b"],
)
def test_a_name_that_is_no_hash_is_refused_everywhere(store: BlobStore, name: str) -> None:
    for refuse in (store.has, store.offset, store.finish, store.delete, store.path_of):
        with pytest.raises(BlobRefused, match="is not the name of a photo"):
            refuse(name)
    with pytest.raises(BlobRefused, match="is not the name of a photo"):
        store.append(name, 0, b"x")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PHOTO, "image/jpeg"),
        (drawing("PNG"), "image/png"),
        (drawing("WEBP"), "image/jpeg"),
    ],
)
def test_pictures_are_served_as_what_they_are(
    store: BlobStore, content: bytes, media_type: str
) -> None:
    assert store.picture(upload(store, content)).media_type == media_type


def test_nobody_is_shown_the_bytes_that_were_sent(store: BlobStore) -> None:
    sent = jpeg(b"<script>alert(1)</script>")
    blob_id = upload(store, sent)
    assert store.path_of(blob_id).read_bytes() == sent
    assert b"script" not in store.picture(blob_id).path.read_bytes()


def test_a_picture_without_a_copy_is_drawn_when_somebody_looks(store: BlobStore) -> None:
    upload(store)
    drawn = store.picture(ID).path.read_bytes()
    store.picture(ID).path.unlink()
    assert store.picture(ID).path.read_bytes() == drawn


@pytest.mark.parametrize("content", [png(), webp((b"VP8L", b"\x2f\x03\x80\0\0"))])
def test_what_only_looks_like_a_picture_is_thrown_away(store: BlobStore, content: bytes) -> None:
    blob_id = hashlib.sha256(content).hexdigest()
    with pytest.raises(BlobRefused, match="damaged"):
        upload(store, content)
    assert (store.has(blob_id), store.offset(blob_id)) == (False, 0)


def test_what_could_not_be_drawn_just_now_may_be_sent_again(
    store: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.append(ID, 0, PHOTO)
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", "/there/is/none")
        with pytest.raises(BlobsUnavailable, match="just now"):
            store.finish(ID)
    store.finish(ID)
    assert store.has(ID)


@pytest.mark.parametrize("content", [b"<script>alert(1)</script>", b"RIFF\0\0\0\0WAVEfmt "])
def test_what_an_earlier_release_took_is_not_shown(store: BlobStore, content: bytes) -> None:
    path = store.path_of(ID)
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(BlobRefused, match=r"no photo|damaged"):
        store.picture(ID)


def test_what_is_no_picture_is_thrown_away(store: BlobStore) -> None:
    page = b"<script>alert(1)</script>"
    blob_id = hashlib.sha256(page).hexdigest()
    with pytest.raises(BlobRefused, match="JPEG, PNG and WebP"):
        upload(store, page)
    assert not store.has(blob_id)
    assert store.offset(blob_id) == 0


def test_a_photo_is_the_depots_that_sent_it(store: BlobStore) -> None:
    north, south = DepotId("north"), DepotId("south")
    upload(store)
    assert not store.has_for(north, ID)
    store.claim(ID, [north])
    assert store.has_for(north, ID)
    assert not store.has_for(south, ID)
    store.claim(ID, [EVERY_DEPOT])
    assert store.has_for(south, ID)
    store.delete(ID)
    upload(store)
    assert not store.has_for(north, ID)
    with pytest.raises(BlobRefused, match="not the name of a depot"):
        store.claim(ID, [DepotId("../..")])


def test_a_blob_that_is_not_here_has_no_type(store: BlobStore) -> None:
    with pytest.raises(BlobRefused, match="There is no photo"):
        store.picture(ID)


def test_a_deleted_blob_is_gone(store: BlobStore) -> None:
    upload(store)
    store.delete(ID)
    store.delete(ID)
    assert not store.has(ID)


def test_uploads_that_nobody_goes_on_with_are_dropped(store: BlobStore, tmp_path: Path) -> None:
    store.append(ID, 0, b"x")
    other = "0" * 64
    store.append(other, 0, b"y")
    os.utime(tmp_path / "blobs" / "parts" / other, (0, 0))
    assert store.drop_stale_parts(older_than_s=3600) == 1
    assert (store.offset(ID), store.offset(other)) == (1, 0)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "is full"),
        (errno.EROFS, "is not writable"),
        (errno.EIO, "Check the disk"),
    ],
)
def test_a_failing_disk_is_said_in_words(store: BlobStore, code: int, words: str) -> None:
    failing = OSError(code, os.strerror(code))
    with (
        mock.patch("core.hub.blobs.os.fsync", side_effect=failing),
        pytest.raises(BlobsUnavailable, match=words),
    ):
        upload(store)
    assert not store.has(ID)
    upload(store)
    assert store.has(ID)


def test_the_last_of_the_disk_is_for_the_log(store: BlobStore) -> None:
    usage = shutil.disk_usage("/")
    for free, is_taken in ((SPARE_BYTES, False), (SPARE_BYTES + 2_000_000, True)):
        left = usage._replace(free=free)
        with mock.patch("core.hub.blobs.shutil.disk_usage", return_value=left):
            if is_taken:
                upload(store)
            else:
                with pytest.raises(BlobsUnavailable, match="is for the log"):
                    upload(store)
        assert store.has(ID) == is_taken


_KILLED = """
import os, sys
from pathlib import Path
from core.hub.blobs import BlobStore
store = BlobStore(Path(sys.argv[1]))
store.append(sys.argv[2], 0, bytes.fromhex(sys.argv[3]))
os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_a_killed_upload_goes_on(tmp_path: Path) -> None:
    content = jpeg(bytes(2000))
    blob_id = hashlib.sha256(content).hexdigest()
    begun = [str(tmp_path), blob_id, content[:1000].hex()]
    subprocess.run([sys.executable, "-c", _KILLED, *begun], check=False)
    store = BlobStore(tmp_path)
    assert store.begin(blob_id, len(content)) == 1000
    store.append(blob_id, 1000, content[1000:])
    store.finish(blob_id)
    assert store.has(blob_id)
