"""What the daemon shows of itself on loopback: /healthz for supervisors, /metrics for Prometheus."""

from __future__ import annotations

import contextlib
import os
import platform
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from datetime import time as clock_time
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipeline.adapters import loopback
from pipeline.adapters.loopback import Answer
from pipeline.adapters.sqlite.archive import Archive
from pipeline.adapters.sqlite.database import open_readonly, sqlite_release
from pipeline.core.rendering.metrics import CONTENT_TYPE, Metric, MetricKind, Sample, exposition, gauge, gauges
from pipeline.errors import StoreError
from pipeline.shell import log
from pipeline.shell.clock import utc_now
from pipeline.shell.guard import DiskGuard
from pipeline.shell.values import listen_address
from pipeline.shell.vitals import Vitals
from pipeline.shell.wiring import WorkerPool

if TYPE_CHECKING:
    import logging
    from collections.abc import Iterator

    from pipeline.model import Status

_TEXT: Final = "text/plain; charset=utf-8"
_PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class HealthPages:
    """The two pages; each call answers for this moment."""

    database: Path
    vitals: Vitals
    guard: DiskGuard
    workers: WorkerPool
    started_at: datetime

    def healthz(self) -> Answer:
        """200 when all is well, 503 with the reasons when not. A pause for want of disk space is no ill health."""
        complaints = self.vitals.complaints(time.monotonic())
        if complaints:
            return Answer(HTTPStatus.SERVICE_UNAVAILABLE, _TEXT, "\n".join(complaints) + "\n")
        return Answer(HTTPStatus.OK, _TEXT, "paused: too little disk space\n" if self.guard.is_low else "ok\n")

    def metrics(self) -> Answer:
        """Everything countable; what the database holds is left out while it cannot be read."""
        found = [*_own(self.vitals, self.guard, self.started_at)]
        told = "Tasks that a reading process died of, hung on or failed at, since the daemon started."
        losses = tuple(Sample(count, (("kind", kind),)) for kind, count in self.workers.losses())
        found.append(Metric("paris_call_worker_losses_total", MetricKind.COUNTER, told, losses))
        # Its own connection: it must not wait for a writer of ours, nor hold one up.
        with contextlib.suppress(StoreError):
            db = open_readonly(self.database)
            try:
                found += _stored(Archive(db).status(utc_now()))
            finally:
                db.close()
        return Answer(HTTPStatus.OK, CONTENT_TYPE, exposition(found))


@contextlib.contextmanager
def showing(listen: str, pages: HealthPages, logger: logging.Logger) -> Iterator[None]:
    """Serves the pages at `listen` until the block ends, if that is wanted and possible.

    A taken port is said and borne: the news matters more than their supervision, and a supervisor that gets no answer
    raises the alarm by itself.
    """
    with contextlib.ExitStack() as stack:
        if listen:
            host, port = listen_address(listen)
            try:
                port = stack.enter_context(
                    loopback.serving(host, port, {"/healthz": pages.healthz, "/metrics": pages.metrics})
                )
            except OSError as error:
                logger.warning(log.line("health", listen=listen, error=f"cannot listen: {error.strerror}"))
            else:
                logger.info(log.line("health", listen=f"{host}:{port}"))
        yield


def _own(vitals: Vitals, guard: DiskGuard, started_at: datetime) -> Iterator[Metric]:
    sqlite = sqlite_release()
    about = (("version", version("paris-call-monitor")), ("python", platform.python_version()), ("sqlite", sqlite))
    yield Metric("paris_call_build_info", MetricKind.GAUGE, "What is running; always 1.", (Sample(1, about),))
    well = not vitals.complaints(time.monotonic())
    yield gauge("paris_call_healthy", "1 when /healthz says so.", int(well))
    yield gauge("paris_call_paused", "1 while polling and reading pause for want of disk space.", int(guard.is_low))
    yield gauge("paris_call_disk_free_bytes", "Free space beside the database.", guard.free())
    yield Metric(
        "paris_call_outcomes_total",
        MetricKind.COUNTER,
        "Polls, pages and digests by how they ended, since the daemon started.",
        tuple(Sample(count, (("job", job), ("outcome", outcome))) for job, outcome, count in vitals.outcomes()),
    )
    yield Metric(
        "paris_call_runs_total",
        MetricKind.COUNTER,
        "Runs of each job that found something to do, since the daemon started.",
        tuple(Sample(count, (("job", job), ("ended", ended))) for job, ended, count in vitals.runs()),
    )
    yield gauge("process_start_time_seconds", "When the daemon started, Unix time.", started_at.timestamp())
    # Only Linux tells these two.
    with contextlib.suppress(OSError):
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
        yield gauge("process_resident_memory_bytes", "Memory of the daemon, its workers not counted.", _bytes(pages))
        yield gauge("process_open_fds", "Open files and sockets.", len(os.listdir("/proc/self/fd")))  # noqa: PTH208  (names suffice)


def _bytes(pages: str) -> int:
    return int(pages) * _PAGE_BYTES


def _stored(status: Status) -> Iterator[Metric]:
    yield gauges("paris_call_feeds", "Feeds by state.", "state", status.feeds)
    yield gauge("paris_call_feeds_due", "Feeds that should be polled now.", status.feeds_due)
    yield gauges(
        "paris_call_entries", "Entries by outcome; pending ones wait for their page.", "outcome", status.entries
    )
    yield gauges("paris_call_articles", "Articles by tier.", "tier", status.articles)
    yield gauge("paris_call_pages_due", "Pages that should be read now.", status.pages_due)
    yield gauge("paris_call_pages_waiting", "Pages waiting for a later try.", status.pages_waiting)
    yield gauge("paris_call_database_bytes", "Size of the database file.", status.file_bytes)
    yield gauge("paris_call_wal_bytes", "Size of its write-ahead log.", status.wal_bytes)
    yield gauges("paris_call_dispatches", "Mail and push by state.", "state", status.dispatches)
    if status.last_seen is not None:
        told = "When an entry last came, Unix time."
        yield gauge("paris_call_last_entry_timestamp_seconds", told, status.last_seen.timestamp())
    if status.last_digest is not None:
        day = datetime.combine(status.last_digest, clock_time(), UTC)
        told = "The day of the latest digest, as the Unix time of its midnight UTC."
        yield gauge("paris_call_last_digest_timestamp_seconds", told, day.timestamp())
    if status.heartbeat is not None:
        told = "The daemon's latest sign of life in the database, Unix time."
        yield gauge("paris_call_heartbeat_timestamp_seconds", told, status.heartbeat.beat_at.timestamp())
