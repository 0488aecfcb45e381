"""`main.py phone` and `main.py key`, against a running hub."""

import argparse
import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace

from core.access import EVERY_DEPOT, Actor, Role
from core.hub.enrol_command import run, settings_words
from core.hub.enrolled_phone import EnrolledPhone
from core.model import ActorId, DriverId
from main import make_parser
from tests.core.hub.hub_builders import ANA, DEPOT, running_hub
from tests.core.hub.test_trust import made, options


async def said(options: argparse.Namespace, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = await asyncio.to_thread(run, options)
    captured = capsys.readouterr()
    return code, captured.out + captured.err


async def test_a_phone_is_enrolled_listed_and_revoked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with running_hub(tmp_path) as hub:
        token = tmp_path / "token"
        token.write_text(f"{hub.address(ANA).token}\n")
        usual = ["phone", "--hub", hub.server.ws_url, "--token-file", str(token)]
        usual += ["--depot", DEPOT]

        async def ask(*more: str) -> tuple[int, str]:
            return await said(make_parser().parse_args([*usual, *more]), capsys)

        assert await ask() == (0, "No phone is enrolled.\n")
        code, words = await ask("--enrol", "d1", "--name", "old phone")
        assert code == 0
        assert f"{hub.server.http_url}/phones/traccar" in words
        assert "lat={0}&lon={1}&timestamp={2}" in words
        assert "No phone reaches this address" in words
        phone_id = words.split()[1]
        assert phone_id in (await ask())[1]
        assert await ask("--revoke", phone_id) == (0, f"The phone {phone_id} is revoked.\n")
        assert await ask("--enrol", "d9") == (1, "There is no driver d9.\n")
        nowhere = [*usual[:-1], "nowhere"]
        code, words = await said(make_parser().parse_args(nowhere), capsys)
        assert (code, words) == (1, "ana has no access to the depot nowhere.\n")
    code, words = await said(make_parser().parse_args(usual), capsys)
    listens = f"{hub.server.ws_url}: nothing listens there. Look at its address"
    assert (code, words) == (1, f"No hub answers at {listens}, and whether it runs.\n")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "No access token can be read from {0}: no such file or directory.\n"),
        (b"two words", "{0} holds no access token, which is one word"),
        (b"\xff\xfe", "{0} holds no access token, which is one word"),
    ],
)
def test_a_file_without_a_token_is_said_before_anybody_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, words: str
) -> None:
    token = tmp_path / "token"
    if content is not None:
        token.write_bytes(content)
    usual = ["phone", "--hub", "ws://127.0.0.1:9", "--token-file", str(token), "--depot", DEPOT]
    assert run(make_parser().parse_args(usual)) == 1
    assert capsys.readouterr().err.startswith(words.format(token))


async def test_a_key_is_made_listed_and_revoked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with running_hub(tmp_path) as hub:
        token = tmp_path / "token"
        token.write_text(hub.address(replace(ANA, role=Role.ADMIN)).token)
        usual = ["key", "--hub", hub.server.ws_url, "--token-file", str(token)]
        usual += ["--depot", DEPOT]

        async def ask(*more: str) -> tuple[int, str]:
            return await said(make_parser().parse_args([*usual, *more]), capsys)

        assert await ask() == (0, "There is no key.\n")
        made = ("--make", "web shop", "--shop", "Casa Norte", "--scope", "cases:read")
        scopes = make_parser().parse_args(
            [*usual, "--scope", "cases:read", "orders:read", "--scope", "webhooks"]
        )
        assert scopes.scope == ["cases:read", "orders:read", "webhooks"]
        code, words = await ask(*made)
        key_id = words.split()[1].rstrip(",")
        assert code == 0
        assert hub.server.web.key_book.by_token(words.split()[-1]) is not None
        listed = (await ask())[1].split("  ")
        assert listed[0] == key_id
        assert listed[2:] == ["web shop", "Casa Norte", "cases:read\n"]
        assert await ask("--revoke", key_id) == (0, f"The key {key_id} is revoked.\n")
        code, words = await ask("--make", "x", "--scope", "everything")
        assert (code, "everything" in words) == (1, True)


