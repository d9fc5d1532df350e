"""Rules about the sense of a file, each with its code."""
