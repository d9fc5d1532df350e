"""Other programs that do the same, measured on the same machine in the same run.

Each is installed from PyPI into a virtual environment of its own, under ``.bench/`` of the project, once. One that
cannot be installed is said so, with the last words of its installer.
"""
