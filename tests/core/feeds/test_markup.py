from __future__ import annotations

from xml.parsers.expat import ExpatError, ParserCreate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.feeds.markup import in_parts, mended

PIECES = st.sampled_from(
    [
        *(
            "<rss>",
            "</rss>",
            "<item>",
            "</item>",
            "<title>",
            "</title>",
            "<![CDATA[",
            "]]>",
            "<!--",
            "-->",
            "<?x",
            "?>",
        ),
        *(
            "&",
            "&amp;",
            "&eacute;",
            "&#0;",
            "&#xD83D;&#xDE00;",
            "&#x110000;",
            "&bogus;",
            "&a;",
            "<",
            ">",
            "\x00",
            "\ud800",
        ),
        *("\ufffe", "text", '<!DOCTYPE rss [<!ENTITY a "b">]>'),
    ]
)


def well_formed(text: str) -> bool:
    try:
        ParserCreate(namespace_separator=" ").Parse(text, True)
    except ExpatError:
        return False
    return True


@pytest.mark.parametrize(
    "document",
    [
        "<rss><a>&amp;&#233;</a></rss>",
        "<rss><![CDATA[ & < &nbsp; &#55296; ]]><!-- & --></rss>",
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:x="y"><x:z/></feed>',
    ],
)
def test_a_well_formed_document_is_not_touched(document: str) -> None:
    found = mended(document)
    assert (found.text, found.complaint) == (document, "")


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("<rss>R&D, AT&T;</rss>", "<rss>R&amp;D, AT&amp;T;</rss>"),
        ("<rss>?a=1&b=2</rss>", "<rss>?a=1&amp;b=2</rss>"),
        ("<rss>5 < 6 <= 7</rss>", "<rss>5 &lt; 6 &lt;= 7</rss>"),
        ("<rss>caf&eacute;&nbsp;&copy;</rss>", "<rss>café\u00a0©</rss>"),
        ("<rss>&bogus;</rss>", "<rss>&amp;bogus;</rss>"),
        ("<rss>a&#x110000;b&#55296;c&#0;d&#99999999;</rss>", "<rss>abcd</rss>"),
        ("<rss>&#xD83D;&#xDE00; &#55357;&#56832;</rss>", "<rss>😀 😀</rss>"),
        ("<rss>&#60;&#x26;&</rss>", "<rss>&lt;&amp;&amp;</rss>"),
        ("<rss>\x00a\x0b\x1b\ufffe\ud800b</rss>", "<rss>ab</rss>"),
        ("<rss>x</rss><!-- y --><z>", "<rss>x</rss>"),
        ("<rss>x</rss> </rss> junk", "<rss>x</rss> </rss>"),
        ("<rss><![CDATA[&nbsp;]]>&</rss>", "<rss><![CDATA[&nbsp;]]>&amp;</rss>"),
    ],
)
def test_what_a_strict_parser_stumbles_over_is_mended(broken: str, whole: str) -> None:
    found = mended(broken)
    assert found.text == whole
    assert found.complaint


@pytest.mark.parametrize(
    "before",
    [
        "\n \ufeff",
        "<?xml version='1.0' encoding='x'?>",
        "<!-- <rss> -->",
        "<?php <feed> ?>",
        "<!DOCTYPE rss SYSTEM 'rss.dtd'>",
        "<br />\n<b>Warning</b>: x in <b>y</b><br />\n",
        "Notice: undefined index",
    ],
)
def test_a_document_begins_at_its_root(before: str) -> None:
    found = mended(f"{before}<rss>x</rss>")
    assert (found.root, found.text, found.complaint) == ("rss", "<rss>x</rss>", "")


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("<rdf:RDF xmlns:rdf='x'/>", "rdf"),
        ("<RSS/>", "rss"),
        ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'/>", "feed"),
        ("<!DOCTYPE html><html><body><feed></body></html>", "html"),
        ("<opml/>", "opml"),
        ("no markup at all", ""),
        ("<!-- never closed <rss>", ""),
        ("<" * 1000, ""),
    ],
)
def test_the_root_is_named(text: str, root: str) -> None:
    assert mended(text).root == root


def test_a_torn_item_is_left_out() -> None:
    found = mended("<rss><item><title>1</title></item><item><title>2</title></item><item><title>3</ti")
    assert found.text == "<rss><item><title>1</title></item><item><title>2</title></item>"
    assert mended("<rss><channel><item><title>1</ti").text == "<rss><channel>"
    assert mended("<rss><channel><title>none").text == "<rss><channel><title>none"


def test_short_entities_of_the_document_are_its_own_business() -> None:
    doctype = "<!DOCTYPE rss [<!ENTITY a \"Ann &amp; Co\"><!ENTITY b 'Bo'><!ENTITY c '&#233;'><!ENTITY amp 'x'>]>"
    found = mended(f"{doctype}<rss>&b;&c;&amp;</rss>")
    assert (found.text, found.complaint) == ("<rss>Boé&amp;</rss>", "")


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss [<!ENTITY a "' + "x" * 80_000 + '">]>',
        '<!DOCTYPE rss [<!ENTITY b "x"><!ENTITY a "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>',
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1/x.dtd">%p;]>',
    ],
)
def test_entities_that_bombs_are_made_of_are_not_expanded(doctype: str) -> None:
    found = mended(f"{doctype}<rss>{'&a;' * 10_000}</rss>")
    assert found.text == f"<rss>{'&amp;a;' * 10_000}</rss>"


def test_items_are_told_apart_by_their_health() -> None:
    parts = in_parts("<rss><channel><item>1</item><item>2</item> <item><b>3</item><item>4</item></channel></rss>")
    assert parts.head == "<rss><channel>"
    assert parts.sound_runs() == [["<item>1</item>", "<item>2</item>"], [" <item><b>3</item>"], ["<item>4</item>"]]
    assert parts.around(parts.items[:1]) == "<rss><item>1</item></rss>"


def test_the_end_of_an_item_in_quotation_is_none() -> None:
    parts = in_parts("<rss><item><![CDATA[</item>]]></item></rss>")
    assert parts.items == ("<item><![CDATA[</item>]]></item>",)


@settings(deadline=None)
@given(st.lists(st.one_of(PIECES, st.text())).map("".join))
def test_any_text_can_be_mended_and_once_is_enough(text: str) -> None:
    found = mended(text)
    assert found.well_formed == well_formed(found.text)
    if found.well_formed:
        assert mended(found.text).text == found.text


@settings(deadline=None)
@given(st.lists(PIECES).map("".join))
def test_the_parts_of_a_document_are_all_of_it(text: str) -> None:
    parts = in_parts(text)
    assert parts.head + "".join(parts.items) + parts.tail == text
    assert [item for run in parts.sound_runs() for item in run] == list(parts.items)
