"""Requests that end early, by the thousand, leave no slot behind in httpx's pool."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from pipeline.adapters.http import HttpFetcher, HttpPolicy
from pipeline.errors import FetchError
from pipeline.model import Page, Request
from tests.reliability.stage import Stage, html, page

if TYPE_CHECKING:
    from collections.abc import Iterator

EARLY_ENDS = 1000
AT_A_TIME = 32


def silent() -> Iterator[bytes | float]:
    yield 5.0


def half_a_header() -> Iterator[bytes | float]:
    yield b"HTTP/1.1 200 OK\r\nContent-Le"
    yield 5.0


def half_a_body() -> Iterator[bytes | float]:
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\nhalf"
    yield 5.0


def hang_up() -> Iterator[bytes | float]:
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf"


SCRIPTS = (silent, half_a_header, half_a_body, hang_up)


@pytest.mark.parametrize("is_shared", [False, True], ids=["hosts of their own", "few hosts"])
def test_after_a_thousand_requests_that_ended_early_twelve_of_twelve_succeed(is_shared: bool) -> None:
    stage = Stage()
    for number in range(EARLY_ENDS):
        stage.scripts[f"early-{number}.example", "/"] = SCRIPTS[number % len(SCRIPTS)]
    stage.scripts |= {(f"good-{number}.example", "/"): html(page()) for number in range(12)}
    hosts = 100 if is_shared else EARLY_ENDS
    with stage.playing() as address:
        hurried = HttpPolicy(
            user_agent="Test/1",
            host_gap=0.0,
            timeout=0.05,
            allow_private=(address,),
            connect_to=(("*:80", address),),
        )
        with closing(HttpFetcher(hurried)) as fetcher, ThreadPoolExecutor(AT_A_TIME) as crew:

            def ends_early(number: int) -> bool:
                try:
                    fetcher.fetch(Request(url=f"http://early-{number % hosts}.example/", obeys_robots=False))
                except FetchError:
                    return True
                return False

            assert all(crew.map(ends_early, range(EARLY_ENDS)))
            # The same pool; only its patience is a normal one again.
            fetcher._client._policy = HttpPolicy(user_agent="Test/1", host_gap=0.0)
            urls = [f"http://good-{number}.example/" for number in range(12)]
            pages = list(crew.map(lambda url: fetcher.fetch(Request(url=url, obeys_robots=False)), urls))
    assert len([page for page in pages if isinstance(page, Page)]) == 12
    assert fetcher._network._live == set()
