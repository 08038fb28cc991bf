"""`paris-call feedback`: mark, forget, list, aliases, demote."""

from __future__ import annotations

import getpass
import json
from typing import TYPE_CHECKING

import click

from pipeline.shell.options import config_option, group_config_option, json_option, load_settings

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.adapters.sqlite.feedback import FeedbackTable
    from pipeline.core.feedback import DemotionPolicy
    from pipeline.model import Signatory
    from pipeline.shell.settings import Settings


@click.group("feedback")
@group_config_option
def command() -> None:
    """Say that a match is right or wrong; see which names err, and make them count only with a cue."""


@command.command("mark")
@config_option
@click.option("--subject", "subjects", multiple=True, metavar="NAME", help="Only this one of those named; repeatable.")
@click.option("--note", default="", help="Why, for colleagues.")
@click.option("--by", default=getpass.getuser, show_default="your user name", help="Who says so.")
@click.argument("match")
@click.argument("verdict", type=click.Choice(["right", "wrong"]))
def mark(config_file: Path, subjects: tuple[str, ...], note: str, by: str, match: str, verdict: str) -> None:
    """Mark MATCH, a story by number or address, as right or wrong. A story that names several asks which."""
    settings = load_settings(config_file)
    from pipeline.adapters.sqlite.archive import Archive  # noqa: PLC0415  (help must not wait)
    from pipeline.adapters.sqlite.feedback import FeedbackTable  # noqa: PLC0415
    from pipeline.model import Feedback, Verdict  # noqa: PLC0415
    from pipeline.shell.beside import beside_the_daemon  # noqa: PLC0415
    from pipeline.shell.choosing import chosen  # noqa: PLC0415
    from pipeline.shell.clock import utc_now  # noqa: PLC0415

    with beside_the_daemon(settings) as database:
        table = FeedbackTable(database)
        filed = chosen(Archive(database), match)
        named = table.named(filed.id)
        now = utc_now()
        given = [
            Feedback(
                article_id=filed.id,
                subject=subject,
                verdict=Verdict(verdict),
                aliases=named[subject],
                given_by=by,
                given_at=now,
                note=note,
            )
            for subject in _subjects(named, subjects)
        ]
        table.give(given)
    for one in given:
        click.echo(f"{one.verdict}: {one.subject} in “{filed.title}”")


@command.command("forget")
@config_option
@click.argument("match")
def forget(config_file: Path, match: str) -> None:
    """Take back every verdict on MATCH."""
    settings = load_settings(config_file)
    from pipeline.adapters.sqlite.archive import Archive  # noqa: PLC0415  (help must not wait)
    from pipeline.adapters.sqlite.feedback import FeedbackTable  # noqa: PLC0415
    from pipeline.shell.beside import beside_the_daemon  # noqa: PLC0415
    from pipeline.shell.choosing import chosen  # noqa: PLC0415

    with beside_the_daemon(settings) as database:
        count = FeedbackTable(database).forget(chosen(Archive(database), match).id)
    click.echo(f"{count} verdict{'' if count == 1 else 's'} taken back")


@command.command("list")
@config_option
@json_option
def list_them(config_file: Path, as_json: bool) -> None:
    """List every verdict, the latest first."""
    from pipeline.shell.terminal import printable, table  # noqa: PLC0415  (help must not wait)

    given = _table(load_settings(config_file)).all()
    if as_json:
        told = [
            {
                "id": one.article_id,
                "title": title,
                "subject": one.subject,
                "verdict": one.verdict.value,
                "aliases": list(one.aliases),
                "by": one.given_by,
                "at": one.given_at.isoformat(),
                "note": one.note,
            }
            for one, title in given
        ]
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    rows = [
        (f"{one.given_at:%Y-%m-%d}", one.given_by, one.verdict.value, one.subject, printable(title), one.note)
        for one, title in given
    ]
    table(("day", "by", "verdict", "subject", "story", "note"), rows, "no verdicts yet; `paris-call feedback mark`")


