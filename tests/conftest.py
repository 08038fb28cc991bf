"""How property tests run: the same examples each time here, new ones each time with `make fuzz`."""

from __future__ import annotations

import os

from hypothesis import settings

# A machine that is busy says nothing about the code: no example has a deadline of its own.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=2000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))
