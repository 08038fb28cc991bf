"""Pure decisions. No socket, file, clock, randomness, environment or logging; `now` is always an argument."""
