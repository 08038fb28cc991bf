"""`paris-call search`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from pipeline.shell.options import config_option, json_option, load_settings

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.model import Hit


@click.command("search")
@config_option
@json_option
@click.option("-n", "--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="At most so many.")
@click.argument("query", nargs=-1, required=True)
def command(config_file: Path, as_json: bool, limit: int, query: tuple[str, ...]) -> None:
    """Search the flagged stories, best match first.

    All words must occur; "a phrase" in quotes; a trailing * stands for any ending.
    """
    settings = load_settings(config_file)
    from pipeline.adapters.sqlite.archive import Archive  # noqa: PLC0415  (help must not wait)
    from pipeline.adapters.sqlite.database import open_readonly  # noqa: PLC0415
    from pipeline.core.evidence import MARK, UNMARK  # noqa: PLC0415
    from pipeline.core.searching import to_query  # noqa: PLC0415

    # The shell has taken the quotes from around a phrase; an argument with a blank in it was one.
    text = " ".join(f'"{part}"' if " " in part and '"' not in part and len(query) > 1 else part for part in query)
    hits = Archive(open_readonly(settings.database)).search(to_query(text), limit)
    if as_json:
        click.echo(json.dumps([_as_json(hit, MARK, UNMARK) for hit in hits], indent=2, ensure_ascii=False))
        return
    if not hits:
        click.echo("nothing found", err=True)
        sys.exit(0)
    _show(hits, MARK, UNMARK)


def _show(hits: tuple[Hit, ...], mark: str, unmark: str) -> None:
    from rich.text import Text  # noqa: PLC0415  (help must not wait)

    from pipeline.shell.terminal import TIER_STYLE, address, console, indented, printable  # noqa: PLC0415

    out = console()
    for hit in hits:
        filed = hit.filed
        if filed.tier is None:
            continue
        out.print(Text(printable(filed.title) or "(no title)", style="bold"))
        facts = (
            f"#{filed.id}",
            filed.site,
            f"{filed.first_seen:%Y-%m-%d}",
            filed.language,
            ", ".join(filed.signatories),
        )
        out.print(
            indented(
                Text(f"{filed.tier.value} ", style=TIER_STYLE[filed.tier]).append(
                    printable(" · ".join(filter(None, facts))), style="default"
                )
            )
        )
        snippet = Text()
        for piece in " ".join(hit.snippet.split()).split(mark):
            marked, _, plain = piece.partition(unmark) if unmark in piece else ("", "", piece)
            snippet.append(printable(marked), style="reverse").append(printable(plain))
        if snippet.plain != printable(filed.title):
            out.print(indented(snippet))
        out.print(address(filed.url), soft_wrap=True)
        out.print()


def _as_json(hit: Hit, mark: str, unmark: str) -> dict[str, object]:
    filed = hit.filed
    return {
        "id": filed.id,
        "url": filed.url,
        "title": filed.title,
        "site": filed.site,
        "language": filed.language,
        "first_seen": filed.first_seen.isoformat(),
        "published": filed.published.isoformat() if filed.published else None,
        "tier": filed.tier.value if filed.tier else None,
        "score": filed.score,
        "signatories": list(filed.signatories),
        "states": list(filed.states),
        "snippet": hit.snippet.replace(mark, "").replace(unmark, ""),
    }
