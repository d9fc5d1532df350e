"""Citizens and firms that have an account: how they come in, what they see of themselves, and how they leave."""
