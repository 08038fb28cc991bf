"""Use cases. A job is a frozen dataclass whose fields are its ports; calling it with `now` yields what happened."""
