"""Reads the Call's own list of supporters, the CSV its site publishes.

The site puts every field between quotation marks and leaves those inside a field as they are, so that no CSV reader
takes it; a field ends where `","` stands. A record may hold a line break. The same list saved by a spreadsheet, with
its quoting in order, is read too.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Final

from pipeline.core.plaintext import line
from pipeline.core.supporters import Supporter
from pipeline.errors import ConfigError, ParseError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.model import Page

_BETWEEN: Final = '","'
_NEXT_RECORD: Final = '\n"'  # a line that begins with a quotation mark begins a record
_FORMULA: Final = ("=", "+", "-", "@")  # a name a spreadsheet would run is nobody's, and goes into no watchlist
_LINES: Final = 5  # a record may span; after more, a quotation mark is missing
_COUNTRY_COLUMNS: Final = ("country", "nationality")  # the snapshots' word and the site's


@dataclass(frozen=True, slots=True, kw_only=True)
class SupporterList:
    """The list, and the lines that could not be read: 1-based, each with what stands there."""

    supporters: tuple[Supporter, ...]
    unread: tuple[tuple[int, str], ...]


def read_file(file: Path) -> SupporterList:
    """The list in a file.

    Raises:
        ConfigError: there is no such file, or it holds another document.
    """
    try:
        return _parse(file.read_bytes(), str(file))
    except OSError as error:
        problem = Problem(file=str(file), line=0, message=f"cannot be read: {error.strerror}")
    except ParseError as error:
        problem = Problem(file=str(file), line=0, message=error.detail, remedy="give the Call's supporters.csv")
    raise ConfigError((problem,))


def read_page(page: Page) -> SupporterList:
    """The list on a page.

    Raises:
        ParseError: the page is another document.
    """
    return _parse(page.body, page.url)


def _parse(body: bytes, source: str) -> SupporterList:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParseError(source, f"not UTF-8 (byte {error.start})") from None
    header, _, rest = text.replace("\r\n", "\n").lstrip("\n").partition("\n")
    columns = [column.strip().strip('"').lower() for column in header.split(",")]
    if not {"name", "category"} <= set(columns):
        raise ParseError(source, "not the list of supporters: its first line names no columns “name” and “category”")
    supporters: list[Supporter] = []
    unread: list[tuple[int, str]] = []
    for number, fields in _records(rest, len(columns)):
        if isinstance(fields, str):
            unread.append((number, line(fields)))
        elif supporter := _supporter(dict(zip(columns, fields, strict=True))):
            supporters.append(supporter)
        else:
            unread.append((number, line(",".join(fields))))
    if not supporters:
        raise ParseError(source, "the list is empty")
    return SupporterList(supporters=tuple(supporters), unread=tuple(unread))


def _records(text: str, width: int) -> Iterator[tuple[int, list[str] | str]]:
    """Records with the line each begins on; a line that begins none comes as it stands."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        for taken in range(1, _LINES + 1):
            record = "\n".join(lines[at : at + taken])
            fields = _fields(record, width)
            if fields is not None:
                yield at + 2, fields
                at += taken
                break
        else:
            if lines[at].strip():
                yield at + 2, lines[at]
            at += 1


def _fields(record: str, width: int) -> list[str] | None:
    """The fields of a whole record, or None."""
    if len(record) > 1 and record[0] == record[-1] == '"':
        fields = record[1:-1].split(_BETWEEN)
        if len(fields) == width and not any(_NEXT_RECORD in field for field in fields):
            return [field.replace('""', '"') for field in fields]
    try:
        fields = next(csv.reader([record], strict=True), [])
    except csv.Error:
        return None
    return fields if len(fields) == width else None


def _supporter(cells: dict[str, str]) -> Supporter | None:
    name = line(unescape(cells["name"]))
    if not name or name.startswith(_FORMULA):
        return None
    return Supporter(
        name=name,
        category=cells["category"].strip(),
        country=next((cells[column].strip() for column in _COUNTRY_COLUMNS if column in cells), ""),
        signed=cells.get("date_signed", "").strip(),
    )
