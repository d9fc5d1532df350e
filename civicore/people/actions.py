"""What the core writes into the audit log, in words."""

from __future__ import annotations

from collections.abc import Mapping

from civicore.messaging.languages import Msgid

ACTIONS: Mapping[str, Msgid] = {
    "access.refused": Msgid("Tried something that the role does not allow"),
    "messages.revealed": Msgid("Looked at the words and recipients of messages"),
    "sign_in.code_refused": Msgid("Wrong code of the second factor"),
    "sign_in.directory_ended": Msgid("The directory no longer knows the account: signed out"),
    "sign_in.directory_left": Msgid("Signed out at the directory"),
    "sign_in.done": Msgid("Signed in"),
    "sign_in.left": Msgid("Signed out"),
    "sign_in.recovery_used": Msgid("Used a recovery code"),
    "sign_in.refused": Msgid("Not let in"),
    "sign_in.slowed": Msgid("Too many tries to sign in"),
    "staff.added": Msgid("Account added"),
    "staff.bound": Msgid("Account handed over to the directory; its password is gone"),
    "staff.changed": Msgid("Name, role or departments changed"),
    "staff.disabled": Msgid("Account disabled"),
    "staff.enabled": Msgid("Account enabled"),
    "staff.founded": Msgid("First account made"),
    "staff.invited": Msgid("Invitation sent"),
    "staff.language_changed": Msgid("Language changed"),
    "staff.left_everywhere": Msgid("Signed out everywhere"),
    "staff.password_set": Msgid("Password set"),
    "staff.recovery_codes_made": Msgid("Recovery codes made"),
    "staff.reset_asked": Msgid("New password asked for"),
    "staff.second_factor_removed": Msgid("Second factor removed"),
    "staff.second_factor_set": Msgid("Second factor set up"),
    "staff.security_key_added": Msgid("Security key added"),
    "staff.security_key_removed": Msgid("Security key removed"),
    "suspension.switched": Msgid("Suspension switched"),
    "token.issued": Msgid("Token issued"),
    "token.revoked": Msgid("Token revoked"),
}
