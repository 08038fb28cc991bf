"""Whether two hosts belong to one publisher, near enough to believe the one about the other."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from pipeline.core.articles.phrases import words

# Second-level names under which registries of countries sell third-level ones.
_REGISTRY: Final = words("ac co com edu go gob gouv gov govt in info mil ne net nic or org")
# Where every customer has a subdomain.
_HOSTERS: Final = words(
    "blogspot github gitlab hatenablog livejournal medium netlify over-blog pages substack tumblr typepad vercel web"
    " weebly wix wixsite wordpress"
)


def same_publisher(one: str, other: str) -> bool:
    """Whether two hosts share their registered domain; customers of one blog host do not."""
    return bool(one) and _domain(one) == _domain(other)


@lru_cache(maxsize=1_024)
def _domain(host: str) -> str:
    labels = host.split(".")
    if all(label.isdecimal() for label in labels) or ":" in host:
        return host  # an address
    size = 2
    if len(labels) > 2 and (labels[-2] in _HOSTERS or (len(labels[-1]) == 2 and labels[-2] in _REGISTRY)):  # noqa: PLR2004  (a country's code)
        size = 3
    return ".".join(labels[-size:])
