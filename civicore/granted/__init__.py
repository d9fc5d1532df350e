"""What each plugin is handed instead of the whole: the runtime with only what the city grants.

One process cannot keep code from what lies in its memory: a plugin that imports inner modules, opens a socket itself
or walks from a request to the application gets around this. What is here makes an honest plugin say what it uses, and
makes a slip loud. Whoever does not trust a plugin lets it run with ``isolation: process``, or not at all.
"""
