"""A page as its HTML says: its words, its links, its forms and what is filled in already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

_SILENT = ("script", "style", "template", "head")


@dataclass
class Form:
    """``values`` are what a browser would send unasked, ``choices`` what may be chosen, ``kinds`` the fields' types.

    ``buttons`` are name and value by the words on them.
    """

    action: str
    method: str
    values: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)
    uploads: list[str] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """Of all that may be answered."""
        return {*self.kinds, *self.uploads, *(name for name, _ in self.buttons.values() if name)}

    def value(self, name: str) -> str:
        """What stands in a field already."""
        return next((value for one, value in self.values if one == name), "")

    def filled(self, answers: Mapping[str, str | Sequence[str]], button: str | None) -> dict[str, list[str]]:
        """All values to send, by name."""
        given = {name: [said] if isinstance(said, str) else list(said) for name, said in answers.items()}
        for name, value in self.values:
            if name not in answers:
                given.setdefault(name, []).append(value)
        pressed = self.buttons[button] if button else next(iter(self.buttons.values()), ("", ""))
        if pressed[0]:
            given.setdefault(pressed[0], [pressed[1]])
        return given


@dataclass(frozen=True)
class Page:
    """A page that was answered."""

    url: str
    status: int
    source: str
    title: str
    text: str
    links: Mapping[str, str]
    forms: Sequence[Form]

    @classmethod
    def read(cls, url: str, status: int, source: str) -> Page:
        reader = _Reader(url)
        reader.feed(source)
        reader.close()
        title, text = " ".join("".join(reader.title).split()), " ".join("".join(reader.words).split())
        return cls(url, status, source, title, text, reader.links, reader.forms)

    def form_with(self, answers: Mapping[str, object], button: str | None = None) -> Form:
        """The first form that asks for all of these and has this button."""
        fitting = (one for one in self.forms if answers.keys() <= one.names and button in (None, *one.buttons))
        found = next((one for one in fitting if answers or button or one.method == "POST"), None)
        asked = [sorted(one.names) for one in self.forms]
        assert found, f"no form on {self.url} ({self.status}) asks for {sorted(answers)}, only for {asked}: {self.text}"
        return found

    def link(self, words: str) -> str:
        """The address behind a link with these words, or that begins with them."""
        found = next((url for name, url in self.links.items() if name.startswith(words)), None)
        assert found, f"no link {words!r} on {self.url}, only {sorted(self.links)}"
        return found


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self.title: list[str] = []
        self.words: list[str] = []
        self.links: dict[str, str] = {}
        self.forms: list[Form] = []
        self._by_id: dict[str, Form] = {}
        self._form: Form | None = None
        self._open: list[str] = []
        self._link: tuple[str, list[str]] | None = None
        self._button: tuple[Form, str, str, list[str]] | None = None
        self._select: tuple[Form, str] | None = None
        self._area: tuple[Form, str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag in (*_SILENT, "title"):
            self._open.append(tag)
        if tag == "a" and "href" in said:
            self._link = (urljoin(self._url, said["href"]), [])
        if tag == "form":
            self._begin_form(said)
        owner = self._by_id.get(said["form"]) if "form" in said else self._form
        if owner is not None and "disabled" not in said:
            self._control(tag, said, owner)
        if tag in ("br", "p", "li", "div", "dd", "dt", "h1", "h2", "h3", "td", "tr", "option", "label", "legend"):
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            self._open.remove(tag)
        if tag == "a" and self._link is not None:
            self.links.setdefault(" ".join("".join(self._link[1]).split()), self._link[0])
            self._link = None
        if tag == "form":
            self._form = None
        if tag == "button" and self._button is not None:
            form, name, value, words = self._button
            form.buttons[" ".join("".join(words).split())] = (name, value)
            self._button = None
        if tag == "textarea" and self._area is not None:
            form, name, words = self._area
            form.values.append((name, "".join(words).removeprefix("\n")))
            self._area = None
        if tag == "select" and self._select is not None:
            self._end_select(*self._select)

    def handle_data(self, data: str) -> None:
        for told in (self._link and self._link[1], self._button and self._button[3], self._area and self._area[2]):
            if told is not None:
                told.append(data)
        if "title" in self._open:
            self.title.append(data)
        elif not self._open:
            self.words.append(data)

    def _begin_form(self, said: Mapping[str, str]) -> None:
        action = urljoin(self._url, said.get("action") or self._url)
        self._form = Form(action, said.get("method", "get").upper())
        self.forms.append(self._form)
        if said.get("id"):
            self._by_id[said["id"]] = self._form

    def _control(self, tag: str, said: Mapping[str, str], form: Form) -> None:
        name, kind = said.get("name", ""), said.get("type", "text")
        if tag == "button":
            self._button = (form, name, said.get("value", ""), [])
        elif tag == "option" and self._select is not None:
            chosen = self._select[1]
            form.choices[chosen].append(said.get("value", ""))
            if "selected" in said:
                form.values.append((chosen, said.get("value", "")))
        elif name and tag in ("input", "textarea", "select"):
            if "required" in said:
                form.required.add(name)
            self._field(tag, name, kind, said, form)

    def _field(self, tag: str, name: str, kind: str, said: Mapping[str, str], form: Form) -> None:
        if tag == "select":
            self._select = (form, name)
            form.choices[name], form.kinds[name] = [], tag
        elif tag == "textarea":
            self._area = (form, name, [])
            form.kinds[name] = tag
        elif kind == "file":
            form.uploads.append(name)
        elif kind == "submit":
            form.buttons[said.get("value", "")] = (name, said.get("value", ""))
        else:
            form.kinds[name] = kind
            if kind in ("radio", "checkbox"):
                form.choices.setdefault(name, []).append(said.get("value", "on"))
            if kind not in ("radio", "checkbox") or "checked" in said:
                form.values.append((name, said.get("value", "on" if kind == "checkbox" else "")))

    def _end_select(self, form: Form, name: str) -> None:
        options = form.choices[name]
        if options and all(one != name for one, _ in form.values):
            form.values.append((name, options[0]))
        self._select = None
