"""One spelling per URL, one key per page, and what a URL gives away by itself. Every function here is total."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from ipaddress import IPv6Address
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

import idna

from pipeline.core.wrappers import site, unwrapped

MAX_LENGTH: Final = 8192  # characters; servers answer 414 well before

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_ABSOLUTE: Final = tuple(f"{scheme}://" for scheme in _DEFAULT_PORTS)
_C0_AND_SPACE: Final = "".join(map(chr, range(0x21)))
_SCHEME_AND_SLASHES: Final = re.compile(r"^(https?):/*", re.IGNORECASE)
_HOST: Final = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_MAX_HOST: Final = 253

_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE_IN_PATH: Final = re.compile(r"%([0-9A-Fa-f]{2})|[^!$&'()*+,\-./0-9:;=@A-Z_a-z~]")
_ESCAPE_IN_QUERY: Final = re.compile(r"%([0-9A-Fa-f]{2})|[^!$&'()*+,\-./0-9:;=?@A-Z_a-z~]")

# Nearly all that feeds and pages write is spelled so already: nothing in it to be folded, escaped or resolved.
_SETTLED: Final = re.compile(
    r"https?://(?=[^/]{1,253}/)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*"
    r"(?:/(?!\.)[!$&'()*+,\-.0-9:;=@A-Z_a-z~]*)+(?:\?[!$&'()*+,\-./0-9:;=?@A-Z_a-z~]+)?"
)

_SESSION_IN_PATH: Final = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_DEFAULT_PORT: Final = re.compile(r":(?:80|443)$")
_AMP_FILE: Final = re.compile(r"(?:\.amp)+\.html$")
_PATH_TAIL: Final = re.compile(r"/+$|(?<=[^/])/amp$|/index\.(?:html?|php)$")

_DATE_IN_PATH: Final = (
    re.compile(r"/(?P<year>(?:19|20)\d\d)/(?P<month>\d\d?|[a-z]{3})/(?P<day>\d\d?)(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<month>\d\d)(?P<day>\d\d)(?!\d)"),
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# Parameters that count visits and never choose what is shown.
_TRACKING: Final = re.compile(
    r"""
    (?:utm|at|pk|mtm|hsa|fb)_.*
    | [dgty]clid | fbclid | gclsrc | [gw]braid | msclkid | ttclid | twclid | ysclid | igsh(?:id)? | li_fat_id | srsltid
    | _g(?:a|ac|l) | _hs(?:enc|mi) | __hs(?:fp|sc|tc) | hsctatracking | mc_[ce]id | mkt_tok | oly_(?:anon|enc)_id
    | vero_(?:conv|id) | wickedid | wt_z?mc | xtor | xtref | cmpid | icid | intcid | intcmp | ncid | ocid | s_cid
    | smid | smtyp | spm | taid | trk | wprov | ns_(?:campaign|fee|linkname|mchannel|source) | ref_(?:src|url)
    | action_(?:object|ref|type)_map | __twitter_impression | guccounter | guce_referrer(?:_sig)?
    | amp_gsa | amp_js_v | usqp | jsessionid | phpsessid
    """,
    re.VERBOSE,
)
# Names that elsewhere choose the page: dropped only when the value says "I came by the feed" and the like.
_REFERRER: Final = re.compile(
    r"""
    (?:ref|referrer|from|src|source|origin|via|partner|emc|mod)
    =
    (?:atom|email|facebook|fb|feeds?|home|homepage|hp|linkedin|newsletter|nl|rss2?|rss[_-]?feed|social|twitter|whatsapp)
    """,
    re.VERBOSE,
)
_AMP_PARAMETER: Final = re.compile(r"amp(?:=(?:1|true|amp)?)?|_amp=(?:1|true)|outputtype=amp(?:-type)?")


def canonical(url: str, base: str = "") -> str:
    """The one spelling of an absolute http(s) URL, in ASCII; empty when it is no address of a page.

    Case of scheme and host, IDNA, default ports, dot segments and percent-encoding are settled; the fragment goes,
    except `#!` and `#/`, by which some sites tell their pages apart. Nothing that a server sees is changed.

    Args:
        url: as somebody wrote it, absolute or relative.
        base: the absolute URL it is relative to.

    Returns:
        The URL, or "" for another scheme, credentials, a host that is no name, a port that is none, a bare fragment,
        or more than `MAX_LENGTH` characters.
    """
    if len(url) <= MAX_LENGTH and _SETTLED.fullmatch(url):
        return url
    text = url.strip(_C0_AND_SPACE)
    return "" if not text or text.startswith("#") or len(text) > MAX_LENGTH else _spelled(text, base)


@lru_cache(maxsize=512)  # reading one page asks for the same few a dozen times
def _spelled(text: str, base: str) -> str:
    before_query, question_mark, query = text.partition("?")
    text = _SCHEME_AND_SLASHES.sub(r"\1://", before_query.replace("\\", "/")) + question_mark + query
    if text.lower().startswith("www."):
        text = "http://" + text  # a path of that name is rarer than a forgotten scheme
    try:
        parts = urlsplit(text if text.lower().startswith(_ABSOLUTE) else urljoin(base, text))
        port = parts.port
        name = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in _DEFAULT_PORTS or "@" in parts.netloc or port == 0:
        return ""
    server = _server_name(name)
    if not server:
        return ""
    where = "" if port is None or port == _DEFAULT_PORTS[parts.scheme] else f":{port}"
    path = _without_dots(_escaped(parts.path, _ESCAPE_IN_PATH))
    search = "?" + _escaped(parts.query, _ESCAPE_IN_QUERY) if parts.query else ""
    anchor = "#" + _escaped(parts.fragment, _ESCAPE_IN_QUERY) if parts.fragment.startswith(("!", "/")) else ""
    spelled = f"{parts.scheme}://{server}{where}{path}{search}{anchor}"
    return spelled if len(spelled) <= MAX_LENGTH else ""


def unwrap(url: str) -> str:
    """The publisher's URL inside a link of Bing, Google News, Google Alerts or an AMP cache, without asking anyone.

    Returns:
        The canonical target; the canonical URL itself when it wraps nothing; "" when it is unusable.
    """
    page = canonical(url)
    for _ in range(3):  # an alert may wrap an AMP cache; deeper nesting is somebody's joke
        target = canonical(unwrapped(page)) if page else ""
        if not target:
            break
        page = target
    return page


def key(url: str) -> str:
    """The identity of a page: URLs with one key show one article. For comparing, not for fetching.

    Folded: scheme, wrappers, `www.`, `m.`, `mobile.` and `amp.` hosts, AMP paths and parameters, tracking parameters,
    the order of parameters, a trailing slash, index files, session ids. The key of `"https://" + key(url)` is
    `key(url)`.

    Returns:
        Host, path and query without a scheme; "" when the URL is unusable.
    """
    page = unwrap(url)
    if not page:
        return ""
    parts = urlsplit(page)
    path = _SESSION_IN_PATH.sub("", parts.path)
    while (shorter := _AMP_FILE.sub(".html", _PATH_TAIL.sub("", path, count=1))) != path:
        path = shorter
    kept = sorted(filter(None, map(_kept_parameter, parts.query.split("&"))), key=lambda piece: piece.partition("=")[0])
    search = "?" + "&".join(kept) if kept else ""
    anchor = "#" + parts.fragment if parts.fragment else ""
    return f"{site(_DEFAULT_PORT.sub('', parts.netloc))}{path}{search}{anchor}"


def host(url: str) -> str:
    """The host a request for this URL goes to, lower case, IDNA, without port; "" when the URL is unusable."""
    return urlsplit(canonical(url)).hostname or ""


def date_in(url: str) -> date | None:
    """The day a URL's path names, as /2026/11/24/, /2026/nov/24/, 2026-11-24 or 20261124; None when it names none."""
    path = urlsplit(canonical(url)).path.lower()
    for form in _DATE_IN_PATH:
        for found in form.finditer(path):
            month = found["month"]
            number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month) if month.isdecimal() else 0
            try:
                return date(int(found["year"]), number, int(found["day"]))
            except ValueError:
                continue
    return None


