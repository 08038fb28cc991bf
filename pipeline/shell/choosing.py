"""A story as people name it on the command line: by its number or its address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.adapters.sqlite.archive import Archive
    from pipeline.model import Filed


def chosen(archive: Archive, which: str) -> Filed:
    """The stored article that `which` names.

    Raises:
        click.BadParameter: there is none; says where to find its number.
    """
    if which.isdecimal():
        filed = archive.filed(int(which))
    else:
        found = archive.article(which)
        filed = found[0] if found else None
    if filed is None:
        raise click.BadParameter(f"no stored story {which!r}; `paris-call search` shows numbers and addresses")
    return filed
