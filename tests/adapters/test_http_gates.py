"""Politeness: one request at a time per host, a pause after each, and silence when asked for."""

from __future__ import annotations

import threading
from itertools import pairwise
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.http import Clocks, HttpFetcher, HttpPolicy
from pipeline.adapters.http.gates import HostGates
from pipeline.adapters.http.trouble import ExchangeError
from pipeline.errors import FetchError, FetchReason
from pipeline.model import Request
from tests.http_support import START, WAIT, FakeClock

if TYPE_CHECKING:
    from collections.abc import Callable

POLICY = HttpPolicy(user_agent="Test/1", host_gap=1.0)


def fetcher(clock: FakeClock, handler: Callable[[httpx.Request], httpx.Response]) -> HttpFetcher:
    return HttpFetcher(POLICY, clocks=clock.clocks(), transport=httpx.MockTransport(handler))


def feed(url: str) -> Request:
    return Request(url=url, obeys_robots=False)


def failure(fetch: HttpFetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetch.fetch(feed(url))
    return caught.value


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 5)), max_size=20))
def test_a_host_rests_for_the_gap_after_each_request_and_only_that_host(visits: list[tuple[str, float]]) -> None:
    clock = FakeClock()
    seen: dict[str, list[tuple[float, float]]] = {}

    def handler(request: httpx.Request) -> httpx.Response:
        started = clock.now
        clock.sleep(float(request.url.params["takes"]))
        seen.setdefault(request.url.host, []).append((started, clock.now))
        return httpx.Response(200)

    fetch = fetcher(clock, handler)
    asked: dict[str, float] = {}
    for host, takes in visits:
        before = clock.now
        fetch.fetch(feed(f"http://{host}.example/?takes={takes}"))
        started, ended = seen[f"{host}.example"][-1]
        assert started >= asked.get(host, -1.0) + 1.0
        assert started - before <= 1.01
        asked[host] = ended


def test_requests_to_one_host_never_overlap() -> None:
    inside: list[str] = []
    overlap = threading.Event()
    served = []

    def handler(request: httpx.Request) -> httpx.Response:
        inside.append(request.url.path)
        if len(inside) > 1:
            overlap.set()
        overlap.wait(0.01)  # a chance for the others to come in
        served.append(inside.pop())
        return httpx.Response(200)

    fetch = fetcher(FakeClock(), handler)
    threads = [threading.Thread(target=fetch.fetch, args=(feed(f"http://a.example/{n}"),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)

    assert not overlap.is_set()
    assert len(served) == 8


def test_requests_to_different_hosts_run_at_the_same_time() -> None:
    meeting = threading.Barrier(4, timeout=WAIT)  # passes only if four are inside together

    def handler(_: httpx.Request) -> httpx.Response:
        meeting.wait()
        return httpx.Response(200)

    fetch = fetcher(FakeClock(), handler)
    threads = [threading.Thread(target=fetch.fetch, args=(feed(f"http://{n}.a.example/"),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)

    assert not meeting.broken


def test_http_and_https_and_every_port_of_a_host_are_one_host() -> None:
    clock = FakeClock()
    starts = []

    def handler(_: httpx.Request) -> httpx.Response:
        starts.append(clock.now)
        return httpx.Response(200)

    fetch = fetcher(clock, handler)
    for url in ("http://a.example/", "https://A.example/", "http://a.example:8080/", "http://a.example./"):
        fetch.fetch(feed(url))

    assert all(later - earlier >= 1.0 for earlier, later in pairwise(starts))


def test_a_failed_request_counts_as_a_request() -> None:
    clock = FakeClock()
    starts = []

    def handler(_: httpx.Request) -> httpx.Response:
        starts.append(clock.now)
        raise httpx.ConnectError("refused")

    fetch = fetcher(clock, handler)
    for _ in range(2):
        assert failure(fetch, "http://a.example/").reason is FetchReason.CONNECT

    assert starts[1] - starts[0] >= 1.0


def test_redirects_take_the_turn_of_the_host_they_lead_to() -> None:
    clock = FakeClock()
    log = []

    def handler(request: httpx.Request) -> httpx.Response:
        log.append((request.url.host, clock.now))
        if request.url.path == "/end":
            return httpx.Response(200)
        return httpx.Response(302, headers={"Location": "http://b.example/end"})

    fetch = fetcher(clock, handler)
    fetch.fetch(feed("http://b.example/end"))
    fetch.fetch(feed("http://a.example/"))
    fetch.fetch(feed("http://b.example/again"))

    to_b = [at for host, at in log if host == "b.example"]
    assert len(to_b) == 4
    assert all(later - earlier >= 1.0 for earlier, later in pairwise(to_b))


def test_two_hosts_that_redirect_to_each_other_do_not_wait_for_each_other() -> None:
    both = threading.Barrier(2, timeout=WAIT)

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/end":
            return httpx.Response(200)
        both.wait()
        other = "b" if request.url.host == "a.example" else "a"
        return httpx.Response(302, headers={"Location": f"http://{other}.example/end"})

    fetch = fetcher(FakeClock(), handler)
    threads = [
        threading.Thread(target=fetch.fetch, args=(feed(f"http://{host}.example/"),), daemon=True) for host in "ab"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)

    assert not any(thread.is_alive() for thread in threads)


@pytest.mark.parametrize(("delay", "pause"), [(0.2, 1.0), (7.0, 7.0), (1e9, 30.0)])
def test_a_crawl_delay_lengthens_the_pause_up_to_a_cap(delay: float, pause: float) -> None:
    clock = FakeClock()
    gates = HostGates(POLICY, clock.clocks(), ())
    gates.pace("a.example", delay)
    with gates.turn("a.example"):
        ended = clock.now
    with gates.turn("a.example"):
        assert pause <= clock.now - ended <= pause + 0.01


def test_stopping_ends_the_wait_of_those_in_line() -> None:
    in_nap = threading.Event()

    def nap(_: float) -> None:
        in_nap.set()

    gates = HostGates(POLICY, Clocks(monotonic=lambda: 0.0, sleep=nap, utcnow=lambda: START), ())
    with gates.turn("a.example"):
        pass
    reasons = []

    def wait() -> None:
        with pytest.raises(ExchangeError) as caught, gates.turn("a.example"):
            pass
        reasons.append(caught.value.reason)

    threads = [threading.Thread(target=wait) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert in_nap.wait(WAIT)
    gates.stop()
    for thread in threads:
        thread.join(WAIT)

    assert reasons == [FetchReason.HOST_CLOSED] * 3


def test_gates_of_hosts_not_seen_for_long_are_forgotten_but_not_the_closed_ones() -> None:
    clock = FakeClock()
    gates = HostGates(POLICY, clock.clocks(), ())
    gates.close_host("closed.example", 80_000)
    for n in range(10_000):
        clock.sleep(0.5)
        with gates.turn(f"{n}.example"):
            pass
    assert len(gates._gates) <= 4097
    assert [closure.host for closure in gates.closures()] == ["closed.example"]
