"""The daemon's own vital signs: which ticks came when, what came of them, and whether something hangs.

All times are readings of a monotonic clock, in seconds: a clock that is set must not look like a daemon that hangs.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.model import Run

# No single poll, page or digest takes so long: its request, its worker and its host's patience are all bounded.
STALLED_AFTER: Final = 900.0
LATE_AFTER: Final = 60.0  # beyond a tick's own interval
STALE_AFTER: Final = 60.0  # since the database last took a write; four heartbeats


@dataclass(slots=True)
class _Sign:
    every: float
    seen: float
    runs_under_way: int = 0


class Vitals:
    """Fed by the ticks' threads, asked by the watchdog and the pages."""

    def __init__(self, every: Mapping[str, float], now: float) -> None:
        """Everything counts as seen at `now`; `every` gives each tick's interval in seconds."""
        self._lock = threading.Lock()
        self._signs = {name: _Sign(every=seconds, seen=now) for name, seconds in every.items()}
        self._written = now
        self._outcomes: Counter[tuple[str, str]] = Counter()
        self._runs: Counter[tuple[str, str]] = Counter()

    def began(self, tick: str, now: float) -> None:
        """A tick's work has begun."""
        with self._lock:
            self._signs[tick].runs_under_way += 1
            self._signs[tick].seen = now

    def progressed(self, tick: str, now: float) -> None:
        """A tick's work has finished one more thing."""
        with self._lock:
            self._signs[tick].seen = now

    def ended(self, tick: str, now: float) -> None:
        """A tick's work has ended, well or not."""
        with self._lock:
            self._signs[tick].runs_under_way -= 1
            self._signs[tick].seen = now

    def wrote(self, now: float) -> None:
        """The database took a write."""
        with self._lock:
            self._written = now

    def count(self, run: Run) -> None:
        """Adds a run to the counts since the start."""
        with self._lock:
            self._runs[run.job, "failed" if run.error else "ok"] += 1
            for outcome, number in run.counts:
                self._outcomes[run.job, outcome] += number

    def late(self, now: float) -> tuple[str, ...]:
        """Ticks that are idle and should have come by now: the scheduler sleeps, or believes in another time."""
        with self._lock:
            return tuple(
                name
                for name, sign in self._signs.items()
                if not sign.runs_under_way and now - sign.seen > sign.every + LATE_AFTER
            )

    def stalled(self, now: float) -> tuple[str, ...]:
        """Ticks at work that have finished nothing for longer than anything may take."""
        with self._lock:
            return tuple(
                name
                for name, sign in self._signs.items()
                if sign.runs_under_way and now - sign.seen > max(STALLED_AFTER, sign.every)
            )

    def complaints(self, now: float) -> tuple[str, ...]:
        """What is wrong, in words; empty when all is well."""
        found = [f"no tick of {name} when it was due" for name in self.late(now)]
        found += [f"{name} hangs" for name in self.stalled(now)]
        with self._lock:
            unwritten = now - self._written
        if unwritten > STALE_AFTER:
            found.append(f"the database has taken no write for {unwritten:.0f} s")
        return tuple(found)

    def outcomes(self) -> tuple[tuple[str, str, int], ...]:
        """(job, outcome, how many) since the start, sorted."""
        with self._lock:
            return tuple(sorted((job, outcome, count) for (job, outcome), count in self._outcomes.items()))

    def runs(self) -> tuple[tuple[str, str, int], ...]:
        """(job, "ok" or "failed", how many) since the start, sorted."""
        with self._lock:
            return tuple(sorted((job, ended, count) for (job, ended), count in self._runs.items()))
