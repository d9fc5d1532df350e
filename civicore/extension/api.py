"""The version of the plugin API: hooks, parts, contracts and names of the facade. It is not that of the program.

Within a major version things are only added. What is to go is announced for two minor versions and twelve months.
"""

from __future__ import annotations

API = "1.0"
