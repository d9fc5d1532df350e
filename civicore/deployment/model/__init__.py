"""The blocks of the language that the core reads."""
