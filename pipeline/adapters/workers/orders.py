"""What we and the nursery say to each other, one order and one answer at a time."""

from __future__ import annotations

import struct
from typing import Final

START: Final = 60.0  # seconds the nursery may take to be ready, in addition to a task's own

# To the nursery: a worker to end. Or zero, with the pipe of a worker to fork, which travels beside it.
ORDER: Final = struct.Struct("!i")
# From it: the number of the worker forked, or minus the errno that forbade it. Or how the worker ended, as
# `Popen.returncode` would say; of one that is no worker of it, `UNKNOWN`.
ANSWER: Final = struct.Struct("!i")
UNKNOWN: Final = 1 << 16
READY: Final = b"!"
