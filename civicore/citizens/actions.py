"""What is written into the audit log about accounts of citizens, in words; signing in has the staff's words."""

from __future__ import annotations

from collections.abc import Mapping

from civicore.messaging.languages import Msgid

ACTIONS: Mapping[str, Msgid] = {
    "citizen.changed": Msgid("Citizen: details changed"),
    "citizen.email_changed": Msgid("Citizen: e-mail changed"),
    "citizen.email_wanted": Msgid("Citizen: another e-mail asked for"),
    "citizen.erased": Msgid("Citizen: account erased"),
    "citizen.exported": Msgid("Citizen: data taken along"),
    "citizen.left_everywhere": Msgid("Citizen: signed out everywhere"),
    "citizen.opened": Msgid("Citizen: account opened"),
    "citizen.password_set": Msgid("Citizen: password set"),
    "citizen.recovery_codes_made": Msgid("Citizen: recovery codes made"),
    "citizen.reset_asked": Msgid("Citizen: new password asked for"),
    "citizen.second_factor_removed": Msgid("Citizen: second factor removed"),
    "citizen.second_factor_set": Msgid("Citizen: second factor set up"),
}
