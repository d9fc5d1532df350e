"""E-mail addresses as a mail server wants them."""

from __future__ import annotations

import idna

from civicore.extension.channels import CannotSend

_NEVER_IN_AN_ADDRESS = set('<>()[],;:\\"@')


def wire_address(address: str) -> tuple[str, str]:
    """Local part and ASCII domain of one address (IDN domains by UTS 46); CannotSend when it is none.

    Quoted local parts and several addresses in one text are refused: nobody types the first, and the
    second is how a stranger would be added to a message.
    """
    local, _, domain = address.strip().rpartition("@")
    if not local or any(not c.isprintable() or c.isspace() or c in _NEVER_IN_AN_ADDRESS for c in local):
        raise CannotSend("the address is not valid", permanent=True)
    return local, wire_domain(domain)


def wire_domain(domain: str) -> str:
    """The ASCII form of a domain; CannotSend when it is none."""
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise CannotSend("the domain of the address is not valid", permanent=True) from error
