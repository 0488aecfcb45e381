"""A message is handed over, or it is said whether another try makes sense."""

import msgspec
import pytest

from core.hub import channels
from core.hub.channels import MailServer, TextService, channels_of, dialled
from core.hub.clock import wall_clock
from core.hub.letters import Channel, ChannelRefused, DemoPhone, Letter, NeverSent, TryLater
from core.hub.shop_protocol import is_signed
from tests.core.hub.mail_server import mail_server, silent_server, text_service

LETTER = Letter("coquimbo/a1/failed/1", "+56 9 5555 6470", "rosa@example.org", "Your order", "Hóla")


async def test_a_mail_arrives_with_an_id_that_is_the_same_at_every_try() -> None:
    async with mail_server() as box:
        channel = MailServer(box.url, "orders@shop.example")
        await channel.send(LETTER)
        await channel.send(LETTER)
    first, second = box.mails
    assert (first["To"], first["From"]) == ("rosa@example.org", "orders@shop.example")
    assert first["Subject"] == "Your order"
    assert first.get_content().strip() == "Hóla"
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].endswith("@shop.example>")


@pytest.mark.parametrize(
    ("at_data", "at_recipient", "kind", "words"),
    [
        ("451 later", "", TryLater, "The mail was refused: later"),
        ("554 spam", "", NeverSent, "The mail was refused: spam"),
        ("", "450 busy", TryLater, "The address was refused: busy"),
        ("", "550 nobody", NeverSent, "The address was refused: nobody"),
        ("", "550 no Rosa@example.org", NeverSent, "The address was refused: no …$"),
        (
            "554 spam to rosa@example.org",
            "",
            NeverSent,
            "The mail was refused: spam to …$",
        ),
    ],
)
async def test_what_a_mail_server_says_decides_whether_it_is_tried_again(
    at_data: str, at_recipient: str, kind: type[Exception], words: str
) -> None:
    async with mail_server() as box:
        box.answers = [at_data] if at_data else []
        box.recipients = [at_recipient] if at_recipient else []
        with pytest.raises(kind, match=words):
            await MailServer(box.url, "orders@shop.example").send(LETTER)
    assert not box.mails


async def test_a_mail_server_that_is_away_is_asked_again() -> None:
    async with mail_server() as box:
        box.hangs_up = 1
        channel = MailServer(box.url, "orders@shop.example")
        with pytest.raises(TryLater, match="did not take it"):
            await channel.send(LETTER)
    with pytest.raises(TryLater, match="did not take it"):
        await channel.send(LETTER)


async def test_an_address_cannot_bring_headers_of_its_own() -> None:
    forged = msgspec.structs.replace(LETTER, email="a@b.example\r\nBcc: all@b.example")
    with pytest.raises(NeverSent, match="is no e-mail address"):
        await MailServer("smtp://127.0.0.1:9", "orders@shop.example").send(forged)


@pytest.mark.parametrize("bye", ["421 shutting down", "500 what"])
async def test_a_mail_that_was_taken_is_not_sent_again_for_a_rude_good_bye(bye: str) -> None:
    async with mail_server() as box:
        box.bye = bye
        await MailServer(box.url, "orders@shop.example").send(LETTER)
    assert len(box.mails) == 1


@pytest.mark.parametrize("kind", ["mail", "text"])
async def test_who_takes_the_call_and_says_nothing_is_asked_again(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels, "TIMEOUT_S", 0.05)
    async with silent_server() as address:
        channel: Channel = (
            MailServer(f"smtp://{address}", "orders@shop.example")
            if kind == "mail"
            else TextService(f"http://{address}/texts", "secret")
        )
        with pytest.raises(TryLater, match=r"did not take it|does not answer"):
            await channel.send(LETTER)


@pytest.mark.parametrize("email", ["rosa@", "<", "a@[", " ", "ask her", "a@b.example, c@d.example"])
async def test_what_is_not_one_address_is_written_to_by_nobody(email: str) -> None:
    async with mail_server() as box:
        with pytest.raises(NeverSent, match="is no e-mail address"):
            await MailServer(box.url, "orders@shop.example").send(
                msgspec.structs.replace(LETTER, email=email)
            )
    assert not box.mails


async def test_a_text_is_signed_and_has_an_id() -> None:
    async with text_service() as box:
        await TextService(box.url, "secret").send(LETTER)
    ((headers, body),) = box.taken
    assert msgspec.json.decode(body) == {
        "id": LETTER.id,
        "to": "+56955556470",
        "text": "Hóla",
    }
    assert headers["Idempotency-Key"] == LETTER.id
    assert is_signed("secret", body, headers["X-Backhaul-Signature"], wall_clock())


@pytest.mark.parametrize(
    ("status", "kind"),
    [(500, TryLater), (429, TryLater), (401, TryLater), (302, TryLater), (422, NeverSent)],
)
async def test_what_a_text_service_answers_decides_whether_it_is_tried_again(
    status: int, kind: type[Exception]
) -> None:
    async with text_service() as box:
        box.answers = [status]
        with pytest.raises(kind, match=f"answered {status}"):
            await TextService(box.url, "secret").send(LETTER)
    assert not box.taken


async def test_a_text_service_that_is_away_is_asked_again() -> None:
    async with text_service() as box:
        pass
    with pytest.raises(TryLater, match="does not answer"):
        await TextService(box.url, "secret").send(LETTER)


@pytest.mark.parametrize("phone", ["+56 (9) 5555-6470", "123456", "00358 40 123.45"])
def test_a_number_is_dialled_without_what_people_write_into_it(phone: str) -> None:
    assert dialled(phone).removeprefix("+").isdigit()


@pytest.mark.parametrize("phone", ["", "call me", "+56-x", "12345", "+1234567890123456", "٠١٢٣٤٥٦"])
def test_what_cannot_be_a_number_is_not_dialled(phone: str) -> None:
    with pytest.raises(NeverSent, match="phone number"):
        dialled(phone)


def chosen(**settings: str) -> tuple[Channel, ...]:
    every = {"smtp_url": "", "mail_from": "", "message_url": "", "message_secret": ""} | settings
    return channels_of(**every, is_demo=False)


def test_texts_go_before_mail_and_a_demo_sends_nothing_anywhere() -> None:
    both = chosen(
        smtp_url="smtps://u:p%40ss@mail.example",
        mail_from="a@b.example",
        message_url="https://texts.example",
        message_secret="s",
    )
    assert [type(each) for each in both] == [TextService, MailServer]
    assert [each.takes(LETTER) for each in both] == [True, True]
    nowhere = msgspec.structs.replace(LETTER, phone="", email="")
    assert [each.takes(nowhere) for each in both] == [False, False]
    assert chosen() == ()
    (demo,) = channels_of(
        smtp_url="", mail_from="", message_url="", message_secret="", is_demo=True
    )
    assert isinstance(demo, DemoPhone)
    assert demo.takes(nowhere)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"smtp_url": "mail.example"}, "is no mail server"),
        ({"smtp_url": "smtp://mail.example"}, "mail_from must be"),
        ({"message_url": "ftp://x"}, "is no address of a web service"),
        ({"message_url": "https://x"}, "message_secret must be set"),
    ],
)
def test_a_setting_that_names_no_way_is_refused(settings: dict[str, str], words: str) -> None:
    with pytest.raises(ChannelRefused, match=words):
        chosen(**settings)
