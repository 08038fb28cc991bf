"""The service manager's notification socket (sd_notify), spoken directly: one datagram a message."""

from __future__ import annotations

import contextlib
import os
import socket
from enum import StrEnum


class Notice(StrEnum):
    """What a service tells its manager."""

    READY = "READY=1"
    ALIVE = "WATCHDOG=1"
    STOPPING = "STOPPING=1"


def notify(notice: Notice, status: str = "") -> None:
    """Tells the service manager; does nothing when there is none.

    Args:
        notice: what has happened.
        status: one line that `systemctl status` shows.
    """
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    if address.startswith("@"):  # an abstract socket of Linux
        address = "\0" + address[1:]
    message = notice.value + (f"\nSTATUS={' '.join(status.split())}" if status else "")
    # A manager that does not listen is no reason to stop watching the news; if it misses us, its watchdog acts.
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
        sender.sendto(message.encode(), address)
