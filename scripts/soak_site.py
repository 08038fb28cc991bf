"""The sites of the soak: many hosts on one loopback port, in virtual time, with faults by the clock.

What a host publishes and when it fails is a function of its number and the hour alone, so that the soak knows what
should have come. Run as `python -m scripts.soak_site PORT HOSTS`, it obeys lines on its standard input and answers
each with `ok`: `hour 12.5` sets the clock, `down` hangs up on everybody, `up` is there again, `calm` ends the feeds'
faults.
"""

from __future__ import annotations

import gzip
import sys
import threading
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

START: Final = datetime(2026, 3, 20, 6, tzinfo=UTC)  # the clocks of Europe change within ten days
WINDOW: Final = 60  # stories in a feed; a liar's news of eight days fits in
BLOCK: Final = 6  # hours a feed's fault lasts
MAX_BODY_MB: Final = 2  # the monitor's limit, which the bomb exceeds

_NAMES: Final = ("Microsoft", "Airbus", "Thales", "Kaspersky", "Siemens")
_FILLER: Final = (
    "The council met on Tuesday and put off the vote, because two members had asked for more time to read the draft.",
    "Growers in the valley expect a smaller harvest this year, their association said, and blamed the frost in April.",
    "The bridge will be closed for repairs until the end of the month; buses take the long way round.",
    "The museum shows sixty drawings that nobody has seen for a century, most of them on loan from private owners.",
)
_FEED_FAULTS: Final = ("error", "busy", "reset", "page", "garbage", "cut", "empty", "bomb")
_PAGE_FAULTS: Final = ("missing", "error once", "reset once", "bomb", "deep", "binary", "empty", "trickle")


def host_name(number: int) -> str:
    """The host with this number."""
    return f"site-{number:02}.example"


def dice(*what: object) -> int:
    """A number that looks random and is always the same for the same question."""
    return zlib.crc32(repr(what).encode())


def rhythm(host: int) -> float:
    """Hours between two stories of a host: 4 to 14."""
    return 4 + dice("rhythm", host) % 11


def published(host: int, hour: float) -> int:
    """How many stories a host has published by an hour."""
    return max(0, int(hour / rhythm(host)) + 3)  # three from before we came


def path_of(story: int) -> str:
    """Where a story lies on its host."""
    return f"/stories/{story}"


def names_signatory(host: int, story: int) -> bool:
    """Whether a story names one of the signatories, in words that leave no doubt."""
    return dice("flag", host, story) % 4 == 0


def page_fault(host: int, story: int) -> str:
    """What is wrong with a story's page; empty for most."""
    fate = dice("page", host, story) % 100
    return _PAGE_FAULTS[fate] if fate < len(_PAGE_FAULTS) else ""


def feed_fault(host: int, hour: float) -> str:
    """What is wrong with a host's feed at an hour; empty for three of four blocks, and always on every fifth day."""
    if int(hour / 24) % 5 == 0:
        return ""
    fate = dice("feed", host, int(hour / BLOCK)) % 40
    return _FEED_FAULTS[fate] if fate < len(_FEED_FAULTS) else ""


def names_at(host: int, hour: float) -> str:
    """What a host's guids and addresses end in: every third host gives all of them new ones between day 4 and 14."""
    return "-moved" if host % 3 == 0 and hour >= (4 + dice("move", host) % 10) * 24 else ""


def lies_at(host: int, hour: float) -> bool:
    """Whether a host repeats one ETag whatever it has published: one of them, from day 6 on."""
    return host == 1 and hour >= 6 * 24


def article(host: int, story: int) -> str:
    """A story's page."""
    body = [_FILLER[dice("body", host, story, n) % len(_FILLER)] for n in range(3)]
    body.append(f"This is report {story} of {host_name(host)}, and its number is {dice(host, story)}.")
    if names_signatory(host, story):
        name = _NAMES[dice("who", host, story) % len(_NAMES)]
        body.insert(1, f"{name} said that it stood by the Paris Call for Trust and Security in Cyberspace.")
    told = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{_title(host, story)}</title></head>"
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{_title(host, story)}</h1>{told}</article></body></html>"
    )


