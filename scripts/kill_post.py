"""A mail server on loopback that takes everything and remembers what came how often."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import contextmanager
from email import message_from_bytes
from typing import TYPE_CHECKING

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiosmtpd.smtp import SMTP, Envelope, Session


class PostOffice:
    """What arrived: how often each message, by recipient and Message-ID."""

    def __init__(self) -> None:
        self.arrived: Counter[tuple[str, str]] = Counter()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802  (aiosmtpd's hook)
        """Takes a message; a sender killed meanwhile has handed it over all the same."""
        content = envelope.content
        words = content.encode() if isinstance(content, str) else content or b""
        message_id = str(message_from_bytes(words)["Message-ID"])
        self.arrived.update((recipient, message_id) for recipient in envelope.rcpt_tos)
        return "250 OK"


class _Controller(Controller):
    def _trigger_server(self) -> None:
        # The port is the kernel's choice, so it is only known now.
        if isinstance(self.server, asyncio.Server):
            self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd's own


@contextmanager
def open_for_mail(office: PostOffice) -> Iterator[int]:
    """Serves until the block ends; gives the port."""
    controller = _Controller(office, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
