"""The store: one SQLite file through sqlite-utils. Rows and SQL stop here; what leaves are model values."""
