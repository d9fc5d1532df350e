"""Templates are compiled once in a process, and their code is in memory once."""

from __future__ import annotations

from jinja2 import DictLoader, Environment

from civicore.web.compiled import Compiled


def environment(sources: dict[str, str], compiled: Compiled) -> Environment:
    return Environment(loader=DictLoader(sources), bytecode_cache=compiled, autoescape=True)


def test_a_second_environment_runs_the_code_of_the_first() -> None:
    compiled, sources = Compiled(), {"page.html": "{{ name }}!"}
    assert environment(sources, compiled).get_template("page.html").render(name="Anna") == "Anna!"
    [(_, code)] = compiled._kept.values()
    again = environment(sources, compiled).get_template("page.html")
    assert again.render(name="Anna") == "Anna!"
    assert again.root_render_func.__code__ in code.co_consts


def test_what_was_changed_is_compiled_anew() -> None:
    compiled = Compiled()
    environment({"page.html": "{{ name }}!"}, compiled).get_template("page.html")
    later = environment({"page.html": "{{ name }}?"}, compiled).get_template("page.html")
    assert later.render(name="Anna") == "Anna?"
