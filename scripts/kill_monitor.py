"""A monitor at work in a folder of its own, to be killed and started again."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Final

from demo import content, run

ROOT: Final = Path(__file__).parent.parent
PARIS_CALL: Final = (sys.executable, "-m", "pipeline")
PATIENCE: Final = 120.0  # seconds; a bound, never an expectation
_HOST_GAP: Final = "350ms"  # slows the reading down, so that there is something to interrupt

# Several daemons share this machine, and one of the tests a disk of a few megabytes.
_HEALTH: Final = """
health:
  listen: ""
  min_free_mb: 0
"""
_MAIL: Final = """
mail:
  host: 127.0.0.1
  port: {port}
  tls: none
  from: monitor@monitor.example
  recipients:
    - {{to: "ann@{name}.example", alerts: true}}
    - {{to: "bob@{name}.example", editions: [], alerts: true}}
alerts:
  per_hour: 60
"""


class Monitor:
    """One folder with a configuration and a database, and the process that is at work in it.

    What its processes say is appended to the file `log`, in the folder if not told otherwise.
    """

    def __init__(self, folder: Path, address: str, log: Path | None = None) -> None:
        self.folder = folder
        self.log = log or folder / "log.txt"
        run.prepare(folder, content.load(), address)
        config = folder / run.CONFIG
        slowed = re.sub(r"host_gap: \S+", f"host_gap: {_HOST_GAP}", config.read_text(encoding="utf-8"))
        config.write_text(slowed + _HEALTH, encoding="utf-8")
        self.log.touch()

    def tell_people(self, port: int) -> None:
        """Has it send digests and alerts by the mail server at `port`, to people of its own."""
        with (self.folder / run.CONFIG).open("a", encoding="utf-8") as config:
            config.write(_MAIL.format(port=port, name=self.folder.name))

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Starts a command of `paris-call`."""
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603  (our own program)
                (*PARIS_CALL, *command, "--config", str(self.folder / run.CONFIG)),
                cwd=ROOT,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def work(self, *command: str) -> None:
        """Runs a command to its end.

        Raises:
            subprocess.CalledProcessError: it failed.
        """
        process = self.start(*command)
        if process.wait(PATIENCE):
            raise subprocess.CalledProcessError(process.returncode, command)

    def told(self) -> bytes:
        """All that its processes have logged."""
        return self.log.read_bytes()

    def written(self) -> int:
        """Rows that jobs have written so far; grows with every outcome."""
        return self._number("SELECT (SELECT count(*) FROM polls) + (SELECT total(attempts) FROM pages)")

    def announced(self) -> int:
        """Steps of telling people so far: periods planned, kept and delivered, messages begun and ended."""
        return self._number(
            """SELECT (SELECT count(*) + count(packed) FROM digests) + (SELECT count(*) FROM deliveries)
               + (SELECT count(*) + count(sent_at) + total(attempts) FROM dispatches)"""
        )

    def is_done(self) -> bool:
        """Whether nothing waits in the queue, and something has."""
        return self._number("SELECT count(*) > 0 AND sum(state != 'done') = 0 FROM pages") == 1

    def _number(self, sql: str) -> int:
        try:
            with closing(sqlite3.connect(f"file:{self.folder}/monitor.db?mode=ro", uri=True, timeout=30)) as db:
                return int(db.execute(sql).fetchone()[0] or 0)
        except sqlite3.OperationalError:  # the first process has not made the file or its tables yet
            return 0
