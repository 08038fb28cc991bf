"""URLs from strangers: what may be asked for, in the spelling that goes on the wire."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv6Address
from typing import Final

import httpx

from pipeline.adapters.http.trouble import ExchangeError
from pipeline.errors import FetchReason

MAX_URL: Final = 8192  # characters; servers refuse longer request lines long before this
_LAST_PORT: Final = 65535

_C0_AND_SPACE: Final = "".join(map(chr, range(0x21)))
_LINE_BREAKS: Final = {ord(char): None for char in "\t\r\n"}
# The underscore is no letter of a host name, but hosts that carry one exist and answer.
_HOST_NAME: Final = re.compile(r"(?!\.)[a-z0-9._-]{1,253}", re.ASCII)


def locate(text: str) -> httpx.URL:
    """`text` as a URL to request: http or https, percent-encoded, IDNA-encoded, without its fragment.

    Blanks around a URL and line breaks inside it are dropped, as browsers do.

    Raises:
        ExchangeError: BAD_URL. Credentials in a URL are refused too: nobody who means well puts them in a feed.
    """
    if len(text) > MAX_URL:
        raise _bad(f"longer than {MAX_URL} characters")
    try:
        url = httpx.URL(text.strip(_C0_AND_SPACE).translate(_LINE_BREAKS)).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError) as error:
        raise _bad(str(error)) from error
    _vet(url)
    return url


def follow(url: httpx.URL, location: bytes) -> httpx.URL:
    """The URL that a redirect from `url` leads to.

    A redirect never takes us from https down to http. Link shorteners still send people to the http address of sites
    that have long had the other, so the other is what we ask for.

    Raises:
        ExchangeError: BAD_URL, also for a step down to a port that belongs to http alone.
    """
    try:
        text = location.decode()
    except UnicodeDecodeError:
        text = location.decode("latin-1")
    try:
        joined = str(url.join(text.strip(_C0_AND_SPACE).translate(_LINE_BREAKS)))
    except (httpx.InvalidURL, ValueError) as error:
        raise _bad(f"redirect to {text[:200]!r}: {error}") from error
    target = locate(joined)
    if url.scheme == "http" or target.scheme == "https":
        return target
    if target.port is not None:
        raise _bad(f"redirect from https down to {target}")
    return target.copy_with(scheme="https")


def host_of(url: httpx.URL) -> str:
    """The host as it goes into DNS: lower case, ASCII, no final dot; an IPv6 address without brackets."""
    return url.raw_host.decode("ascii").rstrip(".")


def port_of(url: httpx.URL) -> int:
    """The port that will be connected to."""
    return url.port or (443 if url.scheme == "https" else 80)


def _vet(url: httpx.URL) -> None:
    if url.scheme not in {"http", "https"}:
        raise _bad(f"scheme {url.scheme!r} is not fetched")
    if url.userinfo:
        raise _bad("credentials in a URL are refused")
    if url.port is not None and not 0 < url.port <= _LAST_PORT:
        raise _bad(f"no such port: {url.port}")
    if len(str(url)) > MAX_URL:
        raise _bad(f"longer than {MAX_URL} characters once encoded")
    host = host_of(url)
    if not (_is_v6(host) or _HOST_NAME.fullmatch(host)):
        raise _bad(f"not a host: {host!r}")


def _is_v6(host: str) -> bool:
    try:
        return not IPv6Address(host).scope_id
    except AddressValueError:
        return False


def _bad(detail: str) -> ExchangeError:
    return ExchangeError(FetchReason.BAD_URL, detail, retryable=False)
