"""The newsroom: an HTTP server on loopback that is every site at once, told apart by the Host header.

It lives in virtual time: nothing published after `Newsroom.now` exists yet. To reach it under the sites' own names, a
client connects to 127.0.0.1 and the newsroom's port whatever host it wants; `fetch.connect_to` in the monitor's
configuration does that.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Final

from demo.content import AMP_TAIL, OPENING, Answer
from demo.printing import MEDIA_TYPES, Press

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from demo.content import Feed, Site, Story

_WINDOW: Final = 12  # stories in a feed
_RETRY_AFTER: Final = 1  # second
_WORTH_PACKING: Final = 500  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer, before it is packed and sent."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request that came, and how it was answered."""

    host: str
    target: str  # path and query
    status: int


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional request says it has: If-None-Match and If-Modified-Since, empty when absent."""

    etags: str
    since: str

    def hold(self, etag: str, changed: datetime) -> bool:
        """Whether 304 is the answer; an ETag, if sent, decides alone (RFC 9110, 13.2.2)."""
        if self.etags:
            return etag in self.etags
        return bool(self.since) and changed <= parsedate_to_datetime(self.since)


class Newsroom:
    """What `sites` have published at `now`, as answers to requests; no network in here."""

    def __init__(self, sites: Sequence[Site], now: datetime = OPENING) -> None:
        self.now = now  # virtual; set it to let time pass
        self.visits: list[Visit] = []
        self._sites = {site.host: site for site in sites}
        self._press = Press()

    def answer(self, host: str, target: str, *, etags: str = "", since: str = "") -> Reply:
        """The reply to a GET of `target` (path and query) on `host`.

        Args:
            host: the Host header.
            target: path and query.
            etags: the If-None-Match header, or empty.
            since: the If-Modified-Since header, or empty.
        """
        site = self._sites.get(host.partition(":")[0].lower())
        if site is None:
            return _text(404, "no such site")
        path = target.partition("?")[0]
        if path == "/robots.txt":
            return _text(200, site.robots) if site.robots else _text(404, "no rules")
        for feed in site.feeds:
            if path in {feed.path, feed.moved_to}:
                return self._feed(site, feed, path, Validators(etags, since))
        return self._page(site, path)

    def _online(self, site: Site) -> list[Story]:
        online = [story for story in site.stories if story.published <= self.now]
        return sorted(online, key=lambda story: (story.published, story.path), reverse=True)[:_WINDOW]

    def _feed(self, site: Site, feed: Feed, path: str, known: Validators) -> Reply:
        match feed.answer:
            case Answer.GONE:
                return _text(410, "this feed has been closed")
            case Answer.BUSY if self.now <= OPENING:
                return Reply(status=503, headers={"Retry-After": str(_RETRY_AFTER)})
            case Answer.MOVED if path == feed.path:
                return Reply(status=301, headers={"Location": site.url(feed.moved_to)})
            case _:
                pass
        stories = self._online(site)
        body = self._press.feed(site, feed, stories).encode(site.charset, "xmlcharrefreplace")
        changed = stories[0].published if stories else OPENING
        etag = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = {"ETag": etag, "Last-Modified": format_datetime(changed, usegmt=True)}
        if known.hold(etag, changed):
            return Reply(status=304, headers=headers)
        return Reply(status=200, body=body, headers=headers | {"Content-Type": MEDIA_TYPES[feed.dialect]})

    def _page(self, site: Site, path: str) -> Reply:
        online = self._online(site)
        for story in (story.as_of(self.now) for story in site.stories if story.is_online(self.now)):
            if path == story.path:
                return _html(site, 200, self._press.page(site, story, online))
            if path == story.path + AMP_TAIL:
                return _html(site, 200, self._press.amp_page(site, story))
        return _html(site, 404, self._press.missing_page(site))


def _text(status: int, text: str) -> Reply:
    return Reply(status=status, body=text.encode(), headers={"Content-Type": "text/plain; charset=utf-8"})


def _html(site: Site, status: int, page: str) -> Reply:
    # An old charset is declared in the document alone, as old sites do.
    media_type = "text/html; charset=utf-8" if site.charset == "utf-8" else "text/html"
    return Reply(
        status=status, body=page.encode(site.charset, "xmlcharrefreplace"), headers={"Content-Type": media_type}
    )


@contextmanager
def listening(newsroom: Newsroom) -> Iterator[str]:
    """Serves a newsroom on a free port of loopback while the block lasts; where, as `host:port`."""
    with _Server(newsroom) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="newsroom")
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        super().__init__(("127.0.0.1", 0), _Desk)


class _Desk(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 10

    def do_GET(self) -> None:
        newsroom, host = self.server.newsroom, self.headers.get("Host", "")
        reply = newsroom.answer(
            host,
            self.path,
            etags=self.headers.get("If-None-Match", ""),
            since=self.headers.get("If-Modified-Since", ""),
        )
        newsroom.visits.append(Visit(host=host, target=self.path, status=reply.status))
        body, headers = reply.body, dict(reply.headers)
        if len(body) > _WORTH_PACKING and "gzip" in self.headers.get("Accept-Encoding", ""):
            body, headers["Content-Encoding"] = gzip.compress(body, mtime=0), "gzip"
        self.send_response(reply.status)
        for name, value in (headers | {"Content-Length": str(len(body)), "Connection": "close"}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: `visits` has it all, and the terminal is for the monitor."""
