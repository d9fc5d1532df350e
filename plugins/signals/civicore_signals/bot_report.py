"""A report in a conversation: what it is about, where, the words, a photo; then it is filed like every other.

Nothing is kept between two questions; the report is filed once for each conversation, and news of it come to the chat.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from civicore import Msgid, Refusal, Text, UnitOfWork, maps, ways
from civicore.contracts.dialog import Ask, Choice, Contact, Done, Link, Stale, Talk, Typed
from civicore_signals import letters
from civicore_signals.case import Answer, Place, Sender
from civicore_signals.filed import Filed, Filing
from civicore_signals.judging import LONGEST_TEXT
from civicore_signals.plan import Category, Kind, Question
from civicore_signals.questions import advice, asked
from civicore_signals.service import Cases

REPORT = "signals.report"
_TYPED: dict[str, Typed] = {"number": "number", "date": "date", "phone": "phone", "email": "email"}
_LONGEST_ID = 24
_LEVELS = 6


class Report:
    """The intent ``signals.report``: kinds that need no account."""

    id = REPORT
    letter: str | None = "s"

    def __init__(self, cases: Cases) -> None:
        self._cases = cases
        self._setting = cases.setting
        self._plan = cases.setting.plan
        self._say = cases.setting.runtime.languages

    def label(self, language: str) -> str | None:
        return self._say.translate(language, "Report something") if self._kinds() else None

    async def next(self, talk: Talk) -> Ask | Done | Stale:
        """The next question; after the last one it is filed."""
        kind = self._kind(talk)
        if not isinstance(kind, Kind):
            return kind
        matter = self._matter(talk, kind)
        if not isinstance(matter, Category):
            return matter
        answers = self._answers(talk, matter)
        if not isinstance(answers, dict):
            return answers
        place = self._place(talk, matter)
        if isinstance(place, Ask):
            return place
        missing = self._words(talk, kind, matter)
        return missing or await self._file(talk, kind, matter, answers, place)

    # What it is about

    def _kinds(self) -> tuple[Kind, ...]:
        """Kinds that nobody needs an account for, and that are about something."""
        return tuple(
            one for one in self._plan.kinds.values() if one.registration != "required" and self._plan.types(one.id)
        )

    def _kind(self, talk: Talk) -> Kind | Ask | Stale:
        kinds = self._kinds()
        if not kinds:
            return Stale()
        if len(kinds) == 1:
            return kinds[0]
        chosen = next((one for one in kinds if one.id == talk.answers.get("kind")), None)
        text = Msgid("What do you want to write?")
        return chosen or self._choose(talk, "kind", text, [(one.id, one.name) for one in kinds])

    def _matter(self, talk: Talk, kind: Kind) -> Category | Ask | Stale:
        """From the tree's branches down to a leaf, a question for each level."""
        types = [one for one in self._plan.types(kind.id) if self._plan.registration(kind.id, one.id) != "required"]
        above: str | None = None
        for level in range(_LEVELS):
            here = self._below(types, above)
            key = f"matter{level or ''}"
            chosen = here[0] if len(here) == 1 and level else None
            chosen = chosen or next((one for one in here if _short(one) == talk.answers.get(key)), None)
            if chosen is None:
                named = [(_short(one), self._plan.categories[one].name) for one in here]
                return self._choose(talk, key, Msgid("What is it about?"), named)
            found = self._plan.categories[chosen]
            if found.leaf:
                return found
            above = chosen
        return Stale()

    def _below(self, types: Sequence[Category], above: str | None) -> list[str]:
        """The next level of the tree that leads to these types, in the order of the file."""
        found = {}
        for one in types:
            path: list[str] = []
            step: Category | None = one
            while step is not None:
                path.insert(0, step.id)
                step = self._plan.categories[step.parent] if step.parent else None
            depth = path.index(above) + 1 if above in path else 0 if above is None else len(path)
            if depth < len(path):
                found[path[depth]] = True
        return list(found)

    def _choose(self, talk: Talk, key: str, text: Msgid, named: Iterable[tuple[str, Text]]) -> Ask:
        choices = tuple(Choice(id, name.in_(talk.language)) for id, name in named)
        return Ask(key, self._say.label(talk.language, text), choices)

    # Its questions

    def _answers(self, talk: Talk, matter: Category) -> dict[str, Answer] | Ask | Done:
        answers: dict[str, Answer] = {}
        for one in matter.questions:
            if one in asked(matter.questions, answers) and (pending := self._answered(talk, one, answers)) is not None:
                return pending
        for words in advice(matter.advice, answers):
            if words.stops:
                return Done(words.text.in_(talk.language))
        return answers

    def _answered(self, talk: Talk, one: Question, answers: dict[str, Answer]) -> Ask | None:
        """The question, until it has an answer that can be right."""
        key = f"q.{one.id}"
        said = talk.answers.get(key)
        choices = tuple(Choice(_short(id), name.in_(talk.language)) for id, name in one.options.items())
        ask = Ask(
            key,
            one.ask.in_(talk.language),
            choices,
            "none" if choices else _TYPED.get(one.kind, "text"),
            help=one.hint.in_(talk.language) if one.hint else None,
            optional=not one.required,
        )
        if said is None or (not said and one.required):
            return ask
        if said:
            meant = next((id for id in one.options if _short(id) == said), said)
            answers[one.id] = (meant,) if one.kind == "choices" else meant
        return None

    # Where

    def _place(self, talk: Talk, matter: Category) -> Place | Ask | None:
        if matter.place == "off":
            return None
        said = talk.answers.get("place")
        required = matter.place == "required"
        if said is None or (required and not said):
            text = self._say.translate(talk.language, "Where is it? Send the place, or write the address.")
            return Ask("place", text, typed="place", optional=not required)
        return self._where(said) if said else None

    def _where(self, said: str) -> Place:
        lat, _, lon = said.partition(",")
        atlas = next(iter(self._setting.runtime.services.all(maps.Atlas)), None)
        point = maps.point_from(lat, lon, atlas.reach if atlas is not None else None)
        return Place(address=said) if isinstance(point, Refusal) else Place((point.lat, point.lon))

    # The words, a photo, the sender

    def _words(self, talk: Talk, kind: Kind, matter: Category) -> Ask | Done | None:
        text = talk.answers.get("text", "").strip()
        if not text or len(text) > LONGEST_TEXT:
            refused = Refusal("field.too_long", limit=LONGEST_TEXT) if text else None
            words = self._say.translate(talk.language, "Describe it in a few sentences.")
            said = self._say.say(talk.language, refused) if refused else None
            return Ask("text", words, typed="text", refused=said)
        if "photo" not in talk.answers and self._plan.attachments.max_files and talk.channel in ("telegram", "viber"):
            words = self._say.translate(talk.language, "Send a photo, if you have one.")
            return Ask("photo", words, typed="photo", optional=True)
        if self._plan.registration(kind.id, matter.id) == "email" and not talk.answers.get("email"):
            words = self._say.translate(talk.language, "Your e-mail address: we will send a link to confirm there.")
            return Ask("email", words, typed="email")
        if talk.answers.get("sure") == "yes":
            return None
        if "sure" in talk.answers:
            return Done(self._say.translate(talk.language, "Nothing was sent."))
        yes = Choice("yes", self._say.translate(talk.language, "Send it"))
        no = Choice("no", self._say.translate(talk.language, "Do not send it"))
        return Ask("sure", f"{matter.name.in_(talk.language)}\n{text}", (yes, no))

    # Filing

    async def _file(
        self, talk: Talk, kind: Kind, matter: Category, answers: dict[str, Answer], place: Place | None
    ) -> Done:
        photo, who = talk.answers.get("photo"), talk.who
        email = talk.answers.get("email") or None
        filed = await self._cases.file(
            Filing(
                kind.id,
                matter.id,
                talk.answers["text"].strip(),
                talk.language,
                answers=answers,
                place=place,
                files=(UUID(photo),) if photo and who else (),
                files_of=f"{who.channel}:{who.to}" if who else "",
                sender=Sender(email=email, language=talk.language),
                origin="bot",
                idempotency_key=f"bot:{talk.id}",
                network=f"{who.channel}:{who.to}" if who else None,
            )
        )
        if isinstance(filed, Refusal):
            return Done(self._say.say(talk.language, filed))
        if who is not None:
            await self._tell_there(filed, who, talk.language)
        return self._done(talk, filed)

    async def _tell_there(self, filed: Filed, who: Contact, language: str) -> None:
        async def work(unit: UnitOfWork) -> None:
            await ways.choose(unit, letters.about(filed.case), who, language=language)

        await self._setting.runtime.transact(work)

    def _done(self, talk: Talk, filed: Filed) -> Done:
        language, number = talk.language, filed.case.number
        if filed.case.state == "unconfirmed":
            title = self._say.translate(language, "Open the link in our e-mail, then it is sent.")
        elif number:
            title = self._say.translate(language, "Thank you. It is registered as %(number)s.", number=number)
        else:
            title = self._say.translate(language, "Thank you. We have it.")
        news = self._say.translate(language, "We write here when something happens.")
        page = Link(self._say.translate(language, "Follow it on a page"), f"/signals/mine/{filed.token}")
        return Done(title, lines=(news,) if talk.who else (), links=(page,) if filed.token else ())


def _short(id: str) -> str:
    """An id of the file as that of a button: its end tells it apart."""
    return id if len(id) <= _LONGEST_ID else id[-_LONGEST_ID:].lstrip(".")
