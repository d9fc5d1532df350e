"""The least that does each thing: what CivicCore is measured against. None of it is part of CivicCore."""
