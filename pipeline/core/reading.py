"""From a page, or from a feed's own words, to a verdict: the whole of what a worker does with one entry."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.core.articles import read_entry, read_page, read_page_if
from pipeline.core.judging import Judge
from pipeline.model import Entry, Obstacle

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.model import Page, Reading, ReadTask


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads articles and judges them."""

    judge: Judge

    def __call__(self, task: ReadTask) -> Reading:
        """The article behind a task, what was found in it, and the verdict."""
        if task.page is None:
            return self.judge(read_entry(task.entry, task.obstacle or Obstacle.NO_LINK))
        return _with_marks(self.judge(read_page(task.page, task.entry)), task.page)

    def read_if(self, page: Page, may_matter: Callable[[str], bool]) -> Reading | None:
        """The same of a page that no feed led to; None when there proves to be nothing in it that is looked for.

        Args:
            page: from an archive.
            may_matter: whether a text can hold what is looked for, see `read_page_if`.
        """
        article = read_page_if(page, Entry(url=page.url), may_matter)
        return None if article is None else _with_marks(self.judge(article), page)


def _with_marks(reading: Reading, page: Page) -> Reading:
    return replace(reading, etag=page.etag, last_modified=page.last_modified)
