"""Pages of those who manage the staff: list, invite, role, disable."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from civicore.people.accounts import Account
from civicore.people.guards import people
from civicore.people.principals import current, needs
from civicore.people.staff import Person
from civicore.people.typed import typed
from civicore.web.forms import Answers, Choice, Field, Form
from civicore.web.pages import language, page, redirect, runtime
from civicore.web.requests import AnyRequest

_GUARD = [needs("staff.manage")]


@get("/staff", guards=_GUARD)
async def staff(request: AnyRequest, told: FromQuery[str] = "") -> Response[str]:
    """Everybody who has an account."""
    team = people(request)
    return page(
        request, "desk/staff.html", personal=True, accounts=await team.staff.all(), roles=team.roles, told=told[:20]
    )


@get("/staff/invite", guards=_GUARD)
async def invite_page(request: AnyRequest) -> Response[str]:
    """Ask whom to invite."""
    return _inviting(request, _form(request, new=True), None)


@post("/staff/invite", guards=_GUARD, status_code=200)
async def invite(request: AnyRequest) -> Response[Any]:
    """Make the account and mail the link."""
    form = _form(request, new=True)
    answers, _ = await typed(request, form)
    if not answers.errors:
        done = await people(request).staff.invite(_person(request, answers), current(request))
        if isinstance(done, Account):
            return redirect(request, "/desk/staff", told="invited")
        answers = answers.with_error("email", done)
    return _inviting(request, form, answers)


@get("/staff/{id:uuid}", guards=_GUARD)
async def member_page(request: AnyRequest, id: FromPath[UUID]) -> Response[str]:
    """One account."""
    member = await _one(request, id)
    form = _form(request, new=False)
    departments = () if member.departments is None else member.departments
    answers = form.filled({"name": member.name, "role": member.role, "departments": departments})
    return _shown(request, member, form, answers)


@post("/staff/{id:uuid}", guards=_GUARD, status_code=200)
async def change(request: AnyRequest, id: FromPath[UUID]) -> Response[Any]:
    """Another name, role or departments."""
    member, form = await _one(request, id), _form(request, new=False)
    answers, _ = await typed(request, form)
    if not answers.errors:
        refusal = await people(request).staff.change(id, _person(request, answers, member), current(request))
        if refusal is None:
            return redirect(request, "/desk/staff", told="changed")
        answers = answers.with_error("role", refusal)
    return _shown(request, member, form, answers, status=422)


@post("/staff/{id:uuid}/{deed:str}", guards=_GUARD, status_code=200)
async def act(request: AnyRequest, id: FromPath[UUID], deed: FromPath[str]) -> Response[Any]:
    """Disable or enable, invite again, take the second factor away."""
    member, team, by = await _one(request, id), people(request).staff, current(request)
    match deed:
        case "disable" | "enable":
            refusal = await team.set_state(id, deed == "enable", by)
        case "invite-again":
            refusal = await team.invite_again(id, by)
        case "forget-second-factor":
            refusal = await team.forget_second_factor(id, by)
        case _:
            raise NotFoundException
    if refusal is None:
        return redirect(request, "/desk/staff", told=deed)
    form = _form(request, new=False)
    return _shown(request, member, form, form.filled({}).with_error("", refusal), status=422)


async def _one(request: AnyRequest, id: UUID) -> Account:
    found = await people(request).staff.one(id)
    if found is None:
        raise NotFoundException
    return found


def _form(request: AnyRequest, *, new: bool) -> Form:
    team, city = people(request), runtime(request).city
    fields = [Field("name", "Name", "name", max_length=100, autocomplete="off")]
    if new:
        fields.append(Field("email", "E-mail", "email", autocomplete="off"))
    fields.append(Field("role", "Role", "radio", choices=[Choice(one.id, one.name) for one in team.roles.all()]))
    if len(city.departments) > 1:
        fields.append(
            Field(
                "departments",
                "Departments",
                "checkboxes",
                required=False,
                hint="Leave all empty for every department",
                choices=[Choice(id, one.name) for id, one in city.departments.items()],
            )
        )
    return Form(fields)


def _person(request: AnyRequest, answers: Answers, known: Account | None = None) -> Person:
    values = answers.values
    return Person(
        name=values["name"],
        email=known.email if known else values["email"],
        role=values["role"],
        language=known.language if known else language(request),
        departments=values.get("departments") or None,
    )


def _inviting(request: AnyRequest, form: Form, answers: Answers | None) -> Response[str]:
    status, rights = 422 if answers else 200, _rights(request)
    return page(request, "desk/invite.html", status=status, personal=True, form=form, answers=answers, **rights)


def _rights(request: AnyRequest) -> dict[str, Any]:
    team = people(request)
    return {"roles": team.roles.all(), "permissions": team.permissions}


def _shown(request: AnyRequest, member: Account, form: Form, answers: Answers, status: int = 200) -> Response[str]:
    mine, team = str(member.id) == current(request).id, people(request)
    return page(
        request,
        "desk/member.html",
        status=status,
        personal=True,
        member=member,
        mine=mine,
        role=team.roles[member.role],
        directory=team.directory.rules.name if team.directory else None,
        form=form,
        answers=answers,
        **_rights(request),
    )


HANDLERS = (staff, invite_page, invite, member_page, change, act)
