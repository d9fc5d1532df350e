"""A consultation in the words of one language, as the values that every way of talking draws. Pure."""

from __future__ import annotations

from collections.abc import Callable

from civicore import City
from civicore.contracts.dialog import Ask, Choice, Done, Link, Next
from civicore_bots.config import Paper, Price
from civicore_bots.consult import Asked, Outcome, Reached, Tree, outcome

Words = Callable[[str], str]  # the translation of an English msgid


def key_of(tree: Tree, question: str) -> str:
    """The name of a question among the answers; it changes with the tree, so answers to another are told apart."""
    return f"{tree.mark}.{question}"


def question(tree: Tree, at: Asked, language: str) -> Ask:
    """The question as it is asked."""
    said = tree.said.questions[at.question]
    choices = tuple(
        Choice(id, said.answers[id].say.in_(language), said.answers[id].words.get(language, ())) for id in at.offered
    )
    return Ask(
        key_of(tree, at.question), said.ask.in_(language), choices, help=said.why.in_(language) if said.why else None
    )


def result(tree: Tree, reached: Reached, city: City, language: str, gettext: Words, page: str | None) -> Done:
    """The end as it is said. ``page`` is the path of the same list on the site."""
    found = outcome(tree, reached)
    said = found.said
    return Done(
        title=said.title.in_(language),
        items=tuple(paper(one, language, gettext) for one in found.papers),
        lines=(*_lines(found, city, language, gettext),),
        links=_links(found, language, gettext, page),
        then=_then(tree, reached, found, gettext),
    )


def paper(one: Paper, language: str, gettext: Words) -> str:
    """One line of the list."""
    parts = [one.text.in_(language)]
    parts += [f" ({one.note.in_(language)})"] if one.note else []
    parts += [f" – {one.where.in_(language)}"] if one.where else []
    parts += [f" [{one.law}]"] if one.law else []
    return "".join([*parts, _confirming(one.to_confirm, gettext)])


def price(one: Price, language: str, gettext: Words) -> str:
    """One thing to pay."""
    note = f" ({one.note.in_(language)})" if one.note else ""
    return f"{one.name.in_(language)}: {one.amount.in_(language)}{note}{_confirming(one.to_confirm, gettext)}"


def offices(found: Outcome, city: City, language: str) -> tuple[str, ...]:
    """Where to go, a line each."""
    named = tuple(city.offices) if found.said.places is None else found.said.places
    return tuple(_office(city, one, language) for one in named)


def _office(city: City, id: str, language: str) -> str:
    office = city.offices[id]
    parts = (office.address.street, office.address.city) if office.address else ()
    return ", ".join([office.name.in_(language), *(str(one) for one in parts if one)])


def _confirming(unsure: bool, gettext: Words) -> str:
    return f" ({gettext('to be confirmed by the authority')})" if unsure else ""


def _lines(found: Outcome, city: City, language: str, gettext: Words) -> list[str]:
    said = found.said
    lines = [gettext("This list is still to be confirmed by the authority.")] if said.to_confirm else []
    lines += [said.note.in_(language)] if said.note else []
    pay = gettext("To pay")
    lines += [f"{pay}: {price(one, language, gettext)}" for one in found.prices]
    lines += [f"{gettext('How long it takes')}: {said.time.in_(language)}"] if said.time else []
    where = [*([said.place.in_(language)] if said.place else []), *offices(found, city, language)]
    lines += [f"{gettext('Where')}: {one}" for one in where]
    lines += [f"{gettext('Rules')}: {one.in_(language)}" for one in said.law]
    return lines + (_people(city, gettext) if "handover" in said.actions else [])


def _people(city: City, gettext: Words) -> list[str]:
    contact = city.deployment.contact
    ways = [str(one) for one in (contact.phone, contact.email) if one] if contact else []
    return [f"{gettext('Ask a person')}: {', '.join(ways)}"] if ways else []


def _links(found: Outcome, language: str, gettext: Words, page: str | None) -> tuple[Link, ...]:
    links = [Link(gettext("List to print"), page)] if page and "print" in found.said.actions else []
    links += [Link(gettext("Form"), one.link) for one in found.papers if one.link]
    links += [Link(one.label.in_(language), one.url) for one in found.ways]
    links += [Link(gettext("More about it"), found.said.link)] if found.said.link else []
    return tuple(links)


def _then(tree: Tree, reached: Reached, found: Outcome, gettext: Words) -> tuple[Next, ...]:
    said, next_ = found.said, []
    if "book" in said.actions:
        next_.append(Next(gettext("Book a time"), "booking.book", said.agenda or ""))
    if "track" in said.actions:
        next_.append(Next(gettext("Follow my document"), "doctrack.track"))
    return tuple(next_)
