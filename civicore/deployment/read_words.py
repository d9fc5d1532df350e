"""How texts, words, addresses, references and secrets are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from civicore.base import text
from civicore.base.saying import say
from civicore.deployment.kind import Reading, SecretRef, meant, written, wrong
from civicore.deployment.nodes import PresetWord

COMMA = say("in {braces} a comma begins a new key: a text with a comma stands in quotes")


def read_text(value: Any, reading: Reading) -> text.Text:
    if not isinstance(value, dict):
        plain = written(value, say("text"))
        if not plain:
            raise wrong("E114", say("the text is empty"))
        return text.Text({next(iter(reading.languages), "und"): plain})
    said = {}
    for language, words in value.items():
        if reading.languages and language not in reading.languages:
            if isinstance(language, PresetWord):
                continue
            hint = meant(language, reading.languages) or (None if words else COMMA)
            raise wrong(
                "E115",
                say('"%(language)s" is no language of this city', language=language),
                hint=hint,
                at=(language, "@key"),
            )
        if not isinstance(words, str):
            raise wrong("E103", say("a list or a block is written where text is asked"), at=(language,))
        if not words.strip():
            raise wrong("E114", say("the text is empty"), at=(language,))
        said[str(language)] = words.strip()
    if not reading.languages:
        return text.Text(said or {"und": ""})
    default = reading.languages[0]
    if default not in said:
        raise wrong("E116", say('the text is missing in "%(default)s", the default language', default=default))
    return text.Text({language: said[language] for language in reading.languages if language in said})


def read_flag(value: Any, _: Reading) -> bool:
    word = written(value, say("true or false"))
    if word not in ("true", "false"):
        raise wrong(
            "E103",
            say('"%(word)s" is written where true or false is asked', word=word),
            hint=meant(word, ("true", "false")),
        )
    return word == "true"


def matching(
    code: str, pattern: str, message: Callable[[str], str], longest: int = 254
) -> Callable[[Any, Reading], str]:
    form = re.compile(pattern)

    def read(value: Any, _: Reading) -> str:
        word = written(value)
        if not form.fullmatch(word) or len(word) > longest:
            raise wrong(code, message(word[:60]))
        return word

    return read


def read_string(value: Any, _: Reading) -> str:
    word = written(value, say("text"))
    if not word:
        raise wrong("E114", say("the text is empty"))
    return word


def read_url(value: Any, _: Reading) -> str:
    word = written(value, say("an address"))
    try:
        parts = urlsplit(word)
        sound = parts.scheme == "https" and bool(parts.hostname) and not re.search(r"\s", word)
        _port = parts.port
    except ValueError:
        sound = False
    if not sound:
        raise wrong("E109", say('"%(word)s" is no address: it begins with https://', word=word[:80]))
    return word


def read_phone(value: Any, _: Reading) -> str:
    word = written(value, say("a telephone number"))
    if not re.fullmatch(r"\+?[0-9][0-9 ()/\-]{2,30}", word) or sum(c.isdigit() for c in word) < 3:
        raise wrong("E111", say('"%(word)s" is no telephone number: write it like "+420 499 803 111"', word=word[:60]))
    return word


def read_zone(value: Any, _: Reading) -> str:
    word = written(value, say("a time zone"))
    try:
        ZoneInfo(word)
    except (ValueError, OSError, LookupError):
        hint = meant(word, tuple(sorted(available_timezones())))
        raise wrong("E112", say('"%(word)s" is no time zone', word=word[:60]), hint=hint) from None
    return word


def read_size(value: Any, _: Reading) -> int:
    match = re.fullmatch(r"(\d{1,6})\s*(kB|MB)", written(value, say("a size such as 8 MB")))
    if match is None:
        raise wrong("E103", say('"%(value)s" is no size: write it like 8 MB', value=value))
    return int(match[1]) * {"kB": 1000, "MB": 1_000_000}[match[2]]


def read_file(value: Any, _: Reading) -> str:
    word = written(value, say("a file"))
    if not word or word.startswith(("/", "\\", "~")) or ".." in re.split(r"[/\\]", word) or "\0" in word:
        raise wrong("L420", say('"%(word)s" must be a file in the deployment folder', word=word[:80]))
    return word


def read_secret(value: Any, _: Reading) -> SecretRef:
    if isinstance(value, str):
        raise wrong(
            "E301",
            say("a secret is written in the file: put it in the secret store and write {secret: some_name} here"),
        )
    name = value.get("secret") if isinstance(value, dict) else None
    if not isinstance(name, str) or set(value) != {"secret"} or not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", name):
        raise wrong("E103", say("write {secret: some_name} here"))
    return SecretRef(name)


def read_env_text(value: Any, reading: Reading) -> str:
    if not isinstance(value, dict):
        return read_string(value, reading)
    for key in value:
        if key not in ("env", "default"):
            hint = meant(key, ("env", "default"))
            raise wrong(
                "E101",
                say('unknown key "%(key)s": write {env: NAME, default: value}', key=key),
                hint=hint,
                at=(key, "@key"),
            )
    name, default = value.get("env"), value.get("default", "")
    if not isinstance(name, str) or not re.fullmatch(r"[A-Z][A-Z0-9_]*", name) or not isinstance(default, str):
        raise wrong("E103", say("write {env: NAME} or {env: NAME, default: value} here"))
    return reading.environ.get(name) or default


def read_ids(value: Any, _: Reading) -> tuple[str, ...] | None:
    if isinstance(value, str):
        if value == "all":
            return None
        raise wrong("E103", say("write all, or a list such as [one, two]"), hint=meant(value, ("all",)))
    if not isinstance(value, list):
        raise wrong("E103", say("write all, or a list such as [one, two]"))
    for index, one in enumerate(value):
        if not isinstance(one, str) or not one:
            raise wrong("E103", say("a list of ids holds words"), at=(index,))
    return tuple(value)


def read_languages(value: Any, _: Reading) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise wrong("E103", say("write the languages as a list: [cs, en]"))
    for index, one in enumerate(value):
        if not isinstance(one, str) or not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", one):
            raise wrong("E112", say('"%(one)s" is no language code such as cs or en', one=one), at=(index,))
        if value.index(one) != index:
            raise wrong("E112", say('"%(one)s" is named twice', one=one), at=(index,))
    return tuple(str(one) for one in value)


def read_version(value: Any, _: Reading) -> int:
    if value != "1":
        raise wrong("E112", say("this program reads version 1 of the language: write civicore: 1"))
    return 1
