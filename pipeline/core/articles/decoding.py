"""Bytes of a page to text, whatever its labels say.

The labels of a page (header, meta) are claims, not facts. Valid UTF-8 with multi-byte characters proves itself, so it
wins over every label but a byte order mark; a label is believed next, read as browsers read it (latin-1 means
windows-1252, gb2312 means gb18030), as long as the text it gives looks like text; guessing comes last. Nothing in here
raises, and no label reaches a codec that is not on the list below: `zlib_codec` and `undefined` are just unknown names.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Final

from pipeline.core.articles.legibility import legibility
from pipeline.core.encodings import MARKS, MULTIBYTE, RELATIVES, SEVEN_BIT

if TYPE_CHECKING:
    from collections.abc import Iterator

# Encodings that pages are written in, the more frequent first among equals.
_SINGLE_BYTE: Final = (
    *("cp1252", "cp1251", "cp1250", "cp1254", "cp1256", "cp1253", "cp1255", "cp874", "cp1257", "cp1258"),
    *("iso8859-2", "koi8-r", "koi8-u", "iso8859-5", "iso8859-7", "iso8859-6", "iso8859-8", "cp866"),
)
_ONLY_CLAIMED: Final = (  # too rare, or too like others, to be guessed
    *("iso8859-3", "iso8859-4", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16"),
    *("mac-roman", "mac-cyrillic"),
)
_ESCAPE: Final = b"\x1b"  # without which it is ASCII
_READABLE: Final = frozenset({*MULTIBYTE, *_SINGLE_BYTE, *_ONLY_CLAIMED, SEVEN_BIT})

_DECLARED: Final = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_DECLARATION_WITHIN: Final = 4096  # bytes; browsers look at 1024, but long preambles of comments are common
_LANGUAGE: Final = re.compile(rb"""<html\b[^>]{0,300}?\blang\s*=\s*["']?([A-Za-z]{2})\b""", re.IGNORECASE)
_HOMES: Final = {  # what a page in a language is likely written in, where letters alone do not tell
    **dict.fromkeys(("cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"), ("cp1250", "iso8859-2")),
    **dict.fromkeys(("be", "bg", "mk", "ru", "sr"), ("cp1251", "koi8-r")),
    **dict.fromkeys(("et", "lt", "lv"), ("cp1257",)),
    **dict.fromkeys(("ar", "fa", "ur"), ("cp1256",)),
    "az": ("cp1254",),
    "el": ("cp1253", "iso8859-7"),
    "he": ("cp1255",),
    "ja": ("cp932", "euc_jp"),
    "ko": ("cp949",),
    "th": ("cp874",),
    "tr": ("cp1254",),
    "uk": ("cp1251", "koi8-u"),
    "vi": ("cp1258",),
    "zh": ("gb18030", "big5hkscs"),
}
_AT_HOME: Final = 0.1  # legibility that a likely encoding may lack against a rival
_LEGIBLE: Final = 0.5  # a claimed encoding is believed from here on

_NON_ASCII_RUN: Final = re.compile(rb"[\x80-\xff][^<>\r\n]{0,400}")
_LEAD: Final = 10  # bytes before a run, for the word it begins in
_SAMPLE: Final = 4_000  # bytes; enough for a verdict
_MOSTLY: Final = 0.4  # share of the non-ASCII characters that may be broken in a page that is UTF-8 at heart
_MAGIC: Final = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"RIFF",
    b"\x1f\x8b",
    b"ID3",
    b"\x00\x00\x00",
)
_READABLE_TYPES: Final = ("text/", "application/xhtml", "application/xml", "application/octet-stream")
_UNREADABLE: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
_JUDGED: Final = 10_000  # characters
_UTF16_SAMPLE: Final = 512  # bytes
_UTF16_LEAST: Final = 8  # bytes
_STRAY: Final = re.compile("[\udc80-\udcff]")
_STRAY_BYTES: Final = {
    chr(0xDC00 + byte): bytes([byte]).decode("cp1252", "ignore") or "\ufffd" for byte in range(0x80, 0x100)
}


