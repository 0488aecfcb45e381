"""What may be asked: every command survives the wire, and nothing that is no command gets in."""

import msgspec
import pytest
from hypothesis import given

from core.commands import Command, FailStop, InspectGoods
from tests.structs import members, structs

COMMANDS = members(Command)


@given(structs(Command))
def test_every_command_survives_encoding_and_decoding(command: Command) -> None:
    body = msgspec.json.encode(command)
    assert msgspec.json.decode(body, type=Command) == command


def test_every_command_has_a_name_of_its_own_in_the_imperative() -> None:
    names = {kind.__name__ for kind in COMMANDS}
    tags = {kind.__struct_config__.tag for kind in COMMANDS}  # type: ignore[attr-defined]
    assert len(tags) == len(names) == len(COMMANDS)
    assert {str(tag).replace("_", "") for tag in tags} == {name.lower() for name in names}


@pytest.mark.parametrize(
    "field",
    [
        '"reason": ""',
        '"reason": "Recipient absent"',
        '"reason": "recipient_absent\\n"',
        '"at": "2026-11-23T08:30:00"',
        '"actor": "ana"',
        f'"note": "{"x" * 2001}"',
    ],
)
def test_a_field_outside_its_limits_is_no_command(field: str) -> None:
    good = '{"type": "fail_stop", "stop_id": "s1", "reason": "lost", "at": "2026-11-23T08:30:00Z"'
    assert isinstance(msgspec.json.decode(good + "}", type=Command), FailStop)
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(f"{good}, {field}}}", type=Command)


@pytest.mark.parametrize("amount", ["-1", "1000000001", "1.5", '"many"'])
def test_an_absurd_amount_is_no_command(amount: str) -> None:
    good = '{"type": "inspect_goods", "item_id": "a1-out", "grade": "A", "disposition": "restock"'
    assert isinstance(msgspec.json.decode(good + "}", type=Command), InspectGoods)
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(f'{good}, "recovered_minor": {amount}}}', type=Command)
