"""Pages that are not the article although the server said 200: consent, bot and pay walls, error pages, front pages.

A wall's own words name companies (sign in with Google, we and our partners), so it must be told from an article before
anything is looked for in it. Words alone do not do: an article may be about cookies. They count in the page's title,
or where there is little else to read; and a short page that shares no word with what the feed promised is not the
article, in whatever language it says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from pipeline.core.articles.prompts import asks_consent, asks_to_pay
from pipeline.core.articles.wallwords import BOT, CONSENT, ERROR, GONE, LOGIN
from pipeline.model import Obstacle

if TYPE_CHECKING:
    from collections.abc import Callable

FREE: Final = 2_500  # characters; who may read more than that may read it all

_LONG: Final = 1_500  # characters; most walls say less
_SHORT: Final = 500  # characters; less than that, about something else, is no article
_MOST: Final = 0.5  # share of a text that is a wall's words in a wall
_SOME: Final = 0.2  # share that suffices on a page that is about something else than promised
_RELATED: Final = 0.3  # share of the words of its entry that an article shares
_FEW: Final = 2  # words; a promise of fewer says nothing

_BY_WORDS: Final = (
    (Obstacle.BOT_WALL, BOT),
    (Obstacle.GONE, GONE),
    (Obstacle.UNREACHABLE, ERROR),
    (Obstacle.CONSENT, CONSENT),
    (Obstacle.PAYWALL, LOGIN),
)
_BY_PLACE: Final = (
    (
        Obstacle.CONSENT,
        re.compile(r"//(?:[\w-]+\.)*(?:consent|cmp|guce|privacy-?\w*)\.|/(?:consent|cookie-?wall|privacy-?gate)\b"),
    ),
    (Obstacle.BOT_WALL, re.compile(r"captcha|/cdn-cgi/|//validate\.|/challenge\b")),
    (Obstacle.PAYWALL, re.compile(r"/(?:log-?in|sign-?in|sso|oauth2?|anmelden|connexion|subscribe|abo)(?:[/?.]|$)")),
)
_FRONT: Final = re.compile(r"/?(?:index\.\w+|home/?|[a-z]{2}(?:[-_][a-z]{2})?/?)?", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W_]{4,}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a page shows, and what was promised of it."""

    requested_url: str
    url: str  # where the request ended
    titles: tuple[str, ...]  # of the window, and the headings of first order
    paragraphs: Sequence[str]  # of the body, as extraction sees it
    visible: str  # the beginning of all the page's text; more than a wall has
    calls_itself_article: bool
    is_locked: bool  # says that there is more of the article for those who pay
    promised: tuple[str, ...]  # the entry's title and summary


def obstacle(sight: Sight) -> Obstacle:
    """What stands where the article should be; NONE when it is the article, or the free part of it."""
    if sight.url != sight.requested_url:
        found = next((kind for kind, place in _BY_PLACE if place.search(sight.url)), Obstacle.NONE)
        if found is not Obstacle.NONE:
            return found
        if _is_front_page(sight.url) and not _is_front_page(sight.requested_url):
            return Obstacle.NO_TEXT
    length = sum(map(len, sight.paragraphs))
    related = _is_related(sight)
    strange = not related and not sight.calls_itself_article
    found = _by_words(sight, length, related=related) if length <= _LONG else Obstacle.NONE
    if found is not Obstacle.NONE:
        return found
    if _mostly(sight.paragraphs, asks_consent, _MOST) or (strange and _mostly(sight.paragraphs, CONSENT.search, _SOME)):
        return Obstacle.CONSENT
    return Obstacle.NO_TEXT if not length or (strange and length <= _SHORT) else Obstacle.NONE


def shows_only_part(paragraphs: Sequence[str], sight: Sight) -> bool:
    """Whether what a page lets one read of its article is only the free part of it.

    Args:
        paragraphs: of the article, without the wall's own words.
        sight: of the page.
    """
    length = sum(map(len, paragraphs))
    if length > FREE:
        return False
    return sight.is_locked or (
        length <= _LONG and any(asks_to_pay(line) for text in sight.paragraphs for line in text.split("\n"))
    )


def _by_words(sight: Sight, length: int, *, related: bool) -> Obstacle:
    """The wall whose words are the page's title, or most of what there is to read."""
    titles = sight.titles[:1] if related else sight.titles
    for kind, words in _BY_WORDS:
        if words.search("\n".join(sight.promised)):
            continue  # the article is about walls
        if any(words.search(title) for title in titles):
            return kind
        if len(sight.visible) <= _LONG and (not length or not related) and words.search(sight.visible):
            return kind
        if length <= _SHORT and _mostly(sight.paragraphs, words.search, _MOST):
            return kind
    return Obstacle.NONE


def _mostly(paragraphs: Sequence[str], tells: Callable[[str], object], share: float) -> bool:
    """Whether more than a share of a text stands in paragraphs of a kind; long ones are of none.

    Looks at no more paragraphs than it takes to be sure.
    """
    short = [paragraph for paragraph in paragraphs if len(paragraph) <= _LONG]
    needed = share * sum(map(len, paragraphs))
    told, left = 0, sum(map(len, short))
    for paragraph in sorted(short, key=len, reverse=True):
        if told + left <= needed:
            return False
        left -= len(paragraph)
        if tells(paragraph):
            told += len(paragraph)
    return told > needed


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.query and _FRONT.fullmatch(parts.path) is not None


def _is_related(sight: Sight) -> bool:
    """Whether a page shares words with what the feed said of it; true when the feed said too little."""
    promises = [words for text in sight.promised if len(words := _words(text)) >= _FEW]
    if not promises:
        return True
    found: set[str] = set()
    for text in (*sight.titles, *sight.paragraphs):  # as a rule, the titles will do
        found |= _words(text)
        if any(len(words & found) >= _RELATED * len(words) for words in promises):
            return True
    return False


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))
