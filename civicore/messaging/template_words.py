"""What templates say with: gettext of the language being spoken, and filters for dates and texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from jinja2 import Environment, pass_context, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from markupsafe import Markup

from civicore.base.refusal import Refusal
from civicore.base.text import Text
from civicore.messaging.blanks import Blank, Held

if TYPE_CHECKING:
    from civicore.messaging.languages import Languages

_ENDING = re.compile(r"%\((\w+)\)s\.(?!\.)")


def install(env: Environment, languages: Languages) -> None:
    """Templates speak the language of ``languages.using``.

    ``text`` marks words that fall back to another language with ``lang``; ``plain`` gives the bare words,
    for attributes and titles; ``sentence`` gives a capital letter at the start.
    """

    @pass_context
    def gettext(state: Context, msgid: str, /, **facts: object) -> str | Held:
        return _filled(state, languages.translate(languages.current(), msgid), facts)

    @pass_context
    def ngettext(state: Context, one: str, many: str, n: int, /, **facts: object) -> str | Held:
        return _filled(state, languages.plural(languages.current(), one, many, n), {"num": n, **facts})

    @pass_context
    def pgettext(state: Context, context: str, msgid: str, /, **facts: object) -> str | Held:
        return _filled(state, languages.translate(languages.current(), msgid, context), facts)

    @pass_eval_context
    def text(state: EvalContext, words: Text | str | None) -> str:
        language = languages.current()
        if not isinstance(words, Text):
            return words or ""
        spoken = words.language_for(language)
        if spoken == language or not state.autoescape:
            return words.in_(language)
        return Markup('<span lang="{}">{}</span>').format(spoken, words.in_(language))

    def plain(words: Text | str | None) -> str:
        return words.in_(languages.current()) if isinstance(words, Text) else words or ""

    def said(refusal: Refusal) -> str:
        return languages.say(languages.current(), refusal)

    env.add_extension("jinja2.ext.i18n")
    env.policies["ext.i18n.trimmed"] = True
    env.globals.update(gettext=gettext, ngettext=ngettext, pgettext=pgettext, said=said)
    env.filters.update(text=text, plain=plain, said=said, sentence=lambda words: words[:1].upper() + words[1:])
    for name in ("date", "time", "when", "range", "duration", "number", "joined", "label"):
        env.filters[name] = _speaking(languages, name)


def _filled(state: Context, words: str, facts: Mapping[str, object]) -> str | Held:
    """The sentence with its facts; the full stop of an abbreviation that ends a fact ends the sentence too."""
    own = Markup(words) if state.eval_ctx.autoescape else words  # noqa: S704  our own words
    if "%" not in words:
        return own
    ended = {name: _ended(facts[name]) for name in _ENDING.findall(words)}
    known = {**facts, **ended}
    held = {name: fact.opened() for name, fact in known.items() if isinstance(fact, Held)}
    said = own % {**known, **held}
    return Held(said) if held else said


def _ended(fact: object) -> object:
    if isinstance(fact, Held):
        return fact.ended()
    return fact.removesuffix(".") if isinstance(fact, str) else fact


def _speaking(languages: Languages, name: str) -> object:
    def spoken(value: object, *arguments: object, **named: object) -> object:
        if isinstance(value, Blank) and not named:
            return value.spoken(name, arguments)
        return getattr(languages, name)(languages.current(), value, *arguments, **named)

    return spoken
