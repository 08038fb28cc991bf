"""Sockets that go only where they may, and never wait longer than they may.

The library's own timeouts bound each single read, so a server that sends one byte a second is never late. Here every
read and write gets what is left of the whole request's time.
"""

from __future__ import annotations

import math
import socket
import threading
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TypeAlias

import httpcore

from pipeline.adapters.http.addresses import Address, Guard, literal, parse_address
from pipeline.adapters.http.trouble import ExchangeError
from pipeline.errors import FetchReason

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterable, Iterator

    Resolver: TypeAlias = Callable[[str, int], Iterable[str]]
    SocketOption: TypeAlias = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]

_MAX_ADDRESSES = 6  # tried per host; each gets its share of the connect timeout


def system_resolver(host: str, port: int) -> list[str]:
    """The addresses of `host`, as the operating system finds them; blocks for as long as it likes.

    Raises:
        OSError: there are none, or nobody answers.
        UnicodeError: not a name DNS can carry.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_, sockaddr in found]


class _Due(threading.local):
    at: float = math.inf


class GuardedNetwork(httpcore.NetworkBackend):
    """Resolves, checks, then connects to the very address it has checked."""

    def __init__(
        self, guard: Guard, connect_timeout: float, resolver: Resolver, monotonic: Callable[[], float]
    ) -> None:
        self._guard = guard
        self._connect_timeout = connect_timeout
        self._resolver = resolver
        self._monotonic = monotonic
        self._sockets = httpcore.SyncBackend()
        self._due = _Due()
        self._live: set[TimedStream] = set()
        self._live_lock = threading.Lock()
        self._is_cut = threading.Event()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """All that this thread does on the network inside the block ends within `seconds`."""
        self._due.at = self._monotonic() + seconds
        try:
            yield
        finally:
            self._due.at = math.inf

    def remaining(self) -> float:
        """Seconds this thread has left.

        Raises:
            ExchangeError: TIMEOUT, none are; or HOST_CLOSED, the network was cut.
        """
        if self._is_cut.is_set():
            raise ExchangeError(FetchReason.HOST_CLOSED, "the network is shut", retryable=True)
        left = self._due.at - self._monotonic()
        if left <= 0:
            raise ExchangeError(FetchReason.TIMEOUT, "no answer in the time allowed", retryable=True)
        return left

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  (httpcore's; the deadline is of the whole request)
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to `host`, made within the connect timeout.

        Raises:
            ExchangeError: BLOCKED_ADDRESS, DNS or TIMEOUT.
            httpcore.ConnectError: nobody listens at any of the addresses.
            httpcore.ConnectTimeout: the last of them stayed silent.
        """
        there, its_port = self._guard.destination(host.rstrip("."), port)
        give_up = self._monotonic() + min(self._connect_timeout, self.remaining())
        addresses = self._addresses(there, its_port)
        self._guard.refuse_private(there, its_port, addresses)
        silence: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for place, address in enumerate(addresses):
            share = (give_up - self._monotonic()) / (len(addresses) - place)
            try:
                inner = self._sockets.connect_tcp(
                    str(address), its_port, max(share, 0.001), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                silence = error
            else:
                return self.adopt(inner)
        raise silence or ExchangeError(FetchReason.DNS, f"{there} has no address", retryable=True)

    def adopt(self, inner: httpcore.NetworkStream) -> TimedStream:
        """`inner`, from now on bound to this network's deadlines."""
        stream = TimedStream(inner, self)
        with self._live_lock:
            self._live.add(stream)
        return stream

    def forget(self, stream: TimedStream) -> None:
        """Ends the watch over a stream that is closed, or replaced."""
        with self._live_lock:
            self._live.discard(stream)

    def cut(self) -> None:
        """Shuts every open connection under whoever is reading from it, and makes no new ones."""
        self._is_cut.set()
        with self._live_lock:
            streams = tuple(self._live)
        for stream in streams:
            stream.shut()

    def _addresses(self, host: str, port: int) -> list[Address]:
        written = literal(host)
        if written is not None:
            return [written]
        try:
            return [parse_address(text) for text in self._look_up(host, port)][:_MAX_ADDRESSES]
        except (OSError, ValueError) as error:
            detail = str(error) or "no answer from the resolver"
            raise ExchangeError(FetchReason.DNS, f"{host}: {detail}", retryable=True) from error

    def _look_up(self, host: str, port: int) -> list[str]:
        # getaddrinfo cannot be interrupted; the thread that waits for it is left to its fate.
        answer: Future[list[str]] = Future()

        def ask() -> None:
            try:
                answer.set_result(list(self._resolver(host, port)))
            except (OSError, ValueError) as error:
                answer.set_exception(error)

        threading.Thread(target=ask, name=f"resolve {host}", daemon=True).start()
        return answer.result(timeout=min(self._connect_timeout, self.remaining()))


class TimedStream(httpcore.NetworkStream):
    """A stream whose every wait ends with its thread's deadline."""

    def __init__(self, inner: httpcore.NetworkStream, network: GuardedNetwork) -> None:
        self._inner = inner
        self._network = network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002  (httpcore's)
        """What has arrived, at most `max_bytes`; empty when the server has closed."""
        return self._inner.read(max_bytes, self._network.remaining())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002  (httpcore's)
        """Sends all of `buffer`."""
        self._inner.write(buffer, self._network.remaining())

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002  (httpcore's)
    ) -> TimedStream:
        """The same connection, encrypted and with the server's certificate checked.

        Raises:
            ExchangeError: TLS or TIMEOUT.
            httpcore.ConnectTimeout: the server fell silent in the middle of it.
        """
        self._network.forget(self)
        try:
            inner = self._inner.start_tls(ssl_context, server_hostname, self._network.remaining())
        except httpcore.ConnectError as error:
            raise ExchangeError(FetchReason.TLS, str(error), retryable=True) from error
        except ExchangeError:
            self._inner.close()
            raise
        return self._network.adopt(inner)

    def close(self) -> None:
        """Closes the socket."""
        self._network.forget(self)
        self._inner.close()

    def shut(self) -> None:
        """Ends both directions, so that a thread waiting in `read` wakes up."""
        with suppress(OSError):
            self._inner.get_extra_info("socket").shutdown(socket.SHUT_RDWR)

    def get_extra_info(self, info: str) -> object:
        """What httpcore wants to know about the socket."""
        return self._inner.get_extra_info(info)
