"""Web archives (WARC), such as Common Crawl's news: fastwarc's only importer.

A record that is torn or garbled costs itself: reading goes on at the next place where a record can begin.
"""

from __future__ import annotations

import zlib
from datetime import UTC
from typing import TYPE_CHECKING, Final

from pipeline.errors import PipelineError
from pipeline.model import ArchivedPage, Damage, Page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from fastwarc.warc import WarcRecord

_GZIP: Final = b"\x1f\x8b\x08"
_PLAIN: Final = b"WARC/1."
_HTTP_OK: Final = 200
_HTML: Final = frozenset({"text/html", "application/xhtml+xml"})
_TORN: Final = "the file ends in the middle of a record"
_CHUNK: Final = 1 << 20


class ArchiveError(PipelineError):
    """An archive file that cannot be read at all; says which and why."""


def pages(path: Path, start: int, max_body: int) -> Iterator[ArchivedPage | Damage]:
    """The web pages of an archive file in order, and the places that could not be read.

    Args:
        path: a WARC file, gzipped by record or plain.
        start: byte at which a record begins; 0, or the position of a page seen before.
        max_body: bytes; a longer page is a `Damage`.

    Raises:
        ArchiveError: the file cannot be opened, or fastwarc is not installed.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(len(_PLAIN))
            mark = _GZIP if magic.startswith(_GZIP) else _PLAIN
            if not magic.startswith(mark):
                raise ArchiveError(f"{path}: neither gzip nor WARC; give a .warc or .warc.gz file")
            place = start
            is_damaged = False
            while place >= 0:
                last, why = start - 1, ""
                for found in _run(file, place, max_body):
                    if isinstance(found, str):
                        why = found
                        break
                    last, is_damaged = found.position, False
                    yield found
                if not why:
                    return
                if not is_damaged:
                    is_damaged = True
                    yield Damage(position=max(place, last), why=why)
                place = _next(file, max(place, last) + 1, mark)
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror or error}") from error


def size(path: Path) -> int:
    """Bytes of an archive file.

    Raises:
        ArchiveError: there is none.
    """
    try:
        return path.stat().st_size
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror}") from error


def _run(file: BinaryIO, start: int, max_body: int) -> Iterator[ArchivedPage | Damage | str]:
    """What lies behind `start`; ends with the reason in words when fastwarc cannot go on."""
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType  # noqa: PLC0415  (an extra, and only for this)
    except ImportError:
        raise ArchiveError("reading WARC files needs the extra: pip install 'paris-call-monitor[backfill]'") from None
    file.seek(start)
    last = start
    try:
        for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=False):
            last = record.stream_pos
            found = _page_of(record, max_body)
            if found is not None:
                yield found
    except OSError as error:
        yield str(error)
    else:
        if _is_torn(file, last):
            yield Damage(position=last, why=_TORN)


def _is_torn(file: BinaryIO, start: int) -> bool:
    """Whether a gzipped file ends within a member, which fastwarc takes for its end."""
    file.seek(start)
    member: zlib._Decompress | None = None
    left = b""
    while left or (left := file.read(_CHUNK)):
        if member is None:
            if not left.startswith(_GZIP[: len(left)]):
                return False
            member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        member.decompress(left, _CHUNK)
        left = member.unconsumed_tail or member.unused_data
        member = None if member.eof else member
    return member is not None


def _page_of(record: WarcRecord, max_body: int) -> ArchivedPage | Damage | None:
    """The page in a response; None for what is no successful answer with HTML."""
    position = record.stream_pos
    if not record.headers.get("WARC-Date"):
        return Damage(position=position, why="a record without its date")
    record.freeze()
    if len(record.reader.read()) != record.content_length or record.content_length == 0:
        return Damage(position=position, why=_TORN)
    record.reader.seek(0)
    try:
        record.parse_http(auto_decode="all")
        headers = record.http_headers
        kind = (record.http_content_type or "").lower()
        if not record.is_http or headers.status_code != _HTTP_OK or kind not in _HTML:
            return None
        body = record.reader.read(max_body + 1)
    except OSError as error:
        return Damage(position=position, why=f"no HTTP answer: {error}")
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
    if len(body) > max_body:
        return Damage(position=position, why=f"{url}: longer than {max_body // 1_000_000} MB")
    page = Page(
        requested_url=url,
        url=url,
        status=_HTTP_OK,
        body=body,
        content_type=kind,
        charset=(record.http_charset or "").lower(),
        fetched_at=record.record_date.astimezone(UTC),
    )
    return ArchivedPage(position=position, page=page)


def _next(file: BinaryIO, start: int, mark: bytes) -> int:
    """The next place at which a record can begin; -1 when there is none."""
    file.seek(start)
    before = b""
    place = start
    while chunk := file.read(_CHUNK):
        found = (before + chunk).find(mark)
        if found >= 0:
            return place - len(before) + found
        before = chunk[-(len(mark) - 1) :]
        place += len(chunk)
    return -1