def decode(body: bytes, charset: str) -> str:
    """The text of a page.

    Args:
        body: what the server sent, or the beginning of it.
        charset: the label of the Content-Type header, unchecked; may be empty.

    Returns:
        The text, without a byte order mark; bytes that mean nothing in the chosen encoding become U+FFFD.
    """
    for mark, encoding in MARKS:
        if body.startswith(mark):
            return body.removeprefix(mark).decode(encoding, "replace")
    if encoding := _unmarked_utf16(body):
        return body.decode(encoding, "replace")
    if _ESCAPE in body and body.isascii() and SEVEN_BIT in _claimed(body, charset):
        return body.decode(SEVEN_BIT, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "surrogateescape")
    if _is_utf8_at_heart(text):
        return _STRAY.sub(lambda found: _STRAY_BYTES[found[0]], text)
    return body.decode(_encoding(body, tuple(_claimed(body, charset))), "replace")


def is_hypertext(body: bytes, content_type: str, text: str) -> bool:
    """Whether a body is something to read as HTML, and no picture, archive or PDF that was sent as such.

    Args:
        body: what the server sent.
        content_type: the media type it was sent with, lower case; may be empty.
        text: the body, decoded.
    """
    if body.startswith(_MAGIC):
        return False
    beginning = text[:_JUDGED].replace("\0", "")  # browsers pass over them, too
    if text and not beginning:
        return False
    if content_type and not content_type.startswith(_READABLE_TYPES) and not beginning.lstrip().startswith("<"):
        return False
    return 10 * len(_UNREADABLE.findall(beginning)) <= len(beginning)


def _claimed(body: bytes, charset: str) -> Iterator[str]:
    """The readable encodings a page claims for itself, the more trustworthy first; UTF-8 proves itself or is not."""
    found = _DECLARED.search(body, 0, _DECLARATION_WITHIN)
    header, meta = _known(charset), _known(found[1].decode("ascii") if found else "")
    # A server that says latin-1 has usually not been told anything; the author of the page has.
    yield from filter(None, (meta, header) if header == "cp1252" else (header, meta))


def _known(label: str) -> str:
    """The encoding a label means, or empty when it names none that pages are written in."""
    label = label.strip(" \t\"'").lower().removeprefix("x-").replace("windows-", "cp")
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):  # ValueError: a null character in the name
        return ""
    name = RELATIVES.get(name, name)
    return name if name in _READABLE else ""


def _unmarked_utf16(body: bytes) -> str:
    """UTF-16 without a mark shows by the zero bytes between its ASCII characters."""
    sample = body[:_UTF16_SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(sample) < _UTF16_LEAST or 3 * (even + odd) < len(sample) or 10 * min(even, odd) > max(even, odd):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _is_utf8_at_heart(text: str) -> bool:
    """Whether text decoded with surrogates for bytes that are not UTF-8 has few of them.

    A pasted windows-1252 quote or a character cut in half does not make a page another encoding's.
    """
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    whole = len(text.encode("utf-8", "ignore").decode("utf-8"))  # surrogates are left out
    return len(text) - whole <= _MOSTLY * foreign


def _encoding(body: bytes, claimed: tuple[str, ...]) -> str:
    """The encoding that makes the most legible text; claims come first, and count if they are any good."""
    sample = _sample(body)
    for encoding in claimed:
        if legibility(sample.decode(encoding, "replace")) >= _LEGIBLE:
            return encoding
    found = _LANGUAGE.search(body, 0, _DECLARATION_WITHIN)
    homes = _HOMES.get(found[1].decode("ascii").lower(), ()) if found else ()
    best, most = "cp1252", 0.0
    for encoding in (*claimed, *_SINGLE_BYTE, *MULTIBYTE):
        score = legibility(sample.decode(encoding, "replace")) + (_AT_HOME if encoding in homes else 0)
        if score > most:
            best, most = encoding, score
    return best


def _sample(body: bytes) -> bytes:
    """Runs of text that hold non-ASCII bytes, up to a size."""
    runs: list[bytes] = []
    size = 0
    for found in _NON_ASCII_RUN.finditer(body):
        runs.append(body[max(0, found.start() - _LEAD) : found.end()])
        size += len(runs[-1])
        if size >= _SAMPLE:
            break
    return b"\n".join(runs)
