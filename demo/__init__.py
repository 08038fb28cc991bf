"""A newsroom on loopback, three days of invented news, and the monitor at work on them, without internet."""
