"""What a file is sent as."""

import base64

import msgspec
import pytest

from core.exchange.list_kinds import ListKind
from core.hub.file_words import NewFile


def test_a_file_comes_in_base64_with_what_is_known_of_it() -> None:
    body = {"name": "a.csv", "content": base64.b64encode(b"Order").decode(), "kind": "vans"}
    new = msgspec.json.decode(msgspec.json.encode(body), type=NewFile)
    assert (new.content, new.kind) == (b"Order", ListKind.VANS)
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode(body | {"prefix": "a b"}), type=NewFile)
