"""What every test run here has: the ledger of rules, cases and skips."""

pytest_plugins = ("tests.tools.ledger",)
