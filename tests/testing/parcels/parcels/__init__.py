"""Parcels that are kept for people, so small that each thing that a plugin must hold can be broken in one place."""

from __future__ import annotations

from civicore import hookimpl


@hookimpl
def register_config():
    from parcels.config import SECTION

    return (SECTION,)


@hookimpl
def register_permissions():
    from civicore import Msgid, Permission

    return (Permission("parcels.see", Msgid("See parcels")),)


@hookimpl
def register_tables():
    from parcels.tables import PARCELS

    return (PARCELS,)


@hookimpl
def register_notices():
    from civicore import Msgid, Notice

    title = Msgid("A parcel is kept for you")
    return (Notice("parcels.kept", "parcels/mail/kept.txt", lambda: {"name": "Ann"}, title=title),)


@hookimpl
def register_services(runtime):
    from civicore import Service
    from parcels.shelf import Shelf

    return (Service(Shelf, Shelf(runtime)),)


@hookimpl
def register_routes(runtime):
    from parcels import web

    return (web.PAGES, web.DESK)


@hookimpl
def register_navigation():
    from civicore import Msgid, Navigation

    return (Navigation("parcels.menu", "public", Msgid("Parcels"), "/parcels"),)


@hookimpl
def register_cards():
    from parcels.tiles import CARD

    return (CARD,)


@hookimpl
def register_boxes():
    from parcels.tiles import BOX

    return (BOX,)


@hookimpl
def register_jobs(runtime):
    from parcels.shelf import Shelf

    return runtime.services.one(Shelf).jobs()


@hookimpl
def register_subscriptions(runtime):
    from parcels.shelf import Shelf

    return runtime.services.one(Shelf).subscriptions()


@hookimpl
def register_retention(runtime):
    from parcels.shelf import Shelf

    return runtime.services.one(Shelf).retention()


@hookimpl
def register_channels(runtime):
    from parcels.courier import channel

    return (channel(runtime),)
