"""How a command that does long work is stopped."""

from __future__ import annotations

import signal
import threading


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM or a first Ctrl-C sets, so that work under way may finish; a second Ctrl-C ends at once."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: signal.default_int_handler(*_) if stop.is_set() else stop.set())
    return stop
