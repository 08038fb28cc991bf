"""Where an article stands on the web: its one address, and the others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from pipeline.core.articles.sites import same_publisher
from pipeline.core.urls import canonical, host, key

if TYPE_CHECKING:
    from collections.abc import Iterable

_LEAF: Final = re.compile(r"/*(?:amp|index\.\w+|print|\d+)?/*", re.IGNORECASE)


def address(claims: Iterable[str], url: str) -> str:
    """The address of an article: the first plausible one the page claims, else where the request ended.

    A claim is believed within one publisher's domain, so that no page can pass for another publisher's. It must lead
    to a page of its own: many a site claims its front page, or the section, for every article.

    Args:
        claims: links as the page writes them, the more dependable first.
        url: where the request ended.
    """
    here = canonical(url) or url
    for claim in claims:
        there = canonical(claim, base=here)
        if there and same_publisher(host(there), host(here)) and not _is_above(there, here):
            return there
    return here


def also_at(address: str, *others: str) -> tuple[str, ...]:
    """The other addresses, each once, in order, spelled canonically."""
    spelled = dict.fromkeys(filter(None, map(canonical, others)))
    return tuple(other for other in spelled if other != address)


def _is_above(there: str, here: str) -> bool:
    """Whether one URL is the front page, or a directory in which the other lies."""
    above, below = urlsplit(there), urlsplit(here)
    path = above.path.rstrip("/")
    if above.query or (path and (not below.path.startswith(path + "/") or _LEAF.fullmatch(below.path[len(path) :]))):
        return False
    return key(there) != key(here)
