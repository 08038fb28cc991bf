"""robots.txt: fetched once a day per origin, obeyed to the letter of RFC 9309."""

from __future__ import annotations

import math
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from protego import Protego

from pipeline.adapters.http.locations import host_of, port_of
from pipeline.adapters.http.trouble import ExchangeError
from pipeline.errors import FetchReason

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from pipeline.adapters.http.client import Answer
    from pipeline.adapters.http.gates import HostGates
    from pipeline.adapters.http.policy import Clocks

MAX_SIZE: Final = 500 * 1024  # bytes read of a robots.txt; what the RFC asks for, at least
_GOOD_FOR: Final = 24 * 3600.0  # seconds a copy is used
_BAD_FOR: Final = 60.0  # seconds until an unreachable one is tried again
_CACHE_SIZE: Final = 2_000_000  # characters of rules kept, over all origins; parsed, they take twenty times that

_ENTRY: Final = 1000  # what an origin without rules counts for

_OK: Final = 200
_TOO_MANY_REQUESTS: Final = 429
_SERVER_ERRORS: Final = range(500, 600)

# These end a request to the page just as they end one to its robots.txt, and say more than "robots" would.
_OF_THE_HOST: Final = frozenset(
    {FetchReason.BLOCKED_ADDRESS, FetchReason.BAD_URL, FetchReason.DNS, FetchReason.CONNECT, FetchReason.TLS}
)

_AGENT_LINE: Final = re.compile(r"user(?:-|\s+)?agent(?:\s*:|\s|$)(.*)", re.IGNORECASE)
_NOBODY: Final = "(others)"


def relevant(text: str, token: str) -> str:
    """`text` with every group that is neither ours nor everybody's given to the same nobody.

    The parser keeps the rules of every agent named, so that a small file of many agents over many rules would take
    gigabytes. It also matches agents by prefix; the RFC wants the whole product token.
    """
    lines: list[str] = []
    for line in text.splitlines():
        rule = line.partition("#")[0].strip()
        if not rule:
            continue
        if agent := _AGENT_LINE.match(rule):
            name = agent[1].strip()
            ours = re.split(r"[/\s]", name, maxsplit=1)[0].lower() == token.lower()
            rule = f"User-agent: {name if name == '*' else token if ours else _NOBODY}"
            if lines and lines[-1] == rule:
                continue
        lines.append(rule)
    return "\n".join(lines)


@dataclass(slots=True)
class _Copy:
    """What is known of one origin's robots.txt: its rules, or why there never were any to go by."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    good_until: float = -math.inf  # monotonic
    is_known: bool = False  # whether the server has ever said
    rules: Protego = field(default_factory=Protego)
    size: int = 0  # characters of the rules
    refusal: _Refusal | None = None


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why a robots.txt could not be had, as it is told to those who ask for a page."""

    reason: FetchReason
    detail: str
    retryable: bool

    @classmethod
    def after(cls, error: ExchangeError) -> _Refusal:
        if error.reason in _OF_THE_HOST:
            return cls(error.reason, error.detail, error.retryable)
        return cls(FetchReason.ROBOTS, f"robots.txt: {error.detail}", retryable=True)


class Robots:
    """Answers whether a URL may be fetched; asks the network when it has to."""

    def __init__(self, token: str, gates: HostGates, clocks: Clocks, get: Callable[[httpx.URL], Answer]) -> None:
        self._token = token
        self._gates = gates
        self._clocks = clocks
        self._get = get
        self._lock = threading.Lock()
        self._copies: OrderedDict[tuple[str, str, int], _Copy] = OrderedDict()

    def check(self, url: httpx.URL) -> None:
        """Passes a URL that may be fetched, and gives its host the pace its robots.txt asks for.

        Raises:
            ExchangeError: ROBOTS; retryable when the rules could not be had, which forbids everything for the time
                being. Or why the host cannot be reached at all.
        """
        copy = self._copy(url)
        with copy.lock:
            if copy.good_until <= self._clocks.monotonic():
                self._look(copy, url)
                self._trim()
            if copy.refusal:
                wait = copy.good_until - self._clocks.monotonic()
                raise ExchangeError(
                    copy.refusal.reason,
                    copy.refusal.detail,
                    retryable=copy.refusal.retryable,
                    retry_after=max(wait, 0.0) if copy.refusal.retryable else None,
                )
            delay = copy.rules.crawl_delay(self._token)
            allowed = copy.rules.can_fetch(str(url), self._token)
        self._gates.pace(host_of(url), delay or 0.0)
        if not allowed:
            raise ExchangeError(FetchReason.ROBOTS, "disallowed by robots.txt", retryable=False)

    def _look(self, copy: _Copy, url: httpx.URL) -> None:
        """Reads robots.txt into `copy`. Rules that cannot be renewed stay in force (RFC 9309, 2.4)."""
        try:
            rules = self._rules(url)
        except ExchangeError as error:
            if error.reason is FetchReason.HOST_CLOSED:
                raise
            copy.good_until = self._clocks.monotonic() + _BAD_FOR
            if not copy.is_known:
                copy.refusal = _Refusal.after(error)
            return
        copy.good_until = self._clocks.monotonic() + _GOOD_FOR
        copy.is_known = True
        copy.rules = Protego.parse(rules)
        copy.size = len(rules)
        copy.refusal = None

    def _rules(self, url: httpx.URL) -> str:
        """The lines that concern us; empty when everything is allowed.

        Raises:
            ExchangeError: the server did not say, for a reason that may pass.
        """
        try:
            answer = self._get(url.copy_with(raw_path=b"/robots.txt"))
        except ExchangeError as error:
            if error.reason is FetchReason.TOO_MANY_REDIRECTS:
                return ""
            raise
        if answer.status in _SERVER_ERRORS or answer.status == _TOO_MANY_REQUESTS:
            raise ExchangeError(FetchReason.ROBOTS, f"HTTP {answer.status}", retryable=True)
        if answer.status != _OK:
            return ""
        text = answer.body.decode("utf-8-sig", "replace")
        if len(answer.body) >= MAX_SIZE:
            text = text[: text.rfind("\n") + 1]  # the last rule may be cut, and half a path forbids more than the whole
        return relevant(text, self._token)

    def _copy(self, url: httpx.URL) -> _Copy:
        origin = (url.scheme, host_of(url), port_of(url))
        with self._lock:
            copy = self._copies.setdefault(origin, _Copy())
            self._copies.move_to_end(origin)
            return copy

    def _trim(self) -> None:
        with self._lock:
            total = sum(_weight(copy) for copy in self._copies.values())
            while total > _CACHE_SIZE:
                _, oldest = self._copies.popitem(last=False)
                total -= _weight(oldest)


def _weight(copy: _Copy) -> int:
    return copy.size + _ENTRY
