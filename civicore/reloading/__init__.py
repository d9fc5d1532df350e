"""A running city takes over its changed file between two requests, or goes on with the earlier one and says why."""
