"""The daemon's ticks: what is done how often, and the record of what came of it."""

from __future__ import annotations

import logging
import os
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from pipeline.core import checkup
from pipeline.core.secrets import masked
from pipeline.errors import PipelineError
from pipeline.model import Run
from pipeline.shell import log
from pipeline.shell.clock import utc_now
from pipeline.shell.following import LogFollower, follow
from pipeline.shell.guard import DiskGuard
from pipeline.shell.vitals import Vitals
from pipeline.shell.wiring import Plant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

E = TypeVar("E")

EVERY: Final = {
    "poll": 15,
    "read": 5,
    "group": 10,
    "revisit": 60,
    "report": 60,
    "deliver": 20,
    "maintenance": 3600,
    "wal": 300,
    "beat": 15,
}  # seconds
LARGE_WAL: Final = 256 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Ticks:
    """What each tick does; never raises, because a tick that fails must come again."""

    running: Plant
    vitals: Vitals
    guard: DiskGuard
    logger: logging.Logger

    def scheduler(self) -> BackgroundScheduler:
        """A scheduler of all the ticks, the first of each at once; not started yet."""
        scheduler = BackgroundScheduler(
            timezone="UTC",
            executors={"default": ThreadPoolExecutor(max_workers=len(EVERY))},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        for name, seconds in EVERY.items():
            scheduler.add_job(self.tick, "interval", (name,), seconds=seconds, id=name, next_run_time=utc_now())
        return scheduler

    def tick(self, name: str) -> None:
        """Does what is due of `name`, and keeps the record."""
        self.vitals.began(name, time.monotonic())
        started = utc_now()
        try:
            done = self._work(name)()
        except PipelineError as error:
            self.logger.error(log.line("run", job=name, error=str(error)))  # noqa: TRY400  (expected: no traceback)
            done = Run(job=name, started_at=started, finished_at=utc_now(), error=masked(str(error)))
        except Exception as error:
            # A defect: kept in the record with its traceback in the log, and the next tick goes on.
            self.logger.exception(log.line("run", job=name, outcome="defect"))
            done = Run(job=name, started_at=started, finished_at=utc_now(), error=masked(repr(error)))
        finally:
            self.vitals.ended(name, time.monotonic())
        if done.counts or done.error:
            self._record(done)

    def _work(self, name: str) -> Callable[[], Run]:
        return {
            "poll": self._poll,
            "read": self._read,
            "group": self._group,
            "revisit": self._revisit,
            "report": self._report,
            "deliver": self._deliver,
            "maintenance": self._maintain,
            "wal": self._empty_wal,
            "beat": self._beat,
        }[name]

    def _poll(self) -> Run:
        self.running.database.ready()
        events = self._while_there_is_room(self.running.poll(utc_now()))
        return follow("poll", self._noted("poll", events), LogFollower(self.logger))

    def _read(self) -> Run:
        events = self._while_there_is_room(self.running.read(utc_now()))
        return follow("read", self._noted("read", events), LogFollower(self.logger))

    def _group(self) -> Run:
        events = self._while_there_is_room(self.running.group())
        return follow("group", self._noted("group", events), LogFollower(self.logger))

    def _revisit(self) -> Run:
        events = self._while_there_is_room(self.running.revisit(utc_now()))
        return follow("revisit", self._noted("revisit", events), LogFollower(self.logger))

    def _report(self) -> Run:
        return follow("report", self._noted("report", self.running.report(utc_now())), LogFollower(self.logger))

    def _deliver(self) -> Run:
        return follow("deliver", self._noted("deliver", self.running.deliver(utc_now())), LogFollower(self.logger))

    def _maintain(self) -> Run:
        started = utc_now()
        counts = self.running.maintain(started)
        return Run(job="maintenance", started_at=started, counts=counts, finished_at=utc_now())

    def _empty_wal(self) -> Run:
        started = utc_now()
        kept = self.running.database.checkpoint()
        verdict = checkup.wal(self.running.database.wal_bytes(), LARGE_WAL)
        if verdict.verdict is not checkup.Verdict.FINE:
            self.logger.warning(log.line("wal", size=verdict.detail, pages_kept=kept, remedy=verdict.remedy))
        return Run(job="wal", started_at=started, finished_at=utc_now())

    def _beat(self) -> Run:
        started = utc_now()
        doing = "paused: too little disk space" if self.guard.is_low else "running"
        self.running.ledger.beat(os.getpid(), socket.gethostname(), doing, started)
        self.vitals.wrote(time.monotonic())
        return Run(job="beat", started_at=started, finished_at=utc_now())

    def _noted(self, name: str, events: Iterator[E]) -> Iterator[E]:
        for event in events:
            self.vitals.progressed(name, time.monotonic())
            yield event

    def _while_there_is_room(self, events: Iterator[E]) -> Iterator[E]:
        # Ending early ends the job's own generator with it, which puts back what it had taken.
        if self.guard.look():
            return
        for event in events:
            yield event
            if self.guard.look():
                return

    def _record(self, done: Run) -> None:
        self.vitals.count(done)
        seconds = (done.finished_at - done.started_at).total_seconds()
        self.logger.info(log.line("run", job=done.job, seconds=f"{seconds:.1f}", error=done.error, **dict(done.counts)))
        try:
            self.running.ledger.record(done)
        except PipelineError as error:
            said = f"could not be recorded: {error}"
            self.logger.error(log.line("run", job=done.job, error=said))  # noqa: TRY400  (expected: no traceback)
