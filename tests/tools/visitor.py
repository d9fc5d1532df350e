"""A citizen with a browser that runs no script: opens pages, follows links, fills forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin
from xml.etree.ElementTree import Element

import html5lib
import httpx

CHOSEN = ("radio", "checkbox")


@dataclass(frozen=True)
class Page:
    """A page that was answered, as its HTML says."""

    url: str
    status: int
    source: str
    root: Element

    @property
    def text(self) -> str:
        """All words of the main part, spaces made single."""
        return said(self.one("main"))

    @property
    def title(self) -> str:
        return said(self.one("title"))

    def all(self, tag: str) -> list[Element]:
        return list(self.root.iter(tag))

    def one(self, tag: str) -> Element:
        """The only element of a kind."""
        found = self.all(tag)
        assert len(found) == 1, f"{len(found)} <{tag}> on {self.url}"
        return found[0]

    def links(self) -> dict[str, str]:
        """Absolute addresses by the words of the link."""
        return {said(link): urljoin(self.url, link.get("href", "")) for link in self.all("a") if link.get("href")}

    def link(self, words: str) -> str:
        """The address behind these words, or behind a link that begins with them."""
        links = self.links()
        found = links.get(words) or next((url for name, url in links.items() if name.startswith(words)), None)
        assert found, f"no link {words!r} on {self.url}, only {sorted(links)}"
        return found

    def forms(self) -> list[Form]:
        return [Form.read(self, form) for form in self.all("form")]

    def form(self, wanted: str) -> Form:
        """The only form that has a field or a button of this name, or a button with these words."""
        found = [form for form in self.forms() if form.has(wanted)]
        assert len(found) == 1, f"{len(found)} forms with {wanted!r} on {self.url} ({self.status}): {self.text[:500]}"
        return found[0]


@dataclass(frozen=True)
class Form:
    """A form and what is filled in already."""

    action: str
    method: str
    values: list[tuple[str, str]]
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)
    uploads: tuple[str, ...] = ()

    @classmethod
    def read(cls, page: Page, form: Element) -> Form:
        """What a browser would send of it, and what can be chosen."""
        values: list[tuple[str, str]] = []
        choices: dict[str, list[str]] = {}
        buttons: dict[str, tuple[str, str]] = {}
        uploads: list[str] = []
        for control in controls(page.root, form):
            name, kind = control.get("name", ""), control.get("type", "")
            if control.tag == "button":
                buttons[said(control)] = (name, control.get("value", ""))
            elif control.tag == "select":
                options = [option.get("value", said(option)) for option in control.iter("option")]
                marked = [one.get("value", said(one)) for one in control.iter("option") if "selected" in one.attrib]
                choices[name] = options
                values.append((name, (marked or options)[0]))
            elif kind in CHOSEN:
                choices.setdefault(name, []).append(control.get("value", "on"))
                if "checked" in control.attrib:
                    values.append((name, control.get("value", "on")))
            elif kind == "file":
                uploads.append(name)
            elif kind not in ("submit", "button", "reset", "image") and name:
                values.append((name, control.get("value", "") if control.tag == "input" else said(control)))
        action = urljoin(page.url, form.get("action") or page.url)
        return cls(action, form.get("method", "get").upper(), values, choices, buttons, tuple(uploads))

    def value(self, name: str) -> str:
        """What stands in a field already."""
        return next((value for one, value in self.values if one == name), "")

    def has(self, wanted: str) -> bool:
        names = {name for name, _ in self.values} | self.choices.keys() | {name for name, _ in self.buttons.values()}
        return wanted in names or wanted in self.buttons or wanted in self.uploads

    def filled(self, answers: Mapping[str, str | Sequence[str]], button: str | None) -> list[tuple[str, str]]:
        """All pairs to send; an answer to a question that is not there is an error. Several boxes are a list."""
        given = [
            (name, one) for name, value in answers.items() for one in ([value] if isinstance(value, str) else value)
        ]
        for name, value in given:
            assert self.has(name), f"no field {name!r} in the form to {self.action}"
            assert name not in self.choices or value in self.choices[name], f"{value!r} cannot be chosen for {name!r}"
        kept = [(name, value) for name, value in self.values if name not in answers]
        pressed = [self.buttons[button]] if button else list(self.buttons.values())[:1]
        return kept + given + [pair for pair in pressed if pair[0]]


class Visitor:
    """One person's browser with its cookies."""

    def __init__(self, base: str, language: str | None = None) -> None:
        headers = {"Accept": "text/html", **({"Accept-Language": language} if language else {})}
        # Plain HTTP: loading the certificates of the world for each visitor would take 20 ms.
        self._http = httpx.Client(base_url=base, headers=headers, follow_redirects=True, timeout=60, verify=False)
        self.page: Page | None = None

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    @property
    def cookies(self) -> dict[str, str]:
        """What this person's browser keeps."""
        return dict(self._http.cookies)

    def open(self, address: str) -> Page:
        """Go to an address."""
        return self._read(self._http.get(address))

    def follow(self, words: str) -> Page:
        """Click a link of the page that is open."""
        assert self.page is not None
        return self.open(self.page.link(words))

    def submit(
        self,
        form: Form,
        answers: Mapping[str, str | Sequence[str]] | None = None,
        *,
        button: str | None = None,
        files: Sequence[tuple[str, bytes]] = (),
    ) -> Page:
        """Fill the form in and press its first button, or the named one; ``files`` are names and contents."""
        pairs = form.filled(answers or {}, button)
        if form.method == "GET":
            return self.open(f"{form.action.partition('?')[0]}?{urlencode(pairs)}")
        data: dict[str, list[str]] = {}
        for name, value in pairs:
            data.setdefault(name, []).append(value)
        origin = str(self._http.base_url).rstrip("/")
        headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}
        if not form.uploads:
            assert not files, f"no files are taken by the form to {form.action}"
            return self._read(self._http.post(form.action, data=data, headers=headers))
        sent = [(form.uploads[0], file) for file in files] or [(form.uploads[0], ("", b""))]
        return self._read(self._http.post(form.action, data=data, files=sent, headers=headers))

    def _read(self, answer: httpx.Response) -> Page:
        root = html5lib.parse(answer.text, namespaceHTMLElements=False)
        self.page = Page(str(answer.url), answer.status_code, answer.text, root)
        return self.page


def said(element: Element) -> str:
    """The words inside an element, spaces made single."""
    return " ".join("".join(element.itertext()).split())


def controls(root: Element, form: Element) -> Iterator[Element]:
    """Fields and buttons of a form, those outside of it that name it too; disabled ones are not sent."""
    inside = list(form.iter())
    outside = [one for one in root.iter() if form.get("id") and one.get("form") == form.get("id")]
    for control in [*inside, *(one for one in outside if one not in inside)]:
        if control.tag in ("input", "select", "textarea", "button") and "disabled" not in control.attrib:
            yield control
