"""Articles: page -> text -> tree -> body -> paragraphs -> article.

decoding reads the bytes, markup the HTML; boilerplate cuts what is not the article, extraction finds the body,
cleaning leaves out what slipped through; metadata and structured hear what the page says of itself; walls tells pages
that are not the article; dates, language and places settle the rest; reading puts it together.
"""

from pipeline.core.articles.reading import read_entry, read_page, read_page_if

__all__ = ["read_entry", "read_page", "read_page_if"]
