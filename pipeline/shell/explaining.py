"""A verdict with everything behind it, as words, as JSON and as a page."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import Environment, StrictUndefined

from pipeline.core import urls
from pipeline.model import Filed, Mention, Reading, Revision, RevisionKind, Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What is known about a story; `reading` is None while its page waits in the queue."""

    filed: Filed | None  # None for a text that is not in the store
    sightings: tuple[Sighting, ...]
    reading: Reading | None
    revisions: tuple[Revision, ...] = ()  # earliest first


def happened(revision: Revision) -> str:
    """What a publisher did to a story, and what that changed, in a line."""
    facts = [f"{revision.seen_at:%Y-%m-%d %H:%M} {revision.kind}"]
    if revision.gained:
        facts.append(f"now names {', '.join(revision.gained)}")
    if revision.lost:
        facts.append(f"no longer names {', '.join(revision.lost)}")
    if revision.tier_before is not revision.tier_after:
        facts.append(
            f"was {revision.tier_before or 'not flagged'}, is {revision.tier_after or 'not flagged any longer'}"
        )
    if revision.kind is RevisionKind.WITHDRAWN:
        facts.append("its page is gone; kept here as it was last seen")
    return "; ".join(facts)


def revision_as_object(revision: Revision) -> dict[str, object]:
    """A revision, for programs."""
    return {
        "seen_at": revision.seen_at.isoformat(),
        "kind": revision.kind.value,
        "url": revision.url,
        "title": revision.title,
        "title_before": revision.title_before,
        "site": revision.site,
        "gained": list(revision.gained),
        "lost": list(revision.lost),
        "tier_before": revision.tier_before.value if revision.tier_before else None,
        "tier_after": revision.tier_after.value if revision.tier_after else None,
        "diff": revision.diff,
    }


def verdict(explanation: Explanation) -> str:
    """The decision in a sentence or two."""
    reading = explanation.reading
    if reading is None:
        return f"Not judged yet: {explanation.sightings[-1].why or 'its page waits in the queue'}."
    match = reading.match
    if match is None:
        counted = len(reading.findings.mentions)
        words = "Not flagged: " + (
            f"{counted} names count, but not enough to flag a story." if counted else "no name in it counts."
        )
    else:
        words = f"Flagged as `{match.tier}`, score {match.score:.0f}: " + "; ".join(match.reasons) + "."
    filed = explanation.filed
    if filed is not None and filed.obstacle:
        words += f" Read as {filed.body_quality} because of: {filed.obstacle}."
    if filed is not None and not reading.article.text:
        words += " Its text is no longer kept, so only the title is judged here."
    if filed is not None and (filed.tier is None) != (match is None):
        words += " This differs from the stored verdict, made by an earlier matcher: `paris-call rematch` renews it."
    return words


def as_object(explanation: Explanation) -> dict[str, object]:
    """Everything, for programs; offsets count Unicode code points from the start of their field."""
    reading, filed = explanation.reading, explanation.filed
    return {
        "verdict": verdict(explanation),
        "url": filed.url if filed else "",
        "tier": reading.match.tier.value if reading and reading.match else None,
        "score": reading.match.score if reading and reading.match else 0,
        "reasons": list(reading.match.reasons) if reading and reading.match else [],
        "body_quality": filed.body_quality.value if filed else None,
        "obstacle": filed.obstacle.value if filed else None,
        "matcher_version": reading.matcher_version if reading else None,
        "gazetteer_version": reading.gazetteer_version if reading else None,
        "entries": [
            {
                "feed": sighting.feed_url,
                "url": sighting.url,
                "title": sighting.title,
                "first_seen": sighting.first_seen.isoformat(),
                "outcome": sighting.outcome,
                "why": sighting.why,
            }
            for sighting in explanation.sightings
        ],
        "revisions": [revision_as_object(revision) for revision in explanation.revisions],
        "title": reading.article.title if reading else "",
        "text": reading.article.text if reading else "",
        "context": list(reading.findings.context) if reading else [],
        "accepted": [mention_as_json(mention) for mention in reading.findings.mentions] if reading else [],
        "rejected": [mention_as_json(mention) for mention in reading.findings.rejected] if reading else [],
    }


