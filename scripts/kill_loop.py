"""Kills the daemon and its workers at random moments, again and again, then looks for what was lost or doubled.

    python -m scripts.kill_loop [--kills 200] [--seed 1] [--at-a-time 2] [--work DIR]

A newsroom on loopback plays some eighty stories to `paris-call run`. In each round a fresh database meets worker
kills, then kills of the whole daemon, then kills of `once --now` a day later, while it makes the digest; at last it
is left in peace, and its content is compared with that of a run nobody disturbed. Exit code 1 when anything differs.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from demo import content, newsroom, run
from pipeline.adapters.sqlite.functions import add_functions
from pipeline.shell.clock import utc_now
from scripts.processes import readers_of

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).parent.parent
PARIS_CALL: Final = (sys.executable, "-m", "pipeline")
PATIENCE: Final = 120.0  # seconds; a bound, never an expectation
_DOOM: Final = (0.0, 2.5)  # seconds between a process's first outcome and its end
_HOST_GAP: Final = "350ms"  # slows the reading down, so that there is something to interrupt

# Several daemons share this machine, and one of the tests a disk of a few megabytes.
_HEALTH: Final = """
health:
  listen: ""
  min_free_mb: 0
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """How often a round strikes, and whom."""

    workers: int = 3
    daemons: int = 5
    passes: int = 2  # of `once`, a day later, at the digest

    @property
    def kills(self) -> int:
        """All of them."""
        return self.workers + self.daemons + self.passes


@dataclass(frozen=True, slots=True)
class Findings:
    """What one database looks like in the end: `wrong` in words, `content` to be compared."""

    wrong: tuple[str, ...]
    content: frozenset[tuple[object, ...]]


# What must be nought, whatever happened.
_NOUGHT: Final = {
    "entries without an outcome": "SELECT count(*) FROM entries WHERE outcome IS NULL",
    "pages not done": "SELECT count(*) FROM pages WHERE state != 'done'",
    "looks under way": "SELECT count(*) FROM revisits WHERE state = 'leased'",
    "looks given up": "SELECT count(*) FROM revisits WHERE outcome = 'skipped'",
    "revisions of pages that nobody has changed": "SELECT count(*) FROM revisions",
    "flagged articles that nobody looks at again": """SELECT count(*) FROM articles WHERE tier IS NOT NULL
        AND obstacle NOT IN ('gone', 'robots', 'no_link') AND id NOT IN (SELECT article_id FROM revisits)""",
    "articles stored twice": "SELECT count(*) - count(DISTINCT url) FROM articles",
    "entries stored twice": """SELECT count(*) - (SELECT count(*) FROM
        (SELECT DISTINCT feed_id, guid, url_key, title_key FROM entries)) FROM entries""",
    "mentions stored twice": """SELECT count(*) - (SELECT count(*) FROM
        (SELECT DISTINCT article_id, field, start, subject FROM mentions)) FROM mentions""",
    "flagged articles in no digest": """SELECT count(*) FROM articles WHERE tier IS NOT NULL
        AND id NOT IN (SELECT article_id FROM digest_items)""",
    "unflagged articles in a digest": """SELECT count(*) FROM digest_items
        WHERE article_id IN (SELECT id FROM articles WHERE tier IS NULL)""",
    "flagged articles without mentions": """SELECT count(*) FROM articles WHERE tier IS NOT NULL
        AND id NOT IN (SELECT article_id FROM mentions)""",
    "entries that ended well without an article": """SELECT count(*) FROM entries
        WHERE outcome IN ('matched', 'unmatched') AND article_id IS NULL""",
    "pages given up because their reader crashed": "SELECT count(*) FROM articles WHERE obstacle = 'crashed'",
    "digests some sink has not got": """SELECT count(*) FROM digests
        WHERE day NOT IN (SELECT day FROM deliveries)""",
    "polls whose counts do not add up": "SELECT count(*) FROM polls WHERE entries != new + seen",
    "rows that point nowhere": "SELECT count(*) FROM pragma_foreign_key_check",
}
# Which of several addresses of one story comes first is chance, and with it who is the duplicate; that all are there,
# and what was found in them, is not.
_CONTENT: Final = (
    "SELECT 'article', url, title, tier, score, signatories, states, body_quality, obstacle, text_hash FROM articles",
    """SELECT 'mention', a.url, m.field, m.start, m.end, m.subject, m.rule FROM mentions m
       JOIN articles a ON a.id = m.article_id""",
    "SELECT 'entry', f.url, e.guid, e.url_key, e.title_key FROM entries e JOIN feeds f ON f.id = e.feed_id",
    "SELECT 'in a digest', a.url FROM digest_items d JOIN articles a ON a.id = d.article_id",
    "SELECT 'found by its title', a.url FROM articles_fts f JOIN articles a ON a.id = f.rowid",
)


