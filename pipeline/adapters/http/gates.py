"""One request at a time per host, with a pause after each, and silence while a host asks for it.

All that is ever sent goes through one gate per host, so that feeds, pages, redirects and robots.txt are polite
together. Nobody holds two gates, hence nobody waits for a gate while keeping another from being used.
"""

from __future__ import annotations

import math
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pipeline.adapters.http.headers import DAY
from pipeline.adapters.http.trouble import ExchangeError
from pipeline.errors import FetchReason
from pipeline.model import HostClosure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.adapters.http.policy import Clocks, HttpPolicy

_NAP: Final = 0.25  # seconds; how soon a waiting thread notices that the fetcher was closed
_SHORTEST_NAP: Final = 0.001
_MANY: Final = 4096  # gates kept without asking whether any of them is still needed


@dataclass(slots=True)
class _Gate:
    turn: threading.Lock = field(default_factory=threading.Lock)
    users: int = 0  # threads that hold or await the turn
    delay: float = 0.0  # crawl-delay of its robots.txt
    left_at: float = -math.inf  # when the last request ended; monotonic, as all times here
    closed_until: float = -math.inf


class HostGates:
    """The gates of all hosts."""

    def __init__(self, policy: HttpPolicy, clocks: Clocks, closures: Iterable[HostClosure]) -> None:
        self._policy = policy
        self._clocks = clocks
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._gates: dict[str, _Gate] = {}
        now = clocks.utcnow()
        for closure in closures:
            self.close_host(closure.host, (closure.until - now).total_seconds())

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Waits until `host` may be asked, and keeps everybody else from it inside the block.

        Raises:
            ExchangeError: HOST_CLOSED, when that would take longer than the policy's patience, or the gates stop.
        """
        gate = self._enter(host)
        try:
            with gate.turn:
                self._wait(gate)
                try:
                    yield
                finally:
                    gate.left_at = self._clocks.monotonic()
        finally:
            self._leave(gate)

    def pace(self, host: str, delay: float) -> None:
        """Leaves `delay` seconds between requests to `host`, up to the policy's cap, if the policy's gap is shorter."""
        with self._lock:
            self._gates.setdefault(host, _Gate()).delay = min(delay, self._policy.crawl_delay_cap)

    def close_host(self, host: str, seconds: float) -> None:
        """Sends nothing to `host` for `seconds`, at most a day. A longer closure is not cut short by it."""
        if seconds > 0:
            until = self._clocks.monotonic() + min(seconds, DAY)
            with self._lock:
                gate = self._gates.setdefault(host, _Gate())
                gate.closed_until = max(gate.closed_until, until)

    def closures(self) -> tuple[HostClosure, ...]:
        """The hosts that are closed now, by name."""
        now, utcnow = self._clocks.monotonic(), self._clocks.utcnow()
        with self._lock:
            return tuple(
                HostClosure(host=host, until=utcnow + timedelta(seconds=gate.closed_until - now))
                for host, gate in sorted(self._gates.items())
                if gate.closed_until > now
            )

    def stop(self) -> None:
        """Refuses every turn from now on, to those already waiting as well."""
        self._stopped.set()

    @property
    def stopped(self) -> bool:
        """Whether `stop` was called."""
        return self._stopped.is_set()

    def _wait(self, gate: _Gate) -> None:
        while True:
            if self._stopped.is_set():
                raise ExchangeError(FetchReason.HOST_CLOSED, "shutting down", retryable=True, retry_after=0.0)
            now = self._clocks.monotonic()
            closed = gate.closed_until - now
            if closed > self._policy.patience:
                raise ExchangeError(
                    FetchReason.HOST_CLOSED, f"for another {closed:.0f} s", retryable=True, retry_after=closed
                )
            pause = max(closed, self._open_at(gate) - now)
            if pause <= 0:
                return
            self._clocks.sleep(min(max(pause, _SHORTEST_NAP), _NAP))

    def _open_at(self, gate: _Gate) -> float:
        return gate.left_at + max(self._policy.host_gap, gate.delay)

    def _enter(self, host: str) -> _Gate:
        with self._lock:
            gate = self._gates.setdefault(host, _Gate())
            gate.users += 1
            return gate

    def _leave(self, gate: _Gate) -> None:
        with self._lock:
            gate.users -= 1
            if len(self._gates) > _MANY:
                now = self._clocks.monotonic()
                self._gates = {
                    host: gate
                    for host, gate in self._gates.items()
                    if gate.users or max(gate.closed_until, self._open_at(gate)) > now
                }
