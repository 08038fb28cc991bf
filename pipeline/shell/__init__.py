"""The imperative shell: the only place that knows everyone, reads the clock and talks to people."""
