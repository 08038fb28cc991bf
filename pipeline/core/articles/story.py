"""The body of a page that leaves no doubt where it is: nearly all its prose in one place, in paragraphs side by side.

Once the boilerplate is cut, most articles are such pages, and to read one off costs a fraction of a general extractor,
which copies the tree several times to weigh what is no question here. So this is strict and gives up early: a second
article, a table that holds the text, a box too large to pass over, text scattered over many frames are left to it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from pipeline.core import plaintext
from pipeline.core.articles.markup import MUTE, Element, names_of
from pipeline.core.articles.paragraphs import Paragraph
from pipeline.core.articles.phrases import words
from pipeline.core.articles.weights import length

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.core.articles.boilerplate import Remains
    from pipeline.core.articles.weights import Weight

# Lengths are in characters that are not white space.
_LEAST: Final = 500  # of prose; of less, nothing is beyond doubt
_SENTENCE: Final = 80  # characters of a run that stands in no paragraph, to be text rather than a label
_HALF: Final = 0.5  # share of the page's prose that a place which names itself the article's must hold
_NEARLY_ALL: Final = 0.9  # share of the page's prose that any other place must hold
_WITHIN: Final = 0.95  # share of a place's prose that makes a smaller element the place
_PASSED_OVER: Final = 0.2  # share of the place's prose that may stand in what is passed over for its name
_BESIDE: Final = 0.2  # share that may stand in one element that is never the article, as a caption
_COMMENTED: Final = 0.7  # likewise in one of comments
_READ: Final = 0.75  # share of the place's other text outside links that must have been read
_LABELS: Final = 0.1  # share of the text that may be labels outside paragraphs, which are left out
_HARDLY: Final = 0.02  # likewise, where a good part of the text stands outside paragraphs, too
_MOSTLY: Final = 0.8  # share of the text in paragraphs from which on the page uses them
_TOGETHER: Final = 0.3  # share of the text that must stand side by side
_SIDE_BY_SIDE: Final = 0.6  # likewise, in a place that does not name itself the article's
_FEW: Final = 0.2  # share of the text in paragraphs below which the page uses none: each of its runs is one
_LEAD: Final = 0.15  # share of the place's prose that a lead before it may have

_NEVER: Final = MUTE | words(
    "figure figcaption form button aside nav footer label fieldset picture video audio menu dialog map canvas math rt"
    " rp input"
)
_HEADINGS: Final = words("h1 h2 h3 h4 h5 h6")
_ITEMS: Final = words("li dt dd")
_PARAGRAPHS: Final = _ITEMS | words("p blockquote pre")
_BOXES: Final = words("ul ol table dl div section")  # not the article when they are mostly links
_FRAMES: Final = words("article div main section")
_LAYOUT: Final = _FRAMES | words("span center font form header table tbody tr td")
_BLOCKS: Final = _HEADINGS | words(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure"
    " footer form header hgroup hr legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
# Words in class and id, as `names_of` spells them.
_ARTICLE: Final = re.compile(
    r"""-(?:
    (?:entry|article|art|post|story|page|text|main|news|single|theme|blog|section)-(?:content|body|text)
    | storycontent | articlebody | articletext | postcontent | postbody | post-bodycopy | field-body | fulltext
    | body-text
    )-""",
    re.VERBOSE,
)
_COMMENTS: Final = re.compile("-(?:comments?|disqus|comment-?list|respond)-")
_APART: Final = re.compile(
    r"""-(?:
    hidden | hide | caption | legend | credits? | byline | author | meta | rating | widget | embed(?:ded)? | teasers?
    | sidebar | info-?box | factbox | toolbar | timestamp | gallery | slideshow | slide(?:rs?)? | modal | popup
    | message | banner | premium | paywall | attachments? | tags | noprint | reply | signature | expand | options
    )-""",
    re.VERBOSE,
)
_LINE: Final = "\u2028"  # where <br> breaks a line; the source breaks its lines anywhere
_BLANK_LINES: Final = re.compile(r"\n\s*\n")


class _DoubtError(Exception):
    """The page is not that simple."""


@dataclass(frozen=True, slots=True)
class _Run:
    """One paragraph as read."""

    paragraph: Paragraph
    home: Element  # beside whose children it stands
    is_loose: bool  # in no element for paragraphs
    size: int


def story(remains: Remains) -> tuple[Paragraph, ...]:
    """The paragraphs of the page's article, in order; none when there is any doubt about what they are.

    Args:
        remains: of the page, its certain boilerplate cut.
    """
    weights = remains.weights
    body = next(iter(weights), None)
    if body is None or weights[body].prose < _LEAST:
        return ()
    try:
        place, is_named = _place(weights, body)
        reader = _Reader(remains, weights[place].prose)
        reader.read(place)
        runs = _settled(reader.runs, _TOGETHER if is_named else _SIDE_BY_SIDE)
        if not is_named and _goes_on(runs):
            return ()
        if sum(run.size for run in runs) < _READ * (weights[place].chars - weights[place].linked - reader.beside):
            return ()
        lead = _lead(remains, place)
    except _DoubtError:
        return ()
    found = [run.paragraph for run in runs]
    return (*lead, *(_begun(found) if weights[place].titled else found))


def _place(weights: dict[Element, Weight], body: Element) -> tuple[Element, bool]:
    """The smallest element that holds the article, and whether it is in one that names itself the article's."""
    named = _named(weights, _HALF * weights[body].prose)
    place, share = (body, _NEARLY_ALL) if named is None else (named, _WITHIN)
    while True:
        least = share * weights[place].prose
        below = next((child for child in place if child in weights and weights[child].prose >= least), None)
        if below is None or below.tag in _PARAGRAPHS:
            return place, named is not None
        if below.tag not in _LAYOUT:
            raise _DoubtError
        place = below


