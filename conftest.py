"""What every test run here has: the ledger of rules, cases and skips, and running cities."""

pytest_plugins = ("tests.tools.ledger", "tests.tools.fixtures")
