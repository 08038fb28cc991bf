"""What an operator decides about the network, as one value."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpPolicy:
    """Limits and manners of one fetcher. Sizes are bytes, spans seconds.

    Attributes:
        user_agent: sent with every request that names no other; its first token is our name in robots.txt.
        timeout: network time one fetch may take, over all its redirects. Waiting for a host's turn is not counted,
            and a robots.txt that has to be read first has the same time again.
        connect_timeout: the part of it that finding and reaching a server may take.
        max_body: largest body, decoded or on the wire.
        max_redirects: hops one fetch follows.
        host_gap: pause between the end of one request to a host and the start of the next.
        crawl_delay_cap: longest pause a robots.txt can ask for.
        patience: a host closed for longer than this is not waited for.
        allow_private: exceptions to the ban on private addresses: `host`, `host:port` (as spelled in the URL) or a
            CIDR block (of the address reached).
        connect_to: pairs `(host:port, host:port)` that send connections elsewhere, first match wins; the request
            itself is unchanged. On the left `*` or nothing stands for any host or port, on the right no port for the
            port of the URL. A private destination must be named in `allow_private`.
    """

    user_agent: str
    timeout: float = 30.0
    connect_timeout: float = 10.0
    max_body: int = 10_000_000
    max_redirects: int = 5
    host_gap: float = 1.0
    crawl_delay_cap: float = 30.0
    patience: float = 10.0
    allow_private: tuple[str, ...] = ()
    connect_to: tuple[tuple[str, str], ...] = ()

    @property
    def product_token(self) -> str:
        """Our name as robots.txt files know it (RFC 9309, 2.2.1)."""
        first = self.user_agent.split(maxsplit=1)[:1]
        return first[0].partition("/")[0] if first else ""


def _utcnow() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  (an adapter reads the clock, so that nobody above has to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """Time as the fetcher sees it: a clock for spans, one for dates, and a way to let time pass."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    utcnow: Callable[[], datetime] = _utcnow
