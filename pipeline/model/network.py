"""The network: what is asked of it, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One page wanted. Validators make it conditional; `obeys_robots` is false for feeds the operator chose."""

    url: str
    etag: str = ""
    last_modified: str = ""
    user_agent: str = ""  # empty: the configured one
    accept: str = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"
    obeys_robots: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """One hop: the status that sent us on, and where to."""

    status: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a server sent for a 200: decoded of its transfer, not of its charset."""

    requested_url: str
    url: str  # after redirects
    status: int
    body: bytes
    content_type: str = ""  # media type alone, lower case
    charset: str = ""  # as declared in the header, lower case, unchecked
    etag: str = ""  # the server's exact spelling
    last_modified: str = ""
    max_age: int | None = None  # seconds, from Cache-Control or Expires
    fetched_at: datetime
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """A 304: nothing new since the validators we sent."""

    requested_url: str
    url: str
    fetched_at: datetime
    max_age: int | None = None
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HostClosure:
    """A host that asked for quiet (429 or 503 with Retry-After)."""

    host: str
    until: datetime
