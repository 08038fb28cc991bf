"""Keeps a library from loading what it takes along wherever it finds it, and we never use."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def spared(module: str) -> Iterator[None]:
    """Within it, a module that is not loaded yet cannot be: who asks for it is told that it is not installed."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]  # the import system's own sign for this
    try:
        yield
    finally:
        del sys.modules[module]
