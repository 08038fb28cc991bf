"""`paris-call check`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from pipeline.errors import ConfigError, Problem, StoreError
from pipeline.shell.options import config_option, json_option

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.shell.settings import Settings


@click.command("check")
@config_option
@json_option
def command(config_file: Path, as_json: bool) -> None:
    """Check config.yaml, feeds.txt, the watchlist and the database; report every problem at once.

    Touches neither the network nor the database. Exit code 2 when there is a problem.
    """
    from pipeline.shell.settings import settings_of  # noqa: PLC0415  (help must not wait)

    problems: list[Problem] = []
    facts: list[str] = []
    try:
        settings = settings_of(config_file)
    except ConfigError as error:
        problems += error.problems
    else:
        _check_feeds(settings, problems, facts)
        _check_names(settings, problems, facts)
        _check_database(settings, problems, facts)
        _check_network(settings, problems, facts)
    if as_json:
        found = [{"file": p.file, "line": p.line, "message": p.message, "remedy": p.remedy} for p in problems]
        click.echo(json.dumps({"ok": not problems, "problems": found, "facts": facts}, indent=2, ensure_ascii=False))
    else:
        for problem in problems:
            click.echo(str(problem), err=True)
        for fact in facts:
            click.echo(fact)
    sys.exit(2 if problems else 0)


def _check_feeds(settings: Settings, problems: list[Problem], facts: list[str]) -> None:
    from pipeline.shell import feedlist  # noqa: PLC0415  (help must not wait)

    try:
        subscriptions = feedlist.load(settings.feeds)
    except ConfigError as error:
        problems += error.problems
        return
    facts.append(f"{settings.feeds}: {len(subscriptions)} feeds")
    if not subscriptions:
        problems.append(Problem(file=str(settings.feeds), line=0, message="no feeds", remedy="add one URL a line"))


def _check_names(settings: Settings, problems: list[Problem], facts: list[str]) -> None:
    from pipeline.adapters.gazetteer import read_gazetteer  # noqa: PLC0415  (help must not wait)
    from pipeline.shell import delivery, examining_delivery  # noqa: PLC0415

    try:
        gazetteer = read_gazetteer(settings.watchlist)
    except ConfigError as error:
        problems += error.problems
        return
    facts.append(f"gazetteer {gazetteer.version}: {len(gazetteer.signatories)} signatories")
    problems += examining_delivery.problems(settings, gazetteer)
    if recipients := delivery.recipients_of(settings):
        by_mail = sum(recipient.via == "mail" for recipient in recipients)
        facts.append(f"delivery: {by_mail} recipients by mail, {len(recipients) - by_mail} push targets")


def _check_database(settings: Settings, problems: list[Problem], facts: list[str]) -> None:
    from pipeline.adapters.sqlite.database import (  # noqa: PLC0415  (help must not wait)
        has_wal_reset_bug,
        open_readonly,
        sqlite_release,
        sqlite_version,
    )

    version = sqlite_release()
    if has_wal_reset_bug(sqlite_version()):
        facts.append(
            f"warning: SQLite {version} can corrupt a database that two programs write at once; "
            "install pysqlite3 0.6.1 or later, or Python with SQLite 3.51.3 or later"
        )
    if not settings.database.exists():
        facts.append(f"{settings.database}: will be created (SQLite {version})")
        return
    try:
        open_readonly(settings.database).close()
    except StoreError as error:
        problems.append(Problem(file=str(settings.database), line=0, message=str(error)))
        return
    facts.append(f"{settings.database}: fine (SQLite {version})")


def _check_network(settings: Settings, problems: list[Problem], facts: list[str]) -> None:
    from pipeline.shell.wiring import fetcher_of  # noqa: PLC0415  (help must not wait)

    try:
        fetcher_of(settings, ()).close()
    except ConfigError as error:
        problems += error.problems
    if "example.org" in settings.config.fetch.contact:
        facts.append(
            "warning: fetch.contact is still the example; put a URL or address there at which sites can reach you"
        )
