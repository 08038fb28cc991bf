"""The pages that a site's sitemaps list, index by index, fetched as politely as everything else."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Final

import click

from pipeline.core import feeds
from pipeline.errors import FetchError, ParseError
from pipeline.model import Page, Request
from pipeline.shell.wiring import fetcher_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from pipeline.adapters.http import HttpFetcher
    from pipeline.model import Entry
    from pipeline.shell.settings import Settings

_ACCEPT: Final = "application/xml, text/xml;q=0.9, */*;q=0.1"


def pages_of(settings: Settings, address: str, since: datetime | None, most: int) -> Iterator[Entry]:
    """The pages listed in a sitemap, or in all that an index lists; a sitemap that cannot be read is told and left.

    Args:
        settings: how to fetch.
        address: of the sitemap.
        since: sitemaps that say they have not changed since then are left out.
        most: sitemaps that are read.
    """
    waiting, seen = [address], {address}
    with closing(fetcher_of(settings, ())) as fetcher:
        while waiting and most > 0:
            most -= 1
            page = _fetched(fetcher, waiting.pop(0))
            if page is None:
                continue
            try:
                listed = feeds.sitemaps(page)
                new = [one.url for one in listed if one.url not in seen and _may_hold(one, since)]
                waiting += new
                seen.update(new)
                if not listed:
                    yield from feeds.parse(page).entries
            except ParseError as error:
                click.echo(str(error), err=True)
    if waiting:
        click.echo(f"{address}: {len(waiting)} more sitemaps were not read", err=True)


def _fetched(fetcher: HttpFetcher, address: str) -> Page | None:
    try:
        found = fetcher.fetch(Request(url=address, accept=_ACCEPT))
    except FetchError as error:
        click.echo(str(error), err=True)
        return None
    return found if isinstance(found, Page) else None


def _may_hold(sitemap: Entry, since: datetime | None) -> bool:
    return since is None or sitemap.updated is None or sitemap.updated >= since
