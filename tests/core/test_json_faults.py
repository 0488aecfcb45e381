"""Whatever is no JSON is known by one name."""

import msgspec
import pytest

from core.json_faults import NOT_JSON


@pytest.mark.parametrize("text", [b"", b"{", b"[1", b'"\xff"', b'{"a": "\xff"}', b"[" * 100_000])
def test_whatever_is_no_json_is_caught(text: bytes) -> None:
    with pytest.raises(NOT_JSON):
        msgspec.json.decode(text)


def test_json_of_another_kind_is_caught() -> None:
    with pytest.raises(NOT_JSON):
        msgspec.json.decode(b'"a"', type=int)
