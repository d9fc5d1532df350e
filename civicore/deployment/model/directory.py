"""The town's own directory of staff, by which they sign in (OpenID Connect)."""

from __future__ import annotations

from typing import Annotated, Literal

from civicore.base.spans import Duration
from civicore.deployment import kinds
from civicore.deployment.block import Block, says

USUAL_ROLES = ("clerk", "manager", "admin")
"""Roles of a file that names none."""


class Claims(Block):
    """How the directory names what it tells about a person; dots lead inside, as in realm_access.roles."""

    name: kinds.String = says("first name and surname", "name")
    email: kinds.String = says("e-mail address", "email")
    groups: kinds.String = says("list of groups", "groups")


class DirectoryGroup(Block):
    """What members of a group of the directory are here; the first group that fits gives the role."""

    group: kinds.String = says("the group as the directory writes it")
    role: kinds.Id = says("their role", finding="L583")
    departments: Annotated[kinds.Ids, kinds.Refers("departments")] = says("for whose agendas they work", None)


class Directory(Block):
    """Sign-in by the town's own directory (OpenID Connect)."""

    name: kinds.Text = says("what staff call it, on the button of the sign-in page")
    issuer: kinds.Url = says("the directory's address, exactly as it names itself", finding="L580")
    client: kinds.String = says("under which name the directory knows CivicCore")
    secret: kinds.Secret = says("the password that the directory gave CivicCore", finding="E302")
    scopes: tuple[kinds.String, ...] = says(
        "what is asked for; some directories need offline_access too, so that they can be asked again",
        ("openid", "email", "profile"),
        finding="L581",
    )
    claims: Claims = says("how the directory names things", Claims())
    groups: tuple[DirectoryGroup, ...] = says("what groups are here, in order of precedence", finding="L582")
    addresses: Literal["verified", "trusted"] = says(
        "which e-mail addresses lead to an account that is here already: those the directory calls verified, or all",
        "verified",
    )
    second_factor: Literal["here", "directory"] = says(
        "who asks for the second factor; directory needs the proof of it in acr or amr at each sign-in", "here"
    )
    proofs: tuple[kinds.String, ...] = says("values of acr or amr that prove a second factor", ("mfa",), finding="L585")
    passwords: Literal["none", "beside"] = says("accounts with a password: none, or beside the directory", "none")
    ask_every: kinds.SomeDuration = says(
        "how often the directory is asked whether a person still works here", Duration(seconds=300), finding="L587"
    )
    without_answer: kinds.Duration = says(
        "how long sessions go on while the directory does not answer", Duration(seconds=3600)
    )
    tokens_rest: kinds.SomeDuration = says(
        "tokens of programs rest when their owner did not sign in for so long", Duration(days=30)
    )
    certificates: kinds.File | None = says(
        "authority that signed the directory's certificate (PEM), when browsers do not know it", None, finding="L588"
    )
