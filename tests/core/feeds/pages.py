"""Answers of a server, for tests of what reads them."""

from __future__ import annotations

from pipeline.model import Page
from tests.builders import NOW

URL = "https://site.example/feeds/all.xml"


def page(body: bytes | str, charset: str = "", url: str = URL) -> Page:
    """A page with this body; text is sent as UTF-8."""
    sent = body.encode() if isinstance(body, str) else body
    return Page(requested_url=url, url=url, status=200, body=sent, charset=charset, fetched_at=NOW)


def rss(items: str, head: str = "<title>t</title>") -> str:
    """An RSS 2.0 document around some items."""
    return f'<?xml version="1.0"?>\n<rss version="2.0"><channel>{head}{items}</channel></rss>'


def item(number: int, more: str = "") -> str:
    """An item as they are."""
    return f"<item><title>Story {number}</title><link>https://site.example/{number}</link>{more}</item>"
