"""What templates say with: gettext of the language being spoken, and filters for dates and texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from civicore.base.refusal import Refusal
from civicore.base.text import Text

if TYPE_CHECKING:
    from civicore.messaging.languages import Languages


def install(env: Environment, languages: Languages) -> None:
    """Templates speak the language of ``languages.using``.

    ``text`` marks words that fall back to another language with ``lang``; ``plain`` gives the bare words,
    for attributes and titles; ``sentence`` gives a capital letter at the start.
    """

    def gettext(msgid: str) -> str:
        return languages.translate(languages.current(), msgid)

    def ngettext(one: str, many: str, n: int) -> str:
        # Jinja fills the facts itself, so the form is asked for with its marks kept.
        return languages.plural(languages.current(), one, many, n)

    def pgettext(context: str, msgid: str) -> str:
        return languages.translate(languages.current(), msgid, context)

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
    env.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext)  # type: ignore[attr-defined]
    env.globals["said"] = said
    env.filters.update(text=text, plain=plain, said=said, sentence=lambda words: words[:1].upper() + words[1:])
    for name in ("date", "time", "when", "range", "duration", "number", "joined", "label"):
        env.filters[name] = _speaking(languages, name)


def _speaking(languages: Languages, name: str) -> object:
    def spoken(value: object, *arguments: object, **named: object) -> object:
        return getattr(languages, name)(languages.current(), value, *arguments, **named)

    return spoken
