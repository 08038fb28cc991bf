"""What the tests of the demonstration share: its sites, and a client that finds them under their own names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from demo.content import OPENING, Feed, Site, load
from pipeline.model import Page

if TYPE_CHECKING:
    from demo.newsroom import Reply

SITES = load()
THE_END = OPENING + timedelta(hours=72)  # when everything is online


def site_of(host: str) -> Site:
    return next(site for site in SITES if site.host == host)


GAZZETTA = site_of("www.gazzetta-del-golfo.example")


def name_of(value: object) -> str:
    """For the ids of parametrised tests."""
    return value.host if isinstance(value, Site) else value.path if isinstance(value, Feed) else ""


def page_of(url: str, reply: Reply) -> Page:
    """A reply as the fetcher would hand it on."""
    media_type, _, parameters = reply.headers["Content-Type"].partition(";")
    return Page(
        requested_url=url,
        url=url,
        status=reply.status,
        body=reply.body,
        content_type=media_type,
        charset=parameters.rpartition("=")[2],
        fetched_at=THE_END,
    )


@dataclass(frozen=True)
class Wire:
    """A client that connects to `address` whatever host it asks."""

    address: str
    client: httpx.Client

    def get(self, url: str, **headers: str) -> httpx.Response:
        parts = urlsplit(url)
        spelled = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(
            f"http://{self.address}{parts.path}{'?' + parts.query if parts.query else ''}",
            headers={"Host": parts.netloc} | spelled,
        )
