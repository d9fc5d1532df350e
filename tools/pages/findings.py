"""The page of findings: what each code means, an example of it, and how it is put right."""

from __future__ import annotations

from collections.abc import Iterator

from civicore.deployment.codes import CODES
from civicore.deployment.examples import HERE, Example, examples, part, town

INTRODUCTION = """\
# Findings

Made by `make docs` from `civicore/deployment/codes.py` and the examples in `civicore/deployment/examples.yaml`; a test
tries each of them. `civicore check city.yaml` tells findings with file, line and column; `civicore explain L404` says
in the terminal what this page says.

- **E** the file cannot be used. **L** it contradicts itself or asks for trouble. **W** advice.
- An *error* stops a city from starting, a *warning* never does; with `--strict` warnings end `check` with exit 1 too.
- `--language cs` says the sentences in another language (cs, uk, bg, en). `--format json` stays English: it is for
  programs, and its codes and keys stay as they are. `--format sarif` is for code hosts and editors, `--format github`
  for checks of GitHub.
- `--online` also asks the mail server, DNS, the links of the file and the bots; nothing is sent to anybody.

Each example stands over this town (`extends: [./town.yaml]`), unless it is a whole file itself. The line that `check`
points at is marked.
"""
GROUPS = {
    "E0": "Files that cannot be read",
    "E1": "Words and values",
    "E2": "Words that name something",
    "E3": "Secrets and the environment",
    "L": "Sense",
    "W": "Advice",
}


def fenced(text: str) -> list[str]:
    """A piece of a file."""
    return ["```yaml", *text.replace("\t", "→").rstrip("\n").splitlines(), "```"]


def section(code: str, example: Example) -> Iterator[str]:
    """One finding."""
    known = CODES[code]
    said = known.meaning[:1].upper() + known.meaning[1:]
    yield from ("", f"### {code}", "", f"*{'warning' if known.warning else 'error'}* · {said}.")
    if known.advice:
        yield from ("", f"What to do: {known.advice}.")
    if example.parts:
        yield from ("", f"Besides the town there is the part {' and '.join(f'`{one}`' for one in example.parts)}.")
    if example.plugin is not None:
        yield from ("", "A third-party plugin `civicore-garden` is installed.")
    marked = example.wrong.replace(HERE, "  # <- here")
    yield from ("", *fenced(marked), "", "Right:", "", *fenced(example.right))


def page() -> str:
    """The whole page."""
    lines = [INTRODUCTION, *fenced(town()), "", "Some need a part more:"]
    for name in sorted({one for example in examples().values() for one in example.parts}):
        lines += ["", f"`{name}`", "", *fenced(part(name))]
    for prefix, title in GROUPS.items():
        lines += ["", f"## {title}"]
        for code in sorted(one for one in CODES if one.startswith(prefix)):
            lines += section(code, examples()[code])
    return "\n".join(lines) + "\n"
