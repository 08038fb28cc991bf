"""A host that asks for quiet gets it, from every thread and over a restart."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from pipeline.adapters.http import HttpFetcher, HttpPolicy
from pipeline.adapters.http.gates import HostGates
from pipeline.errors import FetchError, FetchReason
from pipeline.model import HostClosure, Request
from tests.http_support import START, WAIT, FakeClock

if TYPE_CHECKING:
    from collections.abc import Callable

POLICY = HttpPolicy(user_agent="Test/1", host_gap=1.0)


def fetcher(
    clock: FakeClock,
    handler: Callable[[httpx.Request], httpx.Response],
    closures: tuple[HostClosure, ...] = (),
) -> HttpFetcher:
    return HttpFetcher(POLICY, closures=closures, clocks=clock.clocks(), transport=httpx.MockTransport(handler))


def feed(url: str) -> Request:
    return Request(url=url, obeys_robots=False)


def failure(fetch: HttpFetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetch.fetch(feed(url))
    return caught.value


@pytest.mark.parametrize(
    ("status", "headers", "closed_for"),
    [
        (429, {"Retry-After": "120"}, 120),
        (429, {}, 60),
        (429, {"Retry-After": "-5"}, 60),
        (429, {"Retry-After": "1e20"}, 60),
        (429, {"Retry-After": "１２".encode().decode("latin-1")}, 60),
        (429, {"Retry-After": "99999999"}, 86400),
        (429, {"Retry-After": "Tue, 24 Nov 2026 12:02:00 GMT"}, 120),
        (503, {"Retry-After": "120"}, 120),
        (503, {}, 0),
        (500, {"Retry-After": "120"}, 0),
        (200, {"Retry-After": "120"}, 0),
    ],
)
def test_a_host_is_closed_for_as_long_as_it_asks(status: int, headers: dict[str, str], closed_for: float) -> None:
    clock = FakeClock()
    sent = []

    def handler(request: httpx.Request) -> httpx.Response:
        sent.append(request.url.path)
        encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        return httpx.Response(status, headers=encoded) if request.url.path == "/first" else httpx.Response(200)

    fetch = fetcher(clock, handler)
    if status == 200:
        fetch.fetch(feed("http://a.example/first"))
    else:
        assert failure(fetch, "http://a.example/first").status == status
    if not closed_for:
        assert fetch.closures() == ()
        fetch.fetch(feed("http://a.example/second"))
        return

    (closure,) = fetch.closures()
    assert closure == HostClosure(host="a.example", until=START + timedelta(seconds=closed_for))
    clock.sleep(closed_for - 11)
    error = failure(fetch, "http://a.example/second")
    assert (error.reason, error.retryable) == (FetchReason.HOST_CLOSED, True)
    assert error.retry_after == pytest.approx(11)
    assert sent == ["/first"]

    clock.sleep(2)  # nine seconds left: worth waiting for
    fetch.fetch(feed("http://a.example/second"))
    assert clock.now >= closed_for
    assert sent == ["/first", "/second"]
    assert fetch.closures() == ()


def test_a_closed_host_closes_no_other() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(429 if request.url.host == "a.example" else 200)

    fetch = fetcher(FakeClock(), handler)
    failure(fetch, "http://a.example/")
    fetch.fetch(feed("http://b.example/"))


def test_who_already_waits_for_a_host_that_closes_sends_nothing() -> None:
    first_inside = threading.Event()
    release = threading.Event()
    sent = []

    def handler(request: httpx.Request) -> httpx.Response:
        sent.append(request.url.path)
        first_inside.set()
        assert release.wait(WAIT)
        return httpx.Response(429, headers={"Retry-After": "100"})

    fetch = fetcher(FakeClock(), handler)
    errors = []

    def visit(path: str) -> None:
        errors.append(failure(fetch, f"http://a.example{path}"))

    threads = [threading.Thread(target=visit, args=("/first",))]
    threads[0].start()
    assert first_inside.wait(WAIT)
    threads += [threading.Thread(target=visit, args=(f"/{n}",)) for n in range(4)]
    for thread in threads[1:]:
        thread.start()
    release.set()
    for thread in threads:
        thread.join(WAIT)

    assert sent == ["/first"]
    assert sorted(error.reason for error in errors) == [FetchReason.HOST_CLOSED] * 4 + [FetchReason.HTTP_STATUS]


def test_a_closure_outlives_a_restart() -> None:
    clock = FakeClock()
    before = fetcher(clock, lambda _: httpx.Response(429, headers={"Retry-After": "100"}))
    failure(before, "http://a.example/")
    left = before.closures()

    clock.sleep(30)
    after = fetcher(clock, lambda _: httpx.Response(200), closures=left)
    error = failure(after, "http://a.example/")

    assert error.reason is FetchReason.HOST_CLOSED
    assert error.retry_after == pytest.approx(70)
    assert after.closures() == left
    clock.sleep(70)
    after.fetch(feed("http://a.example/"))


def test_a_closure_from_a_clock_that_was_wrong_lasts_a_day_at_most() -> None:
    far = HostClosure(host="a.example", until=START + timedelta(days=4000))
    past = HostClosure(host="b.example", until=START - timedelta(days=1))
    fetch = fetcher(FakeClock(), lambda _: httpx.Response(200), closures=(far, past))
    assert fetch.closures() == (HostClosure(host="a.example", until=START + timedelta(days=1)),)


def test_a_short_closure_does_not_cut_a_long_one_short() -> None:
    clock = FakeClock()
    gates = HostGates(POLICY, clock.clocks(), ())
    gates.close_host("a.example", 100)
    gates.close_host("a.example", 5)
    assert gates.closures() == (HostClosure(host="a.example", until=START + timedelta(seconds=100)),)
