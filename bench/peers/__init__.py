"""Other programs that do the same, measured on the same machine in the same run.

Each is installed from PyPI into a virtual environment of its own, under ``.bench/`` of the project, once. One that
cannot be installed is said so, with the last words of its installer.
"""

from __future__ import annotations

# Measured before, on other machines: name, what, and what it said. They stand on the page for whoever cannot install
# these programs, and for those that are no packages of Python.
EARLIER = (
    ("libres", "free times in the process (W1)", "104 ms"),
    ("libres", "W1 with 100 times the past bookings, agendas, counters", "1.0, 1.0, 47 to 190 times"),
    ("libres", "a scarce day (W2)", "63 bookings/s"),
    ("libres", "bookings in peace (W3)", "106 bookings/s"),
    ("pretix", "free times in the process (W1)", "555 ms"),
    ("TheQ", "free times over HTTP", "175 ms an answer"),
    ("TheQ", "a scarce day (W2)", "21 bookings/s, sold a tenth too many"),
    ("Easy!Appointments", "free times over HTTP", "303 ms an answer"),
    ("Easy!Appointments", "a scarce day (W2)", "52 bookings/s, sold a tenth too many"),
)
