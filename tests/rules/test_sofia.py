"""What Sofia's contact centre tells people about its page, shown from outside on a running server, in Bulgarian.

Long, because it is one city's rules, in the order of their numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.rules.signaller import (
    LANGUAGE,
    PASSWORD,
    Clerk,
    Matter,
    Writer,
    access,
    go_on,
    number_on,
    register,
    sign_in,
    tell,
)
from tests.tools.serving import Server
from tests.tools.visitor import Page, Visitor, said

pytestmark = pytest.mark.xdist_group("sofia")
Desk = Callable[[str], Clerk]
NOON = "2026-11-24T12:00:00+02:00"
LAMP = "Дирекция „Улично осветление“"
LETTER = Matter("letter", "correspondence.general", "Благодарност", "Благодаря за люлката „Звездоброй“.")
FOI = Matter(
    "foi", "public_information", "Разходи за улици", "Моля за справка за разходите за ремонт на улици през 2025 г."
)


@pytest.fixture
def city(sofia: Server) -> Server:
    sofia.set_clock(NOON)
    return sofia


@pytest.fixture
def person(city: Server) -> Iterator[Visitor]:
    with Visitor(city.base, LANGUAGE) as visitor:
        yield visitor


@pytest.fixture
def desk(city: Server) -> Iterator[Desk]:
    """Signs a member of staff in, by role."""
    with ExitStack() as open_until:
        yield lambda role: open_until.enter_context(Clerk.of(city, role))


@pytest.fixture
def stranger(city: Server) -> Iterator[Visitor]:
    with Visitor(city.base, LANGUAGE) as visitor:
        yield visitor


def look_up(visitor: Visitor, label: str, number: str) -> Page:
    """Type a number into the field of the front page with this label, and press «Търсене»."""
    page = visitor.open(f"/{LANGUAGE}/")
    names = {said(one): one.get("for") for one in page.all("label")}
    assert label in names, sorted(names)
    forms = [form for form in page.forms() if form.has("number")]
    wanted = [one for one in page.all("input") if one.get("name") == "number"]
    place = [one.get("id") for one in wanted].index(names[label])
    assert "Търсене" in forms[place].buttons
    return visitor.submit(forms[place], {"number": number}, button="Търсене")


@pytest.mark.rule("SOF-01")
def test_a_signal_is_registered_and_goes_to_the_unit_that_is_competent(
    city: Server, desk: Desk, person: Visitor
) -> None:
    assert "неспешен характер" in person.open("/bg/signals").text
    lamp = number_on(tell(person, Matter(), Writer()))
    local = number_on(tell(person, Matter(category="roads.local_street", text="Пропадане на улицата."), Writer()))
    assert LAMP in look_up(person, "Проследете сигнал", lamp).text
    assert "Район „Младост“" in look_up(person, "Проследете сигнал", local).text
    district = desk("district_clerk")
    assert district.sees(local) and not district.sees(lamp)
    centre = desk("manager")
    centre.do(lamp, "unit", unit="roads", reason="Лампата е на стълб на светофар.")
    assert "Управление и анализ на трафика" in look_up(person, "Проследете сигнал", lamp).text


@pytest.mark.rule("SOF-02")
@pytest.mark.parametrize(
    ("kind", "category"),
    [
        ("letter", "correspondence.general"),
        ("complaint", "correspondence.general"),
        ("proposal", "correspondence.general"),
        ("foi", FOI.category),
    ],
)
def test_letters_complaints_proposals_and_applications_are_registered(
    city: Server, desk: Desk, person: Visitor, kind: str, category: str
) -> None:
    writer = Writer()
    company = "Строител ООД" if kind in ("complaint", "foi") else ""
    register(city, person, writer, company)
    number = number_on(tell(person, Matter(kind, category, "Тема", "Прилагам исканото по темата."), writer))
    assert number in person.open("/bg/signals/mine").text
    page = desk("manager").find(number)
    assert (company or writer.name) in page.text


@pytest.mark.rule("SOF-03")
def test_services_procedures_rules_and_units_are_explained_and_found(person: Visitor) -> None:
    page = person.open("/bg/information")
    for heading in ("Услуги", "Процедури", "Нормативни разпоредби", "Контакти"):
        assert heading in page.text
    found = person.submit(page.form("q"), {"q": "отсичане на дървета"})
    article = person.open(found.link("Разрешение за отсичане или окастряне на дърво"))
    unit = person.open(article.link("Дирекция „Зелена система“"))
    assert "Разрешение за отсичане" in unit.text
    before = person.open("/bg/signals/new/signal/category")
    choice = person.submit(before.form("category"), {"category": "greenery.tree"})
    assert "Разрешение за отсичане или окастряне на дърво" in choice.text, "what to read before one writes"


@pytest.mark.rule("SOF-04")
def test_an_operator_registers_for_somebody_who_calls(city: Server, desk: Desk, person: Visitor) -> None:
    assert "0700 17 310" in person.open("/bg/contact").text
    caller = Writer()
    operator = desk("operator")
    page = operator.visitor.open("/bg/desk/signals/new")
    form = page.form("kind")
    told = {
        "kind": "signal",
        "category": "water.leak",
        "text": "Тече вода на кръстовището.",
        "name": caller.name,
        "phone": caller.phone,
        "email": caller.email,
        "area": "lozenets",
        "where": "ул. Крум Попов 20",
    }
    page = operator.visitor.submit(
        form, told, button=next(words for words, pair in form.buttons.items() if not pair[0])
    )
    number = number_on(page)
    assert number in city.letter(caller.email).text, "the caller is told, not the operator"
    assert "Дирекция „Инженерна инфраструктура“" in look_up(person, "Проследете сигнал", number).text


@pytest.mark.rule("SOF-05")
def test_categories_and_types_make_up_the_form(person: Visitor) -> None:
    page = person.open("/bg/signals/new/signal/category")
    for category in ("Пътна инфраструктура", "Улично осветление", "Масов градски транспорт", "Сгради/строежи"):
        assert category in page.text
    types = page.form("category").choices["category"]
    assert len(types) >= 40 and len({one.partition(".")[0] for one in types}) >= 15
    lamp = person.submit(page.form("category"), {"category": "lighting.lamp"})
    assert "Несветеща лампа" in lamp.text
    assert "Искане за информация" in person.open("/bg/signals/new").text
    question = person.open("/bg/signals/new/question")
    assert types != question.form("category").choices["category"], "another kind, other types"


@pytest.mark.rule("SOF-06")
def test_who_registered_a_document_follows_its_state(city: Server, desk: Desk, person: Visitor) -> None:
    writer = Writer()
    register(city, person, writer)
    number = number_on(tell(person, LETTER, writer))
    assert "Регистриран" in person.open("/bg/signals/mine").text
    desk("records_clerk").move(number, "in_work")
    page = person.open("/bg/signals/mine")
    assert "В процес на работа" in page.text
    assert "В процес на работа" in person.open(page.link("Писмо: Благодарност")).text


@pytest.mark.rule("SOF-07")
def test_the_public_sees_problems_and_how_their_removal_goes(
    city: Server, desk: Desk, person: Visitor, stranger: Visitor
) -> None:
    number = number_on(tell(person, Matter(text="Счупена лампа на спирката.", lat="42.65", lon="23.38"), Writer()))
    office = desk("manager")
    page = stranger.open("/bg/signals/list")
    assert number in page.text and "Счупена лампа" not in page.text, "nobody has looked at the words yet"
    publish(office, number)
    office.move(number, "in_work")
    office.move(number, "solved", text="Лампата е сменена.", outcome="solved")
    page = look_up(stranger, "Проследете сигнал", number)
    for words in ("Счупена лампа на спирката.", "В процес на работа", "Лампата е сменена.", "Проблемът е отстранен"):
        assert words in page.text
    front = stranger.open("/bg/")
    assert "Регистрирани проблеми на територията на Столична община" in front.text


def publish(clerk: Clerk, number: str) -> None:
    """Let out the text and the place of a case."""
    case = clerk.find(number)
    page = clerk.visitor.open(f"{case.url.partition('?')[0]}/publish")
    form = next(one for one in page.forms() if one.method == "POST" and "/publish" in one.action)
    done = clerk.visitor.submit(form, {"part": form.choices["part"]})
    assert done.status == 200, done.text[:600]


@pytest.mark.rule("SOF-08")
def test_nobody_must_register_to_send_a_signal_or_a_question(person: Visitor) -> None:
    front = person.open("/bg/")
    assert front.status == 200 and "Последни сигнали" in front.text
    assert number_on(tell(person, Matter(), None))
    question = Matter("question", "services.procedure", "Работно време", "Кога работи деловодството?")
    assert number_on(tell(person, question, Writer()))


@pytest.mark.rule("SOF-09")
def test_a_signal_with_an_address_is_followed_by_the_link_in_the_letter(
    city: Server, desk: Desk, person: Visitor, stranger: Visitor
) -> None:
    writer = Writer()
    number = number_on(tell(person, Matter(), writer))
    page = stranger.open(access(city.letter(writer.email)))
    assert page.status == 200 and number in page.text and Matter().text in page.text
    desk("manager").move(number, "in_work")
    assert "В процес на работа" in stranger.open(page.url).text


@pytest.mark.rule("SOF-10")
@pytest.mark.parametrize("kind", ["letter", "complaint", "proposal", "foi"])
def test_what_holds_personal_data_needs_an_account(person: Visitor, kind: str) -> None:
    page = person.open(f"/bg/signals/new/{kind}")
    assert not any(form.has("text") or form.has("category") for form in page.forms())
    assert page.link("Влезте").endswith(f"/account/sign-in?next=%2Fsignals%2Fnew%2F{kind}")


@pytest.mark.rule("SOF-10")
def test_a_letter_is_never_public(city: Server, person: Visitor, stranger: Visitor) -> None:
    writer = Writer()
    register(city, person, writer)
    number = number_on(tell(person, LETTER, writer))
    unknown = look_up(stranger, "Проследете сигнал", "СОА26-КЦ01-999999")
    private = look_up(stranger, "Проследете сигнал", number)
    assert private.status == unknown.status
    assert private.text.replace(number, "") == unknown.text.replace("СОА26-КЦ01-999999", "")
    for address in ("/bg/signals/list", "/bg/signals/map", "/bg/signals/feed.xml", "/bg/"):
        told = stranger.open(address)
        assert number not in told.source and "Звездоброй" not in told.source


@pytest.mark.rule("SOF-11")
def test_the_sender_of_a_letter_sees_number_date_and_answer_at_the_address(
    city: Server, desk: Desk, person: Visitor, stranger: Visitor
) -> None:
    writer = Writer()
    register(city, person, writer)
    number = number_on(tell(person, LETTER, writer))
    letter = city.letter(writer.email, after=1)
    page = stranger.open(access(letter))
    assert number in page.text and "24 ноември 2026" in page.text
    office = desk("records_clerk")
    office.move(number, "in_work")
    office.move(number, "answered", text="Благодарим за добрите думи.", outcome="answered")
    assert "Благодарим за добрите думи." in stranger.open(page.url).text
    assert "Благодарим за добрите думи." in city.letter(writer.email, after=2).text


@pytest.mark.rule("SOF-12")
def test_an_applicant_for_information_is_told_each_change(city: Server, desk: Desk, person: Visitor) -> None:
    writer = Writer()
    register(city, person, writer)
    number = number_on(tell(person, FOI, writer))
    sent = len(city.outbox(writer.email))
    office = desk("manager")
    told = []
    for status, given in (
        ("in_work", {}),
        ("foi_notified", {"text": "Уведомяваме Ви, че заявлението засяга трето лице."}),
        ("foi_granted", {"text": "Предоставяме пълен достъп.", "outcome": "given"}),
    ):
        office.move(number, status, **given)
        letter = city.letter(writer.email, after=sent)
        sent += 1
        told.append(f"{letter.subject} {letter.text}")
        assert number in told[-1]
    assert "Уведомяваме Ви" in told[1] and "Предоставяме пълен достъп." in told[2]


@pytest.mark.rule("SOF-13")
def test_my_signals_lists_all_that_i_have_sent(city: Server, person: Visitor) -> None:
    writer = Writer()
    register(city, person, writer)
    numbers = [number_on(tell(person, matter, writer)) for matter in (Matter(), LETTER, FOI)]
    front = person.open("/bg/")
    page = person.open(front.link("Моите сигнали"))
    assert all(number in page.text for number in numbers)


@pytest.mark.rule("SOF-14")
def test_the_data_of_the_account_fill_in_the_sender(city: Server, person: Visitor) -> None:
    writer = Writer()
    register(city, person, writer)
    page = person.open("/bg/account/details")
    form = page.form("phone")
    assert person.submit(form, {"phone": writer.phone, "address": writer.address}).status == 200
    page = person.open("/bg/signals/new/letter")
    while not page.url.endswith("/contacts"):
        before, page = page.url, go_on(person, page, LETTER, writer)
        assert page.url != before, page.text
    form = page.form("name")
    assert [form.value(name) for name in ("name", "phone", "address")] == [
        writer.name,
        writer.phone.replace(" ", ""),
        writer.address,
    ]
    assert writer.email in page.text and "Данни за подателя" in page.text


@pytest.mark.rule("SOF-15")
def test_the_profile_changes_the_password(city: Server, person: Visitor, stranger: Visitor) -> None:
    writer = Writer()
    register(city, person, writer)
    page = person.open(person.open("/bg/").link("Профил"))
    page = person.open("/bg/account/password")
    new = "съвсем други четири думи"
    page = person.submit(page.form("new"), {"password": PASSWORD, "new": new})
    assert page.status == 200, page.text
    assert "account/sign-in" in sign_in(stranger, writer.email).url
    assert "account/sign-in" not in sign_in(stranger, writer.email, new).url


@pytest.mark.rule("SOF-16")
def test_anybody_follows_a_signal_or_a_question_by_its_number_whatever_its_age(
    city: Server, person: Visitor, stranger: Visitor
) -> None:
    signal = number_on(tell(person, Matter(), Writer()))
    question = number_on(tell(person, Matter("question", "services.procedure", "Такси", "Каква е таксата?"), Writer()))
    city.advance("1000 days")
    assert signal in look_up(stranger, "Проследете сигнал", signal).text
    assert question in look_up(stranger, "Проследете искане за информация", question).text
    latin = signal.translate(str.maketrans("СОАК", "COAK")).lower()
    assert signal in look_up(stranger, "Проследете сигнал", latin).text


@pytest.mark.rule("SOF-17")
def test_the_map_shows_the_signals_of_the_last_thirty_days(
    city: Server, desk: Desk, person: Visitor, stranger: Visitor
) -> None:
    number = number_on(tell(person, Matter(lat="42.6501", lon="23.3799"), Writer()))
    publish(desk("manager"), number)
    shown = "/bg/signals/map?lat=42.6501&lon=23.3799&zoom=18"
    assert number in stranger.open(shown).text
    city.advance("29 days")
    assert number in stranger.open(shown).text
    city.advance("2 days")
    assert number not in stranger.open(shown).text


@pytest.mark.rule("SOF-18")
def test_a_registered_user_subscribes_to_any_signal_and_finds_it_in_the_list(
    city: Server, desk: Desk, person: Visitor, stranger: Visitor
) -> None:
    number = number_on(tell(stranger, Matter(), Writer()))
    writer = Writer()
    register(city, person, writer)
    page = look_up(person, "Проследете сигнал", number)
    page = person.submit(next(one for one in page.forms() if one.has("Абонирай се")), button="Абонирай се")
    assert page.status == 200
    mine = person.open(person.open("/bg/").link("Моите абонаменти"))
    assert number in mine.text
    before = len(city.outbox(writer.email))
    desk("manager").move(number, "in_work")
    assert number in city.letter(writer.email, after=before).text
    assert "Абонирай се" not in [
        words for form in look_up(person, "Проследете сигнал", number).forms() for words in form.buttons
    ]


@pytest.mark.rule("SOF-19")
def test_terms_and_conditions_are_there_to_read(person: Visitor) -> None:
    page = person.open(person.open("/bg/").link("ОБЩИ УСЛОВИЯ"))
    assert page.status == 200 and len(page.text) > 500
