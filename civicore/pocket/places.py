"""Addresses of the app: pages in the person's language, and files that phones look for at the root of the site."""

from __future__ import annotations

INSTALL = "/app"  # how to install it
KEPT = "/app/kept"  # what is kept on this device; stands in for every page while there is no network
FORGET = "/app/forget"
PUSH = "/app/push"
MANIFEST = "/app.webmanifest"
WORKER = "/sw.js"
ICON_FOLDER = "/app-icons"
