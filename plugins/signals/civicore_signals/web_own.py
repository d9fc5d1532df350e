"""One's own case: by the secret link of a letter or by account. Opening a page changes nothing (case 6)."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.params import FromPath

from civicore import Answers, AnyRequest, Choice, Field, Form, Refusal, citizen_required, files, new_id, redirect, ways
from civicore_signals import letters, uploading
from civicore_signals.case import Case
from civicore_signals.citizen import Here, first, trapped
from civicore_signals.service import Account, Holder, Own, Viewer
from civicore_signals.stages import stages
from civicore_signals.writing import file_rules

MINE = "/signals/mine"
OWN = "/signals/own"
LARGEST = files.largest_body(files.Rules())
FORMS: Mapping[str, Form] = {
    "reply": Form([Field("text", "Your answer", "textarea", max_length=4000, missing="Write your answer.")]),
    "feedback": Form(
        [
            Field(
                "solved",
                "Is it solved?",
                "radio",
                choices=(Choice("1", "Yes, it is solved"), Choice("0", "No, it is not")),
            ),
            Field("text", "What should we know?", "textarea", required=False, max_length=2000, rows=4),
        ]
    ),
    "reopen": Form([Field("text", "Why is it not settled?", "textarea", max_length=2000, missing="Say why.")]),
    "withdraw": Form([Field("text", "Why, if you want to say", "textarea", required=False, max_length=1000, rows=3)]),
}


@dataclass(frozen=True)
class Door:
    """How somebody came to their case, and the address under which they see it."""

    here: Here
    viewer: Viewer
    path: str
    case: UUID | None = None

    @property
    def listed(self) -> bool:
        """Does the case stand in a list that its sender can go back to?"""
        return isinstance(self.viewer, Account)

    async def own(self) -> Own | None:
        return await self.here.cases.own(self.viewer, self.case)

    async def page(
        self, open: str = "", answers: Answers | None = None, status: int = 200, kept: str = ""
    ) -> Response[Any]:
        """The case with what can be done about it; ``open`` is the form that was sent, ``kept`` its uploads' owner."""
        own = await self.own()
        if own is None:
            return self.here.page("over.html", status=404, personal=True)
        plan, case = self.here.plan, own.case
        async with self.here.runtime.store.reading():
            waiting = await files.of(kept) if kept else ()
        return self.here.page(
            "own.html",
            status=status,
            personal=True,
            own=own,
            case=case,
            door=self,
            stages=stages(plan, case.kind, case.status, own.events),
            forms=FORMS,
            open=open,
            answers=answers or Answers(),
            waiting=waiting,
            kept=kept,
            rules=file_rules(self.here),
            ways=await ways.offers(self.here.request, letters.about(case), back=self.path),
            public=await self.here.cases.public(case.number) if case.number else None,
            sent=self.here.request.query_params.get("sent") == "1",
            done=first(self.here.request.query_params, "done", 20),
        )


async def by_link(request: AnyRequest, token: str) -> Door | None:
    """The case that a link opens."""
    here = Here(request)
    found = await here.cases.by_token(token)
    return None if found is None else Door(here, Holder(token), f"{MINE}/{token}", found.id)


