"""Says a notice in a language: subject, text, and the HTML made from the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from jinja2 import BytecodeCache, Environment, Template
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from markupsafe import Markup

from civicore.messaging.blanks import Held, KeptLetters, held, joined, opened
from civicore.messaging.languages import Languages
from civicore.messaging.letter import one_line
from civicore.messaging.notices import Notices
from civicore.messaging.rich_text import rich

LETTERHEAD = "mail/message.html"
TEXT_MESSAGE = "sms"
LETTER = "email"
_SHORT = {"push": ("push", "sms", "text")}  # which block a channel says; every other one speaks as in a chat
_CHAT = ("chat", "text")


def _as_it_is(language: str, text: str) -> str:
    return text


@dataclass(frozen=True)
class Rendered:
    """A message ready to be sent; ``subject`` is one line. A text message has no HTML; its subject is for staff."""

    subject: str
    text: str
    html: str | None


class Post:
    """Renders notices. ``address`` is the public address of the site, without a final slash.

    A notice's template has the blocks ``subject`` and ``text``, written as plain text, and may have
    ``html`` when the text says too little. The page around it is the letterhead ``mail/message.html``. A text
    message says the block ``sms``, else ``text``, written as ``wording(language, text)`` gives it; a messenger
    ``chat``, else ``text``; a push message ``push``, else ``sms``, else ``text``.
    """

    def __init__(
        self,
        notices: Notices,
        languages: Languages,
        env: Environment,
        address: str,
        wording: Callable[[str, str], str] = _as_it_is,
    ) -> None:
        self.notices = notices
        self._languages = languages
        self._plain, self._html = (_for_letters(env, autoescape=one) for one in (False, True))
        self._address = address
        self._wording = wording
        self._kept = KeptLetters(lambda language, name, value, more: getattr(languages, name)(language, value, *more))

    def render(
        self, notice_id: str, language: str, context: Mapping[str, object], *, channel: str = "email"
    ) -> Rendered:
        """KeyError for an unknown notice; jinja2.UndefinedError when the context lacks a word.

        ``code`` in the context is set large in the HTML.
        """
        if channel != LETTER:
            return self._rendered(notice_id, language, context, channel)
        made = self._kept.letter(
            notice_id, language, context, lambda words: self._rendered(notice_id, language, words, channel)
        )
        return Rendered(*made)

    def _rendered(self, notice_id: str, language: str, context: Mapping[str, object], channel: str) -> Rendered:
        name = self.notices[notice_id].template
        words = {**context, "language": language, "address": self._address}
        with self._languages.using(language):
            plain = _Blocks(self._plain.get_template(name), words)
            subject = one_line(plain["subject"])
            if channel == TEXT_MESSAGE:
                said = plain["sms"] if "sms" in plain else plain["text"]
                return Rendered(subject, self._wording(language, _tidy(said).strip()), None)
            if channel != LETTER:
                block = next(one for one in _SHORT.get(channel, _CHAT) if one in plain)
                return Rendered(subject, _tidy(plain[block]).strip(), None)
            text = _tidy(plain["text"])
            return Rendered(subject, text, self._letter(name, subject, text, words))

    def speaks_briefly(self, notice_id: str) -> bool:
        """Whether the notice has words of its own for a text message."""
        return "sms" in self._plain.get_template(self.notices[notice_id].template).blocks

    def _letter(self, name: str, subject: str, text: str, words: Mapping[str, object]) -> str:
        code = words.get("code")
        body = rich(text, str(opened(code)) if isinstance(code, str | Held) else None)
        if "html" in self._plain.get_template(name).blocks:
            body = Markup(_Blocks(self._html.get_template(name), words)["html"])  # noqa: S704  rendered with autoescape
        page = self._html.get_template(LETTERHEAD).render(words, subject=held(subject), body=held(body))
        return str(opened(page))


def _for_letters(env: Environment, *, autoescape: bool) -> Environment:
    """The environment for letters: what a template puts out, or puts together, may have blanks in it.

    A letter looks for nothing on the disk: whether its template has changed is found out when the city is read.
    """
    kept = None if env.bytecode_cache is None else _Apart(env.bytecode_cache, f"letters {autoescape}")
    made = env.overlay(autoescape=autoescape, auto_reload=False, finalize=opened, bytecode_cache=kept)
    made.concat = joined  # type: ignore[method-assign]
    return made


class _Apart(BytecodeCache):
    """Another's store: a template compiled to put out HTML is not the one compiled to put out text."""

    def __init__(self, store: BytecodeCache, name: str) -> None:
        self._store, self._name = store, name

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return f"{self._name} {self._store.get_cache_key(name, filename)}"

    def load_bytecode(self, bucket: Bucket) -> None:
        self._store.load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._store.dump_bytecode(bucket)


class _Blocks:
    """The blocks of a template, each rendered when it is asked for."""

    def __init__(self, template: Template, words: Mapping[str, object]) -> None:
        self._context: Context = template.new_context(dict(words))
        # Running the whole template once brings in what it imports and whom it extends; its blocks are silent then.
        blocks = self._context.blocks
        own = {name: said[0] for name, said in blocks.items()}
        for said in blocks.values():
            said[0] = _silent
        for _ in template.root_render_func(self._context):
            pass
        for name, block in own.items():
            blocks[name][0] = block

    def __contains__(self, name: str) -> bool:
        return name in self._context.blocks

    def __getitem__(self, name: str) -> str:
        return "".join(self._context.blocks[name][0](self._context))


def _silent(_: Context) -> Iterator[str]:
    return iter(())


def _tidy(text: str) -> str:
    lines = "\n".join(line.strip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"
