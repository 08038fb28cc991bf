"""The daemon: APScheduler ticks, the database says what is due.

Nothing durable lives in the scheduler. A tick that finds nothing due costs one query; a tick missed costs nothing,
because the next one finds the same work.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from pipeline.errors import PipelineError
from pipeline.model import Run
from pipeline.shell import log
from pipeline.shell.clock import utc_now
from pipeline.shell.following import LogFollower, follow
from pipeline.shell.wiring import plant

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable, Iterator

    from pipeline.shell.settings import Settings
    from pipeline.shell.wiring import Plant

# What is in flight may finish: together under the 30 s that service managers allow.
GRACE_SECONDS = 15.0  # for requests under way and for hosts whose turn is near
CLOSING_SECONDS = 10.0  # for what the closed network leaves to be stored

_POLL_EVERY = 15
_READ_EVERY = 5
_REPORT_EVERY = 60
_BEAT_EVERY = 15
_MAINTAIN_EVERY = 3600


def run(settings: Settings) -> None:
    """Runs until SIGTERM or SIGINT; then lets work in flight finish and returns. A second signal exits at once.

    Raises:
        ConfigError: feeds.txt or the watchlist has mistakes.
        BusyError: another process works on this database.
        StoreError: the database refuses.
    """
    logger = log.set_up()
    stop = threading.Event()
    with _signals(stop, logger), plant(settings, utc_now(), stop) as running:
        logger.info(log.line("start", pid=os.getpid(), database=settings.database, feeds=len(running.feeds.feeds())))
        ticker = _ticker(running, logger)
        ticker.start()
        stop.wait()
        logger.info(log.line("drain", seconds=f"{GRACE_SECONDS + CLOSING_SECONDS:.0f}"))
        _drain(ticker, running, logger)
    logger.info(log.line("stop", pid=os.getpid()))


def _ticker(running: Plant, logger: logging.Logger) -> BackgroundScheduler:
    follower = LogFollower(logger)
    ticker = BackgroundScheduler(
        timezone="UTC",
        executors={"default": ThreadPoolExecutor(max_workers=5)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    jobs: tuple[tuple[str, int, Callable[[], Run]], ...] = (
        ("poll", _POLL_EVERY, lambda: follow("poll", running.poll(utc_now()), follower)),
        ("read", _READ_EVERY, lambda: follow("read", running.read(utc_now()), follower)),
        ("report", _REPORT_EVERY, lambda: follow("report", running.report(utc_now()), follower)),
        ("maintenance", _MAINTAIN_EVERY, lambda: _maintenance(running)),
    )
    for name, seconds, work in jobs:
        ticker.add_job(
            _one_run, "interval", (name, work, running, logger), seconds=seconds, id=name, next_run_time=utc_now()
        )
    ticker.add_job(_beat, "interval", (running, logger), seconds=_BEAT_EVERY, id="beat", next_run_time=utc_now())
    return ticker


def _one_run(name: str, work: Callable[[], Run], running: Plant, logger: logging.Logger) -> None:
    started = utc_now()
    try:
        done = work()
    except PipelineError as error:
        logger.error(log.line("run", job=name, error=str(error)))  # noqa: TRY400  (expected: no traceback)
        done = Run(job=name, started_at=started, finished_at=utc_now(), error=str(error))
    except Exception as error:
        # A defect: kept in the record with its traceback in the log, and the next tick goes on.
        logger.exception(log.line("run", job=name, outcome="defect"))
        done = Run(job=name, started_at=started, finished_at=utc_now(), error=repr(error))
    if done.counts or done.error:
        _record(done, running, logger)


def _record(done: Run, running: Plant, logger: logging.Logger) -> None:
    seconds = (done.finished_at - done.started_at).total_seconds()
    logger.info(log.line("run", job=done.job, seconds=f"{seconds:.1f}", error=done.error, **dict(done.counts)))
    try:
        running.ledger.record(done)
    except PipelineError as error:
        logger.error(log.line("run", job=done.job, error=f"could not be recorded: {error}"))  # noqa: TRY400  (expected)


def _maintenance(running: Plant) -> Run:
    started = utc_now()
    return Run(job="maintenance", started_at=started, counts=running.maintain(started), finished_at=utc_now())


def _beat(running: Plant, logger: logging.Logger) -> None:
    try:
        running.ledger.beat(os.getpid(), socket.gethostname(), "running", utc_now())
    except PipelineError as error:
        logger.error(log.line("heartbeat", error=str(error)))  # noqa: TRY400  (expected)


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
