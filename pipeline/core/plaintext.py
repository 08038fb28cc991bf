"""Strangers' text made plain: no markup, NFC, no control characters, white space that means something.

A line is one run of words. Paragraphs are lines separated by a blank line.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

from selectolax.lexbor import LexborHTMLParser

_LINE_END: Final = "\u2028"
_PARAGRAPH_END: Final = "\u2029"

_SURROGATES: Final = re.compile("[\ud800-\udfff]")
# Controls that are neither blank nor line end, noncharacters, and marks that only hide or reorder what is written:
# soft hyphen, word joiner, byte order mark, bidirectional overrides. Joiners stay, Persian and emoji need them.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x9f\xad\u2060\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
# What a control from U+0080 to U+009F was meant to be: the byte of windows-1252 with the same number.
_MISREAD: Final = {code: text for code in range(0x80, 0xA0) if (text := bytes([code]).decode("cp1252", "ignore"))}
_CP1252: Final = {text: code for code, text in _MISREAD.items()}
_TRAIL: Final = "[\x80-\xbf" + "".join(_CP1252) + "]"
_MANGLED: Final = re.compile(f"[ÂÃ]{_TRAIL}|â€{_TRAIL}|[ÐÑ]{_TRAIL}(?:[ÐÑ]{_TRAIL}|[ÐÑ]?[ -~])*[ÐÑ]{_TRAIL}")
_MANGLED_TIMES: Final = 2
_MANGLED_LENGTH: Final = 2  # characters; more are never meant
_BREAK: Final = re.compile(r"[\v\f\x1c-\x1e]|\r\n?")
_BLANK_LINES: Final = re.compile(rf"(?:{_PARAGRAPH_END}|\n\s*\n|{_LINE_END}\s*{_LINE_END})\s*")
_MAX_MARKS: Final = 30  # combining marks on one letter, as in the stream-safe format of UAX #15

_BLOCKS: Final = (
    "address|article|aside|blockquote|body|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|"
    "form|h[1-6]|header|hgroup|hr|legend|li|main|menu|nav|ol|p|pre|section|summary|ul"
)
_BLOCK_TAG: Final = re.compile(rf"</?(?:{_BLOCKS})(?=[\s/>])", re.IGNORECASE)
_LINE_TAG: Final = re.compile(r"<br(?=[\s/>])", re.IGNORECASE)
_CELL_TAG: Final = re.compile(r"</t[dh](?=[\s/>])", re.IGNORECASE)
_ROW_TAG: Final = re.compile(r"</t[dh]\s*>(?=\s*</tr)", re.IGNORECASE)
_KNOWN_TAG: Final = re.compile(
    rf"</?(?:a|abbr|b|br|code|em|font|i|iframe|img|script|small|span|strong|style|sub|sup|table|t[dhr]|u|{_BLOCKS})"
    r"(?:\s[^<>]*|/)?>",
    re.IGNORECASE,
)
_MUTE: Final = ["head", "iframe", "noembed", "noscript", "object", "script", "style", "svg", "template", "title"]
_MUTE_TAG: Final = re.compile(rf"<(/?)(?:{'|'.join(_MUTE)})(?=[\s/>])", re.IGNORECASE)
# A tree as deep as its markup is long takes quadratic time to build; the depth of a piece is bounded.
_TAGS_PER_PIECE: Final = 4000


def line(text: str) -> str:
    """One line: every run of white space a blank, none at the ends."""
    text = " ".join(text.split())
    if text.isprintable():
        return text if text.isascii() else _composed(text)
    return " ".join(_composed(_seen(text)).split())


def paragraphs(text: str) -> str:
    """Lines separated by blank lines. Within a paragraph, a line end is a blank."""
    pieces = _BLANK_LINES.split(_BREAK.sub("\n", text))
    return "\n\n".join(filter(None, map(line, pieces)))


def from_html(markup: str) -> str:
    """The readable text of a fragment of HTML, in paragraphs: blocks are paragraphs, scripts and styles nothing.

    Markup that was escaped twice is read twice.
    """
    text = paragraphs(_visible(markup))
    return paragraphs(_visible(text)) if looks_like_html(text) else text


def unmangled(text: str) -> str:
    """`text` with what was UTF-8, taken for windows-1252 and encoded again, set right: `â€™` is an apostrophe.

    A single `Ã` with a sign after it stays: in Portuguese capitals it may be meant.
    """
    if text.isascii():
        return text
    found = _MANGLED.findall(text)
    if len(found) < _MANGLED_TIMES and not any(len(oddity) > _MANGLED_LENGTH for oddity in found):
        return text
    return _MANGLED.sub(lambda found: _as_bytes(found[0]).decode("utf-8", "ignore") or found[0], text)


def looks_like_html(text: str) -> bool:
    """Whether `text` holds tags that people write for their effect.

    An element that would hide the rest of the text, `<script>` and the like without an end, is one they mention.
    """
    if "<" not in text or _KNOWN_TAG.search(text) is None:
        return False
    hiding = _MUTE_TAG.findall(text)
    return hiding.count("/") * 2 == len(hiding)


def _as_bytes(text: str) -> bytes:
    return bytes(_CP1252.get(character, ord(character)) for character in text)


def _seen(text: str) -> str:
    if _SURROGATES.search(text):
        # Pairs are one character spelled in two; single ones are none.
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return _UNSEEN.sub("", text.translate(_MISREAD))


def _composed(text: str) -> str:
    # A run of more marks than the limit covers one of these places; the pattern takes ten times as long to say so.
    if any(map(unicodedata.combining, text[:: _MAX_MARKS + 1])):
        text = _EXCESS_MARKS.sub(r"\1", text)
    return unicodedata.normalize("NFC", text)


def _visible(markup: str) -> str:
    """The text of `markup`, with its own white space flattened and breaks where blocks begin and end."""
    if "<" not in markup:
        return html.unescape(markup)
    flat = re.sub(r"\s+", " ", markup)
    flat = _ROW_TAG.sub(rf"{_PARAGRAPH_END}\g<0>", flat)
    flat = _CELL_TAG.sub(r" \g<0>", flat)
    flat = _LINE_TAG.sub(rf"{_LINE_END}\g<0>", flat)
    flat = _BLOCK_TAG.sub(rf"{_PARAGRAPH_END}\g<0>", flat)
    return "".join(map(_piece_text, _pieces(flat)))


def _pieces(markup: str) -> list[str]:
    if markup.count("<") <= _TAGS_PER_PIECE:
        return [markup]
    starts = [found.start() for found in re.finditer("<", markup)][::_TAGS_PER_PIECE]
    return [markup[start:end] for start, end in zip([0, *starts[1:]], [*starts[1:], len(markup)], strict=True)]


def _piece_text(markup: str) -> str:
    tree = LexborHTMLParser("<body>" + markup)  # or a leading script would open a head, and swallow more
    tree.strip_tags(_MUTE)
    return tree.body.text() if tree.body else ""


def _combining() -> str:
    """A character class of all combining marks: normalising a long run of them takes quadratic time."""
    codes = [code for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code))]
    return "[" + "".join(map(chr, codes)) + "]"


_EXCESS_MARKS: Final = re.compile(f"({_combining()}{{{_MAX_MARKS}}}){_combining()}+")
