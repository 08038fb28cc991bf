"""Alerts as people read them: one story, or all that came up together."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from pipeline.core import urls
from pipeline.core.evidence import MARK, UNMARK
from pipeline.model import Letter, Tier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from jinja2 import Environment

    from pipeline.model import AlertItem

MOST: Final = 40  # stories told one by one in a message; the rest are counted

_ABOUT: Final = {
    Tier.CALL: "names the Paris Call",
    Tier.CONTEXT: "signatories in cyber-policy context",
    Tier.MENTION: "names a signatory",
}

# Mail programs know neither sheets of style nor scripts; everything from outside is escaped.
_PAGE: Final = """\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{ subject }}</title></head>
<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 44em">
{%- if stories|length > 1 or more %}
<h1 style="font-size: 20px">{{ subject }}</h1>
{%- endif %}
{%- for story in stories %}
<h2 dir="auto" style="font-size: 17px; margin: 20px 0 4px">
{%- if story.link %}<a href="{{ story.link }}" rel="noopener noreferrer nofollow">{{ story.title }}</a>
{%- else %}{{ story.title }}{% endif %}</h2>
<p style="margin: 0; color: #57606a; font-size: 14px">{{ story.facts }}</p>
{%- if story.pieces %}
<blockquote dir="auto" style="margin: 8px 0; padding-left: 12px; border-left: 3px solid #d0d7de">
{%- for text, is_mention in story.pieces -%}
{% if is_mention %}<b>{{ text }}</b>{% else %}{{ text }}{% endif %}
{%- endfor -%}
</blockquote>
{%- endif %}
{%- if story.names %}
<p style="margin: 0; font-size: 14px">Names: {{ story.names }}</p>
{%- endif %}
{%- endfor %}
{%- if more %}
<p>{{ more }}</p>
{%- endif %}
</body></html>
"""


def alert_letter(items: Sequence[AlertItem], timezone: str) -> Letter:
    """What is said about one story or more, the first ones first; `items` is not empty."""
    shown = items[:MOST]
    more = f"and {len(items) - MOST} more; the digest will have them all." if len(items) > MOST else ""
    subject = _subject(items)
    return Letter(
        subject=subject,
        text="\n".join(_lines(shown, more, timezone)) + "\n",
        html=_environment()
        .get_template("alert.html")
        .render(
            subject=subject,
            more=more,
            stories=[
                {
                    "title": item.title or "(no title)",
                    "link": urls.canonical(item.url),
                    "facts": _facts(item, timezone),
                    "pieces": tuple(_pieces(item.sentence)),
                    "names": item.names,
                }
                for item in shown
            ],
        ),
    )


def _subject(items: Sequence[AlertItem]) -> str:
    if len(items) == 1:
        return f"Paris Call: {items[0].title or items[0].url}"
    call = sum(item.tier is Tier.CALL for item in items)
    what = "name the Paris Call" if call == len(items) else f"of note, {call} naming the Paris Call"
    return f"Paris Call: {len(items)} new stories {what}"


def _lines(items: Sequence[AlertItem], more: str, timezone: str) -> Iterator[str]:
    for place, item in enumerate(items):
        if place:
            yield ""
        yield item.title or "(no title)"
        yield _facts(item, timezone)
        if link := urls.canonical(item.url):
            yield link
        if item.sentence:
            yield f"> {item.sentence.replace(MARK, '').replace(UNMARK, '')}"
        if item.names:
            yield f"Names: {item.names}"
    if more:
        yield from ("", more)


def _facts(item: AlertItem, timezone: str) -> str:
    others = f"{item.copies} copies so far" if item.copies > 1 else ""
    published = f"published {_local(item.published, timezone)}" if item.published else ""
    seen = f"seen {_local(item.first_seen, timezone)}"
    return " · ".join(filter(None, (item.site, _ABOUT[item.tier], published, seen, item.language, others)))


def _local(moment: datetime, timezone: str) -> str:
    here = moment.astimezone(ZoneInfo(timezone))
    return f"{here.day} {here:%b %Y, %H:%M}"


def _pieces(sentence: str) -> Iterator[tuple[str, bool]]:
    for place, part in enumerate(sentence.split(MARK)):
        inside, closed, outside = part.partition(UNMARK) if place else ("", "", part)
        if inside and closed:
            yield inside, True
        if rest := outside if closed or not place else inside:
            yield rest, False


@cache
def _environment() -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined  # noqa: PLC0415  (for the few runs that alert anybody)

    return Environment(
        loader=DictLoader({"alert.html": _PAGE}), autoescape=True, undefined=StrictUndefined, trim_blocks=False
    )
