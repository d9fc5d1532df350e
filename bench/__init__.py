"""Measures, for people to read: no time passes or fails a test. Tests use what the loads check besides."""
