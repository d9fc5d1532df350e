"""Backups of a city: made while it serves, encrypted, rehearsed, restored; and what was erased since."""
