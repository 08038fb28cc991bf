"""The Fetcher port over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.adapters.http.addresses import Guard
from pipeline.adapters.http.bodies import ACCEPT_ENCODING, read_head, read_whole
from pipeline.adapters.http.client import Answer, Client
from pipeline.adapters.http.gates import HostGates
from pipeline.adapters.http.headers import charset, max_age, media_type, retry_after, text_of
from pipeline.adapters.http.locations import locate
from pipeline.adapters.http.network import GuardedNetwork, system_resolver
from pipeline.adapters.http.policy import Clocks
from pipeline.adapters.http.robots import MAX_SIZE, Robots
from pipeline.adapters.http.transport import PoolTransport
from pipeline.adapters.http.trouble import ExchangeError
from pipeline.errors import FetchReason
from pipeline.model import Page, Request, Unchanged

if TYPE_CHECKING:
    import httpx

    from pipeline.adapters.http.network import Resolver
    from pipeline.adapters.http.policy import HttpPolicy
    from pipeline.model import HostClosure

_PAGE: Final = frozenset({200, 203})  # 203: the page, as some proxy on the way has changed it
_NOT_MODIFIED: Final = 304
_PARTIAL: Final = 206
_PASSING: Final = frozenset({408, 425, 429}) | frozenset(range(500, 600))  # statuses worth another try


class HttpFetcher:
    """Fetches pages for any number of threads; see `HttpPolicy` for its limits and manners."""

    def __init__(
        self,
        policy: HttpPolicy,
        *,
        closures: tuple[HostClosure, ...] = (),
        clocks: Clocks | None = None,
        resolver: Resolver = system_resolver,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """A fetcher that takes up the `closures` another has left.

        Args:
            policy: limits and manners.
            closures: hosts to leave alone, as `closures()` gave them before a restart.
            clocks: the time, if not the machine's.
            resolver: host and port to addresses, if not the machine's.
            transport: what carries requests, if not the network. It bypasses resolver, address checks and deadlines.

        Raises:
            ValueError: the policy's `allow_private` or `connect_to` cannot be read.
        """
        self._policy = policy
        self._clocks = clocks or Clocks()
        guard = Guard.of(policy)
        self._gates = HostGates(policy, self._clocks, closures)
        self._network = GuardedNetwork(guard, policy.connect_timeout, resolver, self._clocks.monotonic)
        self._transport = transport or PoolTransport(self._network)
        self._client = Client(policy, self._clocks, guard, self._gates, self._network, self._transport)
        self._robots = Robots(policy.product_token, self._gates, self._clocks, self._get_robots)

    def fetch(self, request: Request) -> Page | Unchanged:
        """The page, or word that nothing changed since the validators in `request`.

        Blocks until the host's turn has come, then for at most the policy's `timeout` (and as long again for a
        robots.txt not yet known).

        Raises:
            FetchError: there is no page; nothing else is raised.
        """
        try:
            answer = self._client.get(
                locate(request.url),
                self._headers(request.user_agent, request.accept, _validators(request)),
                admit=self._robots.check if request.obeys_robots else _admit_all,
                read=lambda response: read_whole(response, self._policy.max_body),
            )
            return self._outcome(request, answer)
        except ExchangeError as error:
            failure = error.as_fetch_error(request.url)
        if self._gates.stopped:
            # Cut off by us, which is no fault of the page: it must read as not asked yet.
            failure = _shut_down().as_fetch_error(request.url)
        # Raised out here, so that it does not hold on to the frames below, and with them to half a body.
        raise failure

    def closures(self) -> tuple[HostClosure, ...]:
        """The hosts that have asked for quiet, to be kept over a restart."""
        return self._gates.closures()

    def close(self) -> None:
        """Ends every fetch under way with HOST_CLOSED, soon, and refuses those to come; for shutting down."""
        self._gates.stop()
        self._network.cut()
        self._transport.close()

    def _outcome(self, request: Request, answer: Answer) -> Page | Unchanged:
        now = self._clocks.utcnow()
        if answer.status in _PAGE:
            return Page(
                requested_url=request.url,
                url=str(answer.url),
                status=answer.status,
                body=answer.body,
                content_type=media_type(answer.headers),
                charset=charset(answer.headers),
                etag=text_of(answer.headers, "etag"),
                last_modified=text_of(answer.headers, "last-modified"),
                max_age=max_age(answer.headers, now),
                fetched_at=now,
                redirects=answer.hops,
            )
        if answer.status == _NOT_MODIFIED and _validators(request):
            return Unchanged(
                requested_url=request.url,
                url=str(answer.url),
                fetched_at=now,
                max_age=max_age(answer.headers, now),
                redirects=answer.hops,
            )
        error = self._complaint(answer)
        error.final_url = str(answer.url)
        raise error

    def _complaint(self, answer: Answer) -> ExchangeError:
        match answer.status:
            case 304:
                return ExchangeError(FetchReason.PROTOCOL, "304 to a request that set no condition", retryable=True)
            case 206:
                return ExchangeError(FetchReason.PROTOCOL, "part of a page nobody asked a part of", retryable=False)
            case status:
                return ExchangeError(
                    FetchReason.HTTP_STATUS,
                    "",
                    retryable=status in _PASSING,
                    status=status,
                    retry_after=retry_after(answer.headers, self._clocks.utcnow()),
                )

    def _get_robots(self, url: httpx.URL) -> Answer:
        return self._client.get(
            url,
            self._headers("", "text/plain,*/*;q=0.1", []),
            admit=_admit_all,
            read=lambda response: read_head(response, MAX_SIZE, self._policy.max_body),
        )

    def _headers(
        self, user_agent: str, accept: str, validators: list[tuple[bytes, bytes]]
    ) -> list[tuple[bytes, bytes]]:
        return [
            (b"User-Agent", (user_agent or self._policy.user_agent).encode("latin-1", "replace")),
            (b"Accept", accept.encode("latin-1", "replace")),
            (b"Accept-Encoding", ACCEPT_ENCODING.encode("ascii")),
            *validators,
        ]


def _shut_down() -> ExchangeError:
    return ExchangeError(FetchReason.HOST_CLOSED, "shutting down", retryable=True, retry_after=0.0)


def _validators(request: Request) -> list[tuple[bytes, bytes]]:
    """Both, in the server's own spelling; what could not have come from a header is left out."""
    pairs = ((b"If-None-Match", request.etag), (b"If-Modified-Since", request.last_modified))
    return [(name, value.encode("latin-1")) for name, value in pairs if value and max(value) <= "\xff"]


def _admit_all(_url: httpx.URL) -> None:
    """Robots are for pages; a feed was chosen by the operator, and robots.txt itself is always open."""
