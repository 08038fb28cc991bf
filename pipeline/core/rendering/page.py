"""The template of the HTML digest: tables 640 px wide, because mail clients lay out nothing else alike.

The style sheet is written into the tags by css-inline, for clients drop it. What is left of it, the dark colours, is
for those that do not.
"""

from __future__ import annotations

from typing import Final

STYLE: Final = """\
.page { margin: 0; padding: 0; background-color: #f3f5f8; }
.sheet { width: 100%; max-width: 640px; background-color: #ffffff; color: #1b1f24;
  font-family: -apple-system, "Segoe UI", Roboto, Helvetica, Arial, "Noto Sans", "Noto Sans CJK SC", sans-serif;
  font-size: 16px; line-height: 24px; text-align: left; }
.hidden { display: none; max-height: 0; overflow: hidden; opacity: 0; font-size: 1px; line-height: 1px; }
.head { padding: 28px 24px 4px 24px; }
.part { padding: 20px 24px 0 24px; }
.last { padding: 20px 24px 32px 24px; }
h1 { margin: 0 0 6px 0; font-size: 22px; line-height: 28px; font-weight: bold; }
h2 { margin: 0; padding: 12px 0 0 0; border-top: 2px solid #0b3d91; font-size: 18px; line-height: 24px;
  font-weight: bold; }
h3 { margin: 0; font-size: 16px; line-height: 22px; font-weight: bold; text-align: start; }
p { margin: 0 0 4px 0; }
.soft { color: #57606a; font-size: 14px; line-height: 20px; }
.standing { color: #7a4b00; font-size: 14px; line-height: 20px; font-weight: bold; }
a { color: #0b3d91; text-decoration: underline; }
.story { padding: 14px 0 2px 0; word-break: break-word; overflow-wrap: anywhere; }
.quote { text-align: start; margin: 6px 0; padding: 0 0 0 12px; border-left: 3px solid #d0d7de; }
mark { background-color: #fff1a8; color: #1b1f24; }
.wide { width: 100%; border-collapse: collapse; }
.figure { width: 25%; padding: 10px 4px 8px 4px; text-align: center; vertical-align: top; background-color: #eef2f9; }
.value { font-size: 26px; line-height: 32px; font-weight: bold; color: #0b3d91; }
.label { font-size: 13px; line-height: 18px; }
.change { font-size: 13px; line-height: 18px; color: #57606a; }
.col { padding: 0 1px; vertical-align: bottom; text-align: center; font-size: 11px; line-height: 14px; color: #57606a; }
.day { padding: 0 1px; vertical-align: top; text-align: center; font-size: 11px; line-height: 14px; color: #57606a; }
.bar { background-color: #9db4dd; font-size: 0; line-height: 0; }
.call { background-color: #0b3d91; font-size: 0; line-height: 0; }
.name { padding: 3px 8px 3px 0; width: 40%; font-size: 15px; line-height: 20px; word-break: break-word; }
.count { padding: 3px 8px 3px 0; width: 36px; text-align: right; font-size: 15px; line-height: 20px; }
.track { padding: 3px 0; width: 22%; }
.moved { padding: 3px 0 3px 8px; font-size: 13px; line-height: 18px; color: #57606a; }
.item { padding: 3px 0; font-size: 15px; line-height: 22px; word-break: break-word; overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) {
  .page { background-color: #0d1117 !important; }
  .sheet { background-color: #161b22 !important; color: #e6edf3 !important; }
  .soft, .change, .moved, .col, .day { color: #a5afba !important; }
  .standing { color: #f0b429 !important; }
  a, .value { color: #8ab4ff !important; }
  h2 { border-top-color: #8ab4ff !important; }
  .figure { background-color: #1d2733 !important; }
  .quote { border-left-color: #3d4650 !important; }
  mark { background-color: #5c4a00 !important; color: #fff6d6 !important; }
  .bar { background-color: #3c557f !important; }
  .call { background-color: #8ab4ff !important; }
}
@media (max-width: 480px) {
  .head, .part, .last { padding-left: 16px !important; padding-right: 16px !important; }
  .value { font-size: 22px !important; }
  .label, .change { font-size: 12px !important; }
}
"""

