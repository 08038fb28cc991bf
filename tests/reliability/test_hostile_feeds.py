"""Every hostile feed and page at once, through the whole program: each ends in words, and the good story is found."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING, Final

import brotli
import pytest

from tests.reliability.stage import Canary, Run, Stage, exported, feed, html, once, page, plain, rss, write_config

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.reliability.stage import Script

GOOD: Final = "news.example"
MEGABYTE: Final = 1 << 20
SECRET: Final = "the secret of this machine"


def two_stories(host: str, **options: str) -> bytes:
    return rss([("Talks", f"http://{host}/ok-1"), ("More talks", f"http://{host}/ok-2")], **options)


def drip() -> Iterator[bytes | float]:
    yield b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: 9000\r\n\r\n"
    for _ in range(100):
        yield b"<"
        yield 0.1


def drip_headers() -> Iterator[bytes | float]:
    yield b"HTTP/1.1 200 OK\r\n"
    for number in range(100):
        yield b"X-%d: y\r\n" % number
        yield 0.1


def say_nothing() -> Iterator[bytes | float]:
    yield 20.0


def endless() -> Iterator[bytes | float]:
    yield b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n<rss><channel>"
    for _ in range(1000):
        yield b"<!-- " + b"x" * 65_000 + b" -->"


def many_headers() -> Iterator[bytes | float]:
    yield b"HTTP/1.1 200 OK\r\n"
    for number in range(20_000):
        yield b"X-%d: " % number + b"a" * 200 + b"\r\n"


def encoded(body: bytes, encoding: str) -> Script:
    return plain(body, "Content-Type: application/rss+xml", f"Content-Encoding: {encoding}")


def nested(start: str, end: str, depth: int) -> str:
    return start * depth + end * depth


def hostile_feeds(canary: Canary, secret: Path) -> dict[str, tuple[Script, str, int]]:
    """By host: what it sends, how its poll must end, and with how many entries at least."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    outside = f'<!ENTITY file SYSTEM "file://{secret}"><!ENTITY net SYSTEM "http://127.0.0.1:{canary.port}/">'
    zeros = gzip.compress(bytes(200 * MEGABYTE), 9)
    return {
        "drip.example": (drip, "failed", 0),
        "drip-headers.example": (drip_headers, "failed", 0),
        "silent.example": (say_nothing, "failed", 0),
        "endless.example": (endless, "failed", 0),
        "headers.example": (many_headers, "failed", 0),
        "gzip-bomb.example": (encoded(zeros, "gzip"), "failed", 0),
        "gzip-twice.example": (encoded(gzip.compress(zeros), "gzip, gzip"), "failed", 0),
        "undeclared-bomb.example": (feed(zeros), "failed", 0),
        "deflate-bomb.example": (encoded(zlib.compress(bytes(200 * MEGABYTE), 9), "deflate"), "failed", 0),
        "brotli-bomb.example": (encoded(brotli.compress(bytes(100 * MEGABYTE), quality=5), "br"), "failed", 0),
        "zstd.example": (encoded(b"\x28\xb5\x2f\xfd\x00", "zstd"), "failed", 0),
        "laughs.example": (
            feed(rss([("&l9;", "http://laughs.example/ok-1")], prologue=f'<!DOCTYPE r [<!ENTITY l0 "lol">{laughs}]>')),
            "any",
            0,
        ),
        "entities.example": (
            feed(
                rss(
                    [("&file; &net;", "http://entities.example/ok-1")],
                    prologue=f'<?xml version="1.0"?><!DOCTYPE r [{outside}]>',
                )
            ),
            "any",
            0,
        ),
        "names-a-file.example": (feed(str(secret).encode()), "failed", 0),
        "names-a-url.example": (feed(f"http://127.0.0.1:{canary.port}/".encode()), "failed", 0),
        "quadratic.example": (
            feed(rss([("&a;" * 20_000, "")], prologue=f'<!DOCTYPE r [<!ENTITY a "{"A" * 50_000}">]>')),
            "any",
            0,
        ),
        "comments.example": (feed(rss([("x " + "&lt;!--" * 80_000, "http://comments.example/ok-1")])), "ok", 1),
        "deep.example": (feed(rss([(nested("<a>", "</a>", 100_000), "http://deep.example/ok-1")])), "any", 0),
        "nul.example": (feed(two_stories("nul.example").replace(b"Talks", b"Ta\0lks")), "ok", 2),
        "numbers.example": (feed(rss([("&#55296;&#x110000;&#0; x", "http://numbers.example/ok-1")])), "ok", 1),
        "punycode.example": (
            feed(two_stories("punycode.example", prologue='<?xml version="1.0" encoding="punycode"?>')),
            "ok",
            2,
        ),
        "utf-7.example": (
            feed(two_stories("utf-7.example", prologue='<?xml version="1.0" encoding="utf-7"?>')),
            "ok",
            2,
        ),
        "zlib-charset.example": (
            plain(two_stories("zlib-charset.example"), "Content-Type: application/rss+xml; charset=zlib_codec"),
            "ok",
            2,
        ),
        "empty.example": (feed(b""), "failed", 0),
        "error-page.example": (html(b"<!DOCTYPE html><title>Error</title><p>Something went wrong"), "failed", 0),
        "cut.example": (feed(two_stories("cut.example")[:-90]), "any", 0),
        "noise.example": (feed(bytes(range(256)) * 4000), "failed", 0),
    }


