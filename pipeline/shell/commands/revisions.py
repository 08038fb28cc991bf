"""`paris-call revisions`."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from pipeline.shell.options import Instant, config_option, json_option, load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.text import Text

    from pipeline.model import Revision

# Lines that went, lines that came in their place, and what is said of more of them.
_BLOCK = re.compile(r"(?P<gone>(?:- .*\n?)*)(?P<came>(?:\+ .*\n?)*)(?P<rest>(?:….*)?)")
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)


@click.command("revisions")
@config_option
@json_option
@click.option("--since", type=Instant(), help="Those seen at or after this moment, such as 2026-11-24.")
@click.argument("url", required=False)
def command(config_file: Path, as_json: bool, since: datetime | None, url: str | None) -> None:
    """List what publishers have corrected, withdrawn or restored, earliest first, with what changed.

    URL: one story, by any of its addresses; all of them without it. What went is red and marked with -, what came is
    green and marked with +; names of signatories that came or went are listed first.
    """
    settings = load_settings(config_file)
    from pipeline.adapters.sqlite.database import open_readonly  # noqa: PLC0415  (help must not wait)
    from pipeline.adapters.sqlite.revisions import Revisions  # noqa: PLC0415
    from pipeline.shell.explaining import revision_as_object  # noqa: PLC0415

    table = Revisions(open_readonly(settings.database))
    earliest = since or _EARLIEST
    found = table.between(earliest)
    if url is not None:
        found = tuple(revision for revision in table.of(url) if revision.seen_at >= earliest)
    if as_json:
        told = [revision_as_object(one) | {"text_before": table.text_before(one)} for one in found]
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    elif found:
        _show(found)
    else:
        click.echo("no corrections", err=True)


def _show(found: tuple[Revision, ...]) -> None:
    from rich.text import Text  # noqa: PLC0415  (help must not wait)

    from pipeline.shell.explaining import happened  # noqa: PLC0415
    from pipeline.shell.terminal import address, console, indented, printable  # noqa: PLC0415

    out = console()
    for revision in found:
        out.print(Text(printable(revision.title) or "(no title)", style="bold"))
        out.print(indented(Text(printable(happened(revision)), style="yellow")))
        out.print(address(revision.url), soft_wrap=True)
        for line in _coloured(revision.diff):
            out.print(indented(line))
        out.print()


def _coloured(diff: str) -> Iterator[Text]:
    """The lines of a diff; where as many came as went, the words that differ between them stand out."""
    from rich.text import Text  # noqa: PLC0415  (help must not wait)

    from pipeline.core.revisions.edits import words  # noqa: PLC0415
    from pipeline.shell.terminal import printable  # noqa: PLC0415

    def shown(mark: str, pieces: tuple[tuple[str, bool], ...]) -> Text:
        plain, strong = ("red", "bold white on red") if mark == "-" else ("green", "bold black on green")
        line = Text(f"{mark} ", style=plain)
        for piece, differs in pieces:
            line.append(piece, style=strong if differs else plain)
        return line

    for block in _BLOCK.finditer(printable(diff)):
        gone, came = ([line[2:] for line in side.splitlines()] for side in block.group("gone", "came"))
        pairs = list(map(words, gone, came)) if len(gone) == len(came) else []
        sides = zip(*pairs, strict=True) if pairs else ([((one, False),) for one in side] for side in (gone, came))
        for mark, side in zip("-+", sides, strict=True):
            yield from (shown(mark, pieces) for pieces in side)
        if rest := block["rest"]:
            yield Text(rest, style="dim")
