"""What cases may be about: categories, the types below them, their questions and advice, the rules of routing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from civicore import Block, says
from civicore import kinds as word

Kinds = Annotated[word.Ids, word.Refers("signals.kinds")]
Unit = Annotated[word.Id, word.Refers("departments")]
Deadline = Annotated[word.Id, word.Refers("signals.deadlines")]
Answers = Mapping[word.Id, tuple[word.String, ...]]


class Shown(Block):
    """What everybody may read of a public case."""

    text: word.Flag = says("what was written, once the office has let it out", True)
    photo: word.Flag = says("pictures, once the office has let them out", True)
    place: Literal["exact", "street", "area", "none"] = says(
        "how exactly the place may be known; street means to about a hundred metres", "exact"
    )
    answer: word.Flag = says("what the office answers", True)


class Question(Block):
    """An extra question of a type."""

    ask: word.Text = says("question")
    kind: Literal["text", "lines", "choice", "choices", "number", "date"] = says(
        "how it is answered; choice takes one of the options, choices takes several", "choice"
    )
    options: Mapping[word.Id, word.Text] = says("answers to choose from", {}, finding="L464")
    hint: word.Text | None = says("help under the question", None)
    required: word.Flag = says("must it be answered", False)
    public: word.Flag = says("may everybody read the answer of a public case", False, finding="L426")
    personal: word.Flag = says("is the answer about a person; then it never leaves the office", False)
    when: Answers = says("asked only after these answers to earlier questions", {}, finding="L464")


class Advice(Block):
    """What people read before they go on writing."""

    text: word.Text = says("what they should know")
    when: Answers = says("only after these answers", {}, finding="L464")
    stops: word.Flag = says("the form ends here, because another way is the right one", False)


class Duplicates(Block):
    """Alike cases nearby are offered before sending, to be followed instead."""

    radius: int = says("metres around the place", 100, ge=5, le=5000)
    days: int = says("how old they may be", 60, ge=1, le=730)


class Type(Block):
    """A kind of matter below a category. What it does not say holds as its category says it."""

    name: word.Text = says("name")
    note: word.Text | None = says("shown under the name", None)
    also: tuple[word.Text, ...] = says("other words by which people look for it", ())
    kinds: Kinds = says("for which kinds; all means all of the category", None)
    unit: Unit | None = says("department it goes to, where no rule of routing says otherwise", None, finding="L425")
    deadline: Deadline | None = says("own deadline, instead of that of the kind", None)
    questions: Mapping[word.Id, Question] = says("extra questions, after those of the category", {})
    advice: Mapping[word.Id, Advice] = says("what people read before they write", {})
    duplicates: Duplicates | None = says("alike cases nearby are offered", None)
    place: Literal["required", "optional", "off"] | None = says(
        "is a place asked; absent means as the kind asks it", None
    )
    information: tuple[Annotated[word.Id, word.Refers("information")], ...] = says(
        "articles to read before writing", ()
    )
    public: word.Flag | None = says("false keeps such cases from the public though their kind is public", None)
    shown: Shown | None = says("what everybody may read, instead of what the kind says", None)
    registration: Literal["optional", "email", "required"] | None = says(
        "who may send it; of kind and type the stricter one holds", None, finding="L427"
    )


class Category(Type):
    """What cases may be about; without types below it is a type itself."""

    subcategories: Mapping[word.Id, Type] = says("types below it", {})


class When(Block):
    """Which cases a rule means: all that is said must hold, of each list one word is enough."""

    kinds: Kinds = says("kinds", None)
    categories: tuple[word.String, ...] | None = says(
        "categories, or types written category.type", None, finding="E201"
    )
    areas: tuple[word.String, ...] | None = says("ids of districts of signals.map.areas", None, finding="L465")
    origins: tuple[Literal["web", "hotline", "desk", "open311", "letter", "bot"], ...] | None = says(
        "how the case came", None
    )
    answers: Answers = says("answers to questions of the type", {}, finding="L464")


class Routing(Block):
    """A rule of routing; the first one that means a case decides."""

    when: When = says("which cases")
    to: Unit = says("department they go to")
    because: word.Text = says("why; clerk and sender read it")
