"""The section ``doctrack:`` of the deployment file: documents, their stages, who may ask, and who tells us."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from civicore import Block, Duration, Section, says
from civicore import kinds as word
from civicore_doctrack.brakes import SHOWN
from civicore_doctrack.filechange_rules import RULES

Stages = Annotated[word.Ids, word.Refers("doctrack.stages")]
Secret = Literal["application_number", "last_name", "birth_year", "birth_date", "document_code"]
Way = Literal["web", "email", "sms", "telegram", "viber", "push"]


class VersionRule(Block):
    """The stages of documents that were begun on a day or later; each keeps the list that it began under."""

    starts: word.Date = says("first day on which a document is begun that goes this way", finding="L474")
    stages: Stages = says("its stages, in order; all means every stage", finding="E201; L474")


class DocumentRule(Block):
    """A kind of document."""

    name: word.Text = says("name")
    note: word.Text | None = says("for whom", None)
    words: tuple[word.String, ...] = says("what other systems call it, besides its id", (), finding="L471")
    stages: Stages = says("its stages, in order; absent means all", None, finding="E201; L473")
    versions: tuple[VersionRule, ...] | None = says(
        "later lists of stages; absent means those of doctrack.versions", None, finding="L474"
    )


class StageRule(Block):
    """A stage on the way of a document."""

    name: word.Text = says("name")
    message: word.Text = says("what is sent when it is reached")
    explained: word.Text | None = says("more about it, for whoever looks", None)
    words: tuple[word.String, ...] = says("what other systems call it, besides its id", (), finding="L471")
    final: word.Flag = says("nothing follows", False, finding="L473")
    ready: word.Flag = says("the document can be collected now", False)
    aside: word.Flag = says("no step of the usual way: shown only when it happens", False, finding="L473")
    back_to: Stages = says(
        "earlier stages that may follow it; absent means it never goes back", (), finding="E201; L473"
    )
    takes: word.SomeDuration | None = says("how long it usually takes; twice as long is told to staff", None)
    notify: word.Flag = says("followers are told", True)


class OptIn(Block):
    """Consent before following."""

    ask: word.Text = says("question")
    agree: word.Text = says("button that starts the following")
    decline: word.Text = says("button that does not")


class PluginSource(Block):
    """A plugin of a third party that knows the stages."""

    plugin: word.String = says("plugin that knows the stages", finding="L435")
    every: word.SomeDuration = says("how often it is asked", Duration(seconds=600))
    config: Mapping[word.String, word.String] = says("its settings", {})
    stale_after: word.SomeDuration = says("silence after which people and staff are warned", Duration(days=1))


class Dates(Block):
    """How a source writes its instants; an ISO 8601 instant is understood besides."""

    formats: tuple[word.String, ...] = says(
        "patterns such as %d.%m.%Y %H:%M, the first that fits counts",
        ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y"),
        finding="L475",
    )
    zone: word.Zone | None = says("zone of instants without one; absent means the city's", None)


class Columns(Block):
    """Where a file says what: names of its first line, or numbers of columns from 1 in a file without such a line."""

    number: word.String = says("number of the document")
    stage: word.String = says("how far it is")
    at: word.String | None = says("when it got there; absent means when we first saw it", None)
    type: word.String | None = says("kind of document", None)
    secret: word.String | None = says("what the holder is asked for beside the number", None, finding="L475")
    office: word.String | None = says("where it is or will be", None)
    id: word.String | None = says("id of the line", None)
    began: word.String | None = says("day of the application", None)


class SourceRule(Block):
    """Another system that says how far documents are."""

    kind: Literal["file", "api"] = says("files dropped into a folder, or calls of our API")
    document: Annotated[word.Id, word.Refers("doctrack.documents")] | None = says(
        "kind of its documents where it does not say it", None, finding="E201; L475"
    )
    offices: Mapping[word.String, Annotated[word.Id, word.Refers("offices")]] = says(
        "what it calls our offices, besides their ids", {}, finding="E201"
    )
    stale_after: word.SomeDuration = says("silence after which people and staff are warned", Duration(days=2))
    secret: word.Secret | None = says("api: its key", None, finding="E302; L475")
    folder: word.EnvText | None = says("file: the folder that is watched", None, finding="E303; L475")
    files: word.String = says("file: which files of the folder, such as *.csv", "*.csv")
    ready: Literal["stable", "done"] = says(
        "file: it is whole once it does not change any more, or once a file of its name and .done lies beside it",
        "stable",
    )
    settle: word.SomeDuration = says("file: how long it must not have changed", Duration(seconds=60))
    every: word.SomeDuration = says("file: how often the folder is looked at", Duration(seconds=60))
    afterwards: Literal["keep", "delete"] = says("file: what becomes of a file that was taken over", "keep")
    encoding: word.String = says("file: auto, or a name such as cp1251", "auto", finding="L475")
    delimiter: Literal["auto", "comma", "semicolon", "tab", "bar"] = says("file: between columns", "auto")
    columns: Columns | None = says("file: where it says what", None, finding="L475")
    dates: Dates = says("how it writes instants", Dates())


class Keep(Block):
    """How long documents are kept."""

    after_end: word.Duration = says(
        "after the last news of a document that has reached a final stage", Duration(months=3)
    )
    without_news: word.SomeDuration = says("after the last news of any other document", Duration(months=24))
    runs: word.SomeDuration = says("reports of what sources brought", Duration(days=60))
    numbers: Literal["ending", "whole"] = says("what staff see of a number: its last signs, or all", "ending")


class DocTrack(Block):
    """Following a document that is being made."""

    brakes: ClassVar[Mapping[str, Mapping[str, object]]] = SHOWN

    title: word.Text | None = says("what the pages are called", None)
    intro: word.Text | None = says("text above the form", None)
    where_number: word.Text | None = says("where the holder finds the number", None)
    documents: Mapping[word.Id, DocumentRule] = says("kinds of documents", {}, finding="L473")
    stages: Mapping[word.Id, StageRule] = says("in order", {}, finding="L473")
    versions: tuple[VersionRule, ...] = says("later lists of stages, for all documents", (), finding="L474")
    opt_in: OptIn | None = says("consent before following", None, finding="L477")
    identify_by: tuple[Secret, ...] = says(
        "what the citizen gives: the number and one secret", ("application_number", "last_name"), finding="L472"
    )
    notify_by: tuple[Way, ...] = says("how", ("web",), finding="L413; L477")
    source: PluginSource | None = says("a plugin that says how far documents are", None, finding="L435")
    sources: Mapping[word.Id, SourceRule] = says("systems that say how far documents are", {}, finding="L475; L476")
    pickup: word.Text | None = says("where the finished document waits", None)
    pickup_booking: Annotated[word.Id, word.Refers("agendas")] | None = says(
        "agenda in which a time to collect it is booked", None, finding="E201"
    )
    keep: Keep = says("how long documents are kept", Keep())


SECTION = Section("doctrack", DocTrack, changes=RULES)
