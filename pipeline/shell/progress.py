"""Progress on a terminal; log lines anywhere else."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

from pipeline.core.secrets import masked
from pipeline.core.stories.grouping import Grouped
from pipeline.jobs.dispatch import Dispatched
from pipeline.jobs.poll import Polled
from pipeline.jobs.read import PageRead
from pipeline.jobs.revisit import Revisited
from pipeline.shell import log
from pipeline.shell.following import LogFollower

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from rich.progress import Progress, TaskID

    from pipeline.shell.following import Event, Follower
    from pipeline.shell.wiring import Plant


class _Bars:
    def __init__(self, bars: Progress, running: Plant, now: datetime) -> None:
        self._bars = bars
        self._running = running
        self._poll: TaskID = bars.add_task("polling feeds", total=len(running.feeds.due(now)), note="")
        self._read: TaskID | None = None
        self._revisit: TaskID | None = None
        self._group: TaskID | None = None
        self._now = now
        self._new = self._flagged = self._failed = self._done = 0
        self._looks = self._changed = self._grouped = self._copies = 0

    def saw(self, event: Event) -> None:
        """Moves the bar of the job the event belongs to."""
        match event:
            case Polled(poll=poll):
                self._new += poll.new
                self._failed += poll.outcome == "failed"
                self._bars.update(self._poll, advance=1, note=f"{self._new} new items, {self._failed} failed")
            case PageRead(outcome=outcome):
                if self._read is None:
                    self._read = self._bars.add_task("reading pages", total=None, note="")
                self._done += 1
                self._flagged += outcome == "matched"
                total = self._done + self._running.pages.unfinished()
                self._bars.update(self._read, advance=1, total=total, note=f"{self._flagged} flagged")
            case Revisited(outcome=outcome):
                if self._revisit is None:
                    self._revisit = self._bars.add_task("looking again", total=None, note="")
                self._looks += 1
                self._changed += outcome in {"edited", "withdrawn", "restored"}
                total = self._looks + self._running.revisits.unfinished(self._now)
                self._bars.update(self._revisit, advance=1, total=total, note=f"{self._changed} changed")
            case Grouped(outcome=outcome):
                if self._group is None:
                    self._group = self._bars.add_task("grouping", total=None, note="")
                self._grouped += 1
                self._copies += outcome == "joined"
                total = self._grouped + self._running.group.store.waiting()
                self._bars.update(self._group, advance=1, total=total, note=f"{self._copies} in stories of several")
            case Dispatched(what=what, recipient=recipient, outcome=outcome, why=why):
                told = f"{what} to {recipient}: {outcome}" + (f" ({masked(why)})" if why else "")
                self._bars.console.print(told, highlight=False, markup=False)
            case _:
                self._bars.console.print(f"digest {event.day}: {event.place or event.why}", highlight=False)


@contextlib.contextmanager
def progress(running: Plant, now: datetime) -> Iterator[Follower]:
    """Someone to follow the jobs: bars where a person looks on, log lines where none does."""
    if not sys.stderr.isatty():
        yield LogFollower(log.set_up())
        return
    from rich.console import Console  # noqa: PLC0415  (only where somebody looks on)
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (
        TextColumn("{task.description:<14}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as bars:
        yield _Bars(bars, running, now)
