"""`paris-call explain`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.errors import ConfigError, Problem, StoreError
from pipeline.shell.options import config_option, json_option, load_settings

if TYPE_CHECKING:
    from rich.text import Text

    from pipeline.model import Article, Filed, Mention, Revision, Sighting
    from pipeline.shell.explaining import Explanation
    from pipeline.shell.settings import Settings


@click.command("explain")
@config_option
@json_option
@click.option("--html", "as_html", is_flag=True, help="Print a page with the text marked.")
@click.option("--lang", default="", help="Language of a FILE, as ISO 639-1; found out when absent.")
@click.argument("target", metavar="URL|FILE|-")
def command(config_file: Path, as_json: bool, as_html: bool, lang: str, target: str) -> None:
    """Say why a story is flagged or not, with every name marked.

    URL: a story in the store, by any of its addresses. FILE or -: a text, whose first line is taken as the title.
    Lists every candidate the matcher saw, accepted or rejected, with the rule and the evidence.
    """
    from pipeline.shell.explaining import Explanation, as_object, as_page  # noqa: PLC0415  (help must not wait)
    from pipeline.shell.judges import judge_of, recipe_of  # noqa: PLC0415

    settings = load_settings(config_file)
    if target.startswith(("http://", "https://")):
        article, filed, sightings, revisions = _stored(settings, target)
    else:
        article, filed, sightings, revisions = _given(target, lang), None, (), ()
    explanation = Explanation(
        filed=filed,
        sightings=sightings,
        reading=judge_of(recipe_of(settings))(article) if article else None,
        revisions=revisions,
    )
    if as_json:
        click.echo(json.dumps(as_object(explanation), indent=2, ensure_ascii=False))
    elif as_html:
        click.echo(as_page(explanation))
    else:
        _show(explanation)


def _given(target: str, language: str) -> Article:
    from pipeline.core.plaintext import line, paragraphs  # noqa: PLC0415  (help must not wait)
    from pipeline.model import Article  # noqa: PLC0415

    try:
        text = sys.stdin.read() if target == "-" else Path(target).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:  # ValueError: not UTF-8, or nothing that could be a path
        raise ConfigError(
            (Problem(file=target, line=0, message=f"cannot be read: {error}", remedy="give a URL, a text file or -"),)
        ) from None
    title, _, body = text.strip().partition("\n")
    return Article(url="", title=line(title), text=paragraphs(body), language=language)


def _stored(
    settings: Settings, url: str
) -> tuple[Article | None, Filed | None, tuple[Sighting, ...], tuple[Revision, ...]]:
    from pipeline.adapters.sqlite.archive import Archive  # noqa: PLC0415  (help must not wait)
    from pipeline.adapters.sqlite.database import open_readonly  # noqa: PLC0415
    from pipeline.adapters.sqlite.revisions import Revisions  # noqa: PLC0415
    from pipeline.model import Article  # noqa: PLC0415

    database = open_readonly(settings.database)
    archive = Archive(database)
    sightings = archive.sightings(url)
    found = archive.article(url)
    if found is None:
        if not sightings:
            raise StoreError(f"{url}: no feed has brought this address; `paris-call search` looks by words")
        return None, None, sightings, ()
    filed, text, _ = found
    article = Article(
        url=filed.url,
        title=filed.title,
        text=text,
        language=filed.language,
        site=filed.site,
        body_quality=filed.body_quality,
        obstacle=filed.obstacle,
    )
    return article, filed, sightings, Revisions(database).of(url)


def _show(explanation: Explanation) -> None:
    from rich.padding import Padding  # noqa: PLC0415  (help must not wait)
    from rich.text import Text  # noqa: PLC0415

    from pipeline.shell.explaining import happened, verdict  # noqa: PLC0415
    from pipeline.shell.terminal import console, printable  # noqa: PLC0415

    out = console()
    out.print(Text(printable(verdict(explanation)), style="bold"))
    for sighting in explanation.sightings:
        why = f": {sighting.why}" if sighting.why else ""
        out.print(
            Text(
                printable(
                    f"  {sighting.first_seen:%Y-%m-%d %H:%M} {sighting.feed_title or sighting.feed_url} "
                    f"– {sighting.outcome}{why}"
                ),
                style="dim",
            )
        )
    for revision in explanation.revisions:
        out.print(Text(printable(f"  {happened(revision)}"), style="yellow"))
    if explanation.reading is None:
        return
    reading = explanation.reading
    out.print()
    marks = reading.findings.mentions + reading.findings.rejected
    title = _marked(reading.article.title, [m for m in marks if m.field == "title"], reading.findings.mentions)
    title.stylize("bold")
    out.print(Padding(title, (0, 2)))
    out.print()
    body = _marked(reading.article.text, [m for m in marks if m.field == "body"], reading.findings.mentions)
    out.print(Padding(body, (0, 2)))
    for heading, found in (("counted", reading.findings.mentions), ("not counted", reading.findings.rejected)):
        if found:
            out.print(Text(f"\n{heading}", style="bold"))
        for mention in found:
            out.print(_line(mention))


def _marked(text: str, spans: list[Mention], accepted: tuple[Mention, ...]) -> Text:
    from rich.text import Text  # noqa: PLC0415  (help must not wait)

    from pipeline.shell.terminal import printable  # noqa: PLC0415

    styles = {"call": "bold white on red", "signatory": "black on yellow", "state": "black on cyan"}
    shown = Text(printable(text))
    for mention in spans:
        style = styles[mention.kind] if mention in accepted else "strike dim"
        shown.stylize(style, mention.start, mention.end)
    return shown


def _line(mention: Mention) -> Text:
    from rich.text import Text  # noqa: PLC0415  (help must not wait)

    from pipeline.shell.terminal import printable  # noqa: PLC0415

    place = f"{mention.field} {mention.start}–{mention.end}"
    line = Text(f"  {printable(mention.surface)}", style="bold")
    line.append(f" → {mention.subject}  ", style="not bold")
    line.append(f"{mention.rule}", style="not bold magenta")
    line.append(f"  {mention.score:.2f}  {place}", style="not bold dim")
    if mention.evidence:
        line.append("\n      " + printable("; ".join(mention.evidence)), style="not bold dim")
    return line
