"""A picture that a person sent is fetched, cleaned and kept until somebody claims it for a report."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from civicore import Refusal, files
from civicore_bots.bots import Bots
from civicore_bots.came import Came
from civicore_bots.dialog import Heard
from civicore_bots.lines import Line

_RULES = files.Rules(types=("jpeg", "png", "webp"), max_files=1)


async def fetched(bots: Bots, line: Line, came: Came) -> Heard:
    """What was heard, with the id of the kept file for a picture; empty for one that is none.

    The file's owner is ``<messenger>:<address>``, as ``Talk.who`` says it. CannotSend when it cannot be fetched now.
    """
    heard = came.heard or Heard("text")
    transport = bots.transport(line)
    if not came.photo or transport is None:
        return heard
    clean = await files.accept(await transport.picture(came.photo), "photo.jpg", _RULES)
    if isinstance(clean, Refusal):
        return heard
    contact, runtime = line.contact(came.chat), bots.runtime
    until = runtime.city.retention.bot_chats.after(runtime.clock.now(), runtime.city.zone)
    keeping = partial(files.keep, clean=clean, owner=f"{contact.channel}:{contact.to}", until=until)
    return replace(heard, value=str(await runtime.transact(keeping)))
