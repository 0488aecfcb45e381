"""How a hub is found and entered."""

from pathlib import Path

import msgspec
import pytest

from core.hub.endpoint import (
    DriverToken,
    Endpoint,
    HubFiles,
    Secrets,
    Tokens,
    read_endpoint,
    read_secrets,
    simulator_tokens,
    write_private,
)
from core.model import DepotId
from tests.core.hub.hub_process import is_private


def test_files_stand_beside_an_sqlite_database(tmp_path: Path) -> None:
    db = tmp_path / "day.db"
    for name in (str(db), f"sqlite:///{db}"):
        files = HubFiles(name, tmp_path / "data")
        assert files.database == db
        assert files.endpoint == tmp_path / "day.db.endpoint.json"


def test_files_of_a_server_stand_in_the_data_folder(tmp_path: Path) -> None:
    files = HubFiles("postgresql://host/day", tmp_path)
    assert files.database is None
    assert files.token == tmp_path / "hub.token"


def test_a_private_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "secret"
    write_private(path, b"one")
    write_private(path, b"two")
    assert path.read_bytes() == b"two"
    assert is_private(path)
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("junk", [b"{", b'{"ws_url":"\xff","console":"\xff"}'])
def test_what_cannot_be_read_is_not_there(tmp_path: Path, junk: bytes) -> None:
    assert read_endpoint(tmp_path / "missing") is None
    (tmp_path / "junk").write_bytes(junk)
    assert read_endpoint(tmp_path / "junk") is None
    assert read_secrets(tmp_path / "missing") == read_secrets(tmp_path / "junk") == Secrets()


def test_endpoints_and_secrets_come_back_as_written(tmp_path: Path) -> None:
    endpoint = Endpoint("ws://127.0.0.1:1", "http://127.0.0.1:2", "t" * 43, (DepotId("d"),), 1)
    secrets = Secrets("c", "o", {"d1": "x"})
    write_private(tmp_path / "e", msgspec.json.encode(endpoint))
    write_private(tmp_path / "s", msgspec.json.encode(secrets))
    assert read_endpoint(tmp_path / "e") == endpoint
    assert read_secrets(tmp_path / "s") == secrets
    assert simulator_tokens(secrets, DepotId("d")) == Tokens(
        DepotId("d"), (DriverToken("d1", "x"),), "o"
    )


def test_tokens_that_others_could_read_are_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "s"
    path.write_bytes(msgspec.json.encode(Secrets("c")))
    path.chmod(0o644)
    assert read_secrets(path) == Secrets("c")
    assert is_private(path)
