"""What every test run here has: the ledger of rules, cases and skips, running cities, and what tests count."""

pytest_plugins = ("tests.tools.ledger", "tests.tools.fixtures", "tests.tools.reliability")
