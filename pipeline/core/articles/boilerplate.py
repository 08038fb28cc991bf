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
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from pipeline.core.articles.markup import (
    INLINE,
    Element,
    content_of,
    drop,
    elements,
    fingerprint,
    names_of,
    pass_over,
    spelled,
)
from pipeline.core.articles.phrases import by_first_letter, words
from pipeline.core.articles.references import (
    blocks_leading_elsewhere,
    cards,
    is_cross_reference,
    links_within,
    unlink_lists,
)
from pipeline.core.articles.weights import Weight, weigh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_UNSEEN: Final = ("script", "style", "template", "svg", "iframe", "object")
_TAGS: Final = words("nav footer aside menu dialog")
_ROLES: Final = words(
    "navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar tablist"
)
_NAMED: Final = words("div section ul ol header footer span table dl figure form article h2 h3 h4 h5 p a li aside nav")
# Words in class and id, as `names_of` spells them.
_CERTAIN_NAMES: Final = by_first_letter(r"""
    related | recommend | recirc | most(?:ly)?-?(?:read|viewed|popular|shared|commented|recent) | trending
    | popular-(?:posts|stories|articles|news) | read-?also | also-?read | see-?also | read-?(?:more|next)- | up-?next
    | more-(?:from|stories|news|articles|posts|in|on|about|like) | next-(?:article|post|story)
    | prev(?:ious)?-(?:article|post|story) | you-?may | latest-(?:news|posts|stories|articles) | top-stories
    | relacionad | relationad | correlat | verwandt | lire-aussi | leia- | lee-tambien | mais-lid | mas-leid
    | meistgelesen | powiazan | gerelateerd | lees-ook | te-puede-interesar | weiterlesen | mehr-zum
    | shar(?:e|ing)(?!d-) | addthis | addtoany | sharedaddy | social | newsletter | breadcrumb
    | comment-(?:area|author|body|box|container|content|form|info|item|list|meta|section|text|thread|wrapper)
    | comments- | commentlist | comentarios- | commentaires- | kommentare- | komentarze- | commenti- | reacties-
    | disqus | cookie | consent | gdpr | onetrust | outbrain | taboola | dianomi | zergnet | plista | revcontent
    | advert | adslot | sponsor | promo | tag-?list | tagcloud | tags- | author-?(?:bio|box|info|card|about|profile)
    | about-(?:the-)?author | copyright | pagination | pager-
""")
_CERTAIN: Final = re.compile(f"-(?:{_CERTAIN_NAMES})")
_SUSPICIOUS_NAMES: Final = by_first_letter(r"""
    sidebar | footer | nav | navbar | navigation | menu | submenu | topbar | widget | teasers? | modal | popup | overlay
    | toc | tags? | topics | keywords | bio | byline | author | subscribe | subscription | signup | login | signin
    | follow | more | links? | banner | aside | box | meta | list
""")
_SUSPICIOUS: Final = re.compile(f"-(?:{_SUSPICIOUS_NAMES})-")
_LARGE: Final = 0.3  # share of the page's prose from which on a part is not cut, whatever it is called
_LEFT: Final = 0.15  # share of the page's prose that must be left; names that leave less mean something else here
_LINES: Final = words("p li span")
_LEAF_BLOCKS: Final = words("p li h2 h3 h4 h5 h6 div dd td blockquote")


@dataclass(frozen=True, kw_only=True)
class Suspects:
    """Blocks that are no article text if extraction should bring them up; texts are compared by fingerprint."""

    prints: frozenset[str] = frozenset()
    others: tuple[Element, ...] = ()  # blocks of the page; what says the same as one of them is not suspected

    def __contains__(self, paragraph: object) -> bool:
        if not self.prints or not isinstance(paragraph, str):
            return False
        mark = fingerprint(paragraph)
        return mark in self.prints and mark not in self._spared

    @cached_property
    def _spared(self) -> frozenset[str]:
        return frozenset(fingerprint(content_of(block)) for block in self.others)


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
    body = next(page.iterdescendants("body"), None)
    if body is None:
        return Remains(weights={}, doubtful=frozenset(), suspects=Suspects())
    weights = weigh(body)
    _cut(weights, weights[body].prose)
    links = links_within(body, url)
    doubtful = {link for link, elsewhere in links.items() if elsewhere and weights[link].blocks}
    doubtful.update(cards(weights, links))
    unlink_lists(body, links)
    leading_elsewhere = blocks_leading_elsewhere(links)
    good: list[Element] = []
    bad: set[str] = set()
    for element, weight in weights.items():
        is_bad = element in doubtful or element.getparent() in doubtful or _is_suspicious(element, weight)
        if is_bad:
            doubtful.add(element)
        if weight.chars and not weight.blocks and element.tag in _LEAF_BLOCKS:
            if is_bad or (element in leading_elsewhere and is_cross_reference(element, links)):
                bad.add(fingerprint(content_of(element)))
            else:
                good.append(element)
    suspects = Suspects(prints=frozenset(bad), others=tuple(good))
    return Remains(weights=weights, doubtful=frozenset(doubtful), suspects=suspects)


def _cut(weights: dict[Element, Weight], prose: int) -> None:
    """Cut the boilerplate out of the tree, and out of its weights; `prose` is that of the whole page."""
    roots: list[Element] = []
    for is_named in (_names_boilerplate, _names_nothing):
        roots = list(_doomed(weights, _LARGE * prose, is_named))
        if prose - sum(weights[root].prose for root in roots) >= _LEFT * prose:
            break
    for root in roots:
        blocks = weights[root].blocks + (root.tag not in INLINE)
        for above in root.iterancestors():
            if above not in weights:
                break
            weights[above].blocks -= blocks
        for element in elements(root):
            del weights[element]
        root.drop_tree()


def _doomed(weights: dict[Element, Weight], most: float, is_named: Callable[[str, str], bool]) -> Iterator[Element]:
    """What to cut, with all that is below; nothing that holds more prose than `most`, or the title."""
    left = iter(weights.items())
    for element, weight in left:
        if (
            weight.chars
            and not weight.titled
            and weight.prose <= most
            and element.tag != "body"
            and _is_boilerplate(element, weight, is_named)
        ):
            yield element
            pass_over(left, element)  # which goes with it


def _is_boilerplate(element: Element, weight: Weight, is_named: Callable[[str, str], bool]) -> bool:
    tag, role = element.tag, element.get("role")
    if tag in _TAGS or (role and role.lower() in _ROLES):
        return True
    if tag not in _NAMED or (weight.prose and tag in _LINES and not weight.linked):
        return False  # a sentence, whatever the class of its element
    kind, mark = element.get("class", ""), element.get("id", "")
    return bool(kind or mark) and is_named(kind, mark)


@lru_cache(maxsize=4_096)
def _names_boilerplate(kind: str, mark: str) -> bool:
    """Whether an element of this class and id says that it is boilerplate; a page has the same ones many times."""
    return _CERTAIN.search(spelled(kind, mark)) is not None


def _names_nothing(_kind: str, _mark: str) -> bool:
    return False


def _is_suspicious(element: Element, weight: Weight) -> bool:
    return bool(
        not weight.prose
        and weight.chars
        and 2 * weight.linked >= weight.chars
        and element.tag in _NAMED
        and _SUSPICIOUS.search(names_of(element))
    )
