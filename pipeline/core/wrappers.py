"""Links that hide a publisher's URL behind a search engine or a cache: where each keeps it."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from urllib.parse import SplitResult

# Names under which one site serves the same paths to other devices. What is left must keep a dot: m.me is itself.
_TWIN: Final = re.compile(r"^(?:(?:www|m|mobile|amp)\.(?=[^.]+\.))+")
_GOOGLE: Final = re.compile(r"google\.[a-z]{2,3}(?:\.[a-z]{2})?")
_GOOGLE_AMP: Final = re.compile(r"/amp/(s/)?([^/]+\.[^/]+.*)", re.DOTALL)
_AMP_CACHE: Final = re.compile(r"/[cv]/(s/)?([^/]+\.[^/]+.*)", re.DOTALL)
_NEWS_ID: Final = re.compile(r"/(?:__i/)?(?:rss/)?(?:rd/)?(?:articles|read)/([A-Za-z0-9_-]+=*)")
_NEWS_HEADER: Final = b"\x08\x13\x22"


def site(netloc: str) -> str:
    """A host, perhaps with a port, without the labels `www`, `m`, `mobile` and `amp` in front."""
    return _TWIN.sub("", netloc)


def unwrapped(url: str) -> str:
    """The URL inside `url`, a canonical one, as the wrapper spells it; "" when there is none to be had offline."""
    parts = urlsplit(url)
    host, path = site(parts.netloc), parts.path.rstrip("/")
    if host == "bing.com" and path.endswith("/apiclick.aspx"):
        return _parameter(parts.query, "url")
    if host == "news.google.com":
        found = _NEWS_ID.fullmatch(path)
        return _in_news_id(found[1]) if found else ""
    if _GOOGLE.fullmatch(host):
        if path == "/url":
            return _parameter(parts.query, "url") or _parameter(parts.query, "q")
        return _cached(_GOOGLE_AMP, parts)
    if host.endswith("cdn.ampproject.org"):
        return _cached(_AMP_CACHE, parts)
    return ""


def _cached(form: re.Pattern[str], parts: SplitResult) -> str:
    found = form.fullmatch(parts.path)
    if not found:
        return ""
    search = "?" + parts.query if parts.query else ""
    return f"{'https' if found[1] else 'http'}://{found[2]}{search}"


def _parameter(query: str, name: str) -> str:
    try:
        return parse_qs(query, max_num_fields=100).get(name, [""])[0]
    except ValueError:  # more fields than any of these links has
        return ""


def _in_news_id(identifier: str) -> str:
    """The URL in an old Google News id: base64 of a header, a length and the URL. Ids since July 2024 hold none."""
    try:
        raw = base64.urlsafe_b64decode(identifier + "=" * (-len(identifier) % 4))
    except ValueError:  # binascii.Error is one
        return ""
    if not raw.startswith(_NEWS_HEADER):
        return ""
    length, start = _varint(raw, len(_NEWS_HEADER))
    found = raw[start : start + length]
    if len(found) < length or not found.startswith((b"http://", b"https://")):
        return ""
    return found.decode("utf-8", "replace")


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    """A protobuf length and the position after it; lengths of more than two bytes are beyond any URL."""
    first, second = (*raw[at : at + 2], 0, 0)[:2]
    if first < 0x80:  # noqa: PLR2004  (the top bit says that another byte follows)
        return first, at + 1
    return (first & 0x7F) | (second << 7), at + 2
