"""Rights that roles in the file can grant for the waiting room; read by ``check`` too, so nothing heavy is imported."""

from __future__ import annotations

from civicore import Permission

SEE, CALL, MANAGE, STATISTICS = "queue.see", "queue.call", "queue.manage", "statistics.see"

PERMISSIONS = (
    Permission(SEE, "See who waits, and the counters"),
    Permission(CALL, "Sit at a counter and call clients"),
    Permission(MANAGE, "Close the queue and open it again"),
    Permission(STATISTICS, "See the figures of the waiting room"),
)
