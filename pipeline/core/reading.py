"""From a page, or from a feed's own words, to a verdict: the whole of what a worker does with one entry."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.core.articles import read_entry, read_page
from pipeline.core.judging import Judge
from pipeline.model import Obstacle

if TYPE_CHECKING:
    from pipeline.model import Reading, ReadTask


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads articles and judges them."""

    judge: Judge

    def __call__(self, task: ReadTask) -> Reading:
        """The article behind a task, what was found in it, and the verdict."""
        if task.page is None:
            return self.judge(read_entry(task.entry, task.obstacle or Obstacle.NO_LINK))
        reading = self.judge(read_page(task.page, task.entry))
        return replace(reading, etag=task.page.etag, last_modified=task.page.last_modified)
