"""The core's own entries of the desk's menu."""

from __future__ import annotations

from civicore.extension.parts import Navigation

MENU = (
    Navigation(
        "people.suspension",
        "desk",
        "Suspension",
        "/desk/suspension",
        order=800,
        permission="suspension.switch",
        hint="Stop a service in an emergency, on every channel at once",
    ),
    Navigation(
        "people.staff",
        "desk",
        "Staff",
        "/desk/staff",
        order=850,
        permission="staff.manage",
        hint="Accounts, roles and invitations",
    ),
    Navigation(
        "people.tokens",
        "desk",
        "Tokens",
        "/desk/tokens",
        order=860,
        permission="staff.manage",
        hint="Keys of devices and of other programs",
    ),
    Navigation(
        "people.audit",
        "desk",
        "Audit log",
        "/desk/audit",
        order=900,
        permission="audit.read",
        hint="Who did what, and when",
    ),
)
