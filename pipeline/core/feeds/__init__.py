"""Bytes of a feed to a `FeedDocument`; `dialects` does it.

What that takes to load is for those who parse: the parent process, which does not, only names these functions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.model import Entry, FeedDocument, Page

__all__ = ["parse", "sitemaps"]


def parse(page: Page) -> FeedDocument:
    """The feed in a page; its kind is told from the bytes, never from the media type.

    What can be forgiven is, and named in the document's `complaint`: a wrong charset, broken markup, a torn end. One
    bad item costs that item; an empty one is left out.

    Raises:
        ParseError: the page is no feed, or a broken one without a single item; says what it is instead.
    """
    from pipeline.core.feeds import dialects  # noqa: PLC0415  (for workers only)

    return dialects.parse(page)


def sitemaps(page: Page) -> tuple[Entry, ...]:
    """The sitemaps that an index of sitemaps lists; empty for any other page.

    Raises:
        ParseError: the page cannot be read at all.
    """
    from pipeline.core.feeds import dialects  # noqa: PLC0415  (for workers only)

    return dialects.sitemaps(page)
