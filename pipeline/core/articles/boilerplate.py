"""What on a page is not the article, told by its structure: names of elements, links, repetition.

Two strengths, because losing a paragraph is as bad as keeping a share bar. What names itself beyond doubt (a related
list, a share bar, a cookie notice) is cut from the tree before extraction, unless it holds a good part of the page's
prose: class names lie, and `class="post share-enabled"` is an article. What merely looks suspicious (a block that is
one link to the same site, a link-heavy box called "meta") stays in the tree, for extraction leans on it, and is taken
out of the extracted paragraphs afterwards, where nothing else can go with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from pipeline.core.articles.markup import INLINE, MUTE, Element, elements, fingerprint, names_of, text_of
from pipeline.core.articles.sites import same_publisher
from pipeline.core.urls import host

_UNSEEN: Final = ("script", "style", "template", "svg", "iframe", "object")
_TAGS: Final = frozenset({"nav", "footer", "aside", "menu", "dialog"})
_ROLES: Final = frozenset(
    "navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar tablist".split()
)
# Words in class and id, as `names_of` spells them.
_CERTAIN: Final = re.compile(
    r"""-(?:
    related | recommend | recirc | (?:most|mostly)-?(?:read|viewed|popular|shared|commented|recent) | trending
    | popular-(?:posts|stories|articles|news) | read-?also | also-?read | see-?also | read-?(?:more|next)- | up-?next
    | more-(?:from|stories|news|articles|posts|in|on|about|like) | (?:next|prev|previous)-(?:article|post|story)
    | you-?may | latest-(?:news|posts|stories|articles) | top-stories
    | relacionad | relationad | correlat | verwandt | lire-aussi | a-lire-aussi | leia- | lee-tambien | mais-lid | mas-leid
    | meistgelesen | powiazan | gerelateerd | lees-ook | te-puede-interesar | weiterlesen | mehr-zum
    | shar(?:e|ing)(?!d-) | addthis | addtoany | sharedaddy | social | newsletter | breadcrumb
    | comment-(?:area|author|body|box|container|content|form|info|item|list|meta|section|text|thread|wrapper)
    | comments- | commentlist | comentarios- | commentaires- | kommentare- | komentarze- | commenti- | reacties- | disqus
    | cookie | consent | gdpr | onetrust | outbrain | taboola | dianomi | zergnet | plista | revcontent
    | advert | adslot | sponsor | promo | tag-?list | tagcloud | tags- | author-?(?:bio|box|info|card|about|profile)
    | about-(?:the-)?author | copyright | pagination | pager-
    )""",
    re.VERBOSE,
)
_NONE: Final = re.compile("(?!)")
_SUSPICIOUS: Final = re.compile(
    r"""-(?:
    sidebar | footer | nav | navbar | navigation | menu | submenu | topbar | widget | teasers? | modal | popup | overlay
    | toc | tags? | topics | keywords | bio | byline | author | subscribe | subscription | signup | login | signin
    | follow | more | links? | banner | aside | box | meta | list
    )-""",
    re.VERBOSE,
)
_NAMED: Final = frozenset(
    "div section ul ol header footer span table dl figure form article h2 h3 h4 h5 p a li aside nav".split()
)
_WORDED: Final = INLINE - {"br", "img"}
_PROSE: Final = 80  # non-space characters outside links; a run of this length is somebody's sentence
_LARGE: Final = 0.3  # share of the page's prose from which on a part is not cut, whatever it is called
_WORDS_OF_THE_AUTHOR: Final = frozenset({"p", "li", "span"})  # unless they lead away
_CARD: Final = 500  # characters of prose at most in what presents another article
_HEADLINE: Final = 15  # non-space characters at least in a headline
_SEVERAL: Final = 3
_NEARLY_ALL: Final = 0.8
_LEFT: Final = 0.15  # share of the page's prose that must be left; names that leave less are this site's own idea
_LEAF_BLOCKS: Final = ("p", "li", "h2", "h3", "h4", "h5", "h6", "div", "dd", "td", "blockquote")
_HEADINGS: Final = frozenset({"h2", "h3", "h4"})
_HREF: Final = re.compile(  # of a page; not an anchor, a script or a mail
    r"\s*(?!#|javascript:|mailto:|tel:|data:)(?:(?:https?:)?//(?:[^/?#@]*@)?(?P<host>[^/?#:]*)[^/?#]*)?(?P<path>[^?#]*)", re.IGNORECASE
)
_LABEL: Final = re.compile(r"^[^:：]{1,40}[:：]")
_PUNCTUATION: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspects:
    """Blocks that are no article text if extraction should bring them up, by fingerprint."""

    prints: frozenset[str]

    def __contains__(self, paragraph: str) -> bool:
        return fingerprint(paragraph) in self.prints


@dataclass(slots=True)
class _Weight:
    """Non-space characters below an element: all, in links, in prose; and in the run of text it is part of."""

    chars: int = 0
    linked: int = 0
    prose: int = 0
    run: int = 0
    titled: bool = False


def prune(page: Element, url: str) -> Suspects:
    """Cut the certain boilerplate from the tree, and say what else to leave out of the extracted text.

    Args:
        page: the tree; it is changed.
        url: of the page, to tell links within the site from sources.
    """
    body = page.find(".//body")
    if body is None:
        return Suspects(prints=frozenset())
    for element in [*elements(body, *_UNSEEN)]:
        element.drop_tree()
    weights = _weigh(body)
    kept = _cut(body, weights)
    here, path = host(url), urlsplit(url).path.rstrip("/")
    links = {link: _leads_elsewhere(link.get("href"), here, path) for link in body.iter("a") if link.get("href")}
    suspicious = {element for element in kept if _is_suspicious(element, weights[element])}
    suspicious.update(link for link, elsewhere in links.items() if elsewhere and not _is_leaf(link))
    suspicious.update(_cards(kept, weights, links))
    good, bad = set(), set()
    for element in kept:
        if element.getparent() in suspicious:
            suspicious.add(element)
        if element.tag in _LEAF_BLOCKS and weights[element].chars and _is_leaf(element):
            doubtful = element in suspicious or _is_cross_reference(element, links)
            (bad if doubtful else good).add(fingerprint(element.text_content()))
    return Suspects(prints=frozenset(bad - good))


def _weigh(body: Element) -> dict[Element, _Weight]:
    order = list(elements(body))
    weights = {element: _Weight() for element in order}
    for element in reversed(order):
        weight = weights[element]
        if element.tag in MUTE:
            weight.chars = weight.linked = weight.prose = weight.run = 0
        else:
            own = _length(element.text)
            weight.chars += own
            weight.run += own
        if element.tag == "a" and element.get("href"):
            weight.linked, weight.prose, weight.run = weight.chars, 0, 0
        if element.tag == "h1":
            weight.titled = True
        if element.tag not in INLINE:
            weight.prose += weight.run if weight.run >= _PROSE else 0
            weight.run = 0
        above = weights.get(element.getparent())
        if above is not None:
            tail = _length(element.tail)
            above.chars += weight.chars + tail
            above.run += weight.run + tail
            above.linked += weight.linked
            above.prose += weight.prose
            above.titled = above.titled or weight.titled
    return weights


def _length(text: str | None) -> int:
    return sum(map(len, text.split())) if text and not text.isspace() else 0


def _cut(body: Element, weights: dict[Element, _Weight]) -> list[Element]:
    """Cut the boilerplate out of the tree; the elements that remain, in document order."""
    all_prose = weights[body].prose
    for names in (_CERTAIN, _NONE):
        gone = _doomed(weights, most=_LARGE * all_prose, names=names)
        lost = sum(weights[element].prose for element in gone if element.getparent() not in gone)
        if all_prose - lost >= _LEFT * all_prose:
            break
    else:
        gone = set()
    for element in gone:
        if element.getparent() not in gone:
            element.drop_tree()
    return [element for element in weights if element not in gone]


def _doomed(weights: dict[Element, _Weight], most: float, names: re.Pattern[str]) -> set[Element]:
    """What to cut, with all that is below; nothing that holds more prose than `most`, or the title."""
    gone: set[Element] = set()
    for element, weight in weights.items():
        if element.getparent() in gone or (
            weight.chars
            and not weight.titled
            and weight.prose <= most
            and element.tag != "body"
            and _is_boilerplate(element, weight, names)
        ):
            gone.add(element)
    return gone


def _is_boilerplate(element: Element, weight: _Weight, names: re.Pattern[str]) -> bool:
    if element.tag in _TAGS or (element.get("role") or "").lower() in _ROLES:
        return True
    if element.tag not in _NAMED or (weight.prose and element.tag in _WORDS_OF_THE_AUTHOR and not weight.linked):
        return False
    return names.search(names_of(element)) is not None


def _is_suspicious(element: Element, weight: _Weight) -> bool:
    return bool(
        element.tag in _NAMED
        and weight.chars
        and not weight.prose
        and 2 * weight.linked >= weight.chars
        and _SUSPICIOUS.search(names_of(element))
    )


def _cards(kept: list[Element], weights: dict[Element, _Weight], links: dict[Element, bool]) -> set[Element]:
    """Siblings, three or more, that each present another article: its headline as a link, and a few words."""
    presented: dict[Element, set[str]] = {}
    for link, elsewhere in links.items():
        if not elsewhere or weights[link].chars < _HEADLINE:
            continue
        block = _headline_block(link)
        if block is None:
            continue
        for above in (block, *block.iterancestors()):
            if above not in weights or weights[above].prose > _CARD or weights[above].titled:
                break
            presented.setdefault(above, set()).add(link.get("href"))
    presenting: dict[Element, set[Element]] = {}
    for above, targets in presented.items():
        if len(targets) == 1:
            presenting.setdefault(above.getparent(), set()).add(above)
    cards: set[Element] = set()
    for parent, siblings in presenting.items():
        for tag in {card.tag for card in siblings}:
            alike = [child for child in parent.iterchildren(tag) if child in weights and weights[child].chars]
            found = [child for child in alike if child in siblings]
            if len(found) >= _SEVERAL and len(found) >= _NEARLY_ALL * len(alike):
                cards.update(found)
    return cards


def _headline_block(link: Element) -> Element | None:
    """The block a link is the headline of: a heading that holds it, or one in which it stands on a line of its own."""
    line = link
    while (above := line.getparent()) is not None and above.tag in INLINE and not _beside(line):
        line = above
    if above is None or above.tag in _HEADINGS:
        return above
    return None if _beside(line) else above


def _beside(element: Element) -> bool:
    """Whether text or another inline element stands on the line of an element."""
    before, after = element.getprevious(), element.getnext()
    text = element.getparent().text if before is None else before.tail
    if (text and not text.isspace()) or (element.tail and not element.tail.isspace()):
        return True
    return any(other is not None and other.tag in _WORDED and _length(other.text_content()) for other in (before, after))


def _is_leaf(element: Element) -> bool:
    return all(below.tag in INLINE for below in element.iterdescendants() if isinstance(below.tag, str))


def _is_cross_reference(block: Element, links: dict[Element, bool]) -> bool:
    """Whether a block is links to elsewhere on the site and nothing else, but for a label and punctuation."""
    found = [link for link in block.iter("a") if link in links]
    if not any(links[link] for link in found) or not (block.tag in _HEADINGS or all(links[link] for link in found)):
        return False
    rest, before, linked = text_of(block), "", 0
    for link in found:
        words = text_of(link)
        linked += len(words)
        head, _, rest = rest.partition(words) if words else ("", "", rest)
        before += head
    around = _PUNCTUATION.sub("", _LABEL.sub("", before) + rest)
    return len(around) <= max(3, 0.1 * linked)


def _leads_elsewhere(href: str, here: str, path: str) -> bool:
    """Whether a link leads to another page of the site; `here` and `path` are where it stands."""
    found = _HREF.match(href)
    if found is None:
        return False
    there = found["path"].rstrip("/")
    return bool(there or found["host"]) and there != path and (not found["host"] or same_publisher(found["host"].lower(), here))
