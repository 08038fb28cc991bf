"""`paris-call doctor`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from pipeline.errors import ConfigError
from pipeline.shell.options import config_option, json_option, load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.core.checkup import Check


@click.command("doctor")
@config_option
@json_option
@click.option("--online", is_flag=True, help="Also ask a feed or two, to see whether the network works.")
@click.option("--repair-fts", is_flag=True, help="First make the search index anew; the daemon must be stopped.")
def command(config_file: Path, as_json: bool, online: bool, repair_fts: bool) -> None:
    """Examine everything: configuration, versions, rights, disk, clock, daemon, database, mail and push.

    Connects to your mail server, if there is one, and logs in; sends nothing. Every page of the database is looked at.

    Safe beside a running daemon: the database is examined on a copy of one moment, for which there must be room. Exit
    code 1 when something is wrong; warnings alone leave it 0.
    """
    from pipeline.core.checkup import Verdict  # noqa: PLC0415  (help must not wait)

    checks: list[Check] = []
    for check in _checks(config_file, online, repair_fts):
        checks.append(check)
        if not as_json:
            _say(check)
    is_wrong = any(check.verdict is Verdict.WRONG for check in checks)
    if as_json:
        told = [{"name": c.name, "verdict": c.verdict.value, "detail": c.detail, "remedy": c.remedy} for c in checks]
        click.echo(json.dumps({"ok": not is_wrong, "checks": told}, indent=2, ensure_ascii=False))
    sys.exit(1 if is_wrong else 0)


def _checks(config_file: Path, online: bool, repair_fts: bool) -> Iterator[Check]:
    from pipeline.core import checkup  # noqa: PLC0415  (help must not wait)

    try:
        settings = load_settings(config_file)
    except ConfigError as error:
        for problem in error.problems:
            yield checkup.wrong("configuration", str(problem), "`paris-call schema` describes every key")
        return
    from pipeline.shell import examining, examining_delivery  # noqa: PLC0415  (help must not wait)
    from pipeline.shell.clock import utc_now  # noqa: PLC0415

    if repair_fts:
        examining.repair_search(settings)
    yield from examining.offline(settings, utc_now())
    yield from examining_delivery.examined(settings)
    if online:
        yield examining.online(settings)


def _say(check: Check) -> None:
    mark = {"fine": "ok     ", "warning": "WARNING", "wrong": "WRONG  "}[check.verdict.value]
    click.echo(f"{mark}  {check.name:<16}  {check.detail}")
    if check.remedy:
        click.echo(f"{'':<9}{'':<16}  -> {check.remedy}")
