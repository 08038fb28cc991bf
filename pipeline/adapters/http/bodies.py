"""A response's body, decoded of its transfer and never larger than allowed, however small it came over the wire.

Every stage hands on pieces of bounded size and is stopped at the limit, so a bomb costs the limit and no more.
"""

from __future__ import annotations

import io
import itertools
import re
import zlib
from typing import TYPE_CHECKING, Final, cast

import brotli

from pipeline.adapters.http.trouble import ExchangeError
from pipeline.errors import FetchReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import httpx

ACCEPT_ENCODING: Final = "gzip, deflate, br"

_PIECE: Final = 64 * 1024  # bytes one step of a decoder may give
_MAX_ENCODINGS: Final = 2
_MAX_MEMBERS: Final = 1000  # gzip files in one stream; each costs us a new decoder, and its sender twenty bytes
_GZIP_MAGIC: Final = b"\x1f\x8b\x08"
_GZIP_WBITS: Final = 16 + zlib.MAX_WBITS
_DIGITS: Final = re.compile(r"[0-9]{1,18}", re.ASCII)


def read_whole(response: httpx.Response, limit: int) -> bytes:
    """The whole body, decoded.

    A body that is gzip beneath its declared encodings is unpacked once more, whatever its content type says: feeds
    served from `.gz` files and servers that forget the header are common, and nobody here can read gzip.

    Raises:
        ExchangeError: TOO_BIG, or PROTOCOL for an encoding that is unknown, broken or cut short.
    """
    length = response.headers.get("content-length", "")
    if _DIGITS.fullmatch(length) and int(length) > limit:
        raise _too_big(limit)
    whole = io.BytesIO()  # unlike a join of pieces, it gives its content without a second copy
    for piece in _decoded(response, limit):
        whole.write(piece)
    return whole.getvalue()


def read_head(response: httpx.Response, size: int, limit: int) -> bytes:
    """The first `size` bytes of the decoded body; what follows is not read.

    Raises:
        ExchangeError: as `read_whole`, and TOO_BIG only if `limit` bytes did not decode to `size`.
    """
    head = bytearray()
    for piece in _decoded(response, limit):
        head += piece
        if len(head) >= size:
            break
    return bytes(head[:size])


def _decoded(response: httpx.Response, limit: int) -> Iterator[bytes]:
    encodings = [name.strip().lower() for name in response.headers.get("content-encoding", "").split(",")]
    encodings = [name for name in encodings if name not in {"", "identity"}]
    if len(encodings) > _MAX_ENCODINGS:
        raise _undecodable(f"{len(encodings)} content encodings, one upon the other")
    # The raw stream, because httpx decodes without a bound.
    pieces = _capped(cast("Iterable[bytes]", response.stream), limit)
    for name in reversed(encodings):
        pieces = _capped(_decoder(name)(pieces), limit)
    head, pieces = _peek(pieces, len(_GZIP_MAGIC))
    return _capped(_gunzip(pieces), limit) if head == _GZIP_MAGIC else pieces


def _decoder(name: str) -> Callable[[Iterator[bytes]], Iterator[bytes]]:
    match name:
        case "gzip" | "x-gzip":
            return _gunzip
        case "deflate":
            return _inflate
        case "br":
            return _unbrotli
        case _:
            raise _undecodable(f"unknown content encoding {name!r}")


def _capped(pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > limit:
            raise _too_big(limit)
        yield piece


def _peek(pieces: Iterator[bytes], count: int) -> tuple[bytes, Iterator[bytes]]:
    """The first `count` bytes, or all there are, and the pieces again from the start."""
    head = b""
    while len(head) < count and (piece := next(pieces, None)) is not None:
        head += piece
    return head[:count], itertools.chain((head,) if head else (), pieces)


def _gunzip(pieces: Iterator[bytes]) -> Iterator[bytes]:
    engine = zlib.decompressobj(_GZIP_WBITS)
    members = 1
    fed = False
    over = False
    for piece in pieces:
        data = piece
        while data and not over:
            if engine.eof:
                # A further member begins with the magic; whatever else follows the last one is padding.
                over = not data.startswith(_GZIP_MAGIC[:1])
                if over:
                    break
                members += 1
                if members > _MAX_MEMBERS:
                    raise _broken("gzip of too many members")
                engine = zlib.decompressobj(_GZIP_WBITS)
            fed = True
            yield from _feed(engine, data)
            data = engine.unused_data.lstrip(b"\0")
    if fed and not engine.eof:
        raise _broken("gzip stream cut short")


def _inflate(pieces: Iterator[bytes]) -> Iterator[bytes]:
    head, pieces = _peek(pieces, 2)
    # "deflate" means the zlib format, but some servers send it bare; a zlib header is divisible by 31.
    zlib_format = len(head) > 1 and head[0] & 0x0F == zlib.DEFLATED and int.from_bytes(head) % 31 == 0
    engine = zlib.decompressobj(zlib.MAX_WBITS if zlib_format else -zlib.MAX_WBITS)
    for piece in pieces:
        if not engine.eof:
            yield from _feed(engine, piece)
    if head and not engine.eof:
        raise _broken("deflate stream cut short")


def _feed(engine: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    full = True
    while data or full:
        try:
            piece = engine.decompress(data, _PIECE)
        except zlib.error as error:
            raise _broken(str(error)) from error
        data = engine.unconsumed_tail
        full = len(piece) == _PIECE  # there may be more in the engine, even with all input consumed
        if piece:
            yield piece


def _unbrotli(pieces: Iterator[bytes]) -> Iterator[bytes]:
    engine = brotli.Decompressor()
    fed = False
    for piece in pieces:
        data = piece
        while not engine.is_finished():
            fed = True
            try:
                out = engine.process(data, output_buffer_limit=_PIECE)
            except brotli.error as error:
                raise _broken(str(error)) from error
            if out:
                yield out
            if engine.can_accept_more_data():
                break
            data = b""
    if fed and not engine.is_finished():
        raise _broken("brotli stream cut short")


def _too_big(limit: int) -> ExchangeError:
    return ExchangeError(FetchReason.TOO_BIG, f"more than {limit} bytes", retryable=False)


def _broken(detail: str) -> ExchangeError:
    return ExchangeError(FetchReason.PROTOCOL, detail, retryable=True)


def _undecodable(detail: str) -> ExchangeError:
    return ExchangeError(FetchReason.PROTOCOL, detail, retryable=False)
