"""Values and rules every part shares; nothing here needs more than the standard library."""
