"""What the waiting room writes into the audit log, in words."""

from __future__ import annotations

from civicore import Msgid
from civicore.contracts.wording import AuditWords

WORDS = AuditWords(
    {
        "queue.alarm": Msgid("Alarm at a counter"),
        "queue.alarm_accepted": Msgid("Alarm accepted"),
        "queue.alarm_over": Msgid("Alarm ended"),
        "queue.closed": Msgid("Queue closed"),
        "queue.counter_taken": Msgid("Counter taken over from a colleague"),
        "queue.number_void": Msgid("Number taken back"),
        "queue.opened": Msgid("Queue opened again"),
    }
)
