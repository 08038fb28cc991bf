"""The whole live way of a page, from its feed to the store, beside the plain loop: pages a second and core.

    python benchmarks/live.py [CORPUS] [--pages 240] [--rounds 3]

A server on loopback, in a process of its own, has feeds of 20 entries that lead to real pages. Ours is `paris-call
once`: fetching with its manners, parsing, reading and matching in workers, everything stored. Plain is a loop in one
process: httpx, feedparser, trafilatura without comments, two regular expressions, a dictionary. Each is a program of
its own with all its processes, started in turns with the other; a few pages and many tell start-up from the rest.

The corpus is not part of this project; the program says so and ends where it is absent.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import re
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.measure_extraction import CORPUS, samples  # noqa: E402  (the folder is no installed package)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

ITEMS: Final = 20  # entries of a feed
FEW: Final = 3  # feeds
_READ: Final = "SELECT count(*) FROM entries WHERE outcome IN ('matched', 'unmatched')"
_NOW: Final = "2026-11-24T12:00:00Z"
_LOOP: Final = "import sys; from benchmarks.live import plain; plain(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])"
# How a name is kept from being found within a word. The first is how the replay's own loop does it, and costs more than
# all the rest of a page; the second is as good for most names, and cheap.
_BOUNDS: Final = {"plain loop": (r"(?<!\w)", r"(?!\w)"), "plain loop, cheaper expression": (r"\b", r"\b")}
_CALL: Final = re.compile(
    r"(?:the |sign the |backs? the )?paris call\b|appel de paris\b|pariser (?:appell|aufruf)|llamamiento de par[ií]s"
    r"|appello di parigi|apelo de paris|парижск\w+ призыв|パリ・コール|巴黎倡议|파리 콜|نداء باريس",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Cost:
    """What one run took, in seconds."""

    processor: float
    wall: float


def main() -> int:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--pages", type=int, default=240)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if not (options.corpus / "pages" / "index.jsonl").is_file():
        print(f"no pages in {options.corpus}; they are not part of this project", file=sys.stderr)
        return 0
    with serving(options.corpus) as (port, stored):
        many = min(options.pages, stored) // ITEMS
        if many <= FEW:
            parser.error(f"--pages: more than {FEW * ITEMS} are needed")
        _compare(port, many, options.rounds)
    return 0


def _compare(port: int, many: int, rounds: int) -> None:
    ways: dict[str, Callable[[int], Cost]] = {
        **{name: partial(_plain, port, name) for name in _BOUNDS},
        "paris-call once, 1 worker": partial(_ours, port, 1),
        "paris-call once, 2 workers": partial(_ours, port, 2),
    }
    costs: dict[str, list[tuple[Cost, Cost]]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            costs[name].append((way(FEW), way(many)))
    pages = (many - FEW) * ITEMS
    print(f"{pages} further pages after {FEW * ITEMS}, median of {rounds} rounds, {os.cpu_count()} cores,", end=" ")
    print(f"load {os.getloadavg()[0]:.1f}\n")
    print("| | start, s | ms a page | pages/s and core | pages/s, wall-clock |\n|---|---|---|---|---|")
    each, rate = {}, {}
    for name, found in costs.items():
        each[name] = statistics.median(more.processor - less.processor for less, more in found) / pages
        rate[name] = pages / statistics.median(more.wall - less.wall for less, more in found)
        start = statistics.median(less.processor for less, _ in found) - FEW * ITEMS * each[name]
        print(f"| {name} | {start:.2f} | {1000 * each[name]:.1f} | {1 / each[name]:.1f} | {rate[name]:.1f} |")
    *loops, one, two = ways
    print()
    for loop in loops:
        print(f"ours does {each[loop] / each[one]:.2f} times as many pages a second and core as the {loop};")
    print(f"two workers are {rate[two] / rate[one]:.2f} times as fast as one")


def _ours(port: int, workers: int, feeds: int) -> Cost:
    with tempfile.TemporaryDirectory(prefix="paris-call-bench-") as name:
        folder = Path(name)
        (folder / "feeds.txt").write_text("".join(f"{_site(feed)}/feed\n" for feed in range(feeds)), encoding="utf-8")
        place = f"127.0.0.1:{port}"
        (folder / "config.yaml").write_text(
            f"database: monitor.db\nfeeds: feeds.txt\nread: {{workers: {workers}}}\n"
            f"fetch: {{contact: a@example.org, host_gap: 1ms, "
            f'connect_to: {{"*:80": "{place}"}}, allow_private: ["{place}"]}}\n',
            encoding="utf-8",
        )
        cost = _cost("-m", "pipeline", "once", "--now", _NOW, "--config", str(folder / "config.yaml"))
        with sqlite3.connect(folder / "monitor.db") as database:
            (read,) = database.execute(_READ).fetchone()
        database.close()
    if read < 0.95 * feeds * ITEMS:  # some pages are walls
        raise RuntimeError(f"read {read} of {feeds * ITEMS} pages")
    return cost


def _plain(port: int, name: str, feeds: int) -> Cost:
    return _cost("-c", _LOOP, str(port), str(feeds), name)


def _cost(*arguments: str) -> Cost:
    before, began = _children(), time.perf_counter()
    subprocess.run((sys.executable, *arguments), cwd=ROOT, check=True, capture_output=True)  # noqa: S603  (our own programs)
    return Cost(_children() - before, time.perf_counter() - began)


def _children() -> float:
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


def plain(port: int, feeds: int, name: str) -> None:
    """The plain loop: every feed, every entry not seen before, every page whole; its name says how it looks."""
    import feedparser  # noqa: PLC0415  (the loop is a program of its own)
    import httpx  # noqa: PLC0415
    import trafilatura  # noqa: PLC0415

    from pipeline.adapters.gazetteer import read_gazetteer  # noqa: PLC0415

    names = sorted((one.name for one in read_gazetteer().signatories if not one.iso), key=len, reverse=True)
    before, after = _BOUNDS[name]
    signatories = re.compile("|".join(f"{before}{re.escape(one)}{after}" for one in names))
    kept: dict[str, tuple[str, set[str], bool]] = {}
    with httpx.Client(follow_redirects=True, trust_env=False) as client:

        def get(url: str) -> httpx.Response:
            parts = urlsplit(url)
            return client.get(f"http://127.0.0.1:{port}{parts.path}", headers={"Host": parts.netloc})

        for feed in range(feeds):
            answer = get(f"{_site(feed)}/feed")
            for entry in feedparser.parse(answer.content).entries:
                if entry.link in kept:
                    continue
                page = get(entry.link)
                text = trafilatura.extract(page.content, url=entry.link, include_comments=False) or ""
                words = f"{entry.title}\n{text}"
                kept[entry.link] = text, set(signatories.findall(words)), bool(_CALL.search(words))
    if len(kept) != feeds * ITEMS:
        raise RuntimeError(f"{len(kept)} pages instead of {feeds * ITEMS}")


def _site(number: int) -> str:
    return f"http://outlet{number}.example"


@contextmanager
def serving(corpus: Path) -> Iterator[tuple[int, int]]:
    """The port of a server that has the pages of a corpus in feeds, and how many pages there are."""
    context = multiprocessing.get_context("spawn")
    ours_end, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(corpus, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours_end.recv()
    finally:
        process.kill()
        process.join()


def _serve(corpus: Path, pipe: Connection) -> None:
    asyncio.run(_listen([(page["title"] or "", body) for page, body in samples(corpus / "pages")], pipe))


async def _listen(pages: list[tuple[str, bytes]], pipe: Connection) -> None:
    server = await asyncio.start_server(partial(_answer, pages), "127.0.0.1", 0, backlog=256)
    pipe.send((server.sockets[0].getsockname()[1], len(pages)))
    await server.serve_forever()


async def _answer(pages: list[tuple[str, bytes]], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            outlet = re.search(r"(?im)^host: outlet(\d+)\.example", head)
            kind, status, body = _content(pages, int(outlet[1]) if outlet else 0, head.split(" ", 2)[1])
            writer.write(f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode())
            writer.write(body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def _content(pages: list[tuple[str, bytes]], outlet: int, path: str) -> tuple[str, str, bytes]:
    """The media type, status and body of what an outlet has at a path."""
    if path == "/feed":
        return "application/rss+xml", "200 OK", _feed(pages, outlet)
    found = re.fullmatch(r"/story/(\d+)", path)
    if not found:
        return "text/plain", "404 Not Found", b""  # its robots.txt
    return "text/html", "200 OK", pages[int(found[1])][1]


def _feed(pages: list[tuple[str, bytes]], outlet: int) -> bytes:
    items = "".join(
        f"<item><title><![CDATA[{pages[number][0]}]]></title><link>{_site(outlet)}/story/{number}</link>"
        f"<guid>{_site(outlet)}/story/{number}</guid><pubDate>Tue, 24 Nov 2026 10:00:00 GMT</pubDate></item>"
        for number in range(outlet * ITEMS, (outlet + 1) * ITEMS)
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Outlet {outlet}</title>'
        f"<link>{_site(outlet)}/</link><description>News</description>{items}</channel></rss>"
    ).encode()


if __name__ == "__main__":
    sys.exit(main())
