"""What a person at a terminal sees while `once` works."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from demo import content, newsroom, run

ROOT = Path(__file__).parent.parent.parent
ONCE = (sys.executable, "-m", "pipeline", "once", "--now", "2026-11-09T06:00Z")


def test_a_terminal_shows_bars_and_the_result(tmp_path: Path) -> None:
    room = newsroom.Newsroom(content.load())
    folder = tmp_path / "monitor"
    with newsroom.listening(room) as address:
        run.prepare(folder, content.load(), address)
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            (*ONCE, "--config", str(folder / "config.yaml")),
            cwd=ROOT,
            stdout=theirs,
            stderr=theirs,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"},
        )
        os.close(theirs)
        shown = _everything(ours)
        assert process.wait(60) == 0
    assert re.search(r"polling feeds .*18/18", shown)
    assert re.search(r"reading pages .*\d+ flagged", shown)
    assert "Traceback" not in shown


def _everything(terminal: int) -> str:
    pieces = []
    try:
        while piece := os.read(terminal, 65536):
            pieces.append(piece)
    except OSError:  # how Linux says that nobody writes any more
        pass
    finally:
        os.close(terminal)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", b"".join(pieces).decode("utf-8", "replace"))
