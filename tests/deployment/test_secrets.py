"""Where secrets are found (2.6), in which order, and who may not be believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from civicore.deployment.kinds import SecretRef
from civicore.deployment.secrets import SecretMissing, Secrets

REF = SecretRef("smtp_password")


def beside(folder: Path, mode: int = 0o600) -> Path:
    path = folder / "secrets.yaml"
    path.write_text("smtp_password: beside\n", encoding="utf-8")
    path.chmod(mode)
    return path


def test_container_file_then_variable_then_file_beside(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    environ = {"CIVICORE_SECRETS_DIR": str(tmp_path / "run")}
    beside(tmp_path)
    assert Secrets(tmp_path, environ).value(REF) == "beside"
    environ["CIVICORE_SECRET_SMTP_PASSWORD"] = "variable"
    assert Secrets(tmp_path, environ).value(REF) == "variable"
    (tmp_path / "run" / "smtp_password").write_text("contained\n", encoding="utf-8")
    found = Secrets(tmp_path, environ)
    assert found.value(REF) == "contained"
    assert found.where("smtp_password") == str(tmp_path / "run" / "smtp_password")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_file_that_others_can_read_keeps_no_secret(tmp_path: Path, mode: int) -> None:
    beside(tmp_path, mode)
    with pytest.raises(SecretMissing, match="smtp_password"):
        Secrets(tmp_path, {}).value(REF)


def test_a_missing_secret_names_the_places_that_were_looked_at(tmp_path: Path) -> None:
    with pytest.raises(SecretMissing) as caught:
        Secrets(tmp_path, {}).value(REF)
    for place in ("/run/secrets/smtp_password", "CIVICORE_SECRET_SMTP_PASSWORD", "secrets.yaml"):
        assert place in str(caught.value)


def test_values_are_not_in_the_representation(tmp_path: Path) -> None:
    assert "hunter2" not in repr(Secrets(tmp_path, {"CIVICORE_SECRET_SMTP_PASSWORD": "hunter2"}))
