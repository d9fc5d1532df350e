"""What is asked of the messages that wait and are being sent: each question reads those that it is about.

Conditions of indexes are said word for word as they stand there: else SQLite reads every message that there is.
"""

from __future__ import annotations

from piccolo.columns.combination import WhereRaw

from civicore.storage.messages import erased
from civicore.storage.statement import Insertion, Statement
from civicore.storage.tables import Attempt

OPEN = WhereRaw("state IN ('queued', 'sending')")
SENDING = WhereRaw("state = 'sending'")
# Few are withdrawn while they are being sent. The state is hidden from PostgreSQL, or it reads the queue instead.
WITHDRAWN = Statement(
    "SELECT id FROM core_message"
    " WHERE withdrawn AND channel = {} AND next_at <= {} AND state || '' IN ('queued', 'sending')"
)
LATE = Statement(
    "SELECT 1 FROM core_message WHERE channel = {} AND state IN ('queued', 'sending') AND expires_at IS NOT NULL"
    " AND expires_at <= {} AND next_at <= {} LIMIT 1"
)
UNCLEAR = Statement(
    "UPDATE core_message SET state = 'unknown'"
    " WHERE channel = {} AND state = 'sending' AND next_at <= {} AND NOT repeats"
)
ANY = Statement(
    "SELECT 1 FROM core_message WHERE channel = {} AND state IN ('queued', 'sending')"
    " AND next_at <= {} AND due_at <= {} LIMIT 1"
)
# Read by writing: what others change in it meanwhile waits for this unit, or is seen by it.
MINE = Statement("UPDATE core_message SET lease = NULL WHERE id = {} AND lease = {} RETURNING *")
_FORGOTTEN = ", ".join(
    f"{name} = CASE WHEN forget THEN {'NULL' if empty is None else repr(empty)} ELSE {name} END"
    for name, empty in ((column._meta.db_column_name, empty) for column, empty in erased().items())
)
SENT = Statement(
    f"UPDATE core_message SET state = 'sent', sent_at = {{}}, lease = NULL, {_FORGOTTEN}"  # noqa: S608
    " WHERE id = {} AND lease = {} RETURNING chain"
)
TRIED = Insertion(Attempt)

# A message waits for every earlier one to the same person, also while that one is being tried again;
# not for one that is of no use any more. Of very many only the first are looked at, and of each those to the same
# person: of NOT EXISTS PostgreSQL makes a join, and reads everybody's for each where it last counted an empty queue.
# The state is judged twice: of a message that another unit gave up meanwhile only the outer condition is judged again,
# and it is said so that no index has it: those found inside are looked up by their id, and nothing else is.
CLAIMED = Statement("""
UPDATE core_message SET state = 'sending', lease = {}, next_at = {}, tries = tries + 1
WHERE next_at <= {} AND state || '' IN ('queued', 'sending') AND id IN (SELECT id FROM core_message AS it
WHERE channel = {} AND state IN ('queued', 'sending') AND next_at <= {} AND due_at <= {}
  AND (
    SELECT 1 FROM core_message AS earlier
    WHERE earlier.channel = it.channel AND earlier.recipient = it.recipient
      AND earlier.state IN ('queued', 'sending')
      AND (earlier.expires_at IS NULL OR earlier.expires_at > {})
      AND earlier.due_at <= it.due_at AND (earlier.due_at < it.due_at OR earlier.position < it.position)
    LIMIT 1) IS NULL
ORDER BY next_at, position LIMIT {}) RETURNING *
""")
