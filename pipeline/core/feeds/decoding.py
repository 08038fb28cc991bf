"""Bytes of a feed to text, whatever it says of its own encoding.

Trusted in this order, after RFC 7303 and what servers really do: a byte order mark; bytes that can only be UTF-16 or
UTF-32; bytes that are valid UTF-8; the charset of the header, then of the document, western defaults last; for a
script that is not Latin, statistics; UTF-8 with bytes of windows-1252 strewn in.
"""

from __future__ import annotations

import codecs
import re
import zlib
from dataclasses import dataclass
from typing import Final

from charset_normalizer import from_bytes

from pipeline.core.encodings import MARKS, MULTIBYTE, RELATIVES, SEVEN_BIT

MAX_UNPACKED: Final = 32 * 1024 * 1024  # bytes

_GZIP: Final = b"\x1f\x8b"
# How `<` or `{` and a further character begin where no mark tells.
_SHAPES: Final = (
    (re.compile(rb"\x00\x00\x00[<{]"), "utf-32-be"),
    (re.compile(rb"[<{]\x00\x00\x00"), "utf-32-le"),
    (re.compile(rb"\x00[<{]\x00[^\x00]"), "utf-16-be"),
    (re.compile(rb"[<{]\x00[^\x00]\x00"), "utf-16-le"),
    (re.compile(rb"\x4c\x6f\xa7\x94"), "cp037"),
)
_DECLARED: Final = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""")
_DECLARATION_WITHIN: Final = 4096  # bytes; warnings of a broken server may stand before it

# Python's own names of what we decode. It also knows zlib, punycode and UTF-7, which are ways to hide text.
_DECODABLE: Final = re.compile(
    r"utf-8(?:-sig)?|ascii|iso8859-\d+|cp\d+|koi8-[ru]|mac-roman|tis-620|gb2312|gbk|gb18030|big5(?:hkscs)?|shift_jis"
    r"|euc_jp|euc_kr|iso2022_jp"
)
_WESTERN: Final = frozenset({"cp1252", "iso8859-15"})
_TAGS: Final = re.compile(rb"<[^<>]*>")
_ASCII: Final = bytes(range(0x80))
_ASCII_LETTERS: Final = re.compile(rb"[A-Za-z]")
_SAMPLE: Final = 65_536  # bytes
_FOREIGN_SHARE: Final = 0.4  # of all letters; French has 0.05, Russian 1
_STRAY_BYTES: Final = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", "ignore") or "\ufffd" for byte in range(0x80, 0x100)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text, and what had to be forgiven to get it; empty when nothing."""

    text: str
    complaint: str = ""


def unpacked(body: bytes) -> bytes:
    """The body without gzip around it; sitemaps are often files of that kind, and some servers forget to say so.

    Raises:
        ValueError: it is no gzip after all, or holds more than `MAX_UNPACKED` bytes. Cut short is not an error.
    """
    if not body.startswith(_GZIP):
        return body
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = unpacker.decompress(body, MAX_UNPACKED)
    except zlib.error as error:
        raise ValueError(f"broken gzip: {error}") from error
    if unpacker.unconsumed_tail:
        raise ValueError(f"unpacks to more than {MAX_UNPACKED} bytes")
    return plain


def decode(body: bytes, charset: str = "") -> Decoded:
    """The text of a feed.

    Args:
        body: as sent, unpacked.
        charset: as the header declares it; unchecked, or empty.

    Returns:
        Text without a byte order mark. Undecodable bytes are U+FFFD or their meaning in windows-1252.
    """
    for mark, encoding in MARKS:
        if body.startswith(mark):
            return _marked(body.removeprefix(mark), encoding)
    for shape, encoding in _SHAPES:
        if shape.match(body):
            return Decoded(text=body.decode(encoding, "replace"))
    declared = _DECLARED.search(body, 0, _DECLARATION_WITHIN)
    names = [name for name in (charset, declared[1].decode("ascii") if declared else "") if name]
    named = [encoding for encoding in map(_decoder, names) if encoding]
    complaint = "" if len(named) == len(names) else f"unusable charset among {', '.join(names)}"
    if body.isascii():
        return Decoded(text=body.decode(SEVEN_BIT if SEVEN_BIT in named else "ascii", "replace"), complaint=complaint)
    text = _strictly(body, "utf-8")
    if text is not None and ("utf-8" in named or not any(_strictly(body, name) for name in MULTIBYTE if name in named)):
        return Decoded(text=text, complaint=complaint or _contradiction(names, named))
    return _legacy(body, named, complaint)


def _legacy(body: bytes, named: list[str], complaint: str) -> Decoded:
    for encoding in sorted(named, key=_WESTERN.__contains__):
        if encoding != "utf-8" and (text := _strictly(body, encoding)) is not None:
            return Decoded(text=text, complaint=complaint)
    guess = _guessed(body)
    text = body.decode(guess, "replace") if guess else _mixed(body)
    return Decoded(text=text, complaint=f"bytes that are not UTF-8, read as {guess or 'windows-1252'}")


def _contradiction(names: list[str], named: list[str]) -> str:
    return f"UTF-8, declared as {' and '.join(names)}" if any(encoding != "utf-8" for encoding in named) else ""


def _marked(body: bytes, encoding: str) -> Decoded:
    text = _strictly(body, encoding)
    if text is not None:
        return Decoded(text=text.lstrip("\ufeff"))
    text = _mixed(body) if encoding == "utf-8" else body.decode(encoding, "replace")
    return Decoded(text=text.lstrip("\ufeff"), complaint=f"bytes that are not {encoding}")


def _decoder(name: str) -> str:
    """The codec for a declared charset; empty for none of ours."""
    label = name.lower().removeprefix("x-").replace("windows-31j", "cp932").replace("windows-", "cp")
    try:
        codec = codecs.lookup(label).name
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return ""
    return RELATIVES.get(codec, codec) if _DECODABLE.fullmatch(codec) else ""


def _guessed(body: bytes) -> str:
    """The charset of undeclared text in another script than ours, by its statistics; empty for a western one.

    Western guesses are no better than windows-1252, and worse for a few words. Where most letters are beyond ASCII,
    and most of those no UTF-8, the statistics know.
    """
    sample = _TAGS.sub(b" ", body)[:_SAMPLE]
    foreign = len(sample.translate(None, _ASCII))
    letters = foreign + len(_ASCII_LETTERS.findall(sample))
    strays = sum("\udc80" <= character <= "\udcff" for character in sample.decode("utf-8", "surrogateescape"))
    if foreign < _FOREIGN_SHARE * letters or strays < foreign / 2:
        return ""
    best = from_bytes(sample).best()
    return _decoder(best.encoding) if best else ""


def _strictly(body: bytes, encoding: str) -> str | None:
    try:
        # A last character that is cut in two is no reason to doubt all others.
        return codecs.utf_8_decode(body, "strict", False)[0] if encoding == "utf-8" else body.decode(encoding)  # noqa: FBT003  (the codec's own signature)
    except UnicodeDecodeError:
        return None


def _mixed(body: bytes) -> str:
    return body.decode("utf-8", "surrogateescape").translate(_STRAY_BYTES)
