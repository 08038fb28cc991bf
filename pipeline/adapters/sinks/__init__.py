"""Places digests go to, one module each."""
