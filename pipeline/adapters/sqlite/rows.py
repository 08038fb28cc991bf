"""How values are spelled in columns. Times sort as text; lists are JSON; long text of little use is packed."""

from __future__ import annotations

import contextlib
import json
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.model import Tally


def to_text(moment: datetime | None) -> str | None:
    """`2026-11-24T05:38:00Z`, so that text order is time order; microseconds are dropped."""
    return None if moment is None else f"{moment.astimezone(UTC).isoformat()[:19]}Z"


def to_time(text: str) -> datetime:
    """The moment `to_text` wrote.

    Raises:
        StoreError: somebody else wrote the column.
    """
    with contextlib.suppress(ValueError, TypeError, OverflowError):
        moment = datetime.fromisoformat(text)
        if to_text(moment) == text:  # ISO 8601 has more spellings than ours
            return moment
    raise StoreError(f"expected a time, found {text!r:.80}")


def to_time_or_none(text: str | None) -> datetime | None:
    """The moment `to_text` wrote, or None for NULL."""
    return None if text is None else to_time(text)


def to_json(values: Iterable[str]) -> str:
    """A JSON array of strings, readable in any script."""
    return json.dumps(list(values), ensure_ascii=False)


def to_strings(text: str) -> tuple[str, ...]:
    """The strings of a JSON array.

    Raises:
        StoreError: somebody else wrote the column.
    """
    values = json.loads(text)
    if not isinstance(values, list):
        raise StoreError(f"expected a JSON array, found {text[:80]!r}")
    return tuple(str(value) for value in values)


def to_counts(tally: Tally) -> str:
    """A JSON object of counts, in the order given."""
    return json.dumps(dict(tally), ensure_ascii=False)


def to_tally(text: str) -> Tally:
    """The counts `to_counts` wrote."""
    return tuple((str(name), int(count)) for name, count in json.loads(text).items())


def pack(text: str) -> bytes:
    """Text in about a third of its size."""
    return zlib.compress(text.encode("utf-8"), 6)


def unpack(packed: bytes) -> str:
    """The text `pack` was given."""
    return zlib.decompress(packed).decode("utf-8")
