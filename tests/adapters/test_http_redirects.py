"""Redirects: followed a little way, remembered, and never to where nobody should go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from pipeline.adapters.http import HttpFetcher, HttpPolicy
from pipeline.errors import FetchError, FetchReason
from pipeline.model import Page, Redirect, Request

if TYPE_CHECKING:
    from collections.abc import Callable

URL = "http://a.example/feed"


def fetcher(handler: Callable[[httpx.Request], httpx.Response]) -> HttpFetcher:
    return HttpFetcher(HttpPolicy(user_agent="Test/1", host_gap=0.0), transport=httpx.MockTransport(handler))


def request(url: str = URL) -> Request:
    return Request(url=url, obeys_robots=False)


def failure(handler: Callable[[httpx.Request], httpx.Response], url: str = URL) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher(handler).fetch(request(url))
    return caught.value


def redirect(location: str, status: int = 302) -> httpx.Response:
    return httpx.Response(status, headers=[(b"Location", location.encode())])


def test_redirects_are_followed_and_remembered() -> None:
    hops = {
        "/feed": redirect("moved?x=1", 301),
        "/moved": redirect("//b.example/", 308),
        "/": redirect("https://b.example/end", 307),
        "/end": httpx.Response(200, text="here"),
    }
    page = fetcher(lambda got: hops[got.url.path]).fetch(request())
    assert isinstance(page, Page)
    assert (page.requested_url, page.url, page.body) == (URL, "https://b.example/end", b"here")
    assert page.redirects == (
        Redirect(status=301, url="http://a.example/moved?x=1"),
        Redirect(status=308, url="http://b.example/"),
        Redirect(status=307, url="https://b.example/end"),
    )


@pytest.mark.parametrize(("hops", "arrives"), [(5, True), (6, False), (20, False)])
def test_five_redirects_are_followed_and_no_more(hops: int, arrives: bool) -> None:
    sent = []

    def handler(got: httpx.Request) -> httpx.Response:
        n = int(got.url.params.get("n", 0))
        sent.append(n)
        return redirect(f"/feed?n={n + 1}") if n < hops else httpx.Response(200)

    if arrives:
        fetcher(handler).fetch(request())
        return
    error = failure(handler)
    assert (error.reason, error.retryable) == (FetchReason.TOO_MANY_REDIRECTS, False)
    assert error.final_url == "http://a.example/feed?n=5"
    assert len(sent) == 6


def test_a_redirect_that_turns_in_a_circle_is_left_at_once() -> None:
    sent = []

    def handler(got: httpx.Request) -> httpx.Response:
        sent.append(got.url.path)
        return redirect("/b" if got.url.path == "/a" else "/a")

    assert failure(handler, "http://a.example/a").reason is FetchReason.TOO_MANY_REDIRECTS
    assert sent == ["/a", "/b"]


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("file:///etc/passwd", FetchReason.BAD_URL),
        ("gopher://b.example/", FetchReason.BAD_URL),
        ("http://user:pass@b.example/", FetchReason.BAD_URL),
        ("http://[bad/", FetchReason.BAD_URL),
        ("http://127.0.0.1/", FetchReason.BLOCKED_ADDRESS),
        ("http://2130706433/", FetchReason.BLOCKED_ADDRESS),
        ("http://[::1]/", FetchReason.BLOCKED_ADDRESS),
        ("http://169.254.169.254/latest/meta-data/", FetchReason.BLOCKED_ADDRESS),
        ("//localhost/", FetchReason.BLOCKED_ADDRESS),
    ],
)
def test_a_redirect_to_where_nobody_should_go_is_refused_unsent(location: str, reason: FetchReason) -> None:
    sent = []

    def handler(got: httpx.Request) -> httpx.Response:
        sent.append(got.url.host)
        return redirect(location)

    error = failure(handler)
    assert (error.reason, error.retryable) == (reason, False)
    assert error.url == URL
    assert sent == ["a.example"]


def test_a_redirect_never_takes_us_from_https_to_http() -> None:
    sent = []

    def handler(got: httpx.Request) -> httpx.Response:
        sent.append(str(got.url))
        return redirect("http://b.example/story") if got.url.host == "a.example" else httpx.Response(200)

    page = fetcher(handler).fetch(request("https://a.example/short"))
    assert isinstance(page, Page)
    assert page.url == "https://b.example/story"
    assert sent == ["https://a.example/short", "https://b.example/story"]
