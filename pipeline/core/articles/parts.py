"""Which parts of a page are passed over when its article is read, and how much prose that leaves where.

They are passed over before anything is chosen, so that neither a long discussion below a short article nor a notice
about cookies has a say in where the article is. Names lie, though: one that most of the page's text stands under says
nothing on that page, and holds for none of its elements.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.core.articles.markup import MUTE, Element, names_of
from pipeline.core.articles.phrases import words
from pipeline.core.articles.weights import Weight

if TYPE_CHECKING:
    from pipeline.core.articles.boilerplate import Remains

_NEVER: Final = MUTE | words(
    "button aside nav footer label fieldset picture video audio menu dialog map canvas math rt rp input"
)
_BOXES: Final = words("ul ol table dl div section")  # not the article when they are mostly links
# What is passed over for its tag where it is not the bulk of the text; of these, pictures leave no doubt.
_PICTURES: Final = words("figure figcaption")
_ARTICLE: Final = "article"
_TAGGED: Final = _PICTURES | {_ARTICLE, "form"}
_UNNAMED: Final = words("h1 h2 h3 h4 h5 h6 body")
# Words in class and id, as `names_of` spells them.
_COMMENTS: Final = re.compile("-(?:comments?|disqus|comment-?list|respond)-")
_APART: Final = re.compile(
    r"""-(?:
    (?<!label-) hid(?:den|e) (?!-(?:xs|sm?|md?|lg?|xl|small|medium|large|mobile|desktop|for)-)
    | caption | legend | credits? | byline | author | meta | rating | widget | embed(?:ded)? | teasers?
    | sidebar | info-?box | factbox | toolbar | timestamp | gallery | slideshow | slide(?:rs?)? | modal | popup
    | message | banner | premium | paywall | attachments? | tags | noprint | reply | signature | expand | options
    )-""",
    re.VERBOSE,
)
_HIDDEN: Final = "hidden"
_FORM: Final = 0.9  # share of the page's prose from which on a form is the frame of it all; of other boxes, half
_HALF: Final = 0.5


@dataclass(frozen=True, slots=True)
class Parts:
    """A page without what is passed over. Lengths are in characters that are not white space."""

    weights: dict[Element, Weight]  # of the body and all that is below it
    prose: dict[Element, int]  # what is left in those that had any and are read; in document order
    void: frozenset[str]  # names that say nothing on this page
    rivals: tuple[Element, ...]  # articles, and what calls itself comments, that are passed over
    doubtful: frozenset[Element]

    @property
    def has_several_articles(self) -> bool:
        """Whether most of the page's text stands in articles of which none holds most of it."""
        return _ARTICLE in self.void

    def is_apart(self, block: Element, weight: Weight) -> bool:
        """Whether a block is passed over."""
        if weight.prose:
            return block not in self.prose
        return _is_never(block) or _is_no_text(block, weight, self.doubtful) or self._box(block) is not None

    def might_be_text(self, block: Element) -> bool:
        """Whether a block that is passed over is so for no better reason than a name or a guess."""
        if _is_never(block):
            return False
        return block in self.doubtful or self._box(block) not in {None, *_PICTURES}

    def _box(self, block: Element) -> str | None:
        """What says that a block is a box beside the text."""
        says = (name_of(block) for name_of in _NAMINGS)
        return next((name for name in says if name is not None and name not in self.void), None)


def parts(remains: Remains) -> Parts:
    """What is left of a page's prose, and where.

    Args:
        remains: of the page, its certain boilerplate cut.
    """
    prose, rivals = _readable(remains)
    void: set[str] = set()
    for name_of in _NAMINGS:
        whole = next(iter(prose.values()), 0)
        named = {element: name for element in prose if (name := name_of(element)) is not None}
        boxes = {element: name for element, name in named.items() if prose[element] <= _most(name) * whole}
        void.update(name for name, held in _under(boxes, prose, _HALF * whole).items() if held > _HALF * whole)
        for element, name in boxes.items():
            if name not in void and element in prose:
                _take(prose, element)
                if name == _ARTICLE:
                    rivals.append(element)
    return Parts(remains.weights, prose, frozenset(void), tuple(rivals), remains.doubtful)


def _readable(remains: Remains) -> tuple[dict[Element, int], list[Element]]:
    """The prose of what can be read on any page; and what calls itself comments."""
    prose: dict[Element, int] = {}
    comments: list[Element] = []
    whole = 0
    for element, weight in remains.weights.items():
        # What stands in a link, or in what is passed over, has nothing above it that is left.
        if not weight.prose or (prose and element.getparent() not in prose):
            continue
        prose[element] = weight.prose
        if not whole:
            whole = weight.prose
        elif weight.titled and weight.prose > _HALF * whole:
            continue  # all the page is in it
        elif _is_never(element):
            _take(prose, element)
            if element.tag not in _NEVER:
                comments.append(element)
        elif weight.prose <= _HALF * whole and _is_no_text(element, weight, remains.doubtful):
            _take(prose, element)
    return prose, comments


def _most(name: str) -> float:
    """The share of the page's prose that a box may hold to be one."""
    return 1.0 if name == _HIDDEN else _FORM if name == "form" else _HALF


def _under(boxes: dict[Element, str], prose: dict[Element, int], most: float) -> Counter[str]:
    """How much prose stands under each name, in boxes that hold no more than `most`."""
    under: Counter[str] = Counter()
    for element, name in boxes.items():
        if prose[element] <= most and not any(boxes.get(above) == name for above in element.iterancestors()):
            under[name] += prose[element]
    return under


def _take(prose: dict[Element, int], element: Element) -> None:
    held = prose[element]
    for above in element.iterancestors():
        if above in prose:
            prose[above] -= held
    for below in element.iter("*"):
        prose.pop(below, None)


def _hidden(element: Element) -> str | None:
    return _HIDDEN if is_hidden(element) and element.tag != "body" else None


def _word(element: Element) -> str | None:
    found = None if element.tag in _UNNAMED else _APART.search(names_of(element))
    return found[0] if found else None


def _tag(element: Element) -> str | None:
    return str(element.tag) if element.tag in _TAGGED else None


_NAMINGS: Final = (_hidden, _word, _tag)  # each says what makes an element a box, the surer first


def is_hidden(element: Element) -> bool:
    """Whether browsers do not show an element."""
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    return style is not None and "display:none" in style.replace(" ", "")


def is_never_shown(element: Element) -> bool:
    """Whether what is within a line is not part of it: for its tag, or hidden."""
    return element.tag in _NEVER or is_hidden(element)


def _is_never(element: Element) -> bool:
    return element.tag in _NEVER or _COMMENTS.search(names_of(element)) is not None


def _is_no_text(element: Element, weight: Weight, doubtful: frozenset[Element]) -> bool:
    if element in doubtful:
        return True
    # Weights are older than the links that were dropped from lists of names.
    return element.tag in _BOXES and 2 * weight.linked >= weight.chars and next(element.iter("a"), None) is not None
