"""What a soak measures, and how it is told."""

from __future__ import annotations

import gc
import os
import resource
import statistics
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scripts.processes import proportional, readers_of, resident

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Sequence

    from pipeline.shell.wiring import Plant
    from scripts.soak_plan import Plan

MAX_GROWTH: Final = 0.05
BARS: Final = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """This process and its workers after one pass; memory in MB."""

    hour: float
    parent: float
    workers: float
    largest_worker: float
    handles: int
    threads: int
    database: float
    entries: int


def sample_of(running: Plant, hour: float) -> Sample:
    """This process and its workers as they are now."""
    gc.collect()
    readers = tuple(readers_of(os.getpid()))
    return Sample(
        hour=hour,
        parent=resident(os.getpid()),
        workers=sum(map(proportional, readers)),
        largest_worker=max(map(resident, readers), default=0.0),
        handles=len(list(Path("/proc/self/fd").iterdir())),
        threads=threading.active_count(),
        database=running.settings.database.stat().st_size / 1e6,
        entries=running.database.number("SELECT count(*) FROM entries"),
    )


_GROWING: Final = ("parent", "largest_worker", "handles", "threads")


def growth(samples: Sequence[Sample], what: str) -> float:
    """How much larger something is in the last tenth than in the second, as a share of the latter; by the median.

    Workers are killed and replaced, so that a median tells how old they happen to be; for them it is how much larger
    the largest of the second half is than the largest of the first.
    """
    tenth, half = max(1, len(samples) // 10), len(samples) // 2
    values = [float(getattr(sample, what)) for sample in samples]
    if what == "largest_worker":
        before, after = max(values[:half]), max(values[half:])
    else:
        before, after = statistics.median(values[tenth : 2 * tenth]), statistics.median(values[-tenth:])
    return (after - before) / before if before else 0.0


def grown(samples: Sequence[Sample]) -> Iterator[str]:
    """What has grown by too much, in words."""
    for what in _GROWING:
        if (share := growth(samples, what)) > MAX_GROWTH:
            yield f"{what} grew by {share:.1%} after the first tenth"


def report(
    plan: Plan, samples: Sequence[Sample], tally: Counter[str], complaints: Sequence[str], seconds: float
) -> str:
    """A soak in words, a table and a few lines of bars."""
    peak = f"peak of the parent {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
    lines = [
        f"{plan.days} virtual days, {plan.hosts} hosts, {len(samples)} passes in one process, {seconds:.0f} s; {peak}",
        "",
        "| day | parent MB | workers MB | handles | threads | database MB | entries |",
        "|---|---|---|---|---|---|---|",
    ]
    count = min(11, len(samples))
    for place in sorted({round(n * (len(samples) - 1) / max(1, count - 1)) for n in range(count)}):
        at = samples[place]
        lines.append(
            f"| {at.hour / 24:.1f} | {at.parent:.1f} | {at.workers:.1f} | {at.handles} | {at.threads} "
            f"| {at.database:.1f} | {at.entries} |"
        )
    lines.append("")
    lines += [
        f"{what:<15} {_plot([getattr(sample, what) for sample in samples])} {growth(samples, what):+.1%}"
        for what in _GROWING
    ]
    lines += ["", "; ".join(f"{count} {outcome}" for outcome, count in sorted(tally.items()))]
    lines += ["", *(f"WRONG: {complaint}" for complaint in complaints)] if complaints else ["", "everything adds up"]
    return "\n".join(lines)


def _plot(values: Sequence[float], width: int = 60) -> str:
    """A line of bars from zero to the largest."""
    most = max(values) or 1
    places = [round(n * (len(values) - 1) / max(1, width - 1)) for n in range(min(width, len(values)))]
    return "".join(BARS[min(len(BARS) - 1, int(values[place] / most * (len(BARS) - 1)))] for place in places)
