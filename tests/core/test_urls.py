from __future__ import annotations

import base64
from datetime import date
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.core.urls import MAX_LENGTH, canonical, date_in, host, key, unwrap

HOSTS = st.sampled_from(
    [
        "example.org",
        "www.Example.org",
        "m.example.org",
        "amp.example.org",
        "münchen.example",
        "m.me",
        "a",
        "[::1]",
        "127.0.0.1",
    ]
)
PATHS = st.lists(
    st.sampled_from(
        [
            "",
            "amp",
            "index.html",
            "index.php",
            "a",
            "A",
            "é",
            "%7e",
            "%2E",
            "..",
            ".",
            "x.amp.html",
            ";jsessionid=1",
            "url",
        ]
    )
).map("/".join)
QUERIES = st.lists(
    st.sampled_from(
        [
            "id=1",
            "id=2",
            "utm_source=x",
            "amp",
            "amp=1",
            "amp;b=2",
            "ref=rss",
            "ref=3",
            "b",
            "b=",
            "a=%c3",
            "",
            "é=ü",
            "url=http://x.org/",
        ]
    )
).map("&".join)
FRAGMENTS = st.sampled_from(["", "#top", "#!/story/1", "#/story/1", "#xtor=RSS-1"])


@st.composite
def links(draw: st.DrawFn) -> str:
    scheme = draw(st.sampled_from(["http", "https", "HTTP"]))
    port = draw(st.sampled_from(["", ":80", ":443", ":8080"]))
    query = draw(QUERIES)
    return f"{scheme}://{draw(HOSTS)}{port}/{draw(PATHS)}{'?' + query if query else ''}{draw(FRAGMENTS)}"


ANYTHING = st.one_of(st.text(), st.text(alphabet="htps:/?#[]@&=%.\\ \t\n;amp-12"), links())


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("HTTP://WWW.Example.ORG:80/A", "http://www.example.org/A"),
        ("https://example.org:443", "https://example.org/"),
        ("https://example.org:8443/", "https://example.org:8443/"),
        ("  https://example.org/a\n b ", "https://example.org/a%20b"),
        ("https://example.org/a/./b/../c", "https://example.org/a/c"),
        ("https://example.org/%7euser/%c3%a9", "https://example.org/~user/%C3%A9"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/x#comments", "https://example.org/x"),
        ("https://example.org/#!/story/1", "https://example.org/#!/story/1"),
        ("https://example.org/#/story/1", "https://example.org/#/story/1"),
        ("https://example.org/?b=2&a=1", "https://example.org/?b=2&a=1"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("https://ДОМЕН.example/новость", "https://xn--d1acufc.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D1%8C"),
        ("http:\\\\example.org\\a", "http://example.org/a"),
        ("https:///example.org/a", "https://example.org/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("www.example.org/a", "http://www.example.org/a"),
        ("http://[2001:DB8:0::1]:8080/", "http://[2001:db8::1]:8080/"),
        ("http://2130706433/", "http://2130706433/"),
    ],
)
def test_a_url_has_one_spelling(written: str, stored: str) -> None:
    assert canonical(written) == stored


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("/a", "https://example.org/a"),
        ("//cdn.example/a", "https://cdn.example/a"),
        ("b.html", "https://example.org/news/b.html"),
        ("../b.html", "https://example.org/b.html"),
        ("?p=1", "https://example.org/news/feed.xml?p=1"),
        ("http://other.example/a", "http://other.example/a"),
    ],
)
def test_a_relative_url_is_resolved(written: str, stored: str) -> None:
    assert canonical(written, "https://example.org/news/feed.xml") == stored


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "#top",
        "/relative/without/base",
        "javascript:alert(1)",
        "jav\tascript:alert(1)",
        "data:text/html,x",
        "mailto:a@example.org",
        "file:///etc/hostname",
        "ftp://example.org/",
        "http://",
        "http://[bad/",
        "http://[::1",
        "http://[fe80::1%25eth0]/",
        "http://user:secret@example.org/",
        "http://user@example.org/",
        "http://example.org:0/",
        "http://example.org:65536/",
        "http://example.org:port/",
        "http://exa mple.org/",
        "http://a..b/",
        "http://\u2488com/",
        "http://xn--\u00e9/",
        "http://" + "a" * 64 + ".example/",
        "http://example.org/" + "a" * MAX_LENGTH,
        "http://example.org/" + "é" * (MAX_LENGTH // 3),
    ],
)
def test_what_is_no_address_of_a_page_is_empty(written: str) -> None:
    assert canonical(written) == ""
    assert key(written) == ""
    assert host(written) == ""
    assert unwrap(written) == ""
    assert date_in(written) is None


