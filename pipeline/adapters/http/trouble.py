"""Why an exchange failed, in this program's words."""

from __future__ import annotations

import ssl
from typing import Final

import httpcore
import httpx

from pipeline.errors import FetchError, FetchReason


class ExchangeError(Exception):
    """A failure that does not yet know whose request it ends.

    Only `HttpFetcher` knows that, and turns it into a `FetchError`; no other exception leaves the package.
    """

    def __init__(
        self,
        reason: FetchReason,
        detail: str,
        *,
        retryable: bool,
        status: int = 0,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.retryable = retryable
        self.status = status
        self.retry_after = retry_after
        self.final_url = ""

    def as_fetch_error(self, url: str) -> FetchError:
        """The same failure, of the request for `url`."""
        return FetchError(
            url,
            self.reason,
            retryable=self.retryable,
            status=self.status,
            retry_after=self.retry_after,
            detail=self.detail,
            final_url=self.final_url,
        )


# What sending a request and reading its answer can raise: the two libraries' own trees, and the standard library's
# errors that pass through them (idna and TLS raise ValueError and UnicodeError on odd names).
LIBRARY_ERRORS: Final = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
    OSError,
    ValueError,
)


def explain(error: Exception) -> ExchangeError:
    """One of `LIBRARY_ERRORS` in our words.

    Failures of the far side are worth another try; failures of the request itself are not.
    """
    reason, retryable = _judge(error)
    return ExchangeError(reason, str(error) or type(error).__name__, retryable=retryable)


def _judge(error: Exception) -> tuple[FetchReason, bool]:
    match error:
        case httpx.ConnectError() | httpcore.ConnectError() | httpx.ConnectTimeout() | httpcore.ConnectTimeout():
            return FetchReason.CONNECT, True
        case httpx.TimeoutException() | httpcore.TimeoutException() | TimeoutError():
            return FetchReason.TIMEOUT, True
        case httpx.UnsupportedProtocol() | httpcore.UnsupportedProtocol() | httpx.InvalidURL() | UnicodeError():
            return FetchReason.BAD_URL, False
        case httpx.LocalProtocolError() | httpcore.LocalProtocolError():
            return FetchReason.PROTOCOL, False
        case ssl.SSLError():
            return FetchReason.TLS, True
        case _:
            return FetchReason.PROTOCOL, True
