"""A clerk says how far a document is, where no system does or while one is silent."""

from datetime import datetime, time
from typing import Any

from litestar import Response, get, post

from civicore import Answers, AnyRequest, Choice, Field, Form, Refusal, instant_at, needs
from civicore.contracts.documents import Observed
from civicore_doctrack import rights
from civicore_doctrack.citizen import SECRETS
from civicore_doctrack.desk_clerk import DESK, Clerk

_NOON = "12:00"


@get("/documents/note", guards=[needs(rights.OBSERVE)])
async def note_page(request: AnyRequest) -> Response[Any]:
    """The form; the kind of document may be chosen already."""
    clerk = Clerk(request)
    known = request.query_params.get("type", "")
    form = _form(clerk)
    return _page(clerk, form, form.filled({"type": known} if known in clerk.plan.kinds else {}))


@post("/documents/note", guards=[needs(rights.OBSERVE)], status_code=200)
async def note(request: AnyRequest) -> Response[Any]:
    """Take it over; who follows the document is told as if a system had said it."""
    clerk, data = Clerk(request), await request.form()
    form = _form(clerk)
    answers = form.read({name: data.get(name, "") for name in form.fields})
    if not answers.errors and (when := _when(clerk, answers)) is None:
        answers = answers.with_error("time", Refusal("doctrack.time"))
    if answers.errors:
        return _page(clerk, form, answers)
    said = Observed(
        number=answers.values["number"],
        type=answers.values["type"],
        stage=answers.values["stage"],
        at=when,
        secret=answers.values.get("secret") or "",
        office=answers.values.get("office") or "",
    )
    report = await clerk.tracking.noted(said, clerk.who)
    if isinstance(report, Refusal):
        return _page(clerk, form, answers, report)
    found = [one for one in await clerk.tracking.find(said.number) if one.type == said.type]
    return clerk.go(f"{DESK}/at/{found[0].id}" if found else DESK, done="noted" if report.new else "known")


def _when(clerk: Clerk, answers: Answers) -> datetime | None:
    """The instant that was typed; now where nothing was, noon of a day without a time. None: no such time."""
    day, typed = answers.values.get("day"), answers.values.get("time")
    if day is None and not typed:
        return clerk.now
    try:
        at = time.fromisoformat((typed or _NOON).replace(".", ":").zfill(5))
    except ValueError:
        return None
    return instant_at(day or clerk.now.astimezone(clerk.city.zone).date(), at.hour * 60 + at.minute, clerk.city.zone)


def _form(clerk: Clerk) -> Form:
    plan, offices = clerk.plan, clerk.city.offices
    secret = SECRETS.get(plan.asks)
    return Form(
        [
            Field("number", "Number of the application", autocomplete="off", max_length=100),
            Field("type", "Document", "select", choices=[Choice(one.id, one.name) for one in plan.kinds.values()]),
            Field("stage", "Stage", "select", choices=[Choice(one.id, one.name) for one in plan.stages.values()]),
            Field("day", "Day", "date", required=False, hint="Empty means now"),
            Field("time", "Time", required=False, max_length=5, width=5),
            Field(
                "office",
                "Office",
                "select",
                required=False,
                choices=[Choice(id, one.name) for id, one in offices.items()],
            ),
            *([_optional(secret)] if secret else []),
        ]
    )


def _optional(secret: Field) -> Field:
    hint = "Needed only for a document that is new here"
    return Field(secret.name, secret.label, required=False, max_length=secret.max_length, hint=hint, autocomplete="off")


def _page(clerk: Clerk, form: Form, answers: Answers, refusal: Refusal | None = None) -> Response[Any]:
    status = 422 if answers.errors else 409 if refusal else 200
    return clerk.page("note.html", status=status, form=form, answers=answers, refusal=refusal)


HANDLERS = [note_page, note]