@get(f"{MINE}/{{token:str}}")
async def by_link_page(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """One's own case by the link of a letter."""
    door = await by_link(request, token)
    return await door.page() if door else _over(request)


@post(f"{MINE}/{{token:str}}/{{deed:str}}", request_max_body_size=LARGEST)
async def by_link_deed(request: AnyRequest, token: FromPath[str], deed: FromPath[str]) -> Response[Any]:
    """Do something about one's own case."""
    door = await by_link(request, token)
    return await _deed(door, deed) if door else _over(request)


@get(f"{OWN}/{{case:uuid}}")
async def by_account_page(request: AnyRequest, case: FromPath[UUID]) -> Response[Any]:
    """One's own case by account."""
    door = _by_account(request, case)
    return door if isinstance(door, Response) else await door.page()


@post(f"{OWN}/{{case:uuid}}/{{deed:str}}", request_max_body_size=LARGEST)
async def by_account_deed(request: AnyRequest, case: FromPath[UUID], deed: FromPath[str]) -> Response[Any]:
    """Do something about one's own case."""
    door = _by_account(request, case)
    if isinstance(door, Response):
        return door
    return await _deed(door, deed) if await door.own() else _over(request)


@get(f"{MINE}/{{token:str}}/file/{{file:uuid}}")
async def file_by_link(request: AnyRequest, token: FromPath[str], file: FromPath[UUID]) -> Response[Any]:
    """A file of one's own case."""
    door = await by_link(request, token)
    return await _file(door, file) if door else _over(request)


@get(f"{OWN}/{{case:uuid}}/file/{{file:uuid}}")
async def file_by_account(request: AnyRequest, case: FromPath[UUID], file: FromPath[UUID]) -> Response[Any]:
    """A file of one's own case."""
    door = _by_account(request, case)
    return door if isinstance(door, Response) else await _file(door, file)


async def _file(door: Door, file: UUID) -> Response[Any]:
    own = await door.own()
    if own is None or file not in {one.id for one in own.files}:
        return _over(door.here.request)
    async with door.here.runtime.store.reading():
        return files.response(await files.get(file))


async def _deed(door: Door, deed: str) -> Response[Any]:
    data = await door.here.request.form()
    if trapped(data):
        return redirect(door.here.request, "/signals")
    if deed == "revoke":
        return await _revoked(door)
    if deed not in FORMS:
        return _over(door.here.request)
    answers = FORMS[deed].read({name: data.getall(name) for name in FORMS[deed].fields if name in data})
    if deed == "reply":
        return await _reply(door, data, answers)
    if answers.errors:
        return await door.page(deed, answers, 422)
    return await _told(door, deed, await _DEEDS[deed](door, answers), answers)


async def _reply(door: Door, data: FormMultiDict, answers: Answers) -> Response[Any]:
    """The answer with its files, which stay over every mistake."""
    mark = first(data, "_kept", 60) or f"reply:{new_id()}"
    owner = mark if mark.startswith("reply:") else f"reply:{new_id()}"
    got = await uploading.receive(door.here, data, "files", file_rules(door.here), owner)
    errors = (*answers.errors, *got.errors)
    if got.removed or errors:
        shown = Answers(answers.values, () if got.removed else errors, answers.raw)
        return await door.page("reply", shown, 422 if shown.errors else 200, owner)
    ids = tuple(one.id for one in got.kept)
    done = await door.here.cases.reply(door.viewer, answers.values["text"], ids, door.case, owner)
    return await _told(door, "reply", done, answers)


async def _told(door: Door, deed: str, done: Case | Refusal, answers: Answers) -> Response[Any]:
    if isinstance(done, Refusal):
        return door.here.refused(done, back=door.path)
    return redirect(door.here.request, door.path, done=deed)


async def _revoked(door: Door) -> Response[Any]:
    """The links given out so far open nothing any more; a new one goes to the address of the case."""
    own = await door.own()
    if own is not None:
        await door.here.cases.revoke(own.case.id)
    return door.here.page("revoked.html", personal=True, account=isinstance(door.viewer, Account))


async def _feedback(door: Door, answers: Answers) -> Case | Refusal:
    solved = answers.values["solved"] == "1"
    return await door.here.cases.feedback(door.viewer, solved, answers.values["text"] or "", door.case)


async def _reopen(door: Door, answers: Answers) -> Case | Refusal:
    return await door.here.cases.reopen(door.viewer, answers.values["text"], door.case)


async def _withdraw(door: Door, answers: Answers) -> Case | Refusal:
    return await door.here.cases.withdraw(door.viewer, answers.values["text"] or "", door.case)


_DEEDS: Mapping[str, Callable[[Door, Answers], Awaitable[Case | Refusal]]] = {
    "feedback": _feedback,
    "reopen": _reopen,
    "withdraw": _withdraw,
}


def _by_account(request: AnyRequest, case: UUID) -> Door | Response[Any]:
    asked = citizen_required(request)
    here = Here(request)
    if isinstance(asked, Response) or here.account is None:
        return asked if isinstance(asked, Response) else here.unknown()
    return Door(here, here.account, f"{OWN}/{case}", case)


def _over(request: AnyRequest) -> Response[Any]:
    """A link that opens nothing, for whatever reason."""
    return Here(request).page("over.html", status=404, personal=True)


HANDLERS = [by_link_page, by_link_deed, by_account_page, by_account_deed, file_by_link, file_by_account]