def _named(weights: dict[Element, Weight], least: float) -> Element | None:
    """The innermost element that says it is the article's text, else the only one that says it is an article."""
    place: Element | None = None
    articles = []
    for element, weight in weights.items():
        if weight.prose < least or element.tag not in _FRAMES:
            continue
        if element.get("itemprop") == "articleBody" or _ARTICLE.search(names_of(element)):
            place = element if place is None or weight.prose >= _NEARLY_ALL * weights[place].prose else place
        if element.tag == "article":
            articles.append(element)
    return place if place is not None else articles[0] if len(articles) == 1 else None


class _Reader:
    """Reads the runs of text below an element."""

    def __init__(self, remains: Remains, prose: int) -> None:
        """`prose` is that of the element."""
        self.runs: list[_Run] = []
        self.beside = 0  # characters in what is never the article
        self._weights = remains.weights
        self._doubtful = remains.doubtful
        self._may_pass_over = _PASSED_OVER * prose
        self._prose = prose

    def read(self, block: Element) -> None:
        """Adds what is in a block, its own text and that of the blocks within, to `runs`."""
        pieces = [block.text or ""]
        for child in block:
            if child.tag == "br":
                pieces.append(_LINE)
            elif child.tag in _BLOCKS or _holds_blocks(child):
                self._flush(pieces, block)
                weight = self._weights.get(child)
                if weight is not None and weight.chars:
                    self.read_within(child, weight)
            else:
                pieces.extend(_inline(child))
            pieces.append(child.tail or "")
        self._flush(pieces, block)

    def read_within(self, block: Element, weight: Weight) -> None:
        """Adds what is in a block to `runs`, if the block is part of the text.

        Raises:
            _DoubtError: much of the text stands in blocks that are none.
        """
        names = names_of(block)
        if block.tag in _NEVER or _COMMENTS.search(names):
            self.beside += weight.chars - weight.linked
            if weight.prose > (_COMMENTED if block.tag in _FRAMES else _BESIDE) * self._prose:
                raise _DoubtError
        elif self._is_apart(block, weight, names):
            self._may_pass_over -= weight.prose
            if self._may_pass_over < 0:
                raise _DoubtError
        elif block.tag == "table":
            self._read_table(block, weight)
        else:
            self.read(block)

    def _is_apart(self, block: Element, weight: Weight, names: str) -> bool:
        if block in self._doubtful or _is_hidden(block) or _is_link_list(block, weight):
            return True
        named = block.tag == "article" or (block.tag not in _HEADINGS and _APART.search(names) is not None)
        return named and 2 * weight.prose <= self._prose  # what holds most of the text is no box in it

    def _read_table(self, table: Element, weight: Weight) -> None:
        if weight.prose:
            raise _DoubtError
        for row in table.iter("tr"):
            cells = (plaintext.line("".join(_inline(cell))) for cell in row.iterchildren("td", "th"))
            if text := " ".join(filter(None, cells)):
                self.runs.append(_Run(Paragraph(text), home=table, is_loose=False, size=length(text)))

    def _flush(self, pieces: list[str], block: Element) -> None:
        text = "".join(pieces)
        pieces.clear()
        if not text or text.isspace():
            return
        is_heading, is_loose, home = block.tag in _HEADINGS, False, block.getparent()
        if block.tag in _ITEMS:
            home = home.getparent()
        elif not is_heading and block.tag not in _PARAGRAPHS:
            is_loose, home = True, home if _is_one_of_several(block) else block
        for lines in _BLANK_LINES.split(text.replace("\n", " ").replace(_LINE, "\n")):
            if whole := "\n".join(filter(None, map(plaintext.line, lines.split("\n")))):
                self.runs.append(_Run(Paragraph(whole, is_heading), home, is_loose, length(whole)))


