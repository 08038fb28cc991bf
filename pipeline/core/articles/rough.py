"""All the words that an article could be made of, got at cheaply: for telling pages that cannot match unread.

Whatever reading gives as an article's title or text stands in the text given here, letter by letter; it holds much more
besides, and a blank for each run of tags, also within words. What is in doubt stays in.

Bytes are looked at, for most of them never become text.
"""

from __future__ import annotations

import html
import re
from itertools import chain
from typing import TYPE_CHECKING, Final

from pipeline.core.articles.decoding import decode
from pipeline.core.articles.reading import MAX_HTML
from pipeline.core.articles.regions import RUBY, WHOLE_TAGS, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.model import Page

_TAGS: Final = re.compile(r"<[a-zA-Z/!?][^>]*>\s*(?:<[a-zA-Z/!?][^>]*>\s*)*")
_BYTE_TAGS: Final = re.compile(_TAGS.pattern.encode())
_SMALL: Final = bytes(range(256)).lower()
_FORBIDDEN: Final = bytes((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)))  # parsing leaves them out
_SEVEN_BIT: Final = b"\x1b"  # begins other letters in an encoding of seven bits
_UTF16_WITHIN: Final = 512  # bytes in which UTF-16 shows by its zeros
_CONTROL: Final = re.compile(rb"\xc2[\x80-\x9f]")
_MISREAD: Final = {code: bytes([code]).decode("cp1252", "ignore") or " " for code in range(0x80, 0xA0)}  # as is read
_REFERENCE: Final = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)")
_MOST_REFERENCES: Final = 2_000  # different ones that are remembered
_SAID: Final = re.compile(rb'"(?:headline|name|articlebody)"\s*:\s*(?:"((?:[^"\\]++|\\.)*+)"|(\S))', re.DOTALL)
_ESCAPED_LETTER: Final = re.compile(rb"\\u00[4-7]")
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_BLANK_ESCAPES: Final = dict.fromkeys("bfnrt", " ")
_PAIRED: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def wording(page: Page) -> str:
    """The page's words in order, with a blank for tags, in small letters; then its JSON-LD and what may be titles."""
    parts = parts_of(_source(page))
    texts = [_words_of(parts.markup, _BYTE_TAGS)]
    if not parts.is_plain:
        texts.append(_words_of(parts.markup, WHOLE_TAGS))
    if parts.has_ruby:  # reading leaves it out of the midst of words
        texts.append(_words_of(RUBY.sub(b"", parts.markup), WHOLE_TAGS))
    text = _resolved(b"\n".join((*texts, *parts.titles)).decode("utf-8", "ignore"))
    for said in chain.from_iterable(map(_said, parts.scripts)):
        text += "\n" + _resolved(_without_tags(_unescaped(said.decode("utf-8", "ignore"))))
    return text.translate(_MISREAD) if _CONTROL.search(parts.markup) else text


# Behind the last bracket there is no tag, and looking for one would take quadratic time.


def _without_tags(text: str) -> str:
    last = text.rfind(">") + 1
    return _TAGS.sub(" ", text[:last]) + text[last:]


def _words_of(markup: bytes, tags: re.Pattern[bytes]) -> bytes:
    last = markup.rfind(b">") + 1
    return tags.sub(b" ", markup[:last]) + markup[last:]


def _source(page: Page) -> bytes:
    """What is read of the page, in UTF-8 and small letters."""
    body = page.body[:MAX_HTML]
    if b"\0" in body[:_UTF16_WITHIN] or _SEVEN_BIT in body or not _is_utf8(body):
        body = decode(body, page.charset).encode("utf-8", "ignore")
    return body.translate(_SMALL, _FORBIDDEN)


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _said(script: bytes) -> Iterator[bytes]:
    """What JSON-LD says that may be a title or an article's text; all of it where a reader of JSON would see more."""
    if _ESCAPED_LETTER.search(script):
        yield script
        return
    for found in _SAID.finditer(script):
        if found[1] is not None:
            yield found[1]
        elif found[2] in b'["':
            yield script
            return


def _unescaped(text: str) -> str:
    """A string of JSON with its escapes resolved."""
    text = text.replace("\\/", "/")
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(
        lambda found: chr(int(found[1], 16)) if found[1] else _BLANK_ESCAPES.get(found[2], found[2]), text
    )
    return _PAIRED.sub(lambda found: found[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)


class _Resolved(dict[str, str]):
    """Character references and what they stand for; remembers those it meets."""

    def __missing__(self, reference: str) -> str:
        meant = html.unescape(html.unescape(reference))
        if meant == reference:  # some have a name in capitals alone, of which nothing is left here
            meant = html.unescape(f"&{reference[1:].capitalize()}")
        if len(self) < _MOST_REFERENCES:
            self[reference] = meant
        return meant


_RESOLVED: Final = _Resolved()


def _resolved(text: str) -> str:
    """A text with its references resolved, also where they are escaped twice; without tags that then come up, too."""
    if "&" not in text:
        return text
    text = _REFERENCE.sub(lambda found: _RESOLVED[found[0]], text.replace("&amp;", "&"))
    again = _without_tags(text)
    return text if again == text else f"{text}\n{again}"
