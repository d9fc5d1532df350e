"""Accounts of citizens and firms: who may have one, what it is for, what its owner can do with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from civicore.base.spans import Duration
from civicore.deployment import kinds
from civicore.deployment.block import Block, says


class Accounts(Block):
    """Citizen accounts."""

    enabled: kinds.Flag = says("citizen accounts", False, finding="L427")
    holders: tuple[Literal["person", "company"], ...] = says("who may have an account", ("person",))
    registration: Literal["optional", "required"] = says(
        "is an account needed to use the services of the site", "optional", finding="L427"
    )
    prefill: kinds.Flag = says('profile data fill the forms ("data of the sender")', True)
    profile: tuple[Literal["change_password", "change_email", "export_my_data", "erase_me", "mfa"], ...] = says(
        "what the owner can do",
        ("change_password", "change_email", "export_my_data", "erase_me", "mfa"),
        finding="L444",
    )
    company_number: Literal["off", "optional", "required"] = says("whether a firm is asked for its number", "off")
    menu: Mapping[kinds.Id, kinds.Text] = says("labels of the user menu, by entry: my_items, my_subscriptions", {})
    idle: kinds.SomeDuration = says("signed out after", Duration(seconds=3600))
    longest: kinds.SomeDuration = says("signed out at the latest", Duration(seconds=12 * 3600))
    unverified: kinds.SomeDuration = says(
        "a registration whose e-mail nobody confirmed is erased after", Duration(days=2)
    )
