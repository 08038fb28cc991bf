"""The daemon and its service manager: told when it is ready, when it lives, when it stops."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest
from apscheduler.schedulers.background import BackgroundScheduler

from demo import content, newsroom, run
from pipeline.adapters.sqlite.database import has_wal_reset_bug, sqlite_version
from pipeline.shell import daemon
from pipeline.shell.clock import utc_now
from pipeline.shell.vitals import STALLED_AFTER, Vitals

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 90  # seconds; a bound, not an expectation


def test_a_daemon_under_a_service_manager_says_ready_alive_and_stopping(tmp_path: Path) -> None:
    room = newsroom.Newsroom(content.load())
    room.now = content.OPENING
    folder = tmp_path / "monitor"
    with newsroom.listening(room) as address, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        run.prepare(folder, content.load(), address)
        with (folder / "config.yaml").open("a", encoding="utf-8") as file:
            # So much free space has no disk: the daemon lives, and takes in nothing.
            file.write('health: {listen: "127.0.0.1:0", min_free_mb: 999999999999}\n')
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(PATIENCE)
        with (folder / "log.txt").open("w", encoding="utf-8") as log:
            process = subprocess.Popen(
                (sys.executable, "-m", "pipeline", "run", "--config", str(folder / "config.yaml")),
                cwd=ROOT,
                stderr=log,
                env={**os.environ, "NOTIFY_SOCKET": str(tmp_path / "notify")},
            )
        try:
            assert manager.recv(200) == b"READY=1\nSTATUS=watching 18 feeds"
            assert manager.recv(200) == b"WATCHDOG=1"
            listening = next(line for line in (folder / "log.txt").read_text().splitlines() if " health " in line)
            with urlopen(f"http://{listening.rpartition('=')[2]}/healthz", timeout=PATIENCE) as answer:
                assert answer.read() == b"paused: too little disk space\n"
            process.send_signal(signal.SIGTERM)
            while (message := manager.recv(200)) == b"WATCHDOG=1":
                pass
            assert message == b"STOPPING=1"
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()
            process.wait(PATIENCE)
    assert "polling and reading pause until there is room" in (folder / "log.txt").read_text()
    assert room.visits == []


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield listening


def test_a_clock_set_back_does_not_put_the_daemon_to_sleep(manager: socket.socket) -> None:
    came = threading.Event()
    ticker = BackgroundScheduler(timezone="UTC")
    # As the scheduler stands when its clock goes back by an hour.
    ticker.add_job(came.set, "interval", seconds=15, id="poll", next_run_time=utc_now() + timedelta(hours=1))
    ticker.start()
    try:
        daemon._mind(ticker, Vitals({"poll": 15}, time.monotonic() - 120), logging.getLogger("daemon-test"))
        assert came.wait(PATIENCE)
    finally:
        ticker.shutdown()
    with pytest.raises(BlockingIOError):
        manager.recv(200)


def test_the_watchdog_is_fed_while_ticks_come_and_not_while_one_hangs(manager: socket.socket) -> None:
    ticker = BackgroundScheduler(timezone="UTC")
    vitals = Vitals({"poll": 15}, time.monotonic())
    vitals.began("poll", time.monotonic())
    daemon._mind(ticker, vitals, logging.getLogger("daemon-test"))
    assert manager.recv(200) == b"WATCHDOG=1"
    vitals.progressed("poll", time.monotonic() - STALLED_AFTER - 1)
    daemon._mind(ticker, vitals, logging.getLogger("daemon-test"))
    with pytest.raises(BlockingIOError):
        manager.recv(200)


def test_an_unsafe_sqlite_is_said_at_the_start(caplog: pytest.LogCaptureFixture) -> None:
    daemon._warn_of_sqlite(logging.getLogger("daemon-test"))
    assert bool(caplog.records) is has_wal_reset_bug(sqlite_version())
