"""A hostile server on a real socket, a clock that waits for nobody, and the fetcher between them."""

from __future__ import annotations

import socket
import threading
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

import pytest

from pipeline.adapters.http import Clocks, HttpFetcher, HttpPolicy
from pipeline.errors import FetchError
from pipeline.model import Page, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.adapters.http.network import Resolver

START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
WAIT = 10.0  # seconds after which anything that should have happened is a failure

Answer = bytes | list[bytes]
"""What a server sends: at once, or piece by piece, the last one over and over."""


class Server:
    """A real server on loopback that answers every request with the same bytes, and counts."""

    def __init__(self, answer: Answer | Callable[[bytes], bytes], pause: float = 0.0) -> None:
        self.answer = answer
        self.pause = pause
        self.heads: list[bytes] = []
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._closing = threading.Event()
        self._threads = [threading.Thread(target=self._accept)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._closing.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(WAIT)

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"http://{self.place}{path}"

    def _accept(self) -> None:
        for _ in range(1000):
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(WAIT)
        with connection, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(65536)
                if not piece:
                    return
                head += piece
            self.heads.append(head)
            for piece in self._pieces(head):
                connection.sendall(piece)
                if self.pause and self._closing.wait(self.pause):
                    return

    def _pieces(self, head: bytes) -> Iterator[bytes]:
        if callable(self.answer):
            yield self.answer(head)
        elif isinstance(self.answer, bytes):
            yield self.answer
        else:
            yield from self.answer
            for _ in range(100_000):
                yield self.answer[-1]


def http(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode() + body


def fetcher(
    *allowed: str,
    timeout: float = WAIT,
    max_body: int = 1_000_000,
    connect_to: tuple[tuple[str, str], ...] = (),
    resolver: Resolver | None = None,
) -> HttpFetcher:
    policy = HttpPolicy(
        user_agent="Test/1",
        host_gap=0.0,
        timeout=timeout,
        connect_timeout=min(timeout, 5.0),
        max_body=max_body,
        allow_private=allowed,
        connect_to=connect_to,
    )
    return HttpFetcher(policy, resolver=resolver) if resolver else HttpFetcher(policy)


def read(fetch: HttpFetcher, url: str) -> Page:
    page = fetch.fetch(Request(url=url, obeys_robots=False))
    assert isinstance(page, Page)
    return page


def failure(fetch: HttpFetcher, url: str) -> FetchError:
    with closing(fetch), pytest.raises(FetchError) as caught:
        fetch.fetch(Request(url=url, obeys_robots=False))
    return caught.value


class FakeClock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self._lock = threading.Lock()

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.now += seconds

    def clocks(self) -> Clocks:
        return Clocks(monotonic=lambda: self.now, sleep=self.sleep, utcnow=lambda: START + timedelta(seconds=self.now))
