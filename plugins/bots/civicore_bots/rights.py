"""The right that roles in the file can grant for bots; read by ``check`` too."""

from __future__ import annotations

from civicore import Permission

SEE = "bots.see"

PERMISSIONS = (Permission(SEE, "See whether the bots work, and print their posters"),)
