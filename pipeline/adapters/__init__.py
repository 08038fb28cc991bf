"""One outside thing per module; its types and exceptions stop here."""
