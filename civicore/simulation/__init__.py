"""A whole city on a clock of its own: people, clerks and faults drawn from a seed, and what must hold at every step."""
