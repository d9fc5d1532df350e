"""The names plugins may use."""

import os

os.environ.setdefault("PICCOLO_CONF", "civicore.piccolo_conf")
