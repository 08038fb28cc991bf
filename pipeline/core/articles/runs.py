"""The runs of text below an element: paragraphs, headings, items, rows of tables, and what stands in none of these."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.core import plaintext
from pipeline.core.articles.markup import Element, names_of
from pipeline.core.articles.paragraphs import Paragraph
from pipeline.core.articles.parts import is_never_shown
from pipeline.core.articles.phrases import words
from pipeline.core.articles.weights import length

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.core.articles.parts import Parts

_COLUMN: Final = 0.9  # share of a row's text that its only cell with prose must hold to be a column of the page
_HEADINGS: Final = words("h1 h2 h3 h4 h5 h6")
_ITEMS: Final = words("li dt dd")
_PARAGRAPHS: Final = _ITEMS | words("p blockquote pre")
_BLOCKS: Final = _HEADINGS | words(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure"
    " footer form header hgroup hr legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
_LINE: Final = "\u2028"  # where <br> breaks a line; the source breaks its lines anywhere
_BLANK_LINES: Final = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Run:
    """One paragraph as read."""

    paragraph: Paragraph
    home: Element  # beside whose children it stands
    is_loose: bool  # in no element for paragraphs
    size: int  # characters that are not white space

    @property
    def side(self) -> str:
        """Equal for runs that stand side by side, or in elements of one kind."""
        return f"{self.home.tag}{names_of(self.home)}"


class Reader:
    """Reads the runs of text below elements of a page, in document order."""

    def __init__(self, page: Parts) -> None:
        """Nothing is read yet."""
        self.runs: list[Run] = []
        self.left_out = 0  # characters outside links in what might be text: boxes passed over, columns beside another
        self._page = page

    def read(self, block: Element) -> None:
        """Adds what is in a block, its own text and that of the blocks within, to `runs`."""
        pieces = [block.text or ""]
        for child in block:
            if child.tag == "br":
                pieces.append(_LINE)
            elif child.tag in _BLOCKS or _holds_blocks(child):
                self._flush(pieces, block)
                self.read_within(child)
            elif len(child):
                pieces.extend(_inline(child))
            elif child.text and not is_never_shown(child):
                pieces.append(child.text)
            if child.tail:
                pieces.append(child.tail)
        self._flush(pieces, block)

    def read_within(self, block: Element) -> None:
        """Adds what is in a block to `runs`, unless it is passed over."""
        weight = self._page.weights.get(block)
        if weight is None or not weight.chars:
            return
        if self._page.is_apart(block, weight):
            if self._page.might_be_text(block):
                self.left_out += weight.chars - weight.linked
        elif block.tag == "table":
            for row in _rows(block):
                self._read_row(row, block)
        else:
            self.read(block)

    def _read_row(self, row: Element, table: Element) -> None:
        """Adds a row as a line; as blocks, where it holds the columns of a page."""
        cells = [*row.iterchildren("td", "th")]
        held = [prose for cell in cells if (prose := self._page.prose.get(cell, 0))]
        if held:
            weight = self._page.weights[row]
            if len(held) > 1 or held[0] >= _COLUMN * (weight.chars - weight.linked):
                self.left_out += sum(held) - max(held)
                for cell in cells:
                    self.read_within(cell)
                return
        if text := " ".join(filter(None, (plaintext.line("".join(_inline(cell))) for cell in cells))):
            self.runs.append(Run(Paragraph(text), home=table, is_loose=False, size=length(text)))

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
        for whole in filter(None, _parted(text) if _LINE in text else (plaintext.line(text),)):
            size = len(whole) - whole.count(" ") - whole.count("\n")
            self.runs.append(Run(Paragraph(whole, is_heading), home, is_loose, size))


def _parted(text: str) -> list[str]:
    """A text with line breaks in paragraphs, where lines are left empty; some may be."""
    pieces = _BLANK_LINES.split(text.replace("\n", " ").replace(_LINE, "\n"))
    return ["\n".join(filter(None, map(plaintext.line, piece.split("\n")))) for piece in pieces]


def read_apart(element: Element, page: Parts) -> list[Run]:
    """The runs of a block that stands by itself; none of what is no block."""
    reader = Reader(page)
    if element.tag in _BLOCKS:
        reader.read_within(element)
    return reader.runs


def _rows(table: Element) -> Iterator[Element]:
    """The rows of a table, without those of tables in its cells."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from child.iterchildren("tr")


def _is_one_of_several(block: Element) -> bool:
    return any(other is not None and other.tag == block.tag for other in (block.getprevious(), block.getnext()))


def _holds_blocks(element: Element) -> bool:
    return len(element) > 0 and any(below.tag in _BLOCKS for below in element.iterdescendants("*"))


def _inline(element: Element) -> Iterator[str]:
    """The text of an element, <br> as a line's end, without what is not shown."""
    if is_never_shown(element):
        return
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield _LINE
        else:
            yield from _inline(child)
        yield child.tail or ""
