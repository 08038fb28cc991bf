"""`paris-call export`."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING

import click

from pipeline.core.spreadsheets import inert
from pipeline.shell.options import Instant, config_option, load_settings

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pipeline.model import Filed


@click.command("export")
@config_option
@click.option("--format", "kind", type=click.Choice(("jsonl", "csv")), default="jsonl", show_default=True)
@click.option("--since", type=Instant(), help="Only articles first seen at or after this moment.")
@click.option("--flagged", "only_flagged", is_flag=True, help="Only articles that are flagged.")
def command(config_file: Path, kind: str, since: datetime | None, only_flagged: bool) -> None:
    """Write every article, one per line: address, dates, verdict, names.

    In CSV a cell that a spreadsheet would take for a formula is preceded by an apostrophe, and lists are joined by
    " | ".
    """
    settings = load_settings(config_file)
    from pipeline.adapters.sqlite.archive import Archive  # noqa: PLC0415  (help must not wait)
    from pipeline.adapters.sqlite.database import open_readonly  # noqa: PLC0415

    articles = Archive(open_readonly(settings.database)).everything(since)
    chosen = (filed for filed in articles if filed.tier or not only_flagged)
    if kind == "jsonl":
        for filed in chosen:
            click.echo(json.dumps(_row(filed), ensure_ascii=False))
        return
    writer: csv.DictWriter[str] | None = None
    for filed in chosen:
        row = {name: _cell(value) for name, value in _row(filed).items()}
        if writer is None:
            writer = csv.DictWriter(sys.stdout, fieldnames=list(row), lineterminator="\n")
            writer.writeheader()
        writer.writerow(row)


def _row(filed: Filed) -> dict[str, object]:
    return {
        "url": filed.url,
        "title": filed.title,
        "published": filed.published.isoformat() if filed.published else None,
        "first_seen": filed.first_seen.isoformat(),
        "flagged": filed.tier is not None,
        "call": filed.tier is not None and filed.tier.value == "call",
        "tier": filed.tier.value if filed.tier else None,
        "score": filed.score,
        "signatories": list(filed.signatories),
        "states": list(filed.states),
        "duplicate_group": filed.duplicate_group or None,
        "site": filed.site,
        "language": filed.language,
        "body_quality": filed.body_quality.value,
        "obstacle": filed.obstacle.value,
        "sentence": filed.sentence,
        "matcher_version": filed.matcher_version,
        "gazetteer_version": filed.gazetteer_version,
    }


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = " | ".join(str(part) for part in value) if isinstance(value, list) else str(value)
    return inert(text)
