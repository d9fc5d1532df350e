"""The tables of a whole city that is served in the process; its plugins' come besides."""

from __future__ import annotations

from civicore.backups.tables import BACKUPS
from civicore.capacity.tables import CAPACITY
from civicore.citizens.tables import CITIZENS
from civicore.demo.tables import TABLES
from civicore.devices.tables import DEVICES
from civicore.files.tables import FILES
from civicore.mailroom.tables import MAILROOM
from civicore.messaging.sms.tables import SMS
from civicore.people.tables import PEOPLE
from civicore.planning.tables import PLANNING
from civicore.pocket.tables import PUSHES
from civicore.repairs.tables import REPAIRS
from civicore.ways.tables import WAYS

CORE = (PEOPLE, CITIZENS, CAPACITY, DEVICES, SMS, FILES, WAYS, MAILROOM, PUSHES, REPAIRS, BACKUPS, PLANNING)
"""Everything the core brings to a real run."""
DEMO = (*CORE, TABLES)
"""And to a demo: by these tables a real run knows that the database is none of its own."""
