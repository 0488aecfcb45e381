import stat
from pathlib import Path

import pytest

from core.region.whole_file import whole_file


def test_readers_see_the_old_file_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "roads.npz"
    path.write_bytes(b"old")
    with whole_file(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644, "all users of a computer share regions"


def test_what_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "roads.npz"
    path.write_bytes(b"old")

    def write_on_a_full_disk() -> None:
        with whole_file(path) as file:
            file.write(b"half")
            raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_on_a_full_disk()
    assert [each.name for each in tmp_path.iterdir()] == ["roads.npz"]
    assert path.read_bytes() == b"old"
