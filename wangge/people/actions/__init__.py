"""What changes people: units, users and posts, sessions, the audit log."""
