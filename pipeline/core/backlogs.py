"""Lists of addresses from elsewhere: one a line, or as GDELT writes them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from pipeline.core import plaintext, urls
from pipeline.core.feeds.dates import moment
from pipeline.model import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

_GKG_ADDRESS: Final = 4  # column of GDELT's Global Knowledge Graph 2.1
_GKG_COLUMNS: Final = 27
_STAMP: Final = re.compile(r"\d{14}")


def entries_of(lines: Iterable[str]) -> Iterator[Entry | str]:
    """An entry for each line with an address; for any other line but a blank or a comment, the line itself.

    A line is an address, or an object of GDELT's article list (JSON with `url`, `title`, `date`), or a row of GDELT's
    knowledge graph (27 columns parted by tabs).
    """
    for raw in lines:
        line = raw.strip("\r\n")
        if not line.strip() or line.startswith("#"):
            continue
        yield _entry(line) or line


def within(entry: Entry, since: datetime | None, until: datetime | None) -> bool:
    """Whether an entry may be of a span of time; one that says nothing of its date may."""
    when = entry.published or entry.updated
    return when is None or ((since is None or when >= since) and (until is None or when < until))


def _entry(line: str) -> Entry | None:
    if line.startswith("{"):
        return _of_article_list(line)
    columns = line.split("\t")
    if len(columns) == _GKG_COLUMNS and _STAMP.fullmatch(columns[1]):
        return _made(columns[_GKG_ADDRESS], "", columns[1])
    return _made(line.strip(), "", "")


def _of_article_list(line: str) -> Entry | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    url, title, date = (found.get(key) for key in ("url", "title", "date"))
    return _made(
        url if isinstance(url, str) else "",
        title if isinstance(title, str) else "",
        date if isinstance(date, str) else "",
    )


def _made(address: str, title: str, date: str) -> Entry | None:
    url = urls.canonical(address)
    if not url:
        return None
    stamp = f"{date[:8]}T{date[8:]}Z" if _STAMP.fullmatch(date) else date
    return Entry(url=url, title=plaintext.line(title)[:1000], published=moment(stamp))
