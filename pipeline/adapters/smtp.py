"""Mail by SMTP, with the standard library. The one module that speaks it.

A message goes out in a connection of its own, so that nobody's failure is another's. The words are handed over only
after the recipient has been accepted and the caller has been told; until then a failure is certain, and from the last
byte to the server's answer nothing is.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from pipeline.core import mailing
from pipeline.errors import ConfigError, Fate, PostError
from pipeline.model import Via

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.policy import Policy

    from pipeline.model import Parcel

_NAME: Final = "mail"
_DEADLINES: Final = 4  # of a single step, for a whole message: a server that drips holds nobody up for ever
_OK, _GO_ON, _FOR_GOOD = 250, 354, 500
_CLOSING, _LOGIN_FIRST = 421, 530
_ACCEPTED: Final = {250, 251, 252}
_LINE_START_DOT: Final = re.compile(rb"(?m)^\.")

Tls = Literal["starttls", "implicit", "none"]


class _Verbatim(UnstructuredHeader, BaseHeader):
    """A header of our own making that programs read: never encoded, as long words otherwise are."""

    def fold(self, *, policy: Policy[Any]) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS: Final = HeaderRegistry()
for _name in ("references", "in-reply-to", "list-unsubscribe"):
    _HEADERS.map_to_type(_name, _Verbatim)
_POLICY: Final = SMTP_POLICY.clone(cte_type="7bit", header_factory=_HEADERS)  # seven bits for every relay


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """The server that takes our mail, and who we are there."""

    host: str
    port: int
    tls: Tls
    timeout: float  # seconds, for each step
    sender: Address
    contact: str  # the mail address of somebody who can take a recipient off the list
    user: str = ""
    password: Callable[[], str] | None = field(default=None, repr=False)
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True)
class SmtpPost:
    """Implements jobs.dispatch.Post."""

    relay: Relay

    @property
    def via(self) -> Via:
        """By which way it goes."""
        return Via.MAIL

    def send(self, parcel: Parcel, committing: Callable[[], None]) -> None:
        """Sends one message; calls `committing` when the next step hands it over.

        Raises:
            PostError: it was not sent, or nobody knows; its fate says which.
        """
        words = message_of(parcel, self.relay).as_bytes()
        with self._session() as client:
            size = [f"size={len(words)}"] if client.has_extn("size") else []
            code, said = client.mail(self.relay.sender.addr_spec, size)
            if code != _OK:
                # What is too big is too big for ever; everything else that is said here is about us.
                raise self._error(code, said, Fate.REFUSED if code == 552 else Fate.DOWN)  # noqa: PLR2004  (SMTP's own)
            code, said = client.rcpt(parcel.recipient)
            if code not in _ACCEPTED:
                raise self._error(code, said, Fate.DOWN if code == _LOGIN_FIRST else _of_recipient(code))
            committing()
            code, said = client.docmd("DATA")
            if code != _GO_ON:
                raise self._error(code, said, _of_recipient(code))
            client.send(_LINE_START_DOT.sub(b"..", words) + b".\r\n")
            try:
                code, said = client.getreply()
            except (OSError, smtplib.SMTPException) as error:
                detail = f"handed over, but {self.relay.host} gave no answer: {self._told(error)}"
                raise PostError(_NAME, detail, Fate.UNSURE) from error
            if code != _OK:
                raise self._error(code, said, _of_recipient(code))

    def examine(self) -> str:
        """Connects, greets, secures, logs in, and says in words what was found; sends nothing.

        Raises:
            PostError: one of them fails.
        """
        with self._session() as client:
            code, said = client.noop()
            if code != _OK:
                raise self._error(code, said, Fate.DOWN)
            secured = client.sock.version() if isinstance(client.sock, ssl.SSLSocket) else None
        login = f", logged in as {self.relay.user}" if self.relay.user else ", without login"
        return f"{self.relay.host}:{self.relay.port} answers, {secured or 'not encrypted'}{login}"

    @contextlib.contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        relay = self.relay
        try:
            context = ssl.create_default_context(cafile=str(relay.ca_file) if relay.ca_file else None)
        except (OSError, ssl.SSLError) as error:
            raise PostError(_NAME, f"{relay.ca_file}: {self._told(error)}", Fate.DOWN) from error
        name = socket.gethostname()  # a full name would be asked of the network, with a patience of its own
        client: _Plain | _Wrapped
        if relay.tls == "implicit":
            client = _Wrapped(timeout=relay.timeout, local_hostname=name, context=context)
        else:
            client = _Plain(timeout=relay.timeout, local_hostname=name)
        client.expect(relay.host)
        with _cut_off_after(client, relay.timeout * _DEADLINES) as expired:
            try:
                code, said = client.connect(relay.host, relay.port)
                if expired.is_set():  # while there was nothing yet to cut
                    raise TimeoutError
                if code != 220:  # noqa: PLR2004  (SMTP's own)
                    raise self._error(code, said, Fate.DOWN)
                if relay.tls == "starttls":
                    client.starttls(context=context)
                client.ehlo_or_helo_if_needed()
                if relay.user:
                    client.login(relay.user, self._password())
                yield client
            except (OSError, smtplib.SMTPException, ValueError) as error:
                where = f"{relay.host}:{relay.port}"
                raise PostError(_NAME, f"{where}: {self._told(error)}", Fate.DOWN) from error
            else:
                # The answer is in: what goes wrong now is no longer about the message.
                with contextlib.suppress(OSError, smtplib.SMTPException):
                    client.quit()
            finally:
                client.close()

    def _password(self) -> str:
        try:
            return self.relay.password() if self.relay.password else ""
        except ConfigError as error:
            raise PostError(_NAME, str(error), Fate.DOWN) from error

    def _error(self, code: int, said: bytes, fate: Fate) -> PostError:
        if code == _CLOSING:
            fate = Fate.DOWN
        text = said.decode("utf-8", "replace")
        return PostError(_NAME, f"{self.relay.host} said {code} {self._without_password(text)}", fate)

    def _told(self, error: Exception) -> str:
        if isinstance(error, smtplib.SMTPResponseException):
            raw = error.smtp_error
            said = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw)
            text = f"{error.smtp_code} {said}"
        elif isinstance(error, TimeoutError):
            text = "no answer in time"
        else:
            text = str(error) or type(error).__name__
        return self._without_password(text)

    def _without_password(self, text: str) -> str:
        # A server may quote what it was sent, and an error is kept and logged.
        line = mailing.header_text(text)
        try:
            password = self.relay.password() if self.relay.password else ""
        except ConfigError:
            return line
        return line.replace(password, "***") if password else line


def message_of(parcel: Parcel, relay: Relay) -> EmailMessage:
    """The message as it goes out: text and HTML, with headers that nothing from outside can add to."""
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = mailing.header_text(parcel.letter.subject) or "(no subject)"
    message["From"] = relay.sender
    message["To"] = Address(addr_spec=parcel.recipient)
    message["Date"] = parcel.dated
    message["Message-ID"] = parcel.message_id
    if parcel.references:
        message["In-Reply-To"] = parcel.references[-1]
        message["References"] = " ".join(parcel.references)
    message["List-Unsubscribe"] = f"<mailto:{relay.contact}?subject=unsubscribe>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mailing.body_text(parcel.letter.text))
    if parcel.letter.html:
        message.add_alternative(mailing.body_text(parcel.letter.html), subtype="html")
    return message


def _of_recipient(code: int) -> Fate:
    return Fate.REFUSED if code >= _FOR_GOOD else Fate.LATER


@contextlib.contextmanager
def _cut_off_after(client: smtplib.SMTP, seconds: float) -> Iterator[threading.Event]:
    expired = threading.Event()

    def cut() -> None:
        expired.set()
        if client.sock is not None:
            with contextlib.suppress(OSError):
                # The plain socket's own: the other thread may be at work on the encrypted one.
                socket.socket.shutdown(client.sock, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield expired
    finally:
        timer.cancel()


class _Plain(smtplib.SMTP):
    """Connects when told to, and knows before that the name that a certificate must bear."""

    def expect(self, host: str) -> None:
        self._host = host


class _Wrapped(smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""

    def expect(self, host: str) -> None:
        self._host = host
