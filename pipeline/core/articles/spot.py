"""Where on a page its article stands: in an element that says so, else in the one that nearly all prose is in."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from pipeline.core.articles.markup import Element, names_of
from pipeline.core.articles.phrases import words

if TYPE_CHECKING:
    from pipeline.core.articles.parts import Parts

_HALF: Final = 0.5  # share of the page's prose that a place which names itself the article's must hold
_NEARLY_ALL: Final = 0.9  # share of the page's prose that any other place must hold
_WITHIN: Final = 0.95  # share of a place's prose that makes a smaller element the place
_RIVAL: Final = 1 / 3  # share of the place's prose that makes what stands before it a rival

_FRAMES: Final = words("article div main section")
_LAYOUT: Final = _FRAMES | words("span center font form header table tbody tr td")
_OF_TABLES: Final = words("tbody tr")  # not to be read by themselves
# Words in class and id, as `names_of` spells them.
_ARTICLE: Final = re.compile(
    r"""-(?:
    (?:entry|article|art|post|story|page|text|main|news|single|theme|blog|section)-(?:content|body|text)
    | storycontent | articlebody | articletext | postcontent | postbody | post-bodycopy | field-body | fulltext
    | body-text
    )-""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Spot:
    """The smallest element that holds the article."""

    place: Element
    is_named: bool  # it is in one that names itself the article's
    has_rival: bool  # something as good stands before it


def spot(page: Parts) -> Spot | None:
    """The place of the article; None on a page without prose."""
    body = next(iter(page.prose), None)
    if body is None or not page.prose[body]:
        return None
    named = _named(page.prose, _HALF * page.prose[body])
    place, share = (body, _NEARLY_ALL) if named is None else (named, _WITHIN)
    while True:
        least = share * page.prose[place]
        below = next((child for child in place if page.prose.get(child, 0) >= least), None)
        if below is None or below.tag not in _LAYOUT:
            break
        place = below
    while place.tag in _OF_TABLES:
        place = place.getparent()
    return Spot(place, named is not None, _has_rival(page, place))


def _named(prose: dict[Element, int], least: float) -> Element | None:
    """The innermost element that says it is the article's text, else the only one that says it is an article."""
    place: Element | None = None
    articles = []
    kinds = Counter(element.get("class") for element in prose)
    for element, held in prose.items():
        if held < least or element.tag not in _FRAMES:
            continue
        # One of several of its class is a section, be it the longest.
        says = kinds[element.get("class")] == 1 and _ARTICLE.search(names_of(element)) is not None
        if says or element.get("itemprop") == "articleBody":
            place = element if place is None or held >= _NEARLY_ALL * prose[place] else place
        if element.tag == "article":
            articles.append(element)
    return place if place is not None else articles[0] if len(articles) == 1 else None


def _has_rival(page: Parts, place: Element) -> bool:
    """Whether much stands before a place in articles that are passed over, or in what calls itself comments."""
    if sum(page.weights[rival].prose for rival in page.rivals) <= _RIVAL * page.prose[place]:
        return False
    before = set(takewhile(lambda element: element is not place, page.weights))
    return sum(page.weights[rival].prose for rival in page.rivals if rival in before) > _RIVAL * page.prose[place]
