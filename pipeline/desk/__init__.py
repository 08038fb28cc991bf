"""The analyst's desk: a Datasette plugin that turns the store into pages to read.

Installed by entry point, so that plain `datasette data/monitor.db` already looks like the product. It runs unchanged on
Datasette 0.65 and on the alphas of 1.0, reads only, and leaves databases alone that are not ours.
"""
