"""What is asked of the owner of an account: no more than is needed, and what the city's file adds."""

from collections.abc import Sequence

from civicore.citizens.accounts import Citizen, Holder
from civicore.citizens.registering import Details
from civicore.deployment.model.accounts import Accounts
from civicore.messaging.languages import Languages, Msgid
from civicore.people.typed import as_is
from civicore.web.forms import Answers, Choice, Field, Form

NOTHING = Form([])
NEW = {"password": Msgid("New password")}
KNOWN = {"password": Msgid("Password")}
TWO = {"password": Msgid("Password now"), "new": Msgid("New password")}
ADDRESS = Field("email", "E-mail", "email", autocomplete="email")
SIGN_IN = Form([Field("email", "E-mail", "email", autocomplete="username")])
WANTED = Form([Field("email", "New e-mail", "email", autocomplete="email")])
CODE = Form([Field("code", "Code", autocomplete="one-time-code", max_length=20, width=10)])


def register_form(holder: Holder, rules: Accounts) -> Form:
    """The questions before there is an account; what is not needed yet is asked nowhere."""
    return Form([*_who(holder, rules), ADDRESS])


def details_form(holder: Holder, rules: Accounts, languages: Languages) -> Form:
    """What the owner says of themselves."""
    choices = [Choice(one, as_is(languages.native_name(one))) for one in languages.known]
    return Form(
        [
            *_who(holder, rules),
            Field("phone", "Telephone", "tel", required=False, autocomplete="tel"),
            Field("address", "Address", required=False, autocomplete="street-address", max_length=300),
            Field("language", "Language of messages to you", "select", choices=choices),
        ]
    )


def _who(holder: Holder, rules: Accounts) -> Sequence[Field]:
    person = Field("name", "Your name", "name", autocomplete="name", max_length=100)
    if holder == "person":
        return (person,)
    firm = Field("organisation", "Name of the company", autocomplete="organization", max_length=200)
    number = Field(
        "company_number", "Company number", required=rules.company_number == "required", max_length=30, width=20
    )
    return (firm, person) if rules.company_number == "off" else (firm, number, person)


def details(holder: Holder, answers: Answers, language: str) -> Details:
    """Answers as a value; ``language`` where none was asked."""
    given = answers.values
    return Details(
        holder,
        given["name"],
        given.get("language") or language,
        given.get("organisation"),
        given.get("company_number"),
        given.get("phone"),
        given.get("address"),
    )


def filled(owner: Citizen, form: Form) -> Answers:
    """What is known of the owner, for the form."""
    return form.filled({name: getattr(owner, name) for name in form.fields})
