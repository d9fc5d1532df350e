"""The way of a case: kinds, statuses, outcomes, deadlines by law."""

from __future__ import annotations

from typing import Annotated, Literal

from civicore import Block, Duration, says
from civicore import kinds as word
from civicore_signals.config_categories import Deadline, Shown

Status = Annotated[word.Id, word.Refers("signals.statuses")]
Statuses = Annotated[word.Ids, word.Refers("signals.statuses")]
Outcomes = Annotated[word.Ids, word.Refers("signals.outcomes")]
Asked = Literal["category", "place", "topic", "text", "photo", "name", "email", "phone", "address", "happened_on"]
Actor = Literal["system", "unit", "operator", "sender"]


class Kind(Block):
    """Signal, question, letter, complaint, proposal, application: who may send it and what becomes of it."""

    name: word.Text = says("name")
    note: word.Text | None = says("explanation", None)
    registration: Literal["optional", "email", "required"] = says(
        "who may send it: anybody, people whose e-mail is confirmed by a link, people with an account",
        "optional",
        finding="L427",
    )
    public: word.Flag = says("readable by everyone", False, finding="L426")
    shown: Shown = says("what of it is readable", Shown())
    asks: tuple[Asked, ...] = says("what the form asks", ("category", "text", "email"), finding="L426")
    required: tuple[Asked, ...] | None = says(
        "what of it must be answered; absent means all but photo, e-mail, telephone and date", None
    )
    oldest: word.SomeDuration | None = says("what happened longer ago is not taken, by law", None)
    track: tuple[Literal["number", "map", "link", "account"], ...] = says(
        "how it can be followed", ("link",), finding="L445"
    )
    search_label: word.Text | None = says("label of the search field on the home page", None)
    deadline: Deadline | None = says("legal or promised time to answer", None)
    statuses: Statuses = says("its way; absent means all statuses in order", None, finding="E201; L428")
    outcomes: Outcomes = says("how it may be closed; absent means all", None, finding="E201; L428")
    notify: tuple[Literal["received", "registered", "status", "answer", "decision"], ...] = says(
        "what the sender is told", ("received", "status", "answer")
    )


class Reopen(Block):
    """Opening a closed case again."""

    by: tuple[Actor, ...] = says("who may", ("sender", "unit", "operator"))
    within: word.SomeDuration | None = says(
        "until the end of this day after closing, in the city's time; absent means always", Duration(days=14)
    )
    to: Status = says("where it goes")
    clock: Literal["restart", "resume"] = says("what the deadline does", "restart")


class StatusRule(Block):
    """A step of a case and how it is reached."""

    name: word.Text = says("name")
    text: word.Text | None = says("what people are told of it", None)
    phase: Literal["new", "open", "waiting", "final"] | None = says(
        "what it means; absent means new for the first one, final where final says so, else open", None
    )
    final: word.Flag = says("nothing follows but a reopening", False, finding="L428")
    after: Statuses = says(
        "statuses it follows; absent means every earlier one that is not final", None, finding="E201; L428"
    )
    by: tuple[Actor, ...] = says("who may take this step", ("unit", "operator"), finding="L428")
    requires: tuple[Literal["outcome", "text", "body", "file"], ...] = says("what must come with it", ())
    outcomes: Outcomes = says("outcomes that are possible here", None, finding="E201; L428")
    tell: tuple[Literal["sender", "followers"], ...] = says("who is told", ("sender", "followers"))
    reopen: Reopen | None = says("opening it again", None, finding="L428")


class OutcomeRule(Block):
    """How a case was closed."""

    name: word.Text = says("name")
    counts_as: Literal["solved", "answered", "passed_on", "refused", "none"] = says(
        "what it is in every figure; passed_on asks for the body it went to"
    )


class Ask(Block):
    """A question of the office to the sender."""

    clock: Literal["restart", "pause", "runs"] = says("what the deadline does meanwhile", "pause")
    answer_within: word.SomeDuration | None = says("how long the answer is waited for", None)
    then: Status | None = says("status without an answer", None, finding="L463")


class Extend(Block):
    """Extending a deadline."""

    most: word.SomeDuration = says("in all")
    times: int = says("how often", 1, ge=1, le=10)
    law: word.Text | None = says("article", None)


class DeadlineRule(Block):
    """A time to answer, by law or promised."""

    law: word.Text | None = says("article, or whose promise it is", None)
    length: word.SomeDuration = says("time to answer; the day on which it begins is not counted")
    counted_in: Literal["days", "working_days"] = says("how its days are counted", "days", finding="L429; L463")
    starts: Literal["received", "registered"] = says("when it begins", "registered")
    ends_on_day_off: Literal["next", "stays"] = says("an end on a day off moves to the next working day", "next")
    cap: word.SomeDuration | None = says("with all extensions at most", None, finding="L463")
    ask: Ask = says("what a question to the sender does", Ask())
    extend: Extend | None = says("extension with a reason; absent means never", None, finding="L463")
    transfer_within: word.SomeDuration | None = says("time to pass it on to the body that is competent", None)
    silence: word.Text | None = says("what no answer means", None)
