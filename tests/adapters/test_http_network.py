"""The fetcher on real sockets: hostile servers, and deadlines that hold."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import FetchError, FetchReason
from pipeline.model import Request
from tests.http_support import WAIT, Server, failure, fetcher, http, read

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_a_page_comes_over_a_real_socket() -> None:
    with Server(http(b"hello", 'ETag: "x"')) as server, closing(fetcher(server.place)) as fetch:
        page = read(fetch, server.url("/ä b"))
        assert (page.body, page.etag, page.url) == (b"hello", '"x"', server.url("/%C3%A4%20b"))
        assert server.heads[0].startswith(b"GET /%C3%A4%20b HTTP/1.1\r\nHost: " + server.place.encode() + b"\r\n")


def test_robots_txt_is_read_over_the_same_guarded_way() -> None:
    def answer(head: bytes) -> bytes:
        return http(b"User-agent: *\nDisallow: /private" if b"/robots.txt" in head else b"page")

    with Server(answer) as server, closing(fetcher(server.place)) as fetch:
        fetch.fetch(Request(url=server.url("/public")))
        with pytest.raises(FetchError) as caught:
            fetch.fetch(Request(url=server.url("/private")))
    assert caught.value.reason is FetchReason.ROBOTS
    assert [head.split()[1] for head in server.heads] == [b"/robots.txt", b"/public"]


def test_a_connection_is_used_again() -> None:
    body = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        place = f"127.0.0.1:{listener.getsockname()[1]}"

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                for _ in range(2):
                    connection.recv(65536)
                    connection.sendall(body)

        thread = threading.Thread(target=serve)
        thread.start()
        with closing(fetcher(place)) as fetch:
            assert [read(fetch, f"http://{place}/{n}").body for n in range(2)] == [b"hi", b"hi"]
        thread.join(WAIT)


# ---------------------------------------------------------------- time


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param([b"HTTP/1.1 200 OK\r\n", b"X-Slow: 1\r\n"], id="headers"),
        pytest.param([b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", b"x"], id="body"),
        pytest.param([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"], id="chunks"),
        pytest.param([b"HTTP/1.1 103 Early Hints\r\n\r\n"], id="endless hints"),
        pytest.param([b""], id="nothing"),
    ],
)
def test_a_server_that_drips_is_left_at_the_deadline(answer: list[bytes]) -> None:
    """Each piece is in time for any timeout of a single read."""
    with Server(answer, pause=0.02) as server:
        started = time.monotonic()
        error = failure(fetcher(server.place, timeout=0.3), server.url())
        spent = time.monotonic() - started
    assert (error.reason, error.retryable) == (FetchReason.TIMEOUT, True)
    assert 0.3 <= spent < WAIT


def test_redirects_share_one_deadline() -> None:
    def answer(head: bytes) -> bytes:
        n = int(head.split()[1].lstrip(b"/") or b"0")
        time.sleep(0.15)
        return http(b"", f"Location: /{n + 1}", status="302 Found")

    with Server(answer) as server:
        error = failure(fetcher(server.place, timeout=0.4), server.url("/0"))
    assert error.reason is FetchReason.TIMEOUT
    assert len(server.heads) < 5


def test_a_resolver_that_never_answers_is_left_at_the_deadline() -> None:
    release = threading.Event()

    def resolver(host: str, port: int) -> list[str]:
        release.wait(WAIT)
        return ["93.184.216.34"]

    error = failure(fetcher(timeout=0.1, resolver=resolver), "http://a.example/")
    release.set()
    assert (error.reason, error.retryable) == (FetchReason.DNS, True)


def test_closing_the_fetcher_wakes_who_waits_for_a_server() -> None:
    with Server([b"HTTP/1.1 200 OK\r\n", b""], pause=0.05) as server:
        fetch = fetcher(server.place, timeout=60.0)
        errors: list[FetchError] = []

        def wait() -> None:
            with pytest.raises(FetchError) as caught:
                read(fetch, server.url())
            errors.append(caught.value)

        thread = threading.Thread(target=wait)
        thread.start()
        while not server.heads:
            time.sleep(0.005)
        fetch.close()
        thread.join(WAIT)

    assert [(error.reason, error.retryable) for error in errors] == [(FetchReason.HOST_CLOSED, True)]


# ---------------------------------------------------------------- size and shape


def test_an_endless_body_is_too_big() -> None:
    with Server([b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536]) as server:
        assert failure(fetcher(server.place), server.url()).reason is FetchReason.TOO_BIG


def test_endless_headers_are_broken_http() -> None:
    with Server([b"HTTP/1.1 200 OK\r\n", b"X-More: " + b"a" * 1000 + b"\r\n"]) as server:
        assert failure(fetcher(server.place), server.url()).reason is FetchReason.PROTOCOL


def test_bombs_in_parallel_cost_their_limits_and_no_more() -> None:
    limit = 2_000_000
    engine = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS)
    bomb = b"".join(engine.compress(b"\0" * (1 << 20)) for _ in range(32)) + engine.flush()
    with Server(http(bomb, "Content-Encoding: gzip")) as server:
        names = [f"{n}.example:{server.port}" for n in range(8)]
        fetch = fetcher(server.place, max_body=limit, connect_to=(("*", server.place),))
        reasons: list[FetchReason] = []

        def visit(name: str) -> None:
            with pytest.raises(FetchError) as caught:
                read(fetch, f"http://{name}/")
            reasons.append(caught.value.reason)

        threads = [threading.Thread(target=visit, args=(name,)) for name in names]
        tracemalloc.start()
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(WAIT)
            kept, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        fetch.close()

    assert reasons == [FetchReason.TOO_BIG] * 8
    assert peak < 8 * 1.5 * limit
    assert kept < limit


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", id="short of its length"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", id="no last chunk"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", id="no chunk"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x00\xff garbage \r\n\r\n", id="garbage"),
        pytest.param(b"HTTP/1.1 abc\r\n\r\n", id="status line"),
        pytest.param(b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", id="header line"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", id="negative length"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", id="two lengths"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nx", id="transfer encoding"),
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", id="another protocol"),
        pytest.param(http(gzip.compress(b"hello")[:-4], "Content-Encoding: gzip"), id="gzip cut short"),
    ],
)
def test_broken_http_is_worth_another_try(answer: bytes) -> None:
    with Server(answer) as server:
        error = failure(fetcher(server.place), server.url())
    assert (error.reason, error.retryable) == (FetchReason.PROTOCOL, True)


def test_a_connection_reset_in_the_middle_is_broken_http() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        place = f"127.0.0.1:{listener.getsockname()[1]}"

        def serve() -> None:
            connection, _ = listener.accept()
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.close()

        thread = threading.Thread(target=serve)
        thread.start()
        error = failure(fetcher(place), f"http://{place}/")
        thread.join(WAIT)
    assert (error.reason, error.retryable) == (FetchReason.PROTOCOL, True)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda rest: b"HTTP/1.1 200 OK\r\n" + rest))
def test_any_bytes_are_a_page_or_a_fetch_error(noise_server: Server, noise: bytes) -> None:
    noise_server.answer = noise
    with closing(fetcher(noise_server.place, timeout=WAIT)) as fetch, suppress(FetchError):
        read(fetch, noise_server.url())


@pytest.fixture(scope="module")
def noise_server() -> Iterator[Server]:
    with Server(b"") as server:
        yield server
