"""What a page says about itself outside its text: title, site, authors, dates, addresses."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.core import plaintext
from pipeline.core.articles.markup import fingerprint, text_of
from pipeline.core.articles.structured import StructuredArticle, structured_article

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.core.articles.markup import Element

_TITLES: Final = ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title")
_DESCRIPTIONS: Final = ("og:description", "description", "twitter:description", "dc.description", "dcterms.description")
_AUTHORS: Final = (
    "author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "article:author",
    "byl",
)
_DATES: Final = (
    *("article:published_time", "og:article:published_time", "og:published_time", "datepublished", "parsely-pub-date"),
    *("sailthru.date", "article.published", "article:published", "published_time", "publish-date", "publish_date"),
    *("pubdate", "publication_date", "dcterms.created", "dcterms.issued", "dcterms.date", "dc.date.issued"),
    *("dc.date.created", "dc.date", "date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime"),
)
_TELLING: Final = ("meta", "link", "script", "title", "h1", "time")
_MARKED: Final = ("span", "abbr", "div", "p", "a", "address")  # where attributes say so
_LOCKED: Final = frozenset({"locked", "paid", "premium"})

_SEPARATOR: Final = re.compile(r"\s+[|·•–—\-:«»>]+\s+|\s*[|»]\s*|\s*::\s*")
_SEPARATING: Final = re.compile(r"[|·•–—\-:«»>]")  # what is looked for first, for it is found faster
_BYLINE: Final = re.compile(r"^(?:by|von|par|por|di|da|door|av|af|od|автор|作者)\s*[:：]?\s+", re.IGNORECASE)
_AND: Final = re.compile(r"\s*(?:[,;|/&]| and | und | et | y | e | och | og | i )\s*")
_ADDRESS: Final = re.compile(r"//|www\.|@")
_NOT_A_NAME: Final = re.compile(r"\d|^(?:admin|staff|redaktion|redacción|editor)$", re.IGNORECASE)
_LONGEST_NAME: Final = 60  # characters
_MOST_AUTHORS: Final = 10
_MUCH: Final = 0.5
_SITE: Final = 3  # letters at least for a part of a title to count as the site's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The page's own account; empty where it is silent."""

    titles: tuple[str, ...] = ()  # best first, without the site's name
    headings: tuple[str, ...] = ()  # as shown: the window's title, then headings of first order
    site: str = ""
    authors: tuple[str, ...] = ()
    description: str = ""
    published: tuple[str, ...] = ()  # as written, the more dependable first
    language: str = ""  # as declared
    canonical: tuple[str, ...] = ()  # links, as written, the more dependable first
    amp: str = ""
    is_article: bool = False  # calls itself an article
    is_locked: bool = False  # says that it is not for free
    body: str = ""  # the article's text, if the page gives it to machines


def metadata(page: Element, host: str) -> Metadata:
    """What the page at `host` says about itself."""
    telling = _telling(page)
    tags = _tags(telling["meta"])
    data = structured_article(telling["script"])
    named = (plaintext.line(name) for name in (tags.get("og:site_name", ""), data.publisher))
    site = next((name for name in named if name and not _ADDRESS.search(name)), "")
    window = plaintext.line(next(map(text_of, telling["title"]), ""))
    shown = tuple(filter(None, (plaintext.line(text_of(heading)) for heading in telling["h1"])))
    declared = dict.fromkeys((*(tags[name] for name in _TITLES if name in tags), data.headline))
    names = tuple(mark for name in (site, data.publisher, host) if len(mark := fingerprint(name)) >= _SITE)
    return Metadata(
        titles=_titles(window, shown, tuple(map(plaintext.line, declared)), names),
        headings=(window, *shown),
        site=site,
        authors=_authors(telling["author"], tags, data),
        description=plaintext.line(_first(tags, *_DESCRIPTIONS) or data.description),
        published=tuple(_dates(telling["time"], tags, data)),
        language=_language(page, tags) or data.language,
        canonical=tuple(filter(None, (_link(telling["link"], "canonical"), tags.get("og:url"), data.url))),
        amp=_link(telling["link"], "amphtml"),
        is_article=data.is_article or tags.get("og:type", "").lower() == "article" or "article:published_time" in tags,
        is_locked=data.is_locked or tags.get("article:content_tier", "").lower() in _LOCKED,
        body=data.body,
    )


