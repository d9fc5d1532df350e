"""What the directory's words make of a person, without any directory."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from civicore.base.refusal import Refusal
from civicore.deployment.kind import SecretRef
from civicore.deployment.model.directory import USUAL_ROLES, Claims, Directory, DirectoryGroup
from civicore.people.directory.rules import Post, binds, complete, post, proved, told
from civicore.people.roles import USUAL

NAMES = Claims(groups="realm_access.roles")
SAID = {"sub": "1", "name": "Anna  Nová", "email": "anna@town.example", "realm_access": {"roles": ["IT", 7]}}
GROUPS = tuple(
    DirectoryGroup.model_construct(group=group, role=role, departments=departments)
    for group, role, departments in (
        ("Chiefs", "chief", None),
        ("Registry", "clerk", ("registry",)),
        ("Transport", "clerk", ("transport",)),
        ("Everything", "clerk", None),
    )
)


def rules(**more: Any) -> Directory:
    said: dict[str, Any] = {
        "name": "N",
        "issuer": "https://login.town.example",
        "client": "c",
        "secret": SecretRef("s"),
    }
    return Directory.model_construct(**said, groups=GROUPS, **more)


def test_usual_roles_are_those_of_a_file_without_roles() -> None:
    assert tuple(role.id for role in USUAL) == USUAL_ROLES


def test_claims_are_found_by_the_names_of_the_file() -> None:
    person = told({**SAID, "email_verified": True, "amr": ["pwd", "mfa"], "acr": "2", "auth_time": 0}, NAMES)
    assert not isinstance(person, Refusal)
    assert (person.name, person.groups, person.verified) == ("Anna Nová", frozenset({"IT"}), True)
    assert (person.proofs, person.proved_at) == (frozenset({"pwd", "mfa", "2"}), datetime(1970, 1, 1, tzinfo=UTC))
    assert complete(SAID, NAMES)
    assert not complete(SAID, Claims())


@pytest.mark.parametrize("gone", ["sub", "name", "email"])
def test_nobody_comes_in_without_name_address_or_subject(gone: str) -> None:
    assert told({**SAID, gone: ""}, NAMES) == Refusal("directory.unnamed")
    assert told({**SAID, gone: 5}, NAMES) == Refusal("directory.unnamed")


@pytest.mark.parametrize(
    ("groups", "wanted"),
    [
        ([], None),
        (["Gardeners", "registry"], None),
        (["Transport", "Chiefs"], Post("chief", None)),
        (["Transport"], Post("clerk", ("transport",))),
        (["Transport", "Registry"], Post("clerk", ("registry", "transport"))),
        (["Transport", "Everything"], Post("clerk", None)),
    ],
)
def test_the_first_group_gives_the_role_and_all_of_that_role_the_departments(
    groups: list[str], wanted: Post | None
) -> None:
    assert post(groups, GROUPS) == wanted


def test_a_second_factor_counts_only_where_the_file_leaves_it_to_the_directory() -> None:
    person = told({**SAID, "amr": ["mfa"]}, NAMES)
    weak = told({**SAID, "amr": ["pwd"]}, NAMES)
    assert not isinstance(person, Refusal) and not isinstance(weak, Refusal)
    trusting = rules(second_factor="directory", proofs=("mfa",))
    assert [proved(one, trusting) for one in (person, weak)] == [True, False]
    assert not proved(person, rules(second_factor="here", proofs=("mfa",)))
    assert [binds(weak, rules(addresses=one)) for one in ("trusted", "verified")] == [True, False]
