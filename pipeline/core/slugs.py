"""Names as parts of addresses: stable as long as the name is, and different for different names."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST: Final = 60  # characters
_OTHER = re.compile("[^a-z0-9]+")
_SPELLED: Final = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})


def slug(name: str) -> str:
    """The name in small Latin letters, digits and hyphens; empty when it has none of them."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_SPELLED))
    return _OTHER.sub("-", "".join(c for c in plain if not unicodedata.combining(c)))[:_MOST].strip("-")


def slugs(names: Iterable[str]) -> dict[str, str]:
    """The slug of each name.

    Those that would share one, or have none, get a piece of their hash: a number would depend on the order of the list.
    """
    plain = {name: slug(name) for name in names}
    times = Counter(plain.values())
    return {name: short if short and times[short] == 1 else _apart(name, short) for name, short in plain.items()}


def _apart(name: str, short: str) -> str:
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{short}-{digest}" if short else digest
