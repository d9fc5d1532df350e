"""Who the city is and how its site looks: deployment, brand, pages, third-party plugins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from civicore.deployment import kinds
from civicore.deployment.block import Block, says


class Contact(Block):
    """How somebody is reached."""

    phone: kinds.Phone | None = says("telephone shown to citizens", None)
    phone_free: kinds.Flag = says('says "free of charge" next to the number', False)
    email: kinds.Email | None = says("address shown to citizens", None)
    web: kinds.Url | None = says("the institution's own website", None)
    post: kinds.Text | None = says("postal address for letters", None, finding="L415")


class Deployment(Block):
    """Who this is."""

    id: kinds.Id = says("short name; used in file names, logs, cookies and keys; never change it")
    name: kinds.Text = says("name of the municipality or service as citizens know it")
    legal_name: kinds.Text | None = says("full name of the institution, for letters and the imprint", None)
    country: kinds.Country | None = says("ISO 3166 code; the preset gives it", None)
    timezone: kinds.Zone = says("every time in the file is in this zone; the preset gives it")
    languages: kinds.Languages = says("BCP 47 codes; the first is the default language; the preset gives it")
    url: kinds.Url | None = says("public address of this site", None)
    slogan: kinds.Text | None = says("one line under the name", None)
    contact: Contact = says("how to reach the institution", Contact())


class Colours(Block):
    """The palette; contrast is checked, what is left out is computed."""

    primary: kinds.Colour = says("buttons, links, header", "#1d4f91", finding="L419")
    on_primary: kinds.Colour | None = says(
        "text on primary; computed (black or white) when absent", None, finding="L419"
    )
    accent: kinds.Colour | None = says("focus ring, highlights", None, finding="L419")
    text: kinds.Colour = says("body text", "#1a1a1a", finding="L419")
    background: kinds.Colour = says("page", "#ffffff", finding="L419")


class Brand(Block):
    """Look of the site."""

    logo: kinds.File | None = says("file next to the YAML (svg, png; at most 200 kB)", None, finding="L420")
    favicon: kinds.File | None = says("file next to the YAML (svg, png; at most 200 kB)", None, finding="L420")
    colours: Colours = says("the palette; contrast is checked", Colours())
    font: Literal["system"] = says("system; bundled fonts add their names", "system")
    links: Mapping[kinds.Id, kinds.Url] = says("social networks and sister sites", {})
    text_only: kinds.Flag = says("offers the view without graphics: no images, no script", True)
    search: kinds.Flag = says("shows the search box", True)
    footer: kinds.Text | None = says("line at the foot of every page", None)


class Page(Block):
    """A page of the city's own words, or a link to one elsewhere."""

    title: kinds.Text = says("title, and menu label where no other is said")
    label: kinds.Text | None = says("menu label where the title is long", None)
    file: kinds.File | None = says(
        "markdown next to the YAML; NAME.LANGUAGE.md beside it is taken for that language", None, finding="L420"
    )
    body: kinds.Text | None = says("short text written here instead of a file", None)
    link: kinds.Url | None = says("an outside page instead", None)
    menu: Literal["header", "footer", "none"] = says("where the link stands", "header")
    published: kinds.Date | None = says("date shown as created", None)
    updated: kinds.Date | None = says("date shown as updated", None)

    @property
    def last_change(self) -> date | None:
        return self.updated or self.published


class PluginBlock(Block):
    """A third-party plugin; nothing that is not listed here is loaded."""

    version: kinds.String = says('PEP 440 range of allowed versions, for example ">=1.2,<2"', "*", finding="L435")
    enabled: kinds.Flag = says("false keeps the block but does not load the plugin", True)
    grants: tuple[kinds.String, ...] = says("rights the city gives the plugin", (), finding="L525")
    isolation: Literal["none", "process"] = says(
        "process runs its channels, sources and drivers in a process of their own, without the database",
        "none",
        finding="L527",
    )
    config: Mapping[str, object] = says("the plugin's own settings, checked by the plugin", {})
