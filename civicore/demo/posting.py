"""A demo's letter box: a letter to the city as a citizen's program would send it, typed into a form."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Any

from litestar import Request, Response, get, post
from litestar.exceptions import NotFoundException

from civicore.base.codes import new_id
from civicore.contracts.incoming_mail import LetterBox
from civicore.demo.devices import demo_of
from civicore.web.forms import Answers, Field, Form
from civicore.web.pages import page, redirect, runtime

AnyRequest = Request[Any, Any, Any]
LETTER = Form(
    [
        Field("name", "Your name", "text", max_length=100, required=False),
        Field("sender", "Your e-mail", "email"),
        Field("subject", "What about", "text", max_length=150, required=False),
        Field("text", "Letter", "textarea", max_length=5000, rows=8),
    ]
)


def letter_box(request: AnyRequest) -> LetterBox | None:
    """Where letters fall in; None in a city that takes none."""
    return next(iter(runtime(request).services.all(LetterBox)), None)  # type: ignore[type-abstract]


@get("/demo/letter")
async def letter_page(request: AnyRequest) -> Response[str]:
    """The form."""
    demo_of(request)
    if letter_box(request) is None:
        raise NotFoundException
    return page(request, "demo/letter.html", form=LETTER, answers=Answers(), to=_address(request))


@post("/demo/letter", status_code=200)
async def letter_in(request: AnyRequest) -> Response[Any]:
    """Take the letter as a mail server would hand it over, and show the desk's queue."""
    demo, box, sent = demo_of(request), letter_box(request), await request.form()
    if box is None:
        raise NotFoundException
    answers = LETTER.read({name: sent.getall(name) for name in sent})
    if answers.errors:
        return page(request, "demo/letter.html", status=422, form=LETTER, answers=answers, to=_address(request))
    said = {name: answers.values[name] or "" for name in LETTER.fields}
    await box.take(written(said, _address(request), demo.clock.now()))
    return redirect(request, "/desk/letters")


def written(said: dict[str, str], to: str, now: datetime) -> bytes:
    """The letter as it goes over the wire."""
    mail = EmailMessage(SMTP)
    mail["From"] = formataddr((said["name"], said["sender"]))
    mail["To"] = to
    mail["Subject"] = said["subject"]
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{new_id()}@demo.example>"
    mail.set_content(said["text"], cte="base64")
    return mail.as_bytes()


def _address(request: AnyRequest) -> str:
    city = runtime(request).city
    letter = city.channels.letter
    return (letter.email if letter is not None else None) or city.deployment.contact.email or "city@city.example"


HANDLERS = (letter_page, letter_in)
