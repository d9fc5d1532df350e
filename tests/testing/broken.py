"""The parcels of the tests, and how they are broken: for each check one place in which it must find something."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from civicore.testing.cities import TOWNS
from civicore.testing.conformance.subject import Subject
from civicore.testing.conformance.suite import NUMBERS
from civicore.testing.conformance.towns import Towns
from civicore.testing.installing import dist_info, on_path

PARCELS = Path(__file__).with_name("parcels")
DEPLOYMENTS = Path(__file__).parents[2] / "deployments"


@dataclass(frozen=True)
class Break:
    """One edit, and what the check says of it. ``alone``: others could not be tried beside it."""

    file: str
    old: str
    new: str
    said: str
    alone: bool = False


IN_ONE = """
        async def work(unit):
            for one in await Parcel.objects().where(Parcel.told.eq(False)):
                await Parcel.update({Parcel.told: True}).where(Parcel.id == one.id)
"""
IN_TWO = """
        async def mark(unit):
            rows = await Parcel.objects().where(Parcel.told.eq(False))
            await Parcel.update({Parcel.told: True}).where(Parcel.told.eq(False))
            return rows

        found = await self.runtime.transact(mark)

        async def work(unit):
            for one in found:
"""
"""What belongs in one unit of work, and in two: whoever is killed between them has written nobody a letter."""

BREAKS = {
    "K01": Break("parcels/civicore-plugin.yaml", "licence: EUPL-1.2", "licence: MIT", "the distribution's licence is"),
    "K02": Break("parcels/config.py", "SECTION =", 'import os\n\nHOME = os.environ.get("HOME")\nSECTION =', "(HOME)"),
    "K03": Break("parcels/courier.py", "from civicore", "import subprocess\n\nfrom civicore", "courier.py:5 uses subp"),
    "K04": Break(
        "parcels/civicore-plugin.yaml", "  - register_boxes\n", "", "register_boxes is implemented", alone=True
    ),
    "K05": Break(
        "parcels/config.py",
        "ge=1)\n",
        'ge=1)\n    least: int = says("fewest of one person", 1)\n',
        "not what the model",
    ),
    "K06": Break(
        "parcels/__init__.py",
        "    from civicore import Msgid, Permission\n",
        '    from civicore import Msgid, Permission\n\n    {}["most"]\n',
        "without settings it is put aside",
        alone=True,
    ),
    "K07": Break(
        "parcels/__init__.py",
        "from civicore import hookimpl\n",
        "from civicore import hookimpl\nfrom civicore.extension.registry import Registry\n\n"
        "Registry.put_aside = lambda *_: None\n",
        "was used all the same",
        alone=True,
    ),
    "K08": Break(
        "parcels/tiles.py",
        "        return await Parcel",
        "        import time\n\n        time.sleep(0)\n        return await Parcel",
        "calls time.sleep in a coroutine",
    ),
    "K09": Break(
        "parcels/shelf.py",
        '        """Write to those who were not written to."""\n',
        '        raise type("Fatal", (BaseException,), {})\n',
        "ends the process: Fatal",
        alone=True,
    ),
    "K10": Break("parcels/__init__.py", 'Navigation("parcels.menu"', 'Navigation("menu"', "the id 'menu'"),
    "K11": Break(
        "parcels/shelf.py",
        "gone = await Parcel.delete().where(Parcel.email == person)",
        "gone = await Parcel.delete().where(Parcel.email == '')",
        "erase left parcels_parcel",
    ),
    "K12": Break(
        "parcels/__init__.py",
        "    from civicore import Service\n",
        "    from pathlib import Path\n\n    from civicore import Service\n\n"
        '    Path(__file__).with_name("installed").touch(exist_ok=False)\n',
        "installed again it is put aside",
        alone=True,
    ),
    "K13": Break(
        "parcels/migrations/parcels_0002_told.py",
        "adds=[Parcel])",
        "adds=[Parcel], says=dict.fromkeys(('sqlite', 'postgres'), ['DELETE FROM parcels_parcel']))",
        "loses rows of parcels_parcel",
    ),
    "K14": Break("parcels/web.py", '@get("/parcels")', '@get("/booking")', "in minimal", alone=True),
    "K15": Break("parcels/shelf.py", IN_ONE, IN_TWO, "lost", alone=True),
    "K16": Break("parcels/locales/cs.po", 'msgstr "Zásilky"', 'msgstr ""', "no cs for 'Parcels'"),
    "K17": Break(
        "parcels/templates/parcels/front.html", "<h1>{{ _('Parcels') }}</h1>", "<p>{{ _('Parcels') }}</p>", "0 <h1>"
    ),
    "K18": Break(
        "parcels/shelf.py",
        '        """Take one in and write to its owner."""\n',
        '        import logging\n\n        logging.getLogger("civicore.parcels").info("kept for %s", email)\n',
        "a log line holds",
    ),
    "K19": Break("parcels/web.py", ', guards=[needs("parcels.see")]', "", "answers 200 to staff without any right"),
    "K20": Break(
        "parcels/web.py",
        "status=422, form=FORM, answers=answers",
        "status=422, form=FORM, answers=Answers()",
        "forgets",
    ),
    "K21": Break(
        "parcels/courier.py", 'raise CannotSend("the courier does not answer") from error', "return", "says sent"
    ),
    "K22": Break("parcels/shelf.py", "Note(id=event.parcel)", "Note(id=new_id())", "news that come twice leave 2 rows"),
    "K23": Break(
        "parcels/shelf.py",
        '        """Write to those who were not written to."""\n',
        "        last, self.last = getattr(self, 'last', None), self.runtime.clock.now()\n"
        "        if last and last > self.last:\n            raise ValueError('time runs backwards')\n",
        "time runs backwards",
    ),
    "K24": Break("parcels/civicore-plugin.yaml", 'api: ">=1.0,<2"', 'api: ">=1.0"', "has no end"),
    "K25": Break(
        "parcels/tiles.py",
        '{"number": await _count(request)}',
        '{"number": [await _count(request) for _ in range(30)][0]}',
        "asks the database",
    ),
    "K26": Break("README.md", "## Limits", "## Size", 'has no part "Limits"'),
}


@contextmanager
def parcels(folder: Path, *broken: str) -> Iterator[Subject]:
    """The plugin, installed in a folder, broken in these ways."""
    home = folder / "project"
    shutil.copytree(PARCELS, home, ignore=shutil.ignore_patterns("__pycache__"))
    for number in broken:
        one = BREAKS[number]
        file = home / one.file
        text = file.read_text(encoding="utf-8")
        assert one.old in text, (number, one.old)
        file.write_text(text.replace(one.old, one.new, 1), encoding="utf-8")
    dist_info(home, "parcels", "parcels", version="1.0", told="License-Expression: EUPL-1.2\n")
    beside = [DEPLOYMENTS / "minimal.yaml", DEPLOYMENTS / "trutnov.yaml"]
    towns = Towns(folder / "towns", usual=TOWNS / "hamlet.yaml", samples=False, beside=beside)
    with on_path(home, "parcels"):
        try:
            yield Subject("parcels", towns, NUMBERS)
        finally:
            towns.close()