def mention_as_json(mention: Mention) -> dict[str, object]:
    """A mention for programs."""
    return {
        "subject": mention.subject,
        "kind": mention.kind.value,
        "field": mention.field.value,
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "rule": mention.rule,
        "score": mention.score,
        "evidence": list(mention.evidence),
    }


_PAGE = """\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Why: {{ title or "a text" }}</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 46rem; padding: 1.5rem 1rem; font: 1rem/1.6 system-ui, "Noto Sans", sans-serif; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
mark { color: #1b1f24; border-radius: .2em; padding: 0 .15em; }
mark.call { background: #ffb3b3; } mark.signatory { background: #ffe58a; } mark.state { background: #b5e6f5; }
mark.rejected { background: none; color: inherit; text-decoration: line-through; opacity: .7; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
td, th { text-align: start; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid #8884; }
</style></head><body>
<p><strong>{{ verdict }}</strong></p>
{%- if link %}<p><a href="{{ link }}" rel="noopener noreferrer nofollow">{{ link }}</a></p>{% endif %}
{%- if revisions %}
<ul>{% for revision in revisions %}<li>{{ revision }}</li>{% endfor %}</ul>{% endif %}
<h1 dir="auto">{% for text, mention, counts in title_pieces %}{{ piece(text, mention, counts) }}{% endfor %}</h1>
<div class="text" dir="auto">
{%- for text, mention, counts in body_pieces %}{{ piece(text, mention, counts) }}{% endfor -%}
</div>
{%- for heading, mentions in (("Counted", accepted), ("Not counted", rejected)) %}{% if mentions %}
<h2>{{ heading }}</h2>
<table><tr><th>In the text</th><th>Subject</th><th>Rule</th><th>Evidence</th></tr>
{%- for mention in mentions %}
<tr><td>{{ mention.surface }}</td><td>{{ mention.subject }}</td>
<td>{{ mention.rule }} ({{ "%.2f"|format(mention.score) }})</td><td>{{ mention.evidence | join("; ") }}</td></tr>
{%- endfor %}</table>
{%- endif %}{% endfor %}
</body></html>
"""

_PIECE = (
    "{% if mention %}<mark class=\"{{ mention.kind if counts else 'rejected' }}\" "
    'title="{{ mention.subject }}: {{ mention.rule }}">{{ text }}</mark>{% else %}{{ text }}{% endif %}'
)


def as_page(explanation: Explanation) -> str:
    """The text with its candidates marked, and a table of them; one page that needs nothing else."""
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    source = "{% macro piece(text, mention, counts) %}" + _PIECE + "{% endmacro %}" + _PAGE
    reading, filed = explanation.reading, explanation.filed
    return environment.from_string(source).render(
        verdict=verdict(explanation),
        title=reading.article.title if reading else "",
        link=urls.canonical(filed.url) if filed else "",
        revisions=tuple(map(happened, explanation.revisions)),
        title_pieces=_pieces(reading, "title") if reading else (),
        body_pieces=_pieces(reading, "body") if reading else (),
        accepted=reading.findings.mentions if reading else (),
        rejected=reading.findings.rejected if reading else (),
    )


def _pieces(reading: Reading, part: str) -> list[tuple[str, Mention | None, bool]]:
    text = reading.article.title if part == "title" else reading.article.text
    spans = [(mention, True) for mention in reading.findings.mentions if mention.field == part]
    spans += [(mention, False) for mention in reading.findings.rejected if mention.field == part]
    cut: list[tuple[str, Mention | None, bool]] = []
    end = 0
    for mention, counts in sorted(spans, key=lambda span: (span[0].start, not span[1], -span[0].end)):
        if mention.start < end:  # inside one already marked, which says more
            continue
        cut += [(text[end : mention.start], None, False), (text[mention.start : mention.end], mention, counts)]
        end = mention.end
    cut.append((text[end:], None, False))
    return cut
