"""What each page shows, read from the store: functions of a connection, with frozen values as answers. No HTML here."""
