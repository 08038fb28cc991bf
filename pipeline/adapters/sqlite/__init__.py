"""The store: one SQLite file through sqlite-utils. Rows and SQL stop here; what leaves are model values."""

from pipeline.adapters.spared import spared

with spared("numpy"):  # whose numbers sqlite-utils could store; they take longer to load than all the rest of it
    import sqlite_utils  # noqa: F401  (whoever imports it from now on finds it loaded)
