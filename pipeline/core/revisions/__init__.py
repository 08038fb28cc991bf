"""What publishers do to articles after we have read them: when to look again, and how two versions differ.

`edits` and `schedule` are light; `substance` and `looking` read pages, and are for workers.
"""
