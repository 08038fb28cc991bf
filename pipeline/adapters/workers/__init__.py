"""The Workers port: processes that may crash, hang or run out of memory without harm to anybody else.

Each worker has a pipe of its own and does one task at a time, for the thread that asked; there is no shared queue, no
lock that a dying worker could take along, and no manager. A worker that dies or hangs costs its own task and is
replaced; everybody else never notices.

Workers are forked from one process, the nursery, that has loaded all they need and then only waits: the first is as
slow as the loading, every other costs next to nothing, and what was loaded is in memory once. The standard library's
forkserver was passed over: there is one for a whole program, it loads modules where we must build a matcher, and its
workers outlive it.
"""

from pipeline.adapters.workers.pool import InlineWorkers, ProcessWorkers

__all__ = ["InlineWorkers", "ProcessWorkers"]
