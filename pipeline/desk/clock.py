"""The clock of the desk: a page is asked for now, by somebody who has no other time to offer."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251  (the desk is started by Datasette, which hands no time over)
