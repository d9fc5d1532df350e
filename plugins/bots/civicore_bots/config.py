"""The sections ``bots:`` and ``consultations:``: conversations that a city leads, and where it leads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from civicore import Block, Duration, Section, says
from civicore import kinds as word
from civicore_bots.conditions import Condition
from civicore_bots.filechange_rules import BOTS, CONSULTATIONS

_MINUTES = 60


class Turn(Block):
    """Where the way goes on."""

    when: Condition | None = says("only after these answers", None, finding="E201")
    goto: word.Id | None = says("next question", None, finding="E201; L422")
    result: word.Id | None = says("or the end", None, finding="E201; L422")


class Answer(Block):
    """One answer; it leads to a question or to a result."""

    say: word.Text = says("button", finding="L422")
    words: Mapping[word.Id, tuple[word.String, ...]] = says("what people type for it, by language", {}, finding="E115")
    when: Condition | None = says("offered only after these answers", None, finding="E201")
    cases: tuple[Turn, ...] = says("where it leads in certain cases; the first that holds", (), finding="L422")
    goto: word.Id | None = says("next question", None, finding="E201; L422")
    result: word.Id | None = says("or the end", None, finding="E201; L422")


class Question(Block):
    """One question with its answers, in order."""

    ask: word.Text = says("question")
    why: word.Text | None = says("help: why it is asked, what is meant", None)
    when: Condition | None = says("asked only after these answers", None, finding="E201")
    otherwise: Turn | None = says("where to go when it is not asked", None, finding="L422")
    answers: Mapping[word.Id, Answer] = says("buttons, in order", finding="L422; L480")


class Paper(Block):
    """Something to bring."""

    text: word.Text = says("what it is, in a line")
    where: word.Text | None = says("where one gets it", None)
    note: word.Text | None = says("original or copy, how many", None)
    law: word.String | None = says("rule that asks for it", None)
    link: word.Url | None = says("form to fill in, or more about it", None, finding="L424")
    when: Condition | None = says("asked for only after these answers", None, finding="E201")
    to_confirm: word.Flag = says("the authority has not confirmed it yet; shown beside it", False)


class Price(Block):
    """Something to pay."""

    name: word.Text = says("what for")
    amount: word.Text = says("how much, with the currency")
    note: word.Text | None = says("who pays less, how it is paid", None)
    when: Condition | None = says("asked for only after these answers", None, finding="E201")
    to_confirm: word.Flag = says("the authority has not confirmed it yet", False)


class Way(Block):
    """A page elsewhere."""

    label: word.Text = says("what it leads to")
    url: word.Url = says("address", finding="L424")
    when: Condition | None = says("shown only after these answers", None, finding="E201")


class Result(Block):
    """The end of a way: what to bring, what it costs, where to go."""

    title: word.Text = says("heading")
    documents: tuple[word.Id, ...] = says("papers to bring, in order", (), finding="E201")
    note: word.Text | None = says("more", None)
    price: tuple[word.Id, ...] = says("what it costs", (), finding="E201")
    time: word.Text | None = says("how long it takes", None)
    places: Annotated[word.Ids, word.Refers("offices")] = says("where to go", (), finding="E201")
    place: word.Text | None = says("where to go, in words", None)
    law: tuple[word.Text, ...] = says("rules it rests on", ())
    link: word.Url | None = says("more on the web", None, finding="L424")
    links: Mapping[word.Id, Way] = says("pages elsewhere", {})
    actions: tuple[Literal["book", "track", "print", "handover"], ...] = says(
        "what can be done now: book a time, follow a document, print the list, ask a person", ("print",)
    )
    agenda: Annotated[word.Id, word.Refers("agendas")] | None = says(
        "what a time is booked for", None, finding="E201; L422"
    )
    to_confirm: word.Flag = says("the authority has not confirmed this list yet; shown above it", False)


class Consultation(Block):
    """Consultations: a few questions, then what to do in that very case."""

    title: word.Text = says("name")
    summary: word.Text | None = says("one sentence: what one learns", None)
    words: Mapping[word.Id, tuple[word.String, ...]] = says("what people type to begin it", {}, finding="E115")
    version: int = says("raise it when answers given before mean something else", 1, ge=1, le=1_000_000)
    start: word.Id = says("first question", finding="E201")
    questions: Mapping[word.Id, Question] = says("tree", finding="L422")
    papers: Mapping[word.Id, Paper] = says("everything that may have to be brought", {}, finding="L422")
    prices: Mapping[word.Id, Price] = says("everything that may have to be paid", {}, finding="L422")
    results: Mapping[word.Id, Result] = says("leaves", finding="L422")
    on_web: word.Flag = says("also as pages on the site", True)
    on_kiosk: word.Flag = says("also on the city's kiosks", True)
    sms_segments: int = says("paid text messages that a question may take", 4, ge=1, le=10, finding="L482")


class BotChannel(Block):
    """One messenger of a bot."""

    name: word.String = says("name under which the bot can be found by hand", finding="L423")
    link: word.Url = says("deep link, also in the QR code", finding="L423; L424")
    token: word.Secret = says("access of the bot", finding="E301; E302")
    enabled: word.Flag = says("on or off", True)
    mode: Literal["webhook", "polling"] = says(
        "the messenger calls us, or we ask it; polling needs no public address (telegram only)", "webhook"
    )
    api: word.EnvText | None = says("address of the messenger's service; absent means its own", None, finding="E303")


class Messengers(Block):
    """Messengers of a bot."""

    telegram: BotChannel | None = says("Telegram", None)
    viber: BotChannel | None = says("Viber", None)


class MenuEntry(Block):
    """A button of the menu."""

    label: word.Text = says("button")
    opens: word.String = says(
        "consultation:<id>, doctrack, booking, signals, a conversation such as booking.cancel, or a url", finding="E201"
    )


class Qr(Block):
    """QR codes of a bot."""

    offices: Annotated[word.Ids, word.Refers("offices")] = says("posters are printed for these offices", None)
    caption: word.Text | None = says("text under the code", None)


class Health(Block):
    """Whether the links of a bot work."""

    every: word.SomeDuration = says("how often links and bots are tried", Duration(seconds=15 * _MINUTES))
    when_broken: Literal["hide_and_alert", "alert"] = says("a dead link is taken off the site", "hide_and_alert")


class Silence(Block):
    """When a person stops answering."""

    after: word.SomeDuration = says(
        "from then on the next message is asked whether to go on or begin anew", Duration(seconds=30 * _MINUTES)
    )


class Bot(Block):
    """Bots: one conversation, in each messenger that people use."""

    title: word.Text = says("name")
    channels: Messengers = says("messengers", finding="L423")
    greeting: word.Text | None = says("first message", None)
    menu: Mapping[word.Id, MenuEntry] = says("buttons, in order", finding="L480")
    fallback: word.Text | None = says("answer to what is not understood", None)
    price: Literal["free", "paid"] = says("price", "free")
    qr: Qr | None = says("QR codes", None)
    page: word.WebPath | None = says("page of the site with names, links and QR codes", None)
    health: Health = says("link check", Health())
    silence: Silence = says("when nothing comes any more", Silence())


SECTIONS = (
    Section("bots", Bot, many=True, changes=BOTS),
    Section("consultations", Consultation, many=True, changes=CONSULTATIONS),
)
