"""Devices of an office: how one is enrolled, how tickets are printed, what kiosks and boards show."""
