"""The page of notices: every message that the shipped cities send by themselves."""

from __future__ import annotations

from civicore.extension.parts import Notice
from tools.pages.shipped import built

INTRODUCTION = """\
# Notices

Made by `make docs` from what the shipped cities register. A city rewords a notice by putting a template of the same
name into `templates/` beside its file, and says in `notifications` when and by which way it may come. `transaction`
is what somebody has just asked for and always goes out at once; `reminder` waits through quiet hours; `news` comes
only to those who asked for it.

| notice | called | purpose | template |
| --- | --- | --- | --- |
"""


def page() -> str:
    """The whole document."""
    found: dict[str, Notice] = {}
    for city in built():
        found |= {one.id: one for one in city.runtime.post.notices}
    return INTRODUCTION + "\n".join(_row(found[name]) for name in sorted(found)) + "\n"


def _row(notice: Notice) -> str:
    return f"| `{notice.id}` | {notice.title} | {notice.purpose} | `{notice.template}` |"
