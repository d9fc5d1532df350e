"""The town of the telephones: its days are counted here."""

from tests.ticketing.phone.conftest import opens, street, table_sets

__all__ = ["opens", "street", "table_sets"]
