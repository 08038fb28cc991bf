"""Bodies: what was compressed comes out again, and a bomb costs no more than the limit."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from typing import TYPE_CHECKING

import brotli
import httpx
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.adapters.http.bodies import read_head, read_whole
from pipeline.adapters.http.trouble import ExchangeError
from pipeline.errors import FetchReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LIMIT = 100_000
TEXT = b"The Paris Call was signed by many. " * 1000


class Pieces(httpx.SyncByteStream):
    """A body that arrives in these pieces."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.pieces)


def response(pieces: Iterable[bytes], encoding: str = "", **headers: str) -> httpx.Response:
    fields = dict(headers)
    if encoding:
        fields["Content-Encoding"] = encoding
    return httpx.Response(200, headers=fields, stream=Pieces(pieces))


def raw_deflate(data: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return engine.compress(data) + engine.flush()


def pack(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def unchanged(data: bytes) -> bytes:
    return data


ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "": unchanged,
    "identity": unchanged,
    "gzip": pack,
    "X-GZip": pack,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "deflate, gzip": lambda data: pack(zlib.compress(data)),
    "gzip, br": lambda data: brotli.compress(pack(data)),
}
ENCODED = [pytest.param(name, encode, id=name or "none") for name, encode in ENCODERS.items()]
ENCODED.append(pytest.param("deflate", raw_deflate, id="bare deflate"))
COMPRESSED = [case for case in ENCODED if case.id not in {"none", "identity"}]


@pytest.mark.parametrize(("name", "encode"), ENCODED)
@settings(max_examples=25, deadline=None)
@given(data=st.binary(max_size=500) | st.just(TEXT), size=st.integers(1, 700))
def test_every_encoding_comes_out_as_it_went_in(
    name: str, encode: Callable[[bytes], bytes], data: bytes, size: int
) -> None:
    assume(not data.startswith(b"\x1f\x8b"))  # would be unpacked once more
    wire = encode(data)
    pieces = [wire[at : at + size] for at in range(0, len(wire), size)]
    assert read_whole(response(pieces, name), LIMIT) == data


@pytest.mark.parametrize(("name", "encode"), COMPRESSED)
def test_a_body_cut_short_is_broken_and_worth_another_try(name: str, encode: Callable[[bytes], bytes]) -> None:
    wire = encode(TEXT)
    with pytest.raises(ExchangeError) as caught:
        read_whole(response([wire[: len(wire) // 2]], name), LIMIT)
    assert caught.value.reason is FetchReason.PROTOCOL
    assert caught.value.retryable


@pytest.mark.parametrize(("name", "encode"), COMPRESSED)
def test_a_body_that_is_not_what_it_says_is_broken(name: str, encode: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ExchangeError) as caught:
        read_whole(response([b"\xff<html>plain text</html>"], name), LIMIT)
    assert caught.value.reason is FetchReason.PROTOCOL


@pytest.mark.parametrize(("name", "encode"), COMPRESSED)
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_damaged_bytes_decode_or_are_broken(name: str, encode: Callable[[bytes], bytes], data: st.DataObject) -> None:
    wire = bytearray(encode(TEXT))
    at = data.draw(st.integers(0, len(wire) - 1))
    wire[at] = data.draw(st.integers(0, 255))
    try:
        body = read_whole(response([bytes(wire)], name), LIMIT)
    except ExchangeError as error:
        assert error.reason in {FetchReason.PROTOCOL, FetchReason.TOO_BIG}  # noqa: PT017  (either outcome is right)
    else:
        assert len(body) <= LIMIT


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "gzip, br"])
def test_an_empty_body_needs_no_decoding(name: str) -> None:
    assert read_whole(response([], name), LIMIT) == b""


@pytest.mark.parametrize(
    ("name", "detail"),
    [("zstd", "zstd"), ("utf-8", "utf-8"), ("gzip, gzip, gzip", "3 content encodings"), ("gzip, " * 1000, "1000")],
)
def test_encodings_we_did_not_offer_are_refused(name: str, detail: str) -> None:
    with pytest.raises(ExchangeError, match=detail) as caught:
        read_whole(response([b"x"], name), LIMIT)
    assert caught.value.reason is FetchReason.PROTOCOL
    assert not caught.value.retryable


def test_gzip_may_come_in_members_and_be_padded() -> None:
    members = gzip.compress(b"first, ") + gzip.compress(b"second")
    for tail in (b"", b"\0" * 20, b"rubbish", b"\0\0rubbish"):
        for size in (1, 7, 1000):
            wire = members + tail
            pieces = [wire[at : at + size] for at in range(0, len(wire), size)]
            assert read_whole(response(pieces, "gzip"), LIMIT) == b"first, second"


def test_gzip_of_endless_empty_members_is_broken() -> None:
    with pytest.raises(ExchangeError, match="members"):
        read_whole(response([gzip.compress(b"")] * 5000, "gzip"), 10 * LIMIT)


@pytest.mark.parametrize("content_type", ["application/xml", "application/x-gzip", "text/html"])
def test_gzip_nobody_announced_is_unpacked_once(content_type: str) -> None:
    packed = response([gzip.compress(TEXT)], **{"Content-Type": content_type})
    assert read_whole(packed, LIMIT) == TEXT
    doubly = response([gzip.compress(gzip.compress(TEXT))], "gzip", **{"Content-Type": content_type})
    assert read_whole(doubly, LIMIT) == TEXT


def test_a_body_of_exactly_the_limit_is_not_too_big() -> None:
    assert len(read_whole(response([b"x" * LIMIT]), LIMIT)) == LIMIT
    with pytest.raises(ExchangeError):
        read_whole(response([b"x" * LIMIT, b"x"]), LIMIT)


def test_a_body_announced_as_too_big_is_not_read() -> None:
    taken = []

    def pieces() -> Iterator[bytes]:
        taken.append(1)
        yield b"x"

    with pytest.raises(ExchangeError) as caught:
        read_whole(response(pieces(), **{"Content-Length": str(LIMIT + 1)}), LIMIT)
    assert caught.value.reason is FetchReason.TOO_BIG
    assert not caught.value.retryable
    assert not taken


ZEROS = b"\0" * (1 << 20)


def gzip_bomb() -> Iterator[bytes]:
    """A gigabyte of zeros, one megabyte on the wire."""
    engine = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS)
    for _ in range(1024):
        yield engine.compress(ZEROS) + engine.flush(zlib.Z_SYNC_FLUSH)


def brotli_bomb() -> Iterator[bytes]:
    """The same in less than a kilobyte."""
    engine = brotli.Compressor(quality=5)
    wire = b"".join(engine.process(ZEROS) for _ in range(64)) + engine.finish()
    yield wire


def one_piece_bomb() -> Iterator[bytes]:
    yield gzip.compress(ZEROS * 64)


def double_bomb() -> Iterator[bytes]:
    yield gzip.compress(gzip.compress(ZEROS * 64))


@pytest.mark.parametrize(
    ("name", "bomb"),
    [
        ("gzip", gzip_bomb),
        ("gzip", one_piece_bomb),
        ("br", brotli_bomb),
        ("gzip, gzip", double_bomb),
        ("gzip", double_bomb),
        ("", one_piece_bomb),
    ],
)
def test_a_bomb_costs_no_more_than_the_limit(name: str, bomb: Callable[[], Iterator[bytes]]) -> None:
    limit = 10 * len(ZEROS)
    packed = bomb() if bomb is gzip_bomb else list(bomb())
    tracemalloc.start()
    try:
        with pytest.raises(ExchangeError) as caught:
            read_whole(response(packed, name), limit)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.reason is FetchReason.TOO_BIG
    assert peak < 1.5 * limit


def test_an_endless_stream_that_decodes_to_nothing_is_too_big() -> None:
    empty_block = b"\0\0\0\xff\xff"  # a stored deflate block of no bytes
    with pytest.raises(ExchangeError) as caught:
        read_whole(response([b"\x78\x9c", *[empty_block * 1000] * 100], "deflate"), LIMIT)
    assert caught.value.reason is FetchReason.TOO_BIG


def test_only_the_head_of_a_long_body_is_read() -> None:
    taken = []

    def pieces() -> Iterator[bytes]:
        for n in range(1000):
            taken.append(n)
            yield b"x" * 1000

    assert read_head(response(pieces()), 2500, LIMIT) == b"x" * 2500
    assert len(taken) == 3


def test_the_head_of_a_short_body_is_all_of_it() -> None:
    assert read_head(response([brotli.compress(TEXT)], "br"), LIMIT, LIMIT) == TEXT
