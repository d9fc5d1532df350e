"""Pieces of a page that others bring: each is drawn by itself, so that a broken one spoils nothing else."""

from __future__ import annotations

import logging

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from civicore.storage.delivering import described

log = logging.getLogger("civicore.web")


def install(env: Environment) -> None:
    """Templates say ``{{ piece(template, name=value) }}``; what cannot be drawn is logged and empty."""

    @pass_context
    def piece(context: Context, template: str, **more: object) -> Markup:
        try:
            return Markup(env.get_template(template).render(context.get_all(), **more))  # noqa: S704 - drawn escaped
        except Exception as error:
            log.error("%s cannot be drawn: %s", template, described(error))
            return Markup()

    env.globals["piece"] = piece
