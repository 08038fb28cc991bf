"""Archive files when no worker is to be had: nothing is skipped, and the next run goes on where this one stopped."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.adapters.lanes import ThreadLanes
from pipeline.adapters.sqlite.backfill import BackfillLedger
from pipeline.adapters.sqlite.database import open_database
from pipeline.adapters.workers import InlineWorkers
from pipeline.errors import NoWorkerError
from pipeline.jobs.backfill import Backfill
from pipeline.model import ArchivedPage, Page, Sift, Sifted
from tests.builders import NOW

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAGES = 120  # more than two batches


def archived(position: int) -> ArchivedPage:
    url = f"https://news.example/{position}"
    return ArchivedPage(
        position=position, page=Page(requested_url=url, url=url, status=200, body=b"words", fetched_at=NOW)
    )


def pass_over(pages: tuple[ArchivedPage, ...]) -> tuple[Sifted, ...]:
    return tuple(
        Sifted(position=page.position, crawled=NOW, month="2026-11", outcome=Sift.PASSED_OVER) for page in pages
    )


class Scarce(InlineWorkers):
    """Workers of which there is none from some task on."""

    def __init__(self, tasks: int) -> None:
        self._left = tasks

    def run(self, work: Callable[[Any], Any], task: Any) -> Any:  # noqa: ANN401  (the port's)
        self._left -= 1
        if self._left < 0:
            raise NoWorkerError("Cannot allocate memory")
        return super().run(work, task)


@pytest.mark.parametrize("tasks", [0, 1, 2])
def test_without_a_worker_a_file_waits_and_then_goes_on(tmp_path: Path, tasks: int) -> None:
    db = open_database(tmp_path / "monitor.db")
    ledger = BackfillLedger(db)
    pages = [archived(position) for position in range(1, PAGES + 1)]

    def run(workers: InlineWorkers) -> int:
        file = ledger.begin("a.warc.gz", 1_000, "m", NOW)
        job = Backfill(store=ledger, lanes=ThreadLanes(1, Event()), workers=workers, sift=pass_over)
        left = [page for page in pages if page.position > file.position]
        return sum(batch.pages for batch in job(file.id, left, NOW, None))

    with pytest.raises(NoWorkerError):
        run(Scarce(tasks))
    (stopped,) = ledger.files()
    assert not stopped.finished
    assert not stopped.damages
    assert run(InlineWorkers()) == PAGES - stopped.position
    assert ledger.files()[0].finished
    assert ledger.months() == (("2026-11", (("passed_over", PAGES),)),)
    db.close()