@settings(deadline=None)
@given(ANYTHING, ANYTHING)
@example(": #", "http://[")
@example("http://[", "")
@example("//", "http://a/")
def test_every_text_has_a_canonical_form_that_is_stable(text: str, base: str) -> None:
    stored = canonical(text, base)
    assert canonical(stored) == stored
    if stored:
        assert stored.isascii()
        assert urlsplit(stored).scheme in {"http", "https"}
        assert host(stored)


@settings(deadline=None)
@given(ANYTHING)
@example("http://m.google.com/url?url=http://x.org/")
@example("http://a.org/amp/amp/")
@example("http://a.org/index.html/amp")
@example("http://a.org/?amp;amp;utm_source=1")
def test_the_key_of_a_key_is_itself(text: str) -> None:
    identity = key(text)
    assert key(canonical(text)) == identity
    assert key(f"https://{identity}") == identity


@pytest.mark.parametrize(
    "variant",
    [
        "http://example.org/news/story",
        "https://www.example.org/news/story",
        "https://m.example.org/news/story",
        "https://mobile.example.org/news/story",
        "https://amp.example.org/news/story",
        "https://example.org:443/news/story",
        "https://example.org/news/story/",
        "https://example.org/news/story/amp",
        "https://example.org/news/story/amp/",
        "https://example.org/news/story/index.html",
        "https://example.org/news/story?amp",
        "https://example.org/news/story?amp=1",
        "https://example.org/news/story?outputType=amp",
        "https://example.org/news/story#comments",
        "https://example.org/news/story#xtor=RSS-1",
        "https://example.org/news/story;jsessionid=3F2A",
        "https://example.org/news/story?utm_source=rss&utm_medium=feed&utm_campaign=news",
        "https://example.org/news/story?xtor=RSS-3208&at_medium=rss&at_campaign=1",
        "https://example.org/news/story?fbclid=IwAR0&gclid=1&dclid=2&msclkid=3&yclid=4&igshid=5&_ga=6",
        "https://example.org/news/story?mc_cid=1&mc_eid=2&cmpid=3&ns_campaign=4&ref_src=5",
        "https://example.org/news/story?ref=rss",
        "https://example.org/news/story?source=rss&amp;utm_source=x",
        "https://www.google.com/amp/s/www.example.org/news/story",
        "https://www-example-org.cdn.ampproject.org/c/s/www.example.org/news/story?amp_js_v=0.1&usqp=mq331",
        "https://www.google.com/url?rct=j&sa=t&url=https://www.example.org/news/story&ct=ga&usg=A1",
        "http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&tid=6A&url=https%3a%2f%2fexample.org%2fnews%2fstory&c=1&mkt=en-us",
    ],
)
def test_variants_of_a_page_share_its_key(variant: str) -> None:
    assert key(variant) == "example.org/news/story"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/?id=1", "https://example.org/?id=2"),
        ("https://example.org/story?page=1", "https://example.org/story"),
        ("https://example.org/view?ref=4711", "https://example.org/view?ref=4712"),
        ("https://example.org/view?source=42", "https://example.org/view"),
        ("https://example.org/Story", "https://example.org/story"),
        ("https://example.org/?a=1&a=2", "https://example.org/?a=2&a=1"),
        ("https://example.org/amp", "https://example.org/"),
        ("https://example.org/camp", "https://example.org/c"),
        ("https://news.example.org/a", "https://example.org/a"),
        ("https://m.me/a", "https://me/a"),
        ("https://example.org:8080/a", "https://example.org/a"),
        ("https://example.org/#!/a", "https://example.org/#!/b"),
        ("https://example.org/a?b", "https://example.org/a?b=1"),
    ],
)
def test_different_pages_have_different_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


