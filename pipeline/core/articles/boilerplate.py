"""What on a page is not the article, told by its structure: names of elements, links, repetition.

Two strengths, because losing a paragraph is as bad as keeping a share bar. What names itself beyond doubt (a related
list, a share bar, a cookie notice) is cut from the tree before extraction, unless it holds a good part of the page's
prose: class names lie, and `class="post share-enabled"` is an article. What merely looks suspicious (a block that is
one link within the site, a link-heavy box called "meta", one of many cards) stays in the tree, for extraction leans on
it, and is taken out of the extracted paragraphs afterwards, where nothing else can go with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pipeline.core.articles.markup import INLINE, Element, drop, fingerprint, names_of
from pipeline.core.articles.phrases import words
from pipeline.core.articles.references import cards, is_cross_reference, links_within, unlink_lists
from pipeline.core.articles.weights import Weight, weigh

_UNSEEN: Final = ("script", "style", "template", "svg", "iframe", "object")
_TAGS: Final = words("nav footer aside menu dialog")
_ROLES: Final = words(
    "navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar tablist"
)
_NAMED: Final = words("div section ul ol header footer span table dl figure form article h2 h3 h4 h5 p a li aside nav")
# Words in class and id, as `names_of` spells them.
_CERTAIN: Final = re.compile(
    r"""-(?:
    related | recommend | recirc | (?:most|mostly)-?(?:read|viewed|popular|shared|commented|recent) | trending
    | popular-(?:posts|stories|articles|news) | read-?also | also-?read | see-?also | read-?(?:more|next)- | up-?next
    | more-(?:from|stories|news|articles|posts|in|on|about|like) | (?:next|prev|previous)-(?:article|post|story)
    | you-?may | latest-(?:news|posts|stories|articles) | top-stories
    | relacionad | relationad | correlat | verwandt | (?:a-)?lire-aussi | leia- | lee-tambien | mais-lid | mas-leid
    | meistgelesen | powiazan | gerelateerd | lees-ook | te-puede-interesar | weiterlesen | mehr-zum
    | shar(?:e|ing)(?!d-) | addthis | addtoany | sharedaddy | social | newsletter | breadcrumb
    | comment-(?:area|author|body|box|container|content|form|info|item|list|meta|section|text|thread|wrapper)
    | comments- | commentlist | comentarios- | commentaires- | kommentare- | komentarze- | commenti- | reacties-
    | disqus | cookie | consent | gdpr | onetrust | outbrain | taboola | dianomi | zergnet | plista | revcontent
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
_LARGE: Final = 0.3  # share of the page's prose from which on a part is not cut, whatever it is called
_LEFT: Final = 0.15  # share of the page's prose that must be left; names that leave less mean something else here
_LEAF_BLOCKS: Final = words("p li h2 h3 h4 h5 h6 div dd td blockquote")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspects:
    """Blocks that are no article text if extraction should bring them up, by fingerprint."""

    prints: frozenset[str] = frozenset()

    def __contains__(self, paragraph: object) -> bool:
        return isinstance(paragraph, str) and fingerprint(paragraph) in self.prints


@dataclass(frozen=True, slots=True, kw_only=True)
class Remains:
    """What is left of a page once the certain boilerplate is cut, weighed."""

    weights: dict[Element, Weight]  # of the body and all that is below it, in document order
    doubtful: frozenset[Element]  # of these, with all that is below
    suspects: Suspects


def prune(page: Element, url: str) -> Remains:
    """Cut the certain boilerplate from the tree, and say what else to leave out of the extracted text.

    Args:
        page: the tree; it is changed.
        url: of the page, to tell links within the site from sources.
    """
    drop(page, _UNSEEN)
    body = page.find(".//body")
    if body is None:
        return Remains(weights={}, doubtful=frozenset(), suspects=Suspects())
    weights = weigh(body)
    _cut(weights, weights[body].prose)
    links = links_within(body, url)
    doubtful = {element for element, weight in weights.items() if _is_suspicious(element, weight)}
    doubtful.update(link for link, elsewhere in links.items() if elsewhere and not _is_leaf(link))
    doubtful.update(cards(weights, links))
    unlink_lists(body, links)
    good: set[str] = set()
    bad: set[str] = set()
    for element, weight in weights.items():
        if element.getparent() in doubtful:
            doubtful.add(element)
        if element.tag in _LEAF_BLOCKS and weight.chars and _is_leaf(element):
            is_bad = element in doubtful or is_cross_reference(element, links)
            (bad if is_bad else good).add(fingerprint(element.text_content()))
    return Remains(weights=weights, doubtful=frozenset(doubtful), suspects=Suspects(prints=frozenset(bad - good)))


def _cut(weights: dict[Element, Weight], prose: int) -> None:
    """Cut the boilerplate out of the tree, and out of its weights; `prose` is that of the whole page."""
    gone: set[Element] = set()
    for names in (_CERTAIN, _NONE):
        gone = _doomed(weights, _LARGE * prose, names)
        lost = sum(weights[element].prose for element in gone if element.getparent() not in gone)
        if prose - lost >= _LEFT * prose:
            break
    for element in gone:
        if element.getparent() not in gone:
            element.drop_tree()
    for element in gone:
        del weights[element]


def _doomed(weights: dict[Element, Weight], most: float, names: re.Pattern[str]) -> set[Element]:
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


def _is_boilerplate(element: Element, weight: Weight, names: re.Pattern[str]) -> bool:
    if element.tag in _TAGS or (element.get("role") or "").lower() in _ROLES:
        return True
    if element.tag not in _NAMED or (weight.prose and element.tag in {"p", "li", "span"} and not weight.linked):
        return False  # a sentence, whatever the class of its element
    return names.search(names_of(element)) is not None


def _is_suspicious(element: Element, weight: Weight) -> bool:
    return bool(
        element.tag in _NAMED
        and weight.chars
        and not weight.prose
        and 2 * weight.linked >= weight.chars
        and _SUSPICIOUS.search(names_of(element))
    )


def _is_leaf(element: Element) -> bool:
    return all(below.tag in INLINE for below in element.iterdescendants("*"))