def _settled(runs: list[_Run], least: float) -> list[_Run]:
    """The runs that are the article's; labels outside paragraphs are not, where the page has paragraphs."""
    whole = sum(run.size for run in runs)
    labels = {index for index, run in enumerate(runs) if run.is_loose and len(run.paragraph.text) < _SENTENCE}
    regular = sum(run.size for run in runs if not run.is_loose)
    short = sum(runs[index].size for index in labels)
    if regular >= _FEW * (whole - short):
        most = _LABELS if regular >= _MOSTLY * (whole - short) else _HARDLY
        if short > most * (whole - short):
            raise _DoubtError
        runs = [run for index, run in enumerate(runs) if index not in labels]
        whole -= short
    together: defaultdict[Element, int] = defaultdict(int)
    for run in runs:
        together[run.home] += run.size
    if max(together.values(), default=0) < least * whole:
        raise _DoubtError
    return runs


def _goes_on(runs: list[_Run]) -> bool:
    """Whether something with a heading of its own, or of some length, follows behind what stands side by side."""
    sizes: defaultdict[Element, int] = defaultdict(int)
    for run in runs:
        sizes[run.home] += run.size
    home = max(sizes, key=lambda element: sizes[element], default=None)
    last = max((index for index, run in enumerate(runs) if run.home is home), default=-1)
    behind = runs[last + 1 :]
    return any(run.paragraph.is_heading for run in behind) or sum(run.size for run in behind) > _LABELS * sum(
        sizes.values()
    )


def _begun(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """The paragraphs from the first that is no heading: before it stand the title, and words the page may vouch for."""
    has_begun = False
    for paragraph in paragraphs:
        has_begun = has_begun or not paragraph.is_heading
        if has_begun:
            yield paragraph


def _lead(remains: Remains, place: Element) -> list[Paragraph]:
    """The paragraphs that introduce the article from just before its place."""
    weights = remains.weights
    runs: list[_Run] = []
    for element in _before(place):
        if element not in weights or not weights[element].prose:
            continue
        if element.tag in _NEVER or element in remains.doubtful or _APART.search(names_of(element)):
            continue
        reader = _Reader(remains, weights[element].prose)
        if element.tag in _BLOCKS:
            reader.read_within(element, weights[element])
        runs.extend(run for run in reader.runs if not run.paragraph.is_heading and run.size >= _SENTENCE)
    if sum(run.size for run in runs) > _LEAD * weights[place].prose:
        raise _DoubtError
    return [run.paragraph for run in runs]


def _before(place: Element) -> Iterator[Element]:
    """What stands beside a place and the two elements around it, before it, in document order."""
    around = [place, *islice(place.iterancestors(), 2)]
    for level in reversed(around):
        yield from reversed([*level.itersiblings(preceding=True)])


def _is_one_of_several(block: Element) -> bool:
    return any(other is not None and other.tag == block.tag for other in (block.getprevious(), block.getnext()))


def _holds_blocks(element: Element) -> bool:
    return len(element) > 0 and any(below.tag in _BLOCKS for below in element.iterdescendants("*"))


def _is_link_list(block: Element, weight: Weight) -> bool:
    # Weights are older than the links that were dropped from lists of names.
    return block.tag in _BOXES and 2 * weight.linked >= weight.chars and next(block.iter("a"), None) is not None


def _is_hidden(element: Element) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    return style is not None and "display:none" in style.replace(" ", "")


def _inline(element: Element) -> Iterator[str]:
    """The text of an element, <br> as a line's end, without what is not shown."""
    if element.tag in _NEVER or _is_hidden(element):
        return
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield _LINE
        else:
            yield from _inline(child)
        yield child.tail or ""
