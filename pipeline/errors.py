"""Every error this program expects, as a tree.

    PipelineError
    +-- ConfigError        the operator's files are wrong; carries every problem found, with file and line
    +-- FetchError         a page could not be had; carries why and whether to try again
    +-- ParseError         a document is not what it claims to be
    +-- StoreError         the database refuses: locked, full, newer schema, wrong file
    |   +-- BusyError      another daemon is at work on it
    +-- DeliveryError      a digest did not reach its sink
    |   +-- PostError      a letter did not reach its recipient; carries what that means for the next try
    +-- WorkerError        a worker process died, hung or ran out of memory
    +-- NoWorkerError      none could be started: nothing was tried

Adapters raise these from the library's own errors; jobs catch `PipelineError` per item and nothing wider.
Anything else is a defect: it ends the run, is recorded with its traceback, and the scheduler goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial


class PipelineError(Exception):
    """The root: an expected failure with a message fit for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in an operator's file, with where it is and what to do about it."""

    file: str
    line: int  # 1-based; 0 when the file as a whole is meant
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        """`file:line: message (remedy)`, the form editors turn into a link."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.message}" + (f" — {self.remedy}" if self.remedy else "")


class ConfigError(PipelineError):
    """Everything wrong with the configuration, at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems

    def __reduce__(self) -> tuple[type[ConfigError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class FetchReason(StrEnum):
    """Why a request gave no page. The value is what the store and the digest show."""

    BLOCKED_ADDRESS = "blocked_address"  # the name resolves to a private or special address
    BAD_URL = "bad_url"  # not http(s), or not a URL at all
    ROBOTS = "robots"  # robots.txt forbids the path
    HOST_CLOSED = "host_closed"  # the host asked for quiet (429/503 Retry-After); nothing was sent
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    PROTOCOL = "protocol"  # broken HTTP, broken or disallowed content encoding
    TOO_BIG = "too_big"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    HTTP_STATUS = "http_status"  # an answer that is no page: see `status`


class FetchError(PipelineError):
    """No page, and why.

    `status` is the HTTP status for `HTTP_STATUS`, else 0. `retry_after` is in seconds, or None when the server
    named no time. `final_url` is where the request ended when redirects were followed.
    """

    def __init__(  # noqa: PLR0913  (an error is a record)
        self,
        url: str,
        reason: FetchReason,
        *,
        retryable: bool,
        status: int = 0,
        retry_after: float | None = None,
        detail: str = "",
        final_url: str = "",
    ) -> None:
        what = f"HTTP {status}" if status else reason.value
        super().__init__(f"{url}: {what}" + (f" ({detail})" if detail else ""))
        self.url = url
        self.reason = reason
        self.retryable = retryable
        self.status = status
        self.retry_after = retry_after
        self.detail = detail
        self.final_url = final_url or url

    def __reduce__(self) -> tuple[object, ...]:
        rebuild = partial(
            type(self),
            retryable=self.retryable,
            status=self.status,
            retry_after=self.retry_after,
            detail=self.detail,
            final_url=self.final_url,
        )
        return rebuild, (self.url, self.reason)


class ParseError(PipelineError):
    """The document at `url` is not what it claims to be."""

    def __init__(self, url: str, detail: str) -> None:
        super().__init__(f"{url}: {detail}")
        self.url = url
        self.detail = detail

    def __reduce__(self) -> tuple[type[ParseError], tuple[str, str]]:
        return type(self), (self.url, self.detail)


class StoreError(PipelineError):
    """The database refuses; the message says what the operator can do."""


class BusyError(StoreError):
    """Another process is at work on this database; try again when it has ended."""


class DeliveryError(PipelineError):
    """A digest did not reach `sink`."""

    def __init__(self, sink: str, detail: str) -> None:
        super().__init__(f"{sink}: {detail}")
        self.sink = sink
        self.detail = detail

    def __reduce__(self) -> tuple[type[DeliveryError], tuple[str, str]]:
        return type(self), (self.sink, self.detail)


class Fate(StrEnum):
    """What a failure to send means for the letter."""

    LATER = "later"  # refused for now, to this recipient
    REFUSED = "refused"  # refused for good, to this recipient
    DOWN = "down"  # this way is closed to everybody for now: no connection, no login
    UNSURE = "unsure"  # all of it was handed over and no answer came: it may have arrived


class PostError(DeliveryError):
    """A letter did not reach its recipient, or nobody knows; `fate` says which."""

    def __init__(self, sink: str, detail: str, fate: Fate) -> None:
        super().__init__(sink, detail)
        self.fate = fate

    def __reduce__(self) -> tuple[type[PostError], tuple[str, str, Fate]]:  # type: ignore[override]  # one argument more
        return type(self), (self.sink, self.detail, self.fate)


class WorkerError(PipelineError):
    """A worker process died, hung past its deadline or ran out of memory; `kind` says which."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(f"worker {kind}: {detail}")
        self.kind = kind
        self.detail = detail

    def __reduce__(self) -> tuple[type[WorkerError], tuple[str, str]]:
        return type(self), (self.kind, self.detail)


class NoWorkerError(PipelineError):
    """No worker process could be started: too little memory, or too busy a machine.

    Nothing was tried, so no page or feed is to blame; it ends the run, and what the run had not done stays to be done.
    """

    def __init__(self, why: str) -> None:
        super().__init__(f"no worker could be started: {why}")
        self.why = why

    def __reduce__(self) -> tuple[type[NoWorkerError], tuple[str]]:
        return type(self), (self.why,)
