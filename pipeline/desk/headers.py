"""What browsers are told about our pages: which scripts may run, and that nobody else may frame them.

Datasette's own pages carry scripts inline. Those that are the same on each page are allowed by their hash, taken at
the start from the templates of the Datasette that runs; text from outside can match none of them. Scripts that carry
data (Datasette 1.0 has some, for its column chooser and its editor) stay off: the pages work without. Inline styles
are allowed, because Datasette's pages use style attributes and a style can run nothing.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_TEMPLATED = re.compile(r"{{|{%|{#")
_ELSEWHERE: Final = (
    "DATASETTE_ALLOW_FACET = true;",
    "DATASETTE_ALLOW_FACET = false;",
    "window.datasetteVersion = '{version}';",
    "window.datasetteVersion = '';",  # on pages of errors
)


def security_headers() -> tuple[tuple[bytes, bytes], ...]:
    """The headers that go with every answer of ours."""
    hashes = " ".join(sorted({f"'sha256-{_hash(script)}'" for script in _inline_scripts()}))
    policy = (
        "default-src 'none'; "
        f"script-src 'self' {hashes}; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return (
        (b"content-security-policy", policy.encode("ascii")),
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
        (b"referrer-policy", b"same-origin"),
        (b"cross-origin-opener-policy", b"same-origin"),
    )


def _inline_scripts() -> Iterator[str]:
    version = importlib.metadata.version("datasette")
    yield from (script.format(version=version) for script in _ELSEWHERE)
    for template in _templates():
        for script in _SCRIPT.findall(template.read_text(encoding="utf-8")):
            if not _TEMPLATED.search(script):
                yield script


def _templates() -> Iterator[Traversable]:
    for entry in files("datasette").joinpath("templates").iterdir():
        if entry.name.endswith(".html"):
            yield entry


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
