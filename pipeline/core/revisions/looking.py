"""From a page looked at again to what its publisher has done to the article: the whole of what a worker does."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pipeline.core import urls
from pipeline.core.articles import read_page
from pipeline.core.judging import Judge
from pipeline.core.revisions import edits, substance
from pipeline.model import BodyQuality, Entry, Look, Obstacle, Seen

if TYPE_CHECKING:
    from pipeline.model import Article, LookTask, Reading

_PROMISE: Final = 600  # characters of the known text by which its page is recognised
_FRACTION: Final = 0.5  # share of the known text that must be left
_SAME_PLACE: Final = 0.3  # share of the known words that a corrected article still has
_OTHER_PLACE: Final = 0.6  # the same, when the page now gives another address
_FROM_PAGE: Final = frozenset({BodyQuality.FULL, BodyQuality.TEASER})
_WORD: Final = re.compile(r"[^\W_]{4,}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Looker:
    """Compares pages with what they said before."""

    judge: Judge

    def __call__(self, task: LookTask) -> Look:
        """What a look at a page shows."""
        before, page = task.before, task.page
        # The known article takes the place of the feed's words: title and spelling stay, walls are told from it.
        known = Entry(
            url=page.requested_url,
            title=before.title,
            summary=before.text[:_PROMISE],
            language=before.language,
            authors=before.authors,
            published=before.published,
        )
        now = read_page(page, known)
        if now.obstacle is Obstacle.GONE:
            return Look(seen=Seen.GONE, why="the page says that it is gone")
        if why := _hidden(before, now, task.addresses):
            return Look(seen=Seen.OBSCURED, why=why)
        if now.title == before.title and now.text == before.text:
            return Look(seen=Seen.SAME)
        return self._compared(before, now, page.etag, page.last_modified)

    def _compared(self, before: Article, now: Article, etag: str, last_modified: str) -> Look:
        old, new = self.judge(before), self.judge(replace(now, published=before.published))
        old_lines = substance.lines(before.text, old.findings.mentions)
        new_lines = substance.lines(now.text, new.findings.mentions)
        titles = (substance.fold(before.title), substance.fold(now.title))
        if titles[0] == titles[1] and _words_of(old_lines) == _words_of(new_lines):
            return Look(seen=Seen.TRIFLE, why="differs only in stamps, counters, links or typography")
        return Look(
            seen=Seen.EDITED,
            reading=replace(new, etag=etag, last_modified=last_modified),
            gained=tuple(sorted(substance.named(now, new.findings.mentions, new_lines) - _subjects(old))),
            lost=tuple(sorted(substance.named(before, old.findings.mentions, old_lines) - _subjects(new))),
            diff=edits.told((before.title, now.title), (before.text, now.text)),
        )


def _hidden(before: Article, now: Article, addresses: frozenset[str]) -> str:
    """Why a page does not show the article we know, or nothing when it does."""
    if before.body_quality not in _FROM_PAGE:
        return f"only the feed's words are known ({before.obstacle or before.body_quality}); its page is there"
    if not before.text:
        return "its text is no longer kept"
    if now.body_quality is not before.body_quality:
        shown = f" behind: {now.obstacle}" if now.obstacle else ""
        return f"the page shows {now.body_quality}{shown}, and showed {before.body_quality}"
    if len(now.text) < _FRACTION * len(before.text):
        return f"the page shows {len(now.text)} characters, and showed {len(before.text)}"
    moved = urls.key(now.url) not in addresses
    share = _share(before, now)
    if share < (_OTHER_PLACE if moved else _SAME_PLACE):
        where = f" at {now.url}" if moved else ""
        return f"another text stands there{where}: it shares {share:.0%} of the words"
    return ""


def _share(before: Article, now: Article) -> float:
    known, shown = (set(_WORD.findall(f"{article.title}\n{article.text}".lower())) for article in (before, now))
    return len(known & shown) / len(known) if known else 1.0


def _words_of(lines: tuple[substance.Line, ...]) -> str:
    return "".join(line.folded for line in lines)


def _subjects(reading: Reading) -> frozenset[str]:
    return frozenset(mention.subject for mention in reading.findings.mentions)
