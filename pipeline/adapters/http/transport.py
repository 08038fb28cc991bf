"""The httpx transport over a connection pool that uses our network.

Built on the two libraries' public parts: httpx has no way to hand its own transport a network backend, and reaching
into its private pool would break silently with the next release.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import httpcore
import httpx

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MAX_IDLE = 20
_IDLE_SECONDS = 4.0  # less than the five after which a stock Apache or Node hangs up, perhaps just as we ask again


class PoolTransport(httpx.BaseTransport):
    """HTTP/1.1 with TLS verified, no proxy, no cookies, nothing read from the environment."""

    def __init__(self, network: httpcore.NetworkBackend) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=None,  # a thread has at most one
            max_keepalive_connections=_MAX_IDLE,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=network,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The response, its body not yet read.

        Raises:
            httpcore's and the network backend's own errors, untranslated.
        """
        response = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=response.status, headers=response.headers, stream=_Body(response), request=request
        )

    def close(self) -> None:
        """Closes the connections that are idle, and those that are not."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        return iter(cast("Iterable[bytes]", self._response.stream))

    def close(self) -> None:
        self._response.close()
