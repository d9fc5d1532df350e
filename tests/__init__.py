"""Tests of the house; what a plugin tests of itself alone stands beside it."""
