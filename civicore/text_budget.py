"""Text messages of the product that would cost more than the city's file allows, told by ``civicore check``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from civicore.base.saying import say
from civicore.deployment.city import City
from civicore.extension.parts import Finding, Notice

if TYPE_CHECKING:
    from civicore.messaging.post import Post


def over_budget(
    city: City, notices: Callable[[], Iterable[Notice]], plugins: Callable[[], Mapping[str, Path]]
) -> Iterator[Finding]:
    """L454 for each notice whose sample, in a language of the city, is longer than ``channels.sms.max_segments``.

    ``plugins`` gives the folders of their packages by name: their templates and catalogues are used. Neither is
    asked in a city without text messages, so that its check loads no database.
    """
    sms = city.channels.sms
    if sms is None:
        return
    from civicore.messaging.catalogues import read_catalogues
    from civicore.messaging.languages import Languages
    from civicore.messaging.notices import Notices
    from civicore.messaging.post import Post
    from civicore.messaging.sms.alphabet import Wording
    from civicore.messaging.sms.segments import split
    from civicore.web.environment import environment
    from civicore.web.folders import Folders

    folders = Folders.of(city, plugins())
    languages = Languages(city, read_catalogues(folders.locales(), city.languages, folders.strange_locales()))
    env = environment(languages, folders)
    env.globals["city"] = city
    address = city.deployment.url or "https://city.example"
    post = Post(Notices(notices()), languages, env, address, Wording(sms.alphabet))
    for notice in post.notices:
        for language in city.languages:
            found = split(_said(post, notice, language))
            if len(found) > sms.max_segments:
                message = say(
                    'the text message %(id)s in "%(language)s" takes %(count)s paid messages (%(coding)s)',
                    id=notice.id,
                    language=language,
                    count=len(found),
                    coding=found.coding,
                )
                yield Finding("L454", message, ("channels", "sms", "max_segments"))


def _said(post: Post, notice: Notice, language: str) -> str:
    """The words of a sample; none where it has no text message, or cannot be said: starting the city tells why."""
    try:
        if not post.speaks_briefly(notice.id):
            return ""
        return post.render(notice.id, language, notice.sample(), channel="sms").text
    except Exception:  # a plugin's sample may need what this file leaves out
        return ""
