"""The leader of conversations: from what was heard to what is said, over the intents of all plugins.

It keeps nothing. ``Where`` goes in and comes out; an intent is asked again with all answers, so that back, another
language and going on elsewhere need nothing else.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import NAMESPACE_URL, UUID, uuid5

from civicore import Runtime, new_id
from civicore.contracts.dialog import Ask, Done, Intent, Stale, Talk
from civicore_bots import drawing, matching
from civicore_bots.commands import command
from civicore_bots.dialog import Button, Chat, Heard, Reply, Said, Where
from civicore_bots.drawing import Spot
from civicore_bots.moment import Moment
from civicore_bots.pressing import Press, mark, pressed

_TYPED = ("text", "phone", "email", "number", "date", "place")  # what may be written instead of pressing
_SENT = {"place": "place", "photo": "photo", "phone": "phone"}  # what a messenger sends for what is asked
_OFTEN_LOST = 2


class Talker:
    """Leads every conversation of a city."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    @property
    def intents(self) -> tuple[Intent, ...]:
        """What can be done in a conversation in this city."""
        return self._runtime.services.all(Intent)  # type: ignore[type-abstract]

    async def hear(self, chat: Chat, heard: Heard) -> Reply:
        """Act on what was heard. Called outside any unit of work.

        The same message heard twice with the same ``Where`` does what must happen once (``Talk.id``) and is answered
        alike.
        """
        here = Moment.of(self._runtime, chat, heard)
        match heard.kind:
            case "start":
                reply = await self._started(here)
            case "press":
                reply = await self._pressed(here, pressed(heard.value))
            case _:
                reply = await self._typed(here)
        return here.kept(reply)

    # Beginning

    async def _started(self, here: Moment) -> Reply:
        """A chat was opened. What its link carries opens a conversation; a link that means nothing tells nothing."""
        letter, start = here.heard.value[:1], here.heard.value[1:]
        found = next((one for one in self.intents if letter and one.letter == letter), None)
        if found is None or found.label(here.language) is None:
            return await self._menu(here, greet=True)
        return await self._begin(here, found.id, start)

    async def _begin(self, here: Moment, intent: str, start: str) -> Reply:
        if not self._offered(intent, here.language):
            return await self._menu(here)
        talk = uuid5(NAMESPACE_URL, f"{here.owner}|{here.heard.id}") if here.heard.id else new_id()
        where = replace(here.where, intent=intent, start=start, talk=talk, answers=(), over=False, lost=0)
        return await self._go_on(here, where, await here.stopped(intent))

    async def _menu(self, here: Moment, *, greet: bool = False, before: str = "") -> Reply:
        """What can be done; a conversation under way is left."""
        menu = here.menu(self.intents)
        stopped = await here.stopped()
        text = drawing.paragraphs(before, here.greeting() if greet else "", stopped, here.what_next(menu))
        ways = [Button(here.gettext("Other language"), Press("languages").data)] if here.many_languages else []
        ways.append(Button(here.gettext("Help"), Press("help").data))
        said = Said(text, (*((one,) for one in menu.buttons), tuple(ways)))
        where = replace(here.where, intent="", start="", talk=None, answers=(), over=False, lost=0)
        return Reply(where, (said,))

    # Buttons

    async def _pressed(self, here: Moment, press: Press | None) -> Reply:
        match press:
            case None:
                return await self._menu(here)
            case Press("go", intent, start):
                return await self._begin(here, intent, start)
            case Press("again"):
                return await self._begin(here, here.where.intent, here.where.start)
            case Press("language", language):
                return await self._speak(here, language)
            case Press("languages"):
                return Reply(here.where, (here.languages(),))
            case Press("help"):
                return self._help(here)
            case Press("menu"):
                return await self._menu(here)
        return await self._led(here, press)

    async def _led(self, here: Moment, press: Press) -> Reply:
        """A button of a question: of the one that is asked now, of one answered before, or of none that we know."""
        where = here.where
        if self._before(where, press):
            return Reply(where, quiet=True)
        if not where.intent or where.over:
            return self._outdated(here)
        now = await self._ask(here, where)
        if not isinstance(now, Ask) or (press.mark, press.depth) != self._spot(where, now):
            return self._outdated(here)
        if press.act == "back":
            return replace(await self._back(here), instead=True)
        if press.act == "skip":
            return replace(await self._answer(here, now, ""), instead=True) if now.optional else self._outdated(here)
        if press.value not in {one.id for one in now.choices}:
            return self._outdated(here)
        return replace(await self._answer(here, now, press.value), instead=True)

    def _before(self, where: Where, press: Press) -> bool:
        """A second press on a button that was taken already, or on "back" of a question already left."""
        if press.act == "back" and press.depth == len(where.answers) + 1:
            return True
        if press.depth >= len(where.answers):
            return False
        key, answer = where.answers[press.depth]
        return press.mark == mark(where.intent, where.start, key) and press.value in (answer, "")

    def _outdated(self, here: Moment) -> Reply:
        """A keyboard of a conversation that is over, or that is led another way by now (channels, case 5)."""
        sentence = here.gettext("These questions are no longer asked this way.")
        buttons = [Button(here.gettext("Begin again"), Press("again").data)] if here.where.intent else []
        buttons.append(Button(here.gettext("Menu"), Press("menu").data))
        return Reply(here.where, (Said(sentence, (tuple(buttons),)),), note=sentence)

    async def _speak(self, here: Moment, language: str) -> Reply:
        if language not in self._runtime.languages.known:
            return Reply(here.where, (here.languages(),))
        there = here.speaking(language)
        return await self._go_on(there, there.where) if self._leading(there.where) else await self._menu(there)

    # Words, places, photos

    async def _typed(self, here: Moment) -> Reply:
        """What was written: a command, a number of the list, an answer, or the name of a conversation."""
        text, where = here.heard.value, here.where
        if here.heard.kind == "text" and (meant := command(text, here.gettext)):
            return await self._back(here) if meant == "back" else await self._pressed(here, Press(meant))
        if self._leading(where):
            return await self._answered(here)
        if (index := matching.number(text, len(where.shown))) is not None:
            return await self._pressed(here, pressed(where.shown[index]))
        chosen = matching.choice(text, here.menu(self.intents).choices) if here.heard.kind == "text" else None
        if chosen is not None:
            return await self._pressed(here, pressed(chosen.id))
        return await self._menu(here, greet=not where.heard_at, before=here.fallback() if where.heard_at else "")

    async def _answered(self, here: Moment) -> Reply:
        where = here.where
        now = await self._ask(here, where)
        if not isinstance(now, Ask):
            return await self._go_on(here, where)
        answer = self._meant(here.heard, now)
        if answer is None:
            return self._not_understood(here, now)
        if here.silent:
            return self._repeated(here, now, here.gettext("We stopped here. Answer to go on, or begin again."))
        return await self._answer(here, now, answer)

    def _meant(self, heard: Heard, now: Ask) -> str | None:
        if heard.kind != "text":
            wanted = _SENT.get(heard.kind)
            return heard.value or None if wanted == now.typed else None  # nothing: the picture could not be taken
        found = matching.choice(heard.value, now.choices)
        if found is None and now.typed not in ("number", "date", "phone"):
            index = matching.number(heard.value, len(now.choices))
            found = now.choices[index] if index is not None else None
        if found is not None:
            return found.id
        return heard.value.strip() or None if now.typed in _TYPED else None

    def _not_understood(self, here: Moment, now: Ask) -> Reply:
        lost = here.where.lost + 1
        person = here.person() if lost >= _OFTEN_LOST else ""
        return self._repeated(here, now, drawing.paragraphs(here.fallback(), person), lost)

    def _repeated(self, here: Moment, now: Ask, before: str, lost: int = 0) -> Reply:
        where = replace(here.where, lost=lost)
        return Reply(where, (drawing.asked(now, Spot(*self._spot(where, now)), here.pen, before),))

    def _help(self, here: Moment) -> Reply:
        buttons = [Button(here.gettext("Menu"), Press("menu").data)]
        return Reply(here.where, (Said(here.help(), (tuple(buttons),)),))

    # Leading on

    async def _answer(self, here: Moment, now: Ask, answer: str) -> Reply:
        where = replace(here.where, answers=(*here.where.answers, (now.key, answer)), lost=0)
        return await self._go_on(here, where)

    async def _back(self, here: Moment) -> Reply:
        if not self._leading(here.where) or not here.where.answers:
            return await self._menu(here)
        return await self._go_on(here, replace(here.where, answers=here.where.answers[:-1], lost=0))

    async def _go_on(self, here: Moment, where: Where, before: str = "") -> Reply:
        """What comes after these answers."""
        match await self._ask(here, where):
            case Ask() as ask:
                where = self._as_asked(where, ask)
                return Reply(where, (drawing.asked(ask, Spot(*self._spot(where, ask)), here.pen, before),))
            case Done() as end:
                offered = tuple(one for one in end.then if self._offered(one.intent, here.language))
                said = drawing.done(replace(end, then=offered), here.pen, again=bool(where.answers), before=before)
                return Reply(replace(where, over=True, lost=0), (said,))
            case _:
                return replace(self._outdated(here), where=replace(where, over=True))

    def _as_asked(self, where: Where, ask: Ask) -> Where:
        """An answer that was refused is not kept; a question asked anew takes the answers after it away."""
        kept = where.answers[:-1] if ask.refused and where.answers else where.answers
        at = next((index for index, (key, _) in enumerate(kept) if key == ask.key), len(kept))
        return replace(where, answers=kept[:at])

    async def _ask(self, here: Moment, where: Where) -> Ask | Done | Stale:
        found = self._intent(where.intent)
        if found is None:
            return Stale()
        talk = Talk(
            id=where.talk or UUID(int=0),
            language=here.language,
            at=here.now,
            channel=here.chat.via,
            answers=dict(where.answers),
            start=where.start,
            who=here.chat.who,
        )
        return await found.next(talk)

    def _spot(self, where: Where, ask: Ask) -> tuple[str, int]:
        return mark(where.intent, where.start, ask.key), len(where.answers)

    def _leading(self, where: Where) -> bool:
        return bool(where.intent) and not where.over

    def _offered(self, id: str, language: str) -> bool:
        found = self._intent(id)
        return found is not None and found.label(language) is not None

    def _intent(self, id: str) -> Intent | None:
        return next((one for one in self.intents if one.id == id), None)
