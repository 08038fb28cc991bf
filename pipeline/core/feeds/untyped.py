"""Reading values that nobody vouches for: what is not of the type asked for is not there."""

from __future__ import annotations

from typing import TypeGuard


def is_record(value: object) -> TypeGuard[dict[str, object]]:
    """Whether a value is a mapping; the keys of JSON's and feedparser's are strings."""
    return isinstance(value, dict)


def record(holder: dict[str, object], key: str) -> dict[str, object]:
    """The mapping under a key, or an empty one."""
    value = dict.get(holder, key)
    return value if is_record(value) else {}


def records(holder: dict[str, object], key: str) -> list[dict[str, object]]:
    """The mappings in the list under a key, or none."""
    value = dict.get(holder, key)
    return [each for each in value if is_record(each)] if isinstance(value, list) else []


def string(holder: dict[str, object], key: str) -> str:
    """The text under a key, or "".

    Asked of `dict` itself: feedparser's own `get` answers with other keys, and warns.
    """
    value = dict.get(holder, key)
    return value if isinstance(value, str) else ""
