"""One archive file after another, from where the ledger says."""

from __future__ import annotations

import contextlib
import sys
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.adapters import warc as archive
from pipeline.core.backfill import behind
from pipeline.shell.backfilling import MAX_BODY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from pipeline.jobs.backfill import BatchTaken
    from pipeline.shell.backfilling import Backfilling


class Summary:
    """What came of one file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.counts: Counter[str] = Counter()
        self.damages: list[str] = []
        self.finished = False

    def saw(self, taken: BatchTaken) -> None:
        """Adds a batch."""
        self.counts.update(dict(taken.counts))
        self.damages += [f"byte {one.position}: {one.why}" for one in taken.damages]

    def in_words(self) -> str:
        """For people."""
        counts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in sorted(self.counts.items()))
        lines = [f"{self.path.name}: {counts or 'nothing new'}{'' if self.finished else '; to be continued'}"]
        return "\n".join(lines + [f"  damaged at {damage}" for damage in self.damages])

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return {
            "file": str(self.path),
            "finished": self.finished,
            "counts": dict(self.counts),
            "damages": self.damages,
        }


def read_file(running: Backfilling, path: Path, now: datetime, budget: int | None) -> Summary:
    """Reads a file from where the ledger says, with a bar where a person looks on.

    Raises:
        ArchiveError: it cannot be read at all.
        StoreError: it is not the file that was begun under its name.
    """
    summary = Summary(path)
    file = running.ledger.begin(path.name, archive.size(path), running.matcher, now)
    if file.finished:
        summary.finished = True
        return summary
    found = behind(archive.pages(path, file.position, MAX_BODY), file.position)
    with _bar(path.name, file.size, file.position) as saw:
        for taken in running.job(file.id, found, now, budget):
            summary.saw(taken)
            saw(taken.end, summary.counts)
    summary.finished = next(one.finished for one in running.ledger.files() if one.id == file.id)
    return summary


@contextlib.contextmanager
def _bar(name: str, size: int, start: int) -> Iterator[Callable[[int, Counter[str]], None]]:
    """A bar with the time left, where a person looks on."""
    if not sys.stderr.isatty():
        yield lambda _position, _counts: None
        return
    from rich.console import Console  # noqa: PLC0415  (only where somebody looks on)
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (
        TextColumn(name),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as bars:
        bar = bars.add_task("", total=size, completed=start, note="")

        def saw(position: int, counts: Counter[str]) -> None:
            bars.update(bar, completed=position, note=f"{counts.total()} pages, {counts['matched']} matched")

        yield saw