async def test_an_encrypted_hub_is_known_by_its_authority(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    certificates = made(tmp_path)
    async with running_hub(tmp_path, **options(certificates)) as hub:
        token = tmp_path / "token"
        token.write_text(hub.address(ANA).token)
        asked = ["phone", "--hub", hub.server.ws_url, "--token-file", str(token)]
        asked += ["--depot", DEPOT]
        known = [*asked, "--authority", certificates.fingerprint]
        assert await said(make_parser().parse_args(known), capsys) == (
            0,
            "No phone is enrolled.\n",
        )
        code, words = await said(make_parser().parse_args(asked), capsys)
        assert (code, "certificate" in words) == (1, True)
        code, words = await said(
            make_parser().parse_args([*asked, "--authority", "ab" * 32]), capsys
        )
        assert (code, "another fingerprint" in words) == (1, True)


async def test_a_depot_that_is_not_there_is_said_with_those_that_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with running_hub(tmp_path) as hub:
        everywhere = Actor(ActorId("root"), Role.ADMIN, frozenset({EVERY_DEPOT}))
        token = tmp_path / "token"
        token.write_text(hub.address(everywhere).token)
        for kind in ("phone", "key", "desk"):
            usual = [kind, "--hub", hub.server.ws_url, "--token-file", str(token)]
            asked = make_parser().parse_args([*usual, "--depot", "nowhere"])
            words = f"There is no depot nowhere at this hub. It has: {DEPOT}.\n"
            assert await said(asked, capsys) == (1, words)


async def test_a_desk_is_made_listed_and_revoked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with running_hub(tmp_path) as hub:
        token = tmp_path / "token"
        token.write_text(hub.address(replace(ANA, role=Role.ADMIN)).token)
        usual = ["desk", "--hub", hub.server.ws_url, "--token-file", str(token)]
        usual += ["--depot", DEPOT]

        async def ask(*more: str) -> tuple[int, str]:
            return await said(make_parser().parse_args([*usual, *more]), capsys)

        assert await ask() == (0, "There is no desk.\n")
        code, words = await ask("--make", "bea", "--role", "customer_service")
        assert code == 0
        desk_id = words.split()[1]
        assert "of bea, customer_service" in words
        assert words.splitlines()[1] not in (await ask())[1]
        assert "customer_service" in (await ask())[1]
        assert await ask("--make", "bea") == (
            1,
            "There is somebody called bea already. Choose another name, or revoke that desk "
            "first.\n",
        )
        assert await ask("--revoke", desk_id) == (0, f"The desk {desk_id} is revoked.\n")


async def test_the_first_administrator_is_made_with_the_token_beside_the_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with running_hub(tmp_path) as hub:
        token = tmp_path / "token"
        office = Actor(ActorId("office"), Role.ADMIN, frozenset({EVERY_DEPOT}))
        token.write_text(hub.address(office).token)
        usual = ["user", "--hub", hub.server.ws_url, "--token-file", str(token)]

        async def ask(*more: str) -> tuple[int, str]:
            return await said(make_parser().parse_args([*usual, *more]), capsys)

        assert await ask() == (0, "Nobody can sign in yet. --add NAME lets somebody in.\n")
        code, words = await ask("--add", "ada", "--role", "admin")
        assert (code, words.startswith("ada, admin of every depot. The first password")) == (
            0,
            True,
        )
        assert (await ask("--add", "ada"))[0] == 1
        assert (await ask("--add", "bea", "--at", str(DEPOT), "--at", "oslo"))[0] == 0
        assert await ask("--set-role", "bea", "--role", "auditor") == (0, "bea is auditor now.\n")
        assert await ask("--lock", "bea") == (0, "bea is locked and signed out.\n")
        _, listed = await ask()
        assert "bea              auditor          helsinki, oslo   locked, first password" in listed
        assert await ask("--unlock", "bea") == (0, "bea may sign in again.\n")
        assert "first password" in (await ask("--reset", "bea"))[1]
        assert (await ask("--sign-out", "bea"))[0] == 0
        assert (await ask("--drop-app", "bea"))[0] == 0
        assert "say it again with --yes" in (await ask("--erase", "bea"))[1]
        assert hub.server.people.person("bea") is not None
        assert (await ask("--add", "eve", "--role", "auditor"))[0] == 0
        code, words = await ask("--erase", "eve", "--yes")
        assert (code, words.startswith("eve is erased.")) == (0, True)
        assert (await ask("--erase", "ada", "--yes"))[0] == 1
        assert await ask("--remove", "bea") == (0, "bea is removed.\n")
        assert await ask("--remove", "bea") == (1, "There is nobody called bea.\n")


@pytest.mark.parametrize(
    ("host", "is_reached"),
    [("127.0.0.1", False), ("[::1]", False), ("localhost", False), ("192.168.1.7", True)],
)
def test_an_address_that_no_phone_reaches_is_said(host: str, is_reached: bool) -> None:
    url = f"http://{host}:8766/phones"
    phone = EnrolledPhone("p1", DriverId("d1"), "token", f"{url}/traccar", url, url)
    assert ("No phone reaches" in settings_words(phone)) != is_reached