def feed(host: int, hour: float, names: str = "") -> str:
    """A host's feed at an hour; with `names`, under other guids and addresses for the same stories."""
    newest = published(host, hour) - 1
    items = "".join(
        f"<item><title>{_title(host, story)}</title><link>http://{host_name(host)}{path_of(story)}{names}</link>"
        f"<guid isPermaLink='false'>{host}-{story}{names}</guid>"
        f"<pubDate>{format_datetime(START + timedelta(hours=(story - 2) * rhythm(host)))}</pubDate></item>"
        for story in range(newest, max(-1, newest - WINDOW), -1)
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{host_name(host)}</title>{items}</channel></rss>"


def _title(host: int, story: int) -> str:
    return f"Report {story} from {host_name(host)}"


class _Site(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    hour = 0.0
    hosts = 0
    is_calm = False

    def __init__(self, port: int) -> None:
        self.asked_before: set[str] = set()
        super().__init__(("127.0.0.1", port), _Desk)

    def handle_error(self, *_: object) -> None:
        """Nothing: a client that hangs up on a bomb is right."""


class _Desk(BaseHTTPRequestHandler):
    server: _Site
    protocol_version = "HTTP/1.1"
    timeout = 10

    def do_GET(self) -> None:
        name = self.headers.get("Host", "").partition(":")[0]
        host = next((number for number in range(self.server.hosts) if host_name(number) == name), None)
        if host is None or self.path == "/robots.txt":
            self._send(404, b"nothing here")
        elif self.path == "/feed":
            self._feed(host, "" if self.server.is_calm else feed_fault(host, self.server.hour))
        else:
            self._page(host)

    def _feed(self, host: int, fault: str) -> None:
        hour = self.server.hour
        document = feed(host, hour, names_at(host, hour)).encode()
        etag = '"the same for ever"' if lies_at(host, hour) else f'"{zlib.crc32(document)}"'
        if fault:
            self._fail(fault, document)
        elif self.headers.get("If-None-Match") == etag:
            self._send(304, b"", ETag=etag)
        else:
            self._send(200, document, **{"ETag": etag, "Content-Type": "application/rss+xml"})

    def _page(self, host: int) -> None:
        number = self.path.removeprefix("/stories/").removesuffix("-moved")
        if not number.isdigit() or int(number) >= published(host, self.server.hour):
            self._send(404, b"no such story")
            return
        fault, key = page_fault(host, int(number)), f"{host}{self.path}"
        again = key in self.server.asked_before
        self.server.asked_before.add(key)
        if fault and not (again and fault.endswith("once")):
            self._fail(fault.removesuffix(" once"), article(host, int(number)).encode())
        else:
            self._send(200, article(host, int(number)).encode(), **{"Content-Type": "text/html; charset=utf-8"})

    def _fail(self, fault: str, good: bytes) -> None:  # noqa: C901  (a table of faults)
        match fault:
            case "missing":
                self._send(404, b"gone")
            case "error":
                self._send(500, b"oops")
            case "busy":
                self._send(503, b"later", **{"Retry-After": "1"})
            case "reset":
                self.connection.close()
            case "page":
                self._send(200, b"<!DOCTYPE html><h1>Error establishing a database connection</h1>")
            case "garbage":
                self._send(200, bytes(range(256)) * 40)
            case "binary":
                self._send(200, bytes(range(256)) * 400, **{"Content-Type": "text/html"})
            case "cut":
                self._send(200, good[: len(good) * 2 // 3])
            case "bomb":
                bomb = gzip.compress(bytes(20 * MAX_BODY_MB * 1_000_000), mtime=0)
                self._send(200, bomb, **{"Content-Encoding": "gzip"})
            case "deep":
                self._send(200, b"<div>" * 20_000 + good, **{"Content-Type": "text/html"})
            case "trickle":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n<html>")
                threading.Event().wait(3)
            case _:
                self._send(200, b"")
        self.close_connection = True

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(body)), "Connection": "close"}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the soak reads the monitor's books."""


def main() -> int:
    """Serves until its standard input ends."""
    port, hosts = int(sys.argv[1]), int(sys.argv[2])
    site: _Site | None = None
    hour, is_calm = 0.0, False
    for line in sys.stdin:
        command, _, value = line.strip().partition(" ")
        if command == "hour":
            hour = float(value)
        elif command == "calm":
            is_calm = True
        elif command == "up" and site is None:
            site = _Site(port)
            site.hosts = hosts
            threading.Thread(target=site.serve_forever, args=(0.05,), daemon=True).start()
        elif command == "down" and site is not None:
            site.shutdown()
            site.server_close()
            site = None
        if site is not None:
            site.hour, site.is_calm = hour, is_calm
        print("ok", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
