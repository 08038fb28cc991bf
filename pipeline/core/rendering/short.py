"""A digest in few words, for chats and telephones: the numbers, and the titles that name the Call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.core import urls
from pipeline.core.rendering import wording
from pipeline.model import Letter, Tier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.model import Digest

MOST: Final = 10  # titles


def to_short(digest: Digest) -> Letter:
    """The digest in a few lines of plain text."""
    return Letter(subject=wording.headline(digest), text="\n".join(_lines(digest)))


def _lines(digest: Digest) -> Iterator[str]:
    yield wording.summary(digest)
    call = [item for item in digest.items if item.tier is Tier.CALL]
    for item in call[:MOST]:
        yield f"• {item.title or '(no title)'}" + (f" ({item.site})" if item.site else "")
        if link := urls.canonical(item.url):
            yield f"  {link}"
    if len(call) > MOST:
        yield f"and {len(call) - MOST} more that name the Call."
    if digest.coverage.troubles:
        yield f"Feeds in trouble: {len(digest.coverage.troubles)}."
