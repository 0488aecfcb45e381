"""A photo becomes a file only when it is one."""

from pathlib import Path

import pytest

from console.photos import kept_photo
from core.hub.pictures import NotAPicture
from tests.pictures import jpeg, png


def test_a_photo_is_kept_under_a_name_that_viewers_know(tmp_path: Path) -> None:
    assert kept_photo(tmp_path, "a", jpeg()) == tmp_path / "a.jpg"
    file = kept_photo(tmp_path, "b", png())
    assert file == tmp_path / "b.png"
    assert kept_photo(tmp_path, "b", png()).read_bytes() == png()
    assert not list(tmp_path.glob("*.part"))


def test_what_is_no_photo_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(NotAPicture):
        kept_photo(tmp_path, "a", b"#!/bin/sh")
    assert not list(tmp_path.iterdir())