def _server_name(name: str) -> str:
    name = name.removesuffix(".")
    if len(name) > _MAX_HOST:
        return ""
    if ":" in name:
        return _ipv6(name)
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except UnicodeError:  # idna.IDNAError is one
            return ""
    name = name.lower()
    return name if len(name) <= _MAX_HOST and _HOST.fullmatch(name) else ""


def _ipv6(name: str) -> str:
    if "%" in name:
        return ""  # a zone is a network card of whoever wrote the link
    try:
        return f"[{IPv6Address(name).compressed}]"
    except ValueError:
        return ""


def _escaped(text: str, pattern: re.Pattern[str]) -> str:
    def spell(found: re.Match[str]) -> str:
        if found[1] is None:
            return quote(found[0], safe="", errors="ignore")
        character = chr(int(found[1], 16))
        return character if character in _UNRESERVED else found[0].upper()

    return pattern.sub(spell, text)


def _without_dots(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _kept_parameter(piece: str) -> str:
    """A query parameter as it belongs in a key; empty when it does not."""
    while piece.startswith("amp;"):  # `&amp;` escaped once too often
        piece = piece[4:]
    lower = piece.lower()
    visit = (
        _TRACKING.fullmatch(lower.partition("=")[0]) or _REFERRER.fullmatch(lower) or _AMP_PARAMETER.fullmatch(lower)
    )
    return "" if visit else piece
