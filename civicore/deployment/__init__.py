"""The deployment language: one YAML file describes one city."""

from __future__ import annotations

from civicore.deployment.city import City
from civicore.deployment.loading import Loaded, load

__all__ = ["City", "Loaded", "load"]