def examine(folder: Path) -> Findings:
    """Looks through the database of a monitor that has stopped."""
    with closing(sqlite3.connect(folder / "monitor.db")) as db:
        add_functions(db)
        wrong = [f"{count} {what}" for what, sql in _NOUGHT.items() if (count := db.execute(sql).fetchone()[0])]
        wrong += [f"integrity_check: {row[0]}" for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        try:
            add_functions(db)
            db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            wrong.append(f"search index: {error}")
        content_of = frozenset(tuple(row) for sql in _CONTENT for row in db.execute(sql))
        days = {str(day) for (day,) in db.execute("SELECT day FROM digests")}
    written = {path.stem for path in (folder / "digests").glob("*.md")}
    if written != days:
        wrong.append(f"digest files {sorted(written)} for days {sorted(days)}")
    leftovers = [path.name for path in (folder / "digests").iterdir() if path.suffix not in {".md", ".html"}]
    if leftovers:
        wrong.append(f"left behind in the folder of digests: {leftovers}")
    if "Traceback" in (folder / "log.txt").read_text(encoding="utf-8"):
        wrong.append("a traceback in the log")
    return Findings(tuple(wrong), content_of)


class Monitor:
    """One folder with a configuration and a database, and the process that is at work in it."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        run.prepare(folder, content.load(), address)
        config = folder / run.CONFIG
        slowed = re.sub(r"host_gap: \S+", f"host_gap: {_HOST_GAP}", config.read_text(encoding="utf-8"))
        config.write_text(slowed + _HEALTH, encoding="utf-8")
        self._log = folder / "log.txt"
        self._log.touch()

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Starts a command of `paris-call`."""
        with self._log.open("ab") as log:
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
        return self._log.read_bytes()

    def written(self) -> int:
        """Rows that jobs have written so far; grows with every outcome."""
        return self._number("SELECT (SELECT count(*) FROM polls) + (SELECT total(attempts) FROM pages)")

    def is_done(self) -> bool:
        """Whether nothing waits in the queue, and something has."""
        return self._number("SELECT count(*) > 0 AND sum(state != 'done') = 0 FROM pages") == 1

    def _number(self, sql: str) -> int:
        try:
            with closing(sqlite3.connect(f"file:{self.folder}/monitor.db?mode=ro", uri=True, timeout=30)) as db:
                return int(db.execute(sql).fetchone()[0] or 0)
        except sqlite3.OperationalError:  # the first process has not made the file or its tables yet
            return 0


def round_of_kills(monitor: Monitor, plan: Plan, chance: random.Random) -> int:
    """Strikes as planned, then lets the monitor finish; returns how many processes were killed.

    Workers come first: each kill of a daemon charges an attempt to all that it had leased, and after the third a
    page whose worker dies is given up, as it should be.
    """
    struck = _strike_workers(monitor, plan.workers, chance)
    for _ in range(plan.daemons):
        struck += _strike(monitor, monitor.start("run"), chance)
    tomorrow = ("--now", (utc_now() + timedelta(hours=36)).isoformat())
    for _ in range(plan.passes):
        struck += _strike(monitor, monitor.start("once", *tomorrow), chance)
    finish(monitor)
    return struck


def finish(monitor: Monitor) -> None:
    """All that is due today, the digest of it tomorrow, and later that of what came late, past midnight or not."""
    moment = utc_now()
    for hours in (0, 36, 84):
        monitor.work("once", "--now", (moment + timedelta(hours=hours)).isoformat())


def _strike(monitor: Monitor, process: subprocess.Popen[bytes], chance: random.Random) -> int:
    """Kills a process some time after it has got to work, or right as it ends."""
    before = monitor.written()
    end = time.monotonic() + PATIENCE
    # Half of the time it is not even let get to work: opening, migrating and recovering must survive that as well.
    if chance.random() < 0.5:  # noqa: PLR2004  (half)
        while process.poll() is None and monitor.written() == before and time.monotonic() < end:
            if monitor.is_done():
                break
            time.sleep(0.02)
    with suppress(subprocess.TimeoutExpired):
        process.wait(chance.uniform(*_DOOM))
    was_alive = process.poll() is None
    process.kill()
    process.wait(PATIENCE)
    return int(was_alive)


def _strike_workers(monitor: Monitor, times: int, chance: random.Random) -> int:
    """Kills workers of a daemon while they read, and what they are forked from; the daemon at the end."""
    process = monitor.start("run")
    struck = 0
    end = time.monotonic() + PATIENCE
    while struck < times and process.poll() is None and time.monotonic() < end:
        time.sleep(chance.uniform(0.2, 1.5))
        # What they are forked from comes first: it is killed along, or spared.
        for worker in tuple(readers_of(process.pid))[chance.randrange(2) :]:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
                struck += 1
    process.kill()
    process.wait(PATIENCE)
    return struck + 1


def undisturbed(folder: Path, address: str) -> Findings:
    """What a monitor finds that nobody kills."""
    monitor = Monitor(folder, address)
    finish(monitor)
    return examine(folder)


def differences(expected: Findings, found: Findings) -> tuple[str, ...]:
    """What is wrong with `found`, in words; the first few rows of each kind."""
    lost, extra = expected.content - found.content, found.content - expected.content
    told = [f"lost: {row}" for row in sorted(lost, key=str)[:5]]
    told += [f"not in the undisturbed run: {row}" for row in sorted(extra, key=str)[:5]]
    return (*found.wrong, *told)


def main() -> int:
    """Runs it; the exit code is 0 when nothing was lost and nothing doubled."""
    options = _options()
    work = Path(options.work or tempfile.mkdtemp(prefix="paris-call-kills-"))
    room = newsroom.Newsroom(content.load(), content.OPENING + timedelta(days=4))
    began = time.monotonic()
    kills = 0
    failures: list[str] = []
    with newsroom.listening(room) as address:
        expected = undisturbed(work / "undisturbed", address)
        print(f"undisturbed: {len(expected.content)} rows, {expected.wrong or 'in order'}", flush=True)
        failures += expected.wrong
        lock = threading.Lock()

        def one(number: int) -> None:
            nonlocal kills
            monitor = Monitor(work / f"round-{number}", address)
            struck = round_of_kills(monitor, Plan(), random.Random(f"{options.seed}/{number}"))  # noqa: S311  (not secret)
            told = differences(expected, examine(monitor.folder))
            with lock:
                kills += struck
                failures.extend(f"round {number}: {line}" for line in told)
                print(f"round {number}: {struck} kills, {kills} so far, {list(told) or 'all there, once'}", flush=True)

        rounds: Sequence[int] = range(-(-options.kills // Plan().kills))
        with ThreadPoolExecutor(options.at_a_time) as crew:
            for _ in crew.map(one, rounds):
                pass
    for line in failures:
        print(line)
    print(f"{kills} kills, {len(failures)} differences, {time.monotonic() - began:.0f} s; databases in {work}")
    return 1 if failures else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--at-a-time", type=int, default=2, help="databases at work at the same time")
    parser.add_argument("--work", help="folder for the databases; a temporary one otherwise")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