PAGE: Final = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{{ view.title }}</title>
<style>
{{ style }}</style>
</head>
<body class="page">
<div class="hidden">{{ view.preheader }}</div>
<table role="presentation" class="wide" cellpadding="0" cellspacing="0" border="0"><tbody><tr><td align="center">
<table role="presentation" class="sheet" width="640" cellpadding="0" cellspacing="0" border="0"><tbody>
<tr><td class="head">
<h1>{{ view.title }}</h1>
<p>{{ view.summary }}</p>
</td></tr>
{%- if view.figures %}
<tr><td class="part">
<table role="presentation" class="wide" cellpadding="0" cellspacing="0" border="0"><tbody><tr>
{%- for figure in view.figures %}
<td class="figure"><div class="value">{{ figure.value }}</div><div class="label">{{ figure.label }}</div>
<div class="change">{{ figure.change or "\u00a0" }}</div></td>
{%- endfor %}
</tr></tbody></table>
<p class="soft">{{ view.comparison }}</p>
</td></tr>
{%- endif %}
{%- if bars %}
<tr><td class="part">
<table role="presentation" class="wide" cellpadding="0" cellspacing="0" border="0"><tbody><tr>
{%- for bar in bars %}
<td class="col" width="{{ bar.width }}%">{{ bar.stories }}
<table role="presentation" class="wide" cellpadding="0" cellspacing="0" border="0"><tbody>
{%- if bar.light %}<tr><td class="bar" height="{{ bar.light }}">&nbsp;</td></tr>{% endif %}
{%- if bar.dark %}<tr><td class="call" height="{{ bar.dark }}">&nbsp;</td></tr>{% endif %}</tbody></table></td>
{%- endfor %}
{%- if rest %}<td class="col" width="{{ rest }}%">&nbsp;</td>{% endif %}
</tr><tr>
{%- for bar in bars %}<td class="day">{{ bar.label }}</td>{% endfor %}
{%- if rest %}<td class="col">&nbsp;</td>{% endif %}
</tr></tbody></table>
<p class="soft">{{ view.trend_caption }}</p>
</td></tr>
{%- endif %}
{%- for section in view.sections %}
<tr><td class="part">
<h2>{{ section.title }} ({{ section.count }})</h2>
<p class="soft">{{ section.explanation }}</p>
{%- for story in section.stories %}
<article class="story">
<h3 dir="auto">{% if story.link %}<a href="{{ story.link }}" rel="noopener noreferrer nofollow">{{ story.title }}</a>
{%- else %}{{ story.title }}{% endif %}</h3>
{%- if story.standing %}<p class="standing">{{ story.standing }}</p>{% endif %}
{%- if story.outlets or story.facts %}
<p class="soft" dir="auto">{{ ([story.outlets] + story.facts | list) | select | join(" · ") }}</p>{% endif %}
{%- if story.pieces %}
<div class="quote" dir="auto">{% for text, is_mention in story.pieces %}{% if is_mention %}<mark>{{ text }}</mark>
{%- else %}{{ text }}{% endif %}{% endfor %}</div>
{%- endif %}
{%- if story.names %}
<p class="soft">Names: {{ story.names }}</p>{% endif %}
</article>
{%- endfor %}
{%- if section.beyond %}
<p class="story">{{ section.beyond }}
{%- if section.beyond_link %}: <a href="{{ section.beyond_link }}" rel="noopener noreferrer">the whole digest</a>
{%- endif %}</p>{% endif %}
</td></tr>
{%- endfor %}
{%- if view.top or view.states %}
<tr><td class="part">
<h2>Most named signatories</h2>
<p class="soft">{{ view.top_caption }}</p>
<table class="wide" cellpadding="0" cellspacing="0" border="0"><tbody>
{%- for one in view.top %}
<tr><td class="name">{{ one.name }}</td><td class="count">{{ one.count }}</td>
<td class="track"><table role="presentation" width="{{ one.share }}%" cellpadding="0" cellspacing="0" border="0"><tbody>
<tr><td class="bar" height="10">&nbsp;</td></tr></tbody></table></td><td class="moved">{{ one.change }}</td></tr>
{%- endfor %}
</tbody></table>
{%- if view.states %}
<p class="soft">States: {{ view.states }}</p>{% endif %}
</td></tr>
{%- endif %}
{%- if view.news or view.news_note %}
<tr><td class="part">
<h2>New and unusual</h2>
{%- if view.news_note %}
<p class="soft">{{ view.news_note }}</p>{% endif %}
{%- for name, why, title in view.news %}
<p class="item"><strong>{{ name }}</strong>: {{ why }}<br><span class="soft" dir="auto">{{ title }}</span></p>
{%- endfor %}
</td></tr>
{%- endif %}
{%- if view.corrections %}
<tr><td class="part">
<h2>Corrections</h2>
{%- for one in view.corrections %}
<p class="item"><span dir="auto">{% if one.link %}<a href="{{ one.link }}"
 rel="noopener noreferrer nofollow">{{ one.title }}</a>
{%- else %}{{ one.title }}{% endif %}</span><br><span class="soft">{{ one.what }}</span></p>
{%- endfor %}
</td></tr>
{%- endif %}
<tr><td class="last">
<h2>What could and could not be seen</h2>
{%- for line in view.coverage %}
<p class="item">{{ line }}</p>
{%- endfor %}
{%- for feed, what in view.troubles %}
<p class="item"><strong>{{ feed }}</strong>: {{ what }}</p>
{%- endfor %}
</td></tr>
</tbody></table>
</td></tr></tbody></table>
</body>
</html>
"""
