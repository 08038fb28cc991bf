"""Our own process is killed at any point of sending a mail: nothing goes out twice, and what is unsure says so."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.adapters.sqlite.database import open_database
from pipeline.core.digests import local_day, window_of
from pipeline.shell.clock import utc_now
from pipeline.shell.delivery import deliver_of
from pipeline.shell.settings import settings_of
from tests import smtp_support
from tests.builders import told
from tests.smtp_support import Mailbox

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 120
DYING_BEFORE_THE_RECORD = """
import os, signal
from pipeline.adapters.sqlite.dispatches import DispatchTable
DispatchTable.finish = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
from pipeline.shell.cli import main
main()
"""


@dataclass
class Assassin(Mailbox):
    """Kills whoever sends to it, once, at a given step; then answers as if nothing had happened."""

    at: str = ""
    pid: int = 0

    def strike(self, step: str) -> None:
        if step == self.at and self.pid:
            os.kill(self.pid, signal.SIGKILL)
            self.pid = 0

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.strike("recipient")
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  (aiosmtpd's name)
        answer = await super().handle_DATA(server, session, envelope)
        self.strike("words")
        return answer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "feeds.txt").write_text("http://127.0.0.1:1/feed\n", encoding="utf-8")  # refused: a private address
    db = open_database(tmp_path / "monitor.db")
    now = utc_now()
    told(db, window_of(local_day(now, "Europe/Paris") - timedelta(days=1), "Europe/Paris"), moment=now)
    db.close()
    return tmp_path


def start(folder: Path, *program: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, *program, "once", "--config", str(folder / "config.yaml")],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def configure(folder: Path, port: int) -> None:
    mail = {"host": "127.0.0.1", "port": port, "tls": "none", "from": "monitor@example.org"}
    mail_and_whom = {**mail, "recipients": [{"to": "ann@example.org"}]}
    text = (
        f"database: monitor.db\nhealth: {{min_free_mb: 1}}\nread: {{workers: 1}}\nmail: {json.dumps(mail_and_whom)}\n"
    )
    (folder / "config.yaml").write_text(text, encoding="utf-8")


def states(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "monitor.db")) as db:
        return [state for (state,) in db.execute("SELECT state FROM dispatches")]


@pytest.mark.parametrize(
    ("step", "found", "afterwards", "arrived"),
    [
        ("recipient", "planned", "sent", 1),  # nothing had been said: it goes out with the next run
        ("words", "sending", "unsure", 1),  # the server has it and we never heard
        ("record", "sending", "unsure", 1),  # we heard, and could not write it down
    ],
)
def test_killed_while_sending_nothing_goes_out_twice(
    folder: Path, step: str, found: str, afterwards: str, arrived: int
) -> None:
    box = Assassin(at=step)
    with smtp_support.serving(box, None, login=False) as port:
        configure(folder, port)
        victim = start(folder, *(("-c", DYING_BEFORE_THE_RECORD) if step == "record" else ("-m", "pipeline")))
        box.pid = victim.pid
        assert victim.wait(PATIENCE) == -signal.SIGKILL
        assert states(folder) == [found]
        assert start(folder, "-m", "pipeline").wait(PATIENCE) == 0
        assert states(folder) == [afterwards]
        db = open_database(folder / "monitor.db")
        later = utc_now() + timedelta(days=2)
        assert list(deliver_of(settings_of(folder / "config.yaml"), db, lambda: True)(later)) == []
        db.close()
    assert [recipient for recipient, _ in box.arrived] == ["ann@example.org"] * arrived