@settings(deadline=None)
@given(st.integers(0, 99), st.integers(0, 99), links())
def test_an_id_is_never_folded_away(one: int, other: int, link: str) -> None:
    base = link.partition("#")[0]
    joint = "&" if "?" in base else "?"
    same = key(f"{base}{joint}article={one}") == key(f"{base}{joint}article={other}")
    assert same == (one == other)


@settings(deadline=None)
@given(st.permutations(["a=1", "b=2", "id=3", "utm_source=x"]))
def test_the_order_of_parameters_does_not_matter(pieces: list[str]) -> None:
    assert key("https://example.org/?" + "&".join(pieces)) == "example.org?a=1&b=2&id=3"


def google_news(url: bytes, *, header: bytes = b"\x08\x13\x22") -> str:
    size = bytes([len(url)]) if len(url) < 128 else bytes([len(url) & 0x7F | 0x80, len(url) >> 7])
    identifier = base64.urlsafe_b64encode(header + size + url + b"\xd2\x01\x00").decode().rstrip("=")
    return f"https://news.google.com/rss/articles/{identifier}?oc=5"


@pytest.mark.parametrize("length", [1, 90, 104, 105, 300])
def test_an_old_google_news_id_holds_the_publishers_url(length: int) -> None:
    target = "https://example.org/" + "a" * length
    assert unwrap(google_news(target.encode())) == target


@pytest.mark.parametrize(
    "link",
    [
        google_news(b"AU_yqLNOyNbvEvOZ"),
        google_news(b"https://example.org/", header=b"\x08\x14\x22"),
        "https://news.google.com/rss/articles/CBMi",
        "https://news.google.com/rss/articles/!!!",
        "https://news.google.com/home",
        "https://www.google.com/url?sa=t",
        "https://www.google.com/url?url=javascript:alert(1)",
        "https://www.bing.com/news/apiclick.aspx?" + "&".join(f"a{n}=1" for n in range(200)),
        "https://www.bing.com/news/search?url=https://example.org/",
        "https://example.org/apiclick.aspx?url=https://other.example/",
    ],
)
def test_a_wrapper_that_gives_nothing_away_stays(link: str) -> None:
    assert unwrap(link) == canonical(link)


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_any_google_news_id_can_be_looked_into(raw: bytes) -> None:
    identifier = base64.urlsafe_b64encode(b"\x08\x13\x22" + raw).decode()
    assert unwrap(f"https://news.google.com/articles/{identifier}")


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://example.org/2026/11/24/story", date(2026, 11, 24)),
        ("https://example.org/2026/1/4/story", date(2026, 1, 4)),
        ("https://example.org/world/2026/nov/24/story", date(2026, 11, 24)),
        ("https://example.org/story-2026-11-24.html", date(2026, 11, 24)),
        ("https://example.org/20261124/story", date(2026, 11, 24)),
        ("https://example.org/20261399/20261124-story", date(2026, 11, 24)),
        ("https://example.org/2026/13/45/", None),
        ("https://example.org/2026/11/story", None),
        ("https://example.org/2026/xyz/24/story", None),
        ("https://example.org/id/120261124", None),
        ("https://example.org/?date=2026-11-24", None),
        ("https://20261124.example.org/", None),
    ],
)
def test_the_day_in_a_path_is_found(url: str, day: date | None) -> None:
    assert date_in(url) == day


_PIECE = st.text(alphabet="abZ09.-_~%!$&'()*+,;=:@ é/?#\\|[]^\n", max_size=8)


@given(
    st.sampled_from(["http", "https", "HTTP", "ftp"]), st.text(alphabet="aB0.-_:@é[]", max_size=12),
    st.lists(_PIECE, max_size=4), st.text(alphabet="?#a=%.", max_size=4), _PIECE,
)  # fmt: skip
def test_an_address_is_taken_for_settled_only_if_nothing_would_change(
    scheme: str, server: str, path: list[str], mark: str, rest: str
) -> None:
    url = f"{scheme}://{server}{''.join(f'/{piece}' for piece in path)}{mark}{rest}"
    assert canonical(url) == canonical(f" {url}")  # the blank goes, but only by the long way
