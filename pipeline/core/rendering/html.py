"""A digest as one HTML file that needs nothing else: no script, no image, no font, no request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import DictLoader, Environment, StrictUndefined

from pipeline.core import urls
from pipeline.core.evidence import pieces
from pipeline.core.rendering import wording
from pipeline.model import Tier

if TYPE_CHECKING:
    from pipeline.model import Digest

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{{ headline }}</title>
<style>
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --paper: #ffffff;
  --accent: #0b3d91; --mark: #fff1a8; --mark-ink: #1b1f24; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b1; --line: #363d46; --paper: #0d1117;
  --accent: #8ab4ff; --mark: #5c4a00; --mark-ink: #fff6d6; } }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 44rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, "Noto Sans", "Noto Sans CJK SC", "Noto Sans Arabic", sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .25rem; padding-top: .75rem; border-top: 2px solid var(--accent); }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; color: var(--soft); }
p { margin: .25rem 0; }
.lead { font-size: 1.05rem; }
.note, .facts { color: var(--soft); font-size: .875rem; }
article { margin: 1rem 0 1.25rem; overflow-wrap: anywhere; }
article h4 { font-size: 1rem; margin: 0; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: .15em; }
blockquote { margin: .4rem 0; padding: 0 0 0 .75rem; border-inline-start: 3px solid var(--line); }
mark { background: var(--mark); color: var(--mark-ink); padding: 0 .1em; border-radius: .15em; }
ul { padding-inline-start: 1.25rem; }
table { border-collapse: collapse; width: 100%; }
td { padding: .15rem 0; vertical-align: middle; }
td.count { width: 3rem; text-align: end; font-variant-numeric: tabular-nums; padding-inline-end: .75rem; }
td.bar { width: 40%; }
td.bar div { background: var(--accent); height: .6rem; border-radius: .15rem; min-width: 2px; }
</style>
</head>
<body>
<header>
<h1>{{ headline }}</h1>
<p class="lead">{{ summary }}</p>
</header>
<main>
{%- macro story(item) %}
<article>
<h4 dir="auto">{% if item.link %}<a href="{{ item.link }}" rel="noopener noreferrer nofollow">{{ item.title }}</a>
{%- else %}{{ item.title }}{% endif %}</h4>
<p class="facts">{{ item.facts | join(" · ") }}</p>
{%- if item.pieces %}
<blockquote dir="auto">{% for text, is_mention in item.pieces %}{% if is_mention %}<mark>{{ text }}</mark>
{%- else %}{{ text }}{% endif %}{% endfor %}</blockquote>
{%- endif %}
{%- if item.names %}
<p class="facts">Names: {{ item.names | join(", ") }}</p>
{%- endif %}
</article>
{%- endmacro %}
{%- for section in sections %}
<section>
<h2>{{ section.title }} ({{ section.count }})</h2>
<p class="note">{{ section.explanation }}</p>
{%- for name, items in section.groups %}
{%- if name %}
<h3>{{ name }} ({{ items | length }})</h3>
{%- endif %}
{%- for item in items %}{{ story(item) }}{% endfor %}
{%- endfor %}
</section>
{%- endfor %}
{%- if top %}
<section>
<h2>Most named signatories</h2>
<table>
{%- for name, count, width in top %}
<tr><td>{{ name }}</td><td class="count">{{ count }}</td>
<td class="bar"><div style="width: {{ width }}%"></div></td></tr>
{%- endfor %}
</table>
</section>
{%- endif %}
<section>
<h2>What could and could not be seen</h2>
<ul>
{%- for line in coverage %}
<li>{{ line }}</li>
{%- endfor %}
{%- for feed, what in troubles %}
<li><strong>{{ feed }}</strong>: {{ what }}</li>
{%- endfor %}
</ul>
</section>
</main>
</body>
</html>
"""

_ENVIRONMENT = Environment(
    loader=DictLoader({"digest.html": _PAGE}), autoescape=True, undefined=StrictUndefined, trim_blocks=False
)


def to_html(digest: Digest) -> str:
    """The digest as a page; everything from outside is escaped, links lead to http(s) only."""
    sections = []
    for tier, title, explanation in wording.SECTIONS:
        items = tuple(item for item in digest.items if item.tier is tier)
        if items:
            groups = (("", items),) if tier is Tier.CALL else tuple(wording.by_signatory(items))
            sections.append(
                {
                    "title": title,
                    "explanation": explanation,
                    "count": len(items),
                    "groups": [
                        (
                            name,
                            [
                                {
                                    "title": item.title or "(no title)",
                                    "link": urls.canonical(item.url),
                                    "facts": wording.facts(item, digest),
                                    "pieces": pieces(item.sentence, item.surfaces) if item.sentence else (),
                                    "names": item.signatories + item.states,
                                }
                                for item in group
                            ],
                        )
                        for name, group in groups
                    ],
                }
            )
    most = digest.top_signatories[0][1] if digest.top_signatories else 1
    return _ENVIRONMENT.get_template("digest.html").render(
        headline=wording.headline(digest),
        summary=wording.summary(digest),
        sections=sections,
        top=[(name, count, round(100 * count / most)) for name, count in digest.top_signatories],
        coverage=wording.coverage_lines(digest),
        troubles=wording.trouble_lines(digest),
    )
