"""Repair notices: what is wrong with the system itself, told to staff until its cause is gone."""
