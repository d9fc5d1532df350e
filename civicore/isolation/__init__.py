"""``isolation: process``: channels, sources and drivers of a plugin in a child process, at the end of a message pipe.

The child knows the city's file, the secrets it is granted, and what it is asked; it has no login to the database. It
is bounded in memory, time and open files, cannot write files, and is killed when it hangs. It runs as the same user:
what that user may read, the child may read too, and its network is that of the computer. A city that wants more puts
CivicCore into a container or under systemd, whose rules hold for both.
"""
