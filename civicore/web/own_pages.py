"""The city's own pages: markdown beside its file, or a few words inside it."""

from functools import lru_cache
from pathlib import Path

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from markdown_it import MarkdownIt
from markupsafe import Markup

from civicore.deployment.city import City
from civicore.web.kept import for_everybody
from civicore.web.pages import language, page, runtime
from civicore.web.requests import AnyRequest

MOST_BYTES = 500_000
# HTML is not let through; a first-level heading would be a second h1 beside the title.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").disable(["image", "html_block"])


@get("/pages/{name:str}")
async def own_page(request: AnyRequest, name: FromPath[str]) -> Response[str]:
    """A page named in the file; links elsewhere and unknown names are not found."""
    city = runtime(request).city
    found = city.pages.get(name)
    if found is None or found.link:
        raise NotFoundException
    for_everybody(request)
    spoken, words = body(city, name, language(request))
    return page(request, "site/own.html", own=found, body=rendered(words), spoken=spoken)


def body(city: City, name: str, language: str) -> tuple[str, str]:
    """The words of a page and the language they are in; ``NAME.LANGUAGE.md`` stands before ``NAME.md``."""
    found = city.pages[name]
    if found.body is not None:
        return found.body.language_for(language), found.body.in_(language)
    if found.file is None:
        return language, ""
    file = city.file(found.file)
    translated = file.with_suffix(f".{language}{file.suffix}")
    if translated.is_file():
        return language, _read(translated)
    return city.languages[0], _read(file)


def rendered(words: str) -> Markup:
    """Markdown as HTML, its headings one level down."""
    tokens = _MARKDOWN.parse(words)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
    return Markup(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))  # noqa: S704 - HTML is escaped by the parser


def excerpt(words: str) -> str:
    """The words of a page without markdown's signs, for search."""
    return Markup(_MARKDOWN.render(words)).striptags()  # noqa: S704 - only its text is used


def _read(file: Path) -> str:
    try:
        return _content(file, file.stat().st_mtime_ns)
    except OSError:
        return ""


@lru_cache(256)
def _content(file: Path, changed_at: int) -> str:
    """A file that stays as it is is read once."""
    return file.read_bytes()[:MOST_BYTES].decode("utf-8", "replace")
