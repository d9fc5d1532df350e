"""Several cities in one process, told apart by the name of the host that people ask for."""
