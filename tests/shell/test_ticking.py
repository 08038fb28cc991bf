"""Ticks that fail come again, and a full disk stops the intake and nothing else."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from demo import content, newsroom, run
from pipeline.adapters.sqlite.database import open_database
from pipeline.errors import StoreError
from pipeline.shell.clock import utc_now
from pipeline.shell.guard import DiskGuard
from pipeline.shell.settings import settings_of
from pipeline.shell.ticking import EVERY, Ticks
from pipeline.shell.vitals import Vitals
from pipeline.shell.wiring import Plant, plant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

LOGGER = logging.getLogger("ticking-test")
ENOUGH = 10**9


class MeasuredDisk(DiskGuard):
    """Free space as told, and after so many looks none."""

    looks_left = 10**9

    def free(self) -> int:
        self.looks_left -= 1
        return ENOUGH if self.looks_left >= 0 else 0


@dataclass(frozen=True)
class Bench:
    room: newsroom.Newsroom
    ticks: Ticks
    disk: MeasuredDisk
    database: Path

    def count(self, sql: str) -> int:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as db:
            return int(db.execute(sql).fetchone()[0])


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    room = newsroom.Newsroom(content.load())
    room.now = content.OPENING.replace(day=13)
    with newsroom.listening(room) as address:
        folder = tmp_path / "monitor"
        run.prepare(folder, content.load(), address)
        settings = settings_of(folder / "config.yaml")
        with plant(settings, utc_now(), threading.Event()) as running:
            disk = MeasuredDisk(folder, ENOUGH, LOGGER)
            ticks = Ticks(running, Vitals(EVERY, time.monotonic()), disk, LOGGER)
            yield Bench(room, ticks, disk, settings.database)


def test_a_full_disk_stops_the_intake_until_there_is_room_and_loses_nothing(bench: Bench) -> None:
    bench.disk.looks_left = 0
    bench.ticks.tick("poll")
    bench.ticks.tick("beat")
    assert bench.room.visits == []
    assert bench.count("SELECT count(*) FROM heartbeat WHERE doing LIKE 'paused%'") == 1

    bench.disk.looks_left = 10**9
    bench.ticks.tick("poll")
    pages = bench.count("SELECT count(*) FROM pages WHERE state = 'queued'")
    assert pages > 20

    bench.disk.looks_left = 4  # the disk fills while pages are being read
    bench.ticks.tick("read")
    done = bench.count("SELECT count(*) FROM pages WHERE state = 'done'")
    assert 1 <= done < pages  # what finishes at the same time is stored together, and looked at after
    assert bench.count("SELECT count(*) FROM pages WHERE state = 'queued' AND attempts = 0") == pages - done

    bench.disk.looks_left = 10**9
    bench.ticks.tick("read")
    assert bench.count("SELECT count(*) FROM entries WHERE outcome IS NULL") == 0
    assert bench.count("SELECT count(*) FROM articles") == bench.count("SELECT count(DISTINCT url) FROM articles")
    assert bench.ticks.vitals.complaints(time.monotonic()) == ()


def failing(error: Exception) -> object:
    def job(_now: datetime) -> Iterator[object]:
        raise error

    return job


def with_poll(running: Plant, job: object) -> Plant:
    return replace(running, poll=job)  # type: ignore[arg-type]  # (a job that only fails)


@pytest.mark.parametrize(
    "error", [StoreError("disk full at https://me:hunter2@x.example/"), ZeroDivisionError("https://me:hunter2@x/")]
)
def test_a_tick_that_fails_is_recorded_without_secrets_and_comes_again(bench: Bench, error: Exception) -> None:
    ticks = replace(bench.ticks, running=with_poll(bench.ticks.running, failing(error)))
    ticks.tick("poll")
    ticks.tick("poll")
    assert ticks.vitals.runs() == (("poll", "failed", 2),)
    assert bench.count("SELECT count(*) FROM runs WHERE job = 'poll' AND error LIKE '%***@x%'") == 2
    assert ticks.vitals.stalled(time.monotonic() + 10**6) == ()


def test_the_log_of_writes_is_emptied_by_its_own_tick(bench: Bench) -> None:
    bench.ticks.tick("beat")
    assert bench.ticks.running.database.wal_bytes() > 0
    bench.ticks.tick("wal")
    assert bench.ticks.running.database.wal_bytes() == 0
    assert bench.count("SELECT count(*) FROM runs") == 0  # a tick with nothing to tell leaves no record


def test_while_another_program_holds_the_database_no_feed_is_asked_for_what_could_not_be_stored(bench: Bench) -> None:
    database = bench.ticks.running.database
    other = open_database(bench.database)
    other.execute("BEGIN IMMEDIATE")
    database.rows("PRAGMA busy_timeout=50")
    bench.ticks.tick("poll")
    assert bench.room.visits == []
    other.execute("ROLLBACK")
    bench.ticks.tick("poll")
    assert bench.room.visits != []
    other.close()


def test_every_tick_is_known_to_the_scheduler(bench: Bench) -> None:
    scheduler = bench.ticks.scheduler()
    assert {job.id for job in scheduler.get_jobs()} == set(EVERY)
    for name in EVERY:
        assert callable(bench.ticks._work(name))
