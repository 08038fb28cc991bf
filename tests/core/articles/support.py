"""Pages and entries for tests of what reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Entry, Page
from tests.builders import NOW

if TYPE_CHECKING:
    from datetime import datetime

URL = "https://news.example/2026/11/23/story"


def page(body: bytes | str, *, url: str = URL, requested: str = "", charset: str = "", kind: str = "text/html") -> Page:
    """A page with this body; text is sent as UTF-8."""
    sent = body.encode() if isinstance(body, str) else body
    return Page(
        requested_url=requested or url,
        url=url,
        status=200,
        body=sent,
        content_type=kind,
        charset=charset,
        fetched_at=NOW,
    )


def entry(title: str = "", *, summary: str = "", content: str = "", published: datetime | None = None) -> Entry:
    """An entry that leads to `URL`."""
    return Entry(url=URL, title=title, summary=summary, content=content, published=published)


def html(body: str, head: str = "", title: str = "Harbour signs pledge") -> str:
    """A document around a body."""
    head = f'<meta charset="utf-8"><title>{title}</title>{head}'
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


SENTENCE = "The council voted on Monday, after a debate of two hours in which nobody spoke against it."
PROSE = "".join(f"<p>{SENTENCE} That was decision number {number} of a long evening.</p>" for number in range(8))


def article(body: str = PROSE, title: str = "Harbour signs pledge") -> str:
    """A document that is an article."""
    return html(f"<article><h1>{title}</h1>{body}</article>", title=title)
