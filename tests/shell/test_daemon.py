"""The daemon and its service manager: told when it is ready, when it lives, when it stops."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

from demo import content, newsroom, run

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
        process = subprocess.Popen(
            (sys.executable, "-m", "pipeline", "run", "--config", str(folder / "config.yaml")),
            cwd=ROOT,
            stderr=(folder / "log.txt").open("w"),
            env={**os.environ, "NOTIFY_SOCKET": str(tmp_path / "notify")},
        )
        try:
            assert manager.recv(200) == b"READY=1\nSTATUS=watching 18 feeds"
            assert manager.recv(200) == b"WATCHDOG=1"
            listening = next(line for line in (folder / "log.txt").read_text().splitlines() if " health " in line)
            with urlopen(f"http://{listening.rpartition('=')[2]}/healthz", timeout=PATIENCE) as answer:  # noqa: S310  (our own)
                assert answer.read() == b"paused: too little disk space\n"
            process.send_signal(signal.SIGTERM)
            while (message := manager.recv(200)) == b"WATCHDOG=1":
                pass
            assert message == b"STOPPING=1"
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()
            process.wait(PATIENCE)
    log = (folder / "log.txt").read_text()
    assert "polling and reading pause until there is room" in log
    assert room.visits == []
