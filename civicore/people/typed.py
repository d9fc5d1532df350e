"""What is typed into the desk's own forms. Passwords pass by the reader of forms: no letter of them is tidied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from civicore.base.refusal import Refusal
from civicore.base.text import Text
from civicore.messaging.languages import Msgid
from civicore.web.forms import Answers, Form
from civicore.web.requests import AnyRequest

PASSWORD = {"password": Msgid("Password")}
_LONGEST = 1000  # characters; what is longer is no password (the limit is 128)


async def typed(
    request: AnyRequest, form: Form, passwords: Mapping[str, Msgid] | None = None
) -> tuple[Answers, dict[str, str]]:
    """Judged answers, and the passwords as they were typed; ``passwords`` are their names and labels."""
    labels = passwords or {}
    sent = await request.form()
    given = {name: str(sent.get(name, ""))[:_LONGEST] for name in labels}
    answers = form.read({name: _every(sent, name) for name in sent if name not in labels})
    for name, label in labels.items():
        if not given[name]:
            answers = answers.with_error(name, Refusal("field.required", label=label))
    return answers, given


def as_is(words: str) -> Text:
    """A name or a code as the label of a choice: the same in every language, and looked up in none."""
    return Text({"und": words})


def _every(sent: Any, name: str) -> list[Any]:
    return list(sent.getall(name))
