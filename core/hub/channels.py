"""Ways by which a message leaves: a mail server, a web service for text messages, the demo's phone.

A channel either has handed a message over, or says whether another try makes sense. A message is
the same at every try: mail has its id as Message-ID, a web service gets it as Idempotency-Key, so
that a try whose answer was lost does no harm at the other end.
"""

import asyncio
import hashlib
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiohttp
import msgspec

from core.erasure import without
from core.hub.clock import wall_clock
from core.hub.letters import Channel, ChannelRefused, DemoPhone, Letter, NeverSent, TryLater
from core.hub.shop_protocol import KEY, SIGNATURE, signature

TIMEOUT_S = 20.0
LEAST_DIGITS, MOST_DIGITS = 6, 15
"""ITU-T E.164 allows 15; shorter than 6 is no subscriber anywhere."""


def channels_of(
    *, smtp_url: str, mail_from: str, message_url: str, message_secret: str, is_demo: bool
) -> tuple[Channel, ...]:
    """The ways that the settings name, text messages first. Raises `ChannelRefused`."""
    found: list[Channel] = []
    if message_url:
        found.append(TextService(message_url, message_secret))
    if smtp_url:
        found.append(MailServer(smtp_url, mail_from))
    if is_demo and not found:
        found.append(DemoPhone())
    return tuple(found)


class MailServer:
    """Sends by SMTP (RFC 5321), encrypted whenever the server can."""

    name = "mail"

    def __init__(self, url: str, sender: str) -> None:
        """`smtp://user:password@host:port` or `smtps://…`. Raises `ChannelRefused`."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ChannelRefused(f"{url} is no mail server. Write smtp://user:password@host:port.")
        if "@" not in sender:
            raise ChannelRefused("mail_from must be the address that customers may answer to.")
        self._host = parts.hostname
        self._is_encrypted = parts.scheme == "smtps"
        self._port = parts.port or (465 if self._is_encrypted else 587)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._sender = sender

    def takes(self, letter: Letter) -> bool:
        return bool(letter.email)

    async def send(self, letter: Letter) -> None:
        mail = self._mail(letter)
        try:
            await asyncio.to_thread(self._hand_over, mail)
        except smtplib.SMTPRecipientsRefused as refused:
            ((code, said),) = refused.recipients.values()
            kind = NeverSent if code >= 500 else TryLater
            raise kind(f"The address was refused: {_told(said, letter)}") from None
        except smtplib.SMTPDataError as refused:
            kind = NeverSent if refused.smtp_code >= 500 else TryLater
            raise kind(f"The mail was refused: {_told(refused.smtp_error, letter)}") from None
        except (OSError, smtplib.SMTPException) as error:
            raise TryLater(
                f"The mail server {self._host} did not take it: {_told(str(error), letter)}"
            ) from None

    def _mail(self, letter: Letter) -> EmailMessage:
        mail = EmailMessage()
        # A subject is one line, whatever a name in it was made of.
        mail["From"], mail["Subject"] = self._sender, " ".join(letter.subject.split())
        mail["To"] = _address(letter.email)
        digest = hashlib.sha256(letter.id.encode()).hexdigest()[:32]
        mail["Message-ID"] = f"<{digest}@{self._sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(letter.text)
        return mail

    def _hand_over(self, mail: EmailMessage) -> None:
        """Blocks."""
        context = ssl.create_default_context()
        server = self._connected(context)
        try:
            server.ehlo()
            if not self._is_encrypted and server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            if self._user:
                server.login(self._user, self._password)
            server.send_message(mail)
        finally:
            # However it says good-bye: it has the mail by now, or has said why not.
            with suppress(OSError):
                server.quit()
            server.close()

    def _connected(self, context: ssl.SSLContext) -> smtplib.SMTP:
        if self._is_encrypted:
            return smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT_S, context=context)
        return smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_S)


class TextService:
    """Posts to a web service that sends text messages: `{"id", "to", "text"}` as JSON.

    It is signed as shops' webhooks are: see `shop_protocol.signature`.
    """

    name = "text message"

    def __init__(self, url: str, secret: str) -> None:
        """Raises `ChannelRefused`."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ChannelRefused(f"{url} is no address of a web service. Write https://….")
        if not secret:
            raise ChannelRefused("message_secret must be set: the service tells by it who writes.")
        self._url = url
        self._secret = secret

    def takes(self, letter: Letter) -> bool:
        return bool(letter.phone)

    async def send(self, letter: Letter) -> None:
        to = dialled(letter.phone)
        body = msgspec.json.encode({"id": letter.id, "to": to, "text": letter.text})
        headers = {
            "Content-Type": "application/json",
            KEY: letter.id,
            SIGNATURE: signature(self._secret, body, wall_clock()),
        }
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(TIMEOUT_S)) as session,
                session.post(
                    self._url, data=body, headers=headers, allow_redirects=False
                ) as answer,
            ):
                _must_be_taken(answer.status)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            why = str(error) or type(error).__name__
            raise TryLater(f"The text message service does not answer: {why}") from None


def dialled(phone: str) -> str:
    """The number without what people write into it. Raises `NeverSent`."""
    kept = "".join(sign for sign in phone if sign not in " ()-./")
    digits = kept.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        raise NeverSent("The customer's telephone is no phone number.")
    if not LEAST_DIGITS <= len(digits) <= MOST_DIGITS:
        raise NeverSent(
            f"The customer's telephone cannot be a phone number: it has {len(digits)} digits."
        )
    return kept


def _address(email: str) -> str:
    """The one address that it is. Raises `NeverSent`."""
    parsed = EmailMessage()
    try:
        parsed["To"] = email
        (one,) = parsed["To"].addresses
    except Exception:  # The parser stumbles over some, each time in another way.
        one = None
    if one is None or not (one.username and one.domain):
        raise NeverSent("The customer's address is no e-mail address.")
    return email


def _must_be_taken(status: int) -> None:
    if 200 <= status < 300:
        return
    words = f"The text message service answered {status}."
    if 400 <= status < 500 and status not in (401, 403, 404, 408, 425, 429):
        raise NeverSent(words)
    raise TryLater(words)


def _told(said: bytes | str, letter: Letter) -> str:
    """What a server said, for the log and for the hub's own: servers repeat the address."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return without(text, [letter.email])