def hostile_pages() -> dict[str, Script]:
    """By host: the page that stands between two good ones."""
    return {
        "links.example": html(b"<html><body>" + b'<a href="/x">x</a>' * 400_000 + b"</body></html>"),
        "paragraphs.example": html(b"<html><body><article>" + b"<p>x</p>" * 100_000 + b"</article></body></html>"),
        "attributes.example": html(b"<p " + b" ".join(b"a%d=1" % n for n in range(50_000)) + b">Paris Call</p>"),
        "deep-page.example": html(nested("<div>", "</div>", 100_000).encode()),
        "klingon.example": plain(page(), "Content-Type: text/html; charset=x-klingon"),
        "page-bomb.example": plain(gzip.compress(bytes(200 * MEGABYTE), 9), "Content-Encoding: gzip"),
        "page-drip.example": drip,
        "pdf.example": plain(b"%PDF-1.4\n" + bytes(range(256)) * 2000, "Content-Type: application/pdf"),
        "nul-page.example": html(page().replace(b" ", b" \0", 40)),
    }


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    bird = Canary()
    yield bird
    bird.close()


@pytest.fixture(scope="module")
def feeds(canary: Canary, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Script, str, int]]:
    secret = tmp_path_factory.mktemp("secret") / "secret.xml"
    secret.write_bytes(rss([(SECRET, "http://news.example/ok-1")]))
    return hostile_feeds(canary, secret)


@pytest.fixture(scope="module")
def passed(feeds: dict[str, tuple[Script, str, int]], tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One pass over all of it."""
    stage = Stage()
    folder = tmp_path_factory.mktemp("hostile")
    for host in (GOOD, *feeds, *hostile_pages()):
        stage.scripts |= {(host, f"/ok-{n}"): html(page(f"Talks of {host}, part {n}")) for n in (1, 2)}
        stage.scripts[host, "/feed"] = feed(two_stories(host))
    stage.scripts |= {(host, "/feed"): script for host, (script, _, _) in feeds.items()}
    for host, script in hostile_pages().items():
        items = [(title, f"http://{host}/{title}") for title in ("ok-1", "bad", "ok-2")]
        stage.scripts |= {(host, "/feed"): feed(rss(items)), (host, "/bad"): script}
    with stage.playing() as address:
        hosts = [*feeds, *hostile_pages(), GOOD]
        write_config(folder, address, [f"http://{host}/feed" for host in hosts])
        return once(folder)


def test_the_pass_ends_well_and_within_its_means(passed: Run) -> None:
    assert passed.returncode == 0
    assert "Traceback" not in passed.told
    assert passed.peak_mb < 300
    assert passed.seconds < 100


def test_each_hostile_feed_ends_as_it_should(passed: Run, feeds: dict[str, tuple[Script, str, int]]) -> None:
    polls = passed.polls()
    ends = {host: (polls[host], expected, least) for host, (_, expected, least) in feeds.items()}
    wrong = {
        host: poll
        for host, (poll, expected, least) in ends.items()
        if expected not in {poll[0], "any"} or poll[1] < least or (poll[0] == "failed" and not poll[2])
    }
    assert wrong == {}


def test_the_other_feeds_and_pages_are_unharmed(passed: Run) -> None:
    found = {article["url"] for article in exported(passed.folder) if article["call"]}
    hosts = (GOOD, *hostile_pages())
    assert {f"http://{host}/ok-{n}" for host in hosts for n in (1, 2)} - found == set()


def test_every_entry_has_ended_or_will_be_tried_again(passed: Run) -> None:
    stranded = """SELECT e.url FROM entries e LEFT JOIN pages p ON p.id = e.page_id
                  WHERE e.outcome IS NULL AND (p.state IS NULL OR p.state != 'queued' OR p.last_error = '')"""
    assert passed.rows(stranded) == []


def test_no_file_was_opened_and_nobody_was_called(passed: Run, canary: Canary) -> None:
    assert not canary.heard()
    stored = passed.rows("SELECT title FROM entries UNION ALL SELECT coalesce(text, title) FROM articles")
    assert not [text for (text,) in stored if SECRET in text]
