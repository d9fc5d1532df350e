"""Measures, for people to read: nothing here passes or fails, and no test imports it."""