@command.command("aliases")
@config_option
@json_option
def aliases(config_file: Path, as_json: bool) -> None:
    """Show how often each name was right, the worst first, and which should count only with a cue."""
    from pipeline.core.feedback import records, to_demote  # noqa: PLC0415  (help must not wait)
    from pipeline.shell.terminal import printable, table  # noqa: PLC0415

    settings = load_settings(config_file)
    found = records(one for one, _ in _table(settings).all())
    doubtful = set(to_demote(found, _policy(settings)))
    if as_json:
        told = [
            {
                "subject": record.subject,
                "alias": record.alias,
                "right": record.right,
                "wrong": record.wrong,
                "precision": round(record.precision, 3),
                "demote": record in doubtful,
            }
            for record in found
        ]
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    rows = [
        (
            printable(record.alias),
            record.subject,
            f"{record.right} of {record.right + record.wrong}",
            f"{record.precision:.0%}",
            "count it only with a cue?" if record in doubtful else "",
        )
        for record in found
    ]
    table(("name", "signatory", "right", "precision", "proposal"), rows, "no verdicts yet")
    if doubtful:
        click.echo("`paris-call feedback demote NAME` writes a proposal into your watchlist.", err=True)


@command.command("demote")
@config_option
@click.argument("alias")
def demote(config_file: Path, alias: str) -> None:
    """Let the name ALIAS count only with a cue from now on: writes the signatory's row into your watchlist."""
    from pipeline.adapters import watchlist  # noqa: PLC0415  (help must not wait)
    from pipeline.adapters.gazetteer import read_gazetteer  # noqa: PLC0415
    from pipeline.core.feedback import demoted, records  # noqa: PLC0415
    from pipeline.shell.commands.signatories import watchlist_of  # noqa: PLC0415

    settings = load_settings(config_file)
    file = watchlist_of(settings)
    wanted = [
        record
        for record in records(one for one, _ in _table(settings).all())
        if record.alias.casefold() == alias.strip().casefold()
    ]
    if not wanted:
        raise click.BadParameter(f"no verdict was given on {alias!r}; `paris-call feedback aliases` lists the names")
    known = {one.name: one for one in read_gazetteer(settings.watchlist if file.exists() else None).signatories}
    shipped = {one.name: one for one in read_gazetteer().signatories}
    rows: list[Signatory] = []
    for record in wanted:
        row = known.get(record.subject)
        if row is None or row.category == "state":
            raise click.BadParameter(f"{record.subject} has no row that a watchlist could replace")
        if row != shipped.get(record.subject):
            raise click.BadParameter(
                f"{file} has a row for {record.subject} already: add “{alias}” to its `weak` names"
            )
        rows.append(demoted(row, record))
    watchlist.add(file, rows)
    for row in rows:
        click.echo(f"{file}: “{alias}” counts for {row.name} only with a cue; add cues to the row to make it found")
    click.echo("`paris-call rematch` renews the verdicts on stored stories.", err=True)


def _subjects(named: dict[str, tuple[str, ...]], wanted: tuple[str, ...]) -> tuple[str, ...]:
    if not named:
        raise click.BadParameter("this story is not flagged; `paris-call explain` says why", param_hint="MATCH")
    told = ", ".join(named)
    if not wanted and len(named) > 1:
        raise click.UsageError(f"this story names {told}: say which with --subject NAME (repeatable)")
    unknown = [name for name in wanted if name not in named]
    if unknown:
        raise click.BadParameter(f"{unknown[0]} is not among those named: {told}", param_hint="--subject")
    return wanted or tuple(named)


def _table(settings: Settings) -> FeedbackTable:
    from pipeline.adapters.sqlite.database import open_readonly  # noqa: PLC0415  (help must not wait)
    from pipeline.adapters.sqlite.feedback import FeedbackTable  # noqa: PLC0415

    return FeedbackTable(open_readonly(settings.database))


def _policy(settings: Settings) -> DemotionPolicy:
    from pipeline.core.feedback import DemotionPolicy  # noqa: PLC0415  (help must not wait)

    feedback = settings.config.feedback
    return DemotionPolicy(least_precision=feedback.least_precision, least_verdicts=feedback.least_verdicts)
