"""The people at the desk: accounts, sign-in, roles, what they may do, and what is written down about it."""
