"""Response headers, read tolerantly: every function here is total."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import httpx

DAY: Final = 24 * 3600.0  # longest Retry-After believed
_YEAR: Final = 365 * 24 * 3600  # longest max-age believed

# Digits of other scripts are digits to int(), but not to HTTP.
_SECONDS: Final = re.compile(r"[0-9]+", re.ASCII)
_MAX_AGE: Final = re.compile(r'max-age\s*=\s*"?([0-9]+)', re.ASCII | re.IGNORECASE)
_CHARSET: Final = re.compile(r""";\s*charset\s*=\s*["']?([^\s"';,]+)""", re.IGNORECASE)


def text_of(headers: httpx.Headers, name: str) -> str:
    """The first value of header `name`, byte for byte (as Latin-1), or empty."""
    wanted = name.encode("ascii")
    return next((value.decode("latin-1") for key, value in headers.raw if key.lower() == wanted), "")


def media_type(headers: httpx.Headers) -> str:
    """`type/subtype`, lower case; empty when the server names none."""
    return text_of(headers, "content-type").partition(";")[0].strip().lower()


def charset(headers: httpx.Headers) -> str:
    """The charset parameter of the content type, lower case and unchecked, or empty."""
    found = _CHARSET.search(text_of(headers, "content-type"))
    return found[1].lower() if found else ""


def max_age(headers: httpx.Headers, now: datetime) -> int | None:
    """Seconds the server says its answer stays good, at most a year; None when it does not say, or says never.

    `Cache-Control` wins over `Expires`; `s-maxage` is for shared caches and not for us (RFC 9111, 5.2 and 5.3).
    """
    directives = [
        part.strip().lower()
        for key, value in headers.raw
        if key.lower() == b"cache-control"
        for part in value.decode("latin-1").split(",")
    ]
    if any(part.partition("=")[0] in {"no-cache", "no-store"} for part in directives):
        return None
    for part in directives:
        if found := _MAX_AGE.match(part):
            return min(_whole(found[1]), _YEAR)
    expires = http_date(text_of(headers, "expires"))
    if expires is None:
        return None
    sent = http_date(text_of(headers, "date")) or now
    return min(max(int((expires - sent).total_seconds()), 0), _YEAR)


def retry_after(headers: httpx.Headers, now: datetime) -> float | None:
    """Seconds the server asks us to stay away, at most a day; None when it names no time that makes sense."""
    return parse_retry_after(text_of(headers, "retry-after"), now)


def parse_retry_after(text: str, now: datetime) -> float | None:
    """A `Retry-After` value, in seconds from `now` or as a date, as seconds; None for anything not in the future."""
    text = text.strip()
    if _SECONDS.fullmatch(text):
        wait = float(_whole(text))
    else:
        date = http_date(text)
        wait = (date - now).total_seconds() if date else 0.0
    return min(wait, DAY) if wait > 0 else None


def http_date(text: str) -> datetime | None:
    """An HTTP date as aware UTC, or None."""
    try:
        date = parsedate_to_datetime(text)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _whole(digits: str) -> int:
    # int() refuses thousands of digits; the first nineteen are beyond every bound in use here.
    return int(digits.lstrip("0")[:19] or "0")
