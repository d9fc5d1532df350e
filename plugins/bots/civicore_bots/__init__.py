"""Bots: consultations on every channel, and conversations in messengers."""
