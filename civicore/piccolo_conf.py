"""Where Piccolo looks for its database (PICCOLO_CONF)."""

from __future__ import annotations

from piccolo.conf.apps import AppRegistry

from civicore.storage.router import Router

DB = Router()
APP_REGISTRY = AppRegistry()
