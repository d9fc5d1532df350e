"""Taking in files of strangers: so many from one network, whatever draft or case they are for."""

from __future__ import annotations

from litestar.datastructures import FormMultiDict, UploadFile

from civicore import FieldError, Refusal, files
from civicore_signals import drafts, people
from civicore_signals.citizen import Here, network_of


async def receive(here: Here, data: FormMultiDict, field: str, rules: files.Rules, owner: str) -> files.Uploads:
    """Keep the files of a form for two hours, unless the network has sent too many: ``signals.too_many``."""
    runtime = here.runtime
    if any(isinstance(one, UploadFile) and one.filename for one in data.getall(field, [])):
        slowed = await people.slowed(here.cases.setting, "upload", network_of(here.request), people.UPLOADS)
        if isinstance(slowed, Refusal):
            async with runtime.store.reading():
                return files.Uploads(await files.of(owner), (FieldError(field, slowed),))
    return await files.receive(runtime, data, field, rules, owner, until=runtime.clock.now() + drafts.KEPT)
