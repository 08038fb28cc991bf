"""What it costs to poll feeds that answer 304, and 200, beside httpx and feedparser, one feed after the other.

    python benchmarks/polling.py [--feeds 3000]

Every feed has a host of its own, all of them one server on loopback in a process of its own. Ours is the poll job of
`paris-call`: fetching with its rules, parsing in worker processes, every poll and entry stored. Figures are processor
seconds of the program with its workers, the server left out; a tenth of the feeds shows how they grow.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import resource
import statistics
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import feedparser
import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.shell.settings import settings_of  # noqa: E402
from pipeline.shell.wiring import plant  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

NOW = datetime(2026, 11, 24, tzinfo=UTC)
LATER = timedelta(days=1)  # by then every feed is due again
ITEMS, FEW_ITEMS = 20, 1  # of a feed that answers 200, and of one that will answer 304
ROUNDS = 3


def main() -> None:
    """Prints a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=3_000)
    feeds = parser.parse_args().feeds
    with serving() as port:
        changed = {count: (plain(port, count, ITEMS, 0), ours(port, count, ITEMS, 0)) for count in _sizes(feeds // 10)}
        same = {count: (plain(port, count, FEW_ITEMS, ROUNDS), ours(port, count, FEW_ITEMS, ROUNDS))
                for count in _sizes(feeds)}  # fmt: skip
    print(f"processor seconds, load {os.getloadavg()[0]:.1f}; 304: median of {ROUNDS} rounds\n")
    print("| feeds | answers | plain | ours | polls per second of ours |\n|---|---|---|---|---|")
    for name, found in (("200", changed), ("304", same)):
        for count, (before, now) in found.items():
            print(f"| {count} | {name} | {before:.2f} | {now:.2f} | {count / now:.0f} |")
    for name, found in (("200", changed), ("304", same)):
        (few, less), (many, more) = found.items()
        print(f"\n10 times the feeds cost {more[1] / less[1]:.1f} times as much with {name};")
        each = [1000 * (more[way] - less[way]) / (many - few) for way in (0, 1)]
        print(f"each further feed {each[0]:.2f} ms by plain, {each[1]:.2f} ms by us")


def _sizes(many: int) -> tuple[int, int]:
    return many // 10, many


def plain(port: int, count: int, items: int, rounds: int) -> float:
    """Processor seconds of the plain way for 200s, or for 304s after them: the median of so many rounds."""
    etags: dict[int, str] = {}

    def once() -> float:
        start = used()
        for number in range(count):
            headers = {"If-None-Match": etags[number]} if number in etags else {}
            answer = client.get(f"http://127.0.0.1:{port}/{items}/{number}", headers=headers)
            if answer.status_code == httpx.codes.OK:
                etags[number] = answer.headers["etag"]
                if len(feedparser.parse(answer.content).entries) != items:
                    raise RuntimeError(answer.url)
        return used() - start

    one_each = httpx.Limits(max_keepalive_connections=0)  # hosts of their own share no connection
    with httpx.Client(trust_env=False, limits=one_each) as client:
        first = once()
        return statistics.median(once() for _ in range(rounds)) if rounds else first


def ours(port: int, count: int, items: int, rounds: int) -> float:
    """Processor seconds of ours, by the same rules."""
    with tempfile.TemporaryDirectory(prefix="paris-call-bench-") as name:
        folder = Path(name)
        (folder / "feeds.txt").write_text(
            "".join(f"http://feed{number}.example/{items}/{number}\n" for number in range(count)), encoding="utf-8"
        )
        place = f"127.0.0.1:{port}"
        (folder / "config.yaml").write_text(
            "database: monitor.db\nfeeds: feeds.txt\n"
            f'fetch: {{contact: a@example.org, connect_to: {{"*:80": "{place}"}}, allow_private: ["{place}"]}}\n',
            encoding="utf-8",
        )
        first = _poll(folder, NOW, {"ok": count})
        if not rounds:
            return first
        return statistics.median(
            _poll(folder, NOW + number * LATER, {"unchanged": count}) for number in range(1, rounds + 1)
        )


def _poll(folder: Path, now: datetime, expected: dict[str, int]) -> float:
    with plant(settings_of(folder / "config.yaml"), now, threading.Event()) as running:
        start = used()
        outcomes: dict[str, int] = {}
        for polled in running.poll(now):
            outcomes[polled.outcome] = outcomes.get(polled.outcome, 0) + 1
        mine = used() - start
        before = _children()
    if outcomes != expected:
        raise RuntimeError(f"{outcomes} instead of {expected}")
    return mine + _children() - before  # the workers end with the plant, and count from their start


def used() -> float:
    """Processor seconds of this process."""
    return time.process_time()


def _children() -> float:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


@contextmanager
def serving() -> Iterator[int]:
    """The port of a server that has every feed."""
    context = multiprocessing.get_context("spawn")
    ours_end, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield int(ours_end.recv())
    finally:
        process.kill()
        process.join()


def _serve(pipe: Connection) -> None:
    asyncio.run(_listen(pipe))


async def _listen(pipe: Connection) -> None:
    server = await asyncio.start_server(_answer, "127.0.0.1", 0, backlog=256)
    pipe.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            items, number = map(int, head.split(b" ", 2)[1].decode().strip("/").split("/"))
            etag = f'ETag: "{number}"\r\n'.encode()
            if b"if-none-match" in head.lower():
                writer.write(b"HTTP/1.1 304 Not Modified\r\n" + etag + b"\r\n")
            else:
                body = _feed(items, number)
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml; charset=utf-8\r\n"
                    + etag
                    + f"Content-Length: {len(body)}\r\n\r\n".encode()
                    + body
                )
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def _feed(count: int, number: int) -> bytes:
    items = "".join(
        f"<item><title>Story {item} of outlet {number}</title><link>http://feed{number}.example/story/{item}</link>"
        f"<guid>http://feed{number}.example/story/{item}</guid><pubDate>Mon, 23 Nov 2026 10:{item:02}:00 GMT</pubDate>"
        f"<description>{'The ministers met on Monday and spoke about trade and water. ' * 4}</description></item>"
        for item in range(count)
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Outlet {number}</title>'
        f"<link>http://feed{number}.example/</link><description>News</description>{items}</channel></rss>"
    ).encode()


if __name__ == "__main__":
    main()
