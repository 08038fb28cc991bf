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
    return Letter(subject=wording.subject(digest), text="\n".join(_lines(digest)))


def _lines(digest: Digest) -> Iterator[str]:
    yield wording.summary(digest)
    call = [story for story in digest.stories if story.tier is Tier.CALL]
    for story in call[:MOST]:
        yield f"• {story.lead.title or '(no title)'} ({wording.outlets(story)})"
        if link := urls.canonical(story.lead.url):
            yield f"  {link}"
    if len(call) > MOST:
        yield f"and {len(call) - MOST} more that name the Call."
    if digest.coverage.troubles:
        yield f"Feeds in trouble: {len(digest.coverage.troubles)}."
