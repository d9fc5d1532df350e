"""The made-up city of the other tests of cases."""

from tests.signals.intake.conftest import office as office
from tests.signals.intake.conftest import rebuilt as rebuilt
from tests.signals.intake.conftest import table_sets as table_sets
