"""Whatever dialect a feed speaks. A new dialect is a new module and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.core.feeds import jsonfeed, rss, sitemap
from pipeline.core.feeds.decoding import decode, unpacked
from pipeline.core.feeds.markup import mended
from pipeline.errors import ParseError

if TYPE_CHECKING:
    from pipeline.model import Entry, FeedDocument, Page


def parse(page: Page) -> FeedDocument:
    """The feed in a page, see the package.

    Raises:
        ParseError: the page is no feed, or a broken one without a single item.
    """
    try:
        decoded = decode(unpacked(page.body), page.charset)
    except ValueError as error:
        raise ParseError(page.url, str(error)) from error
    text = decoded.text.strip()
    if not text:
        raise ParseError(page.url, "an empty body")
    if text.startswith(("{", "[")):
        return jsonfeed.parse(text, page, decoded.complaint)
    markup = mended(text)
    if markup.root in sitemap.ROOTS:
        return sitemap.parse(markup, page, decoded.complaint)
    return rss.parse(markup, page, decoded.complaint)


def sitemaps(page: Page) -> tuple[Entry, ...]:
    """The sitemaps that an index of sitemaps lists; empty for any other page.

    Raises:
        ParseError: the page cannot be read at all.
    """
    try:
        text = decode(unpacked(page.body), page.charset).text.strip()
    except ValueError as error:
        raise ParseError(page.url, str(error)) from error
    return sitemap.listed_in(mended(text), page)
