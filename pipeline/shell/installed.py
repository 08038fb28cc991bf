"""What is installed: the part of `paris-call doctor` that looks at libraries."""

from __future__ import annotations

import platform
import pyexpat
import re
from importlib import metadata
from typing import TYPE_CHECKING

from pipeline.adapters.sqlite.database import has_wal_reset_bug, sqlite_release, sqlite_version
from pipeline.core import checkup
from pipeline.core.checkup import Check, fine, warning, wrong

if TYPE_CHECKING:
    from collections.abc import Iterator


def versions() -> Iterator[Check]:
    """The libraries that can do harm when they are old, and those that should be there."""
    told = sqlite_release()
    if has_wal_reset_bug(sqlite_version()):
        remedy = "install pysqlite3 0.6.1 or later, or a Python with SQLite 3.51.3 or later"
        yield warning("SQLite", f"{told} CAN CORRUPT THE DATABASE when two programs write at once", remedy)
    else:
        yield fine("SQLite", told)
    major, minor, patch = pyexpat.version_info
    yield checkup.expat((major, minor, patch))
    yield fine("Python", platform.python_version())
    yield _packages()


def _packages() -> Check:
    missing = []
    found = 0
    for requirement in metadata.requires("paris-call-monitor") or ():
        specifier, _, marker = requirement.partition(";")
        named = re.match(r"[A-Za-z0-9._-]+", specifier)
        if named is None or marker.strip():  # extras, and what only some platforms have
            continue
        try:
            metadata.version(named[0])
            found += 1
        except metadata.PackageNotFoundError:
            missing.append(named[0])
    if missing:
        return wrong("packages", f"not installed: {', '.join(missing)}", "pip install -c constraints.txt .")
    return fine("packages", f"all {found} are installed")