def _telling(page: Element) -> dict[str, list[Element]]:
    """The elements that say something about the page, by tag; under "time" and "author", those marked as such, too."""
    found: dict[str, list[Element]] = {tag: [] for tag in (*_TELLING, "author")}
    for element in page.iter(*_TELLING, *_MARKED):
        tag = element.tag
        if tag in found:
            found[tag].append(element)
            continue
        property_, relation = element.get("itemprop"), element.get("rel")
        if property_ == "author" or (relation and "author" in relation.split()):
            found["author"].append(element)
        elif property_ and property_.lower() == "datepublished":
            found["time"].append(element)
    return found


def _tags(metas: Iterable[Element]) -> dict[str, str]:
    """The first content of each meta element, by its lower-case name."""
    tags: dict[str, str] = {}
    for meta in metas:
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        content = (meta.get("content") or "").strip()
        if name and content:
            tags.setdefault(name, content)
    return tags


def _first(tags: dict[str, str], *names: str) -> str:
    return next((tags[name] for name in names if name in tags), "")


def _link(links: Iterable[Element], relation: str) -> str:
    for link in links:
        if relation in (link.get("rel") or "").lower().split() and link.get("href"):
            return str(link.get("href"))
    return ""


def _titles(window: str, shown: tuple[str, ...], declared: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    plain = [_without_site(title, names) for title in dict.fromkeys((*declared, window))]
    marks = [mark for title in plain if (mark := fingerprint(title))]
    # A heading that the page also declares is the title as readers see it; others may be the name of a section.
    agreed = [title for title in shown if any(_agree(fingerprint(title), mark) for mark in marks)]
    lone = shown if len(shown) == 1 else ()
    return tuple(dict.fromkeys(title for title in (*agreed, *plain, *lone) if _is_title(title, names)))


def _agree(shown: str, declared: str) -> bool:
    """Whether one title is the other, or much of it."""
    shorter, longer = sorted((shown, declared), key=len)
    return shorter in longer and len(shorter) > _MUCH * len(longer)


def _without_site(title: str, names: tuple[str, ...]) -> str:
    """A title without the parts at its ends that name the site."""
    while _SEPARATING.search(title):
        cuts = list(_SEPARATOR.finditer(title))
        if cuts and _names_site(title[cuts[-1].end() :], names):
            title = title[: cuts[-1].start()].strip()
        elif cuts and _names_site(title[: cuts[0].start()], names):
            title = title[cuts[0].end() :].strip()
        else:
            break
    return title


def _names_site(part: str, names: tuple[str, ...]) -> bool:
    mark = fingerprint(part)
    return len(mark) >= _SITE and any(mark in name or name in mark for name in names)


def _is_title(title: str, names: tuple[str, ...]) -> bool:
    mark = fingerprint(title)
    return bool(mark) and mark not in names


def _authors(bylines: Iterable[Element], tags: dict[str, str], data: StructuredArticle) -> tuple[str, ...]:
    for source in (data.authors, [tags[name] for name in _AUTHORS if name in tags], map(text_of, bylines)):
        people = [
            name
            for text in map(html.unescape, source)
            if not _ADDRESS.search(text)
            for part in _AND.split(_BYLINE.sub("", plaintext.line(text)))
            if (name := _BYLINE.sub("", part.strip())) and len(name) <= _LONGEST_NAME and not _NOT_A_NAME.search(name)
        ]
        if people:
            return tuple(dict.fromkeys(people))[:_MOST_AUTHORS]
    return ()


def _dates(dated: Iterable[Element], tags: dict[str, str], data: StructuredArticle) -> Iterator[str]:
    if data.published:
        yield data.published
    yield from (tags[name] for name in _DATES if name in tags)
    for element in dated:
        if stamp := element.get("datetime") or element.get("content") or element.get("title"):
            yield str(stamp)


def _language(page: Element, tags: dict[str, str]) -> str:
    declared = page.get("lang") or page.get("{http://www.w3.org/XML/1998/namespace}lang") or page.get("xml:lang")
    return str(declared or "") or _first(tags, "og:locale", "content-language", "dc.language", "language")
