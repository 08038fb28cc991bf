"""The daemon: APScheduler ticks, the database says what is due, and the main thread minds the ticks.

Nothing durable lives in the scheduler. A tick that finds nothing due costs one query; a tick missed costs nothing,
because the next one finds the same work.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.adapters import systemd
from pipeline.adapters.sqlite.database import has_wal_reset_bug, sqlite_release, sqlite_version
from pipeline.adapters.systemd import Notice
from pipeline.shell import log
from pipeline.shell.clock import utc_now
from pipeline.shell.guard import DiskGuard
from pipeline.shell.health import HealthPages, showing
from pipeline.shell.memory import keep_flat
from pipeline.shell.ticking import EVERY, Ticks
from pipeline.shell.vitals import Vitals
from pipeline.shell.wiring import plant

if TYPE_CHECKING:
    import logging
    from collections.abc import Iterator

    from apscheduler.schedulers.background import BackgroundScheduler

    from pipeline.shell.settings import Settings
    from pipeline.shell.wiring import Plant

# What is in flight may finish: together under the 30 s that service managers allow.
GRACE_SECONDS = 15.0  # for requests under way and for hosts whose turn is near
CLOSING_SECONDS = 10.0  # for what the closed network leaves to be stored

_MIND_EVERY = 5.0


def run(settings: Settings) -> None:
    """Runs until SIGTERM or SIGINT; then lets work in flight finish and returns. A second signal exits at once.

    Raises:
        ConfigError: feeds.txt or the watchlist has mistakes.
        BusyError: another process works on this database.
        StoreError: the database refuses.
    """
    keep_flat()
    logger = log.set_up()
    stop = threading.Event()
    with _signals(stop, logger), plant(settings, utc_now(), stop) as running:
        vitals = Vitals(EVERY, time.monotonic())
        guard = DiskGuard(settings.database.parent, settings.config.health.min_free_mb * 1_000_000, logger)
        pages = HealthPages(
            database=settings.database,
            vitals=vitals,
            guard=guard,
            workers=running.workers,
            started_at=utc_now(),
        )
        with showing(settings.config.health.listen, pages, logger):
            feeds = len(running.feeds.feeds())
            logger.info(log.line("start", pid=os.getpid(), database=settings.database, feeds=feeds))
            _warn_of_sqlite(logger)
            ticker = Ticks(running, vitals, guard, logger).scheduler()
            ticker.start()
            systemd.notify(Notice.READY, f"watching {feeds} feeds")
            while not stop.wait(_MIND_EVERY):
                _mind(ticker, vitals, logger)
            systemd.notify(Notice.STOPPING)
            logger.info(log.line("drain", seconds=f"{GRACE_SECONDS + CLOSING_SECONDS:.0f}"))
            _drain(ticker, running, logger)
    logger.info(log.line("stop", pid=os.getpid()))


def _warn_of_sqlite(logger: logging.Logger) -> None:
    if has_wal_reset_bug(sqlite_version()):
        version = sqlite_release()
        logger.warning(
            log.line(
                "sqlite",
                version=version,
                problem="can corrupt the database when two programs write at once",
                remedy="install pysqlite3 0.6.1 or later, or a Python with SQLite 3.51.3 or later",
            )
        )


def _mind(ticker: BackgroundScheduler, vitals: Vitals, logger: logging.Logger) -> None:
    now = time.monotonic()
    late, stalled = vitals.late(now), vitals.stalled(now)
    for name in late:
        # The scheduler sleeps until a time of day. A clock set back makes that a long sleep.
        logger.warning(log.line("tick", job=name, outcome="overdue", remedy="done now; was the clock set back?"))
        ticker.modify_job(name, next_run_time=utc_now())
    for name in stalled:
        logger.error(log.line("tick", job=name, outcome="hangs"))
    # A restart cures a hang, not a database that another program has locked: that one only shows in /healthz.
    if not late and not stalled:
        systemd.notify(Notice.ALIVE)


def _drain(ticker: BackgroundScheduler, running: Plant, logger: logging.Logger) -> None:
    finisher = threading.Thread(target=ticker.shutdown, kwargs={"wait": True}, name="drain", daemon=True)
    finisher.start()
    finisher.join(GRACE_SECONDS)
    running.fetcher.close()
    finisher.join(CLOSING_SECONDS)
    if finisher.is_alive():
        # Somebody's server outlasts our patience. Everything stored is whole; what was leased is read again.
        logger.warning(log.line("drain", outcome="cut short"))
        running.workers.kill()
        running.pages.release()
        running.revisits.release()
        running.ledger.remember(running.fetcher.closures())
        running.database.checkpoint()
        os._exit(0)


@contextmanager
def _signals(stop: threading.Event, logger: logging.Logger) -> Iterator[None]:
    def on_signal(number: int, _frame: object) -> None:
        if stop.is_set():
            os._exit(1)
        logger.info(log.line("signal", name=signal.Signals(number).name))
        stop.set()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
