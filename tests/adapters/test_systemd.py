"""Messages to the service manager, received by a real socket."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from pipeline.adapters.systemd import Notice, notify

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 10


@pytest.mark.parametrize("spelling", ["path", "abstract"])
def test_a_manager_that_listens_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spelling: str) -> None:
    address = str(tmp_path / "notify") if spelling == "path" else f"\0paris-call-test-{tmp_path}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(address)
        manager.settimeout(PATIENCE)
        monkeypatch.setenv("NOTIFY_SOCKET", address.replace("\0", "@", 1))
        notify(Notice.READY, "watching\n3 feeds")
        assert manager.recv(200) == b"READY=1\nSTATUS=watching 3 feeds"
        notify(Notice.ALIVE)
        assert manager.recv(200) == b"WATCHDOG=1"


@pytest.mark.parametrize("address", ["", "vsock:2:1234", "/nobody/listens/here"])
def test_without_a_manager_nothing_happens(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    notify(Notice.STOPPING)
