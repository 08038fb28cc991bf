"""One polite, guarded GET, and the redirects that follow from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import httpx

from pipeline.adapters.http.headers import retry_after, text_of
from pipeline.adapters.http.locations import follow, host_of, port_of
from pipeline.adapters.http.trouble import LIBRARY_ERRORS, ExchangeError, explain
from pipeline.errors import FetchReason
from pipeline.model import Redirect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.adapters.http.addresses import Guard
    from pipeline.adapters.http.gates import HostGates
    from pipeline.adapters.http.network import GuardedNetwork
    from pipeline.adapters.http.policy import Clocks, HttpPolicy

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_WITH_BODY: Final = frozenset({200, 203})  # the answers whose body is the thing asked for
_TOO_MANY_REQUESTS: Final = 429
_UNAVAILABLE: Final = 503
_QUIET: Final = 60.0  # seconds a host is left alone after a 429 that names no time


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Where a GET ended. The body is read for 200 and 203 only."""

    url: httpx.URL
    status: int
    headers: httpx.Headers
    body: bytes
    hops: tuple[Redirect, ...] = ()


class Client:
    """Sends requests through the gates, and nothing around them."""

    def __init__(
        self,
        policy: HttpPolicy,
        clocks: Clocks,
        guard: Guard,
        gates: HostGates,
        network: GuardedNetwork,
        transport: httpx.BaseTransport,
    ) -> None:
        self._policy = policy
        self._clocks = clocks
        self._guard = guard
        self._gates = gates
        self._network = network
        self._transport = transport

    def get(
        self,
        url: httpx.URL,
        headers: Sequence[tuple[bytes, bytes]],
        *,
        admit: Callable[[httpx.URL], None],
        read: Callable[[httpx.Response], bytes],
    ) -> Answer:
        """The answer to a GET, after redirects. `admit` may refuse any of the URLs by raising.

        Raises:
            ExchangeError: there is no answer; its `final_url` is where that became clear.
        """
        trail = [url]
        hops: list[Redirect] = []
        left = self._policy.timeout
        while True:
            url = trail[-1]
            try:
                self._guard.refuse_literal(host_of(url), port_of(url))
                admit(url)
                with self._gates.turn(host_of(url)):
                    started = self._clocks.monotonic()
                    answer = self._exchange(url, headers, read, left)
                    left -= self._clocks.monotonic() - started
                target = self._next(answer, trail)
            except ExchangeError as error:
                error.final_url = str(url)
                raise
            if target is None:
                return replace(answer, hops=tuple(hops))
            hops.append(Redirect(status=answer.status, url=str(target)))
            trail.append(target)

    def _next(self, answer: Answer, trail: Sequence[httpx.URL]) -> httpx.URL | None:
        """Where `answer` sends us; None when it is the end of the trail."""
        location = text_of(answer.headers, "location")
        if answer.status not in _REDIRECTS or not location:
            return None
        target = follow(answer.url, location.encode("latin-1"))
        if target in trail:
            raise ExchangeError(FetchReason.TOO_MANY_REDIRECTS, f"back to {target}", retryable=False)
        if len(trail) > self._policy.max_redirects:
            raise ExchangeError(FetchReason.TOO_MANY_REDIRECTS, f"{len(trail)} in a row", retryable=False)
        return target

    def _exchange(
        self,
        url: httpx.URL,
        headers: Sequence[tuple[bytes, bytes]],
        read: Callable[[httpx.Response], bytes],
        allowed: float,
    ) -> Answer:
        with self._network.within(allowed):
            try:
                response = self._transport.handle_request(httpx.Request("GET", url, headers=headers))
                try:
                    self._heed(url, response)
                    body = read(response) if response.status_code in _WITH_BODY else b""
                finally:
                    response.close()
            except LIBRARY_ERRORS as error:
                raise explain(error) from error
        return Answer(url=url, status=response.status_code, headers=response.headers, body=body)

    def _heed(self, url: httpx.URL, response: httpx.Response) -> None:
        """Closes the host when it asks for that.

        A 503 without a time is an accident of one page as often as not, and closes nothing.
        """
        wait = retry_after(response.headers, self._clocks.utcnow())
        if response.status_code == _TOO_MANY_REQUESTS:
            self._gates.close_host(host_of(url), wait or _QUIET)
        elif response.status_code == _UNAVAILABLE and wait:
            self._gates.close_host(host_of(url), wait)
