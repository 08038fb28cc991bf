"""A real mail server on loopback, with a certificate of its own making, a login, and moods that a test decides."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

if TYPE_CHECKING:
    from collections.abc import Iterator

USER: Final = "monitor"
PASSWORD: Final = "correct horse"
BIGGEST: Final = 1_000_000  # bytes of a message


@dataclass(frozen=True)
class Certificate:
    chain: Path
    key: Path


def certificate(folder: Path, name: str = "localhost") -> Certificate:
    """A certificate for `name` that signs itself."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs the program openssl, to make a certificate")
    made = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-days", "2"),
            *("-keyout", str(made.key), "-out", str(made.chain)),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    return made


@dataclass
class Mailbox:
    """What arrived, and how the server behaves; each mood is the answer to a command, by its argument where it has one.

    An answer of "" closes the connection without one, "hang" gives none and keeps it open.
    """

    at_rcpt: dict[str, str] = field(default_factory=dict)
    before_data: str = "354"
    after_data: str = "250 OK"
    keeps: bool = True  # whether the words count as arrived when `after_data` is no good answer
    login_answer: str = ""
    arrived: list[tuple[str, bytes]] = field(default_factory=list)  # (recipient, words)

    # aiosmtpd's hooks
    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if (answer := self.at_rcpt.get(address)) is not None:
            return await _behave(server, answer)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  (aiosmtpd's name)
        if self.after_data.startswith("250") or self.keeps:
            assert isinstance(envelope.content, bytes)
            self.arrived += [(recipient, envelope.content) for recipient in envelope.rcpt_tos]
        return await _behave(server, self.after_data)

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        if self.login_answer:
            return AuthResult(success=False, handled=False, message=self.login_answer)
        assert isinstance(data, LoginPassword)
        good = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=good, handled=False)


async def _behave(server: SMTP, answer: str) -> str:
    if answer == "hang":
        await asyncio.sleep(600)
    if answer in {"", "hang"}:
        assert isinstance(server.transport, asyncio.WriteTransport)
        server.transport.abort()
        raise ConnectionResetError
    return answer


class _Server(SMTP):
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802  (aiosmtpd's name)
        mood = self.event_handler.before_data
        if mood == "354":
            await super().smtp_DATA(arg)
        else:
            await self.push(await _behave(self, mood))


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Server(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        # The port is the kernel's choice, so it is only known now.
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd's own


@contextmanager
def serving(box: Mailbox, made: Certificate | None, *, implicit: bool = False, login: bool = True) -> Iterator[int]:
    """Serves `box` until the block ends; gives the port."""
    context = None
    if made is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(made.chain, made.key)
    kwargs: dict[str, Any] = {"hostname": "127.0.0.1", "port": 0, "timeout": 60, "data_size_limit": BIGGEST}
    if login:
        kwargs |= {"authenticator": box.authenticate, "auth_required": True, "auth_require_tls": not implicit}
    if context is not None and implicit:
        kwargs["ssl_context"] = context
    elif context is not None:
        kwargs |= {"tls_context": context, "require_starttls": True}
    controller = _Controller(box, **kwargs)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
