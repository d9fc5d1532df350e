"""The audit log: who did what, and when."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated

from litestar import Response, get
from litestar.params import QueryParameter

from civicore.base.spans import instant_at
from civicore.contracts.wording import AuditWords
from civicore.extension.parts import FieldType
from civicore.people.names import staff_names
from civicore.people.principals import needs
from civicore.people.typed import as_is
from civicore.storage.audit import AuditFilter, AuditPage, audit_actions, audit_lines
from civicore.web.field_types import check_date, normal_date
from civicore.web.forms import Answers, Choice, Field, Form
from civicore.web.pages import page, runtime
from civicore.web.requests import AnyRequest

Number = Annotated[int, QueryParameter(name="page", ge=1, le=100_000)]
# Typed, not picked: the browser's own date field wants many presses of the Tab key.
_DAY = FieldType("date", {"maxlength": 20}, check_date, normal_date, input="text")
_ASKED = ("actor", "action", "subject", "since", "until")


@get("/audit", guards=[needs("audit.read")])
async def audit(request: AnyRequest, number: Number = 1) -> Response[str]:
    """The newest lines first, filtered by a GET form."""
    names = await staff_names(request)
    words = _words(request)
    async with runtime(request).store.reading():
        form = _form(names, words, await audit_actions())
        answers = form.read({name: value for name, value in request.query_params.items() if name in _ASKED})
        found = await audit_lines(_wanted(request, answers), page=number)
    return page(
        request,
        "desk/audit.html",
        status=422 if answers.errors else 200,
        personal=True,
        form=form,
        answers=answers,
        found=found,
        names=names,
        actions=words,
        links=_links(found, answers),
    )


def _form(names: Mapping[str, str], words: Mapping[str, str], actions: tuple[str, ...]) -> Form:
    who = [Choice(subject, as_is(name)) for subject, name in sorted(names.items(), key=lambda one: one[1])]
    what = [Choice(action, words.get(action) or as_is(action)) for action in actions]
    return Form(
        [
            Field("actor", "Who", "select", required=False, choices=who),
            Field("action", "What", "select", required=False, choices=what),
            Field("subject", "Concerning", required=False, max_length=100),
            Field("since", "From", required=False, type=_DAY, hint="For example 24. 11. 2026"),
            Field("until", "To", required=False, type=_DAY, hint="For example 24. 11. 2026"),
        ]
    )


def _words(request: AnyRequest) -> Mapping[str, str]:
    every = runtime(request).services.all(AuditWords)
    return {action: words for one in every for action, words in one.words.items()}


def _wanted(request: AnyRequest, answers: Answers) -> AuditFilter:
    asked, zone = answers.values, runtime(request).city.zone
    since, until = asked.get("since"), asked.get("until")
    return AuditFilter(
        actor=asked.get("actor"),
        action=asked.get("action"),
        subject=asked.get("subject"),
        since=instant_at(since, 0, zone) if isinstance(since, date) else None,
        until=instant_at(until + timedelta(days=1), 0, zone) if isinstance(until, date) else None,
    )


def _links(found: AuditPage, answers: Answers) -> tuple[dict[str, object] | None, dict[str, object] | None]:
    """Queries of the newer and the older page."""
    asked: dict[str, object] = {name: value for name, value in answers.raw.items() if value}
    newer = {**asked, "page": found.page - 1} if found.page > 1 else None
    return newer, {**asked, "page": found.page + 1} if found.more else None


HANDLERS = (audit,)
