"""Demo and training mode: a city with sample data, a clock that can be set, and messages that are caught."""
