"""One module per command, imported when the command runs; heavy imports wait until inside it."""
