"""What the YAML parser complains of, so that it can be said in another language."""

from __future__ import annotations

from civicore.base.saying import say

_SAID = (
    say("could not find expected ':'"),
    say("did not find URI escaped octet"),
    say("did not find expected ',' or ']'"),
    say("did not find expected ',' or '}'"),
    say("did not find expected '-' indicator"),
    say("did not find expected <document start>"),
    say("did not find expected alphabetic or numeric character"),
    say("did not find expected comment or line break"),
    say("did not find expected digit or '.' character"),
    say("did not find expected hexdecimal number"),
    say("did not find expected key"),
    say("did not find expected node content"),
    say("did not find expected whitespace or line break"),
    say("block mapping entries are not allowed in this context"),
    say("block sequence entries are not allowed in this context"),
    say("found a tab character where an indentation space is expected"),
    say("found a tab character that violates indentation"),
    say("found character that cannot start any token"),
    say("found unexpected document indicator"),
    say("found unexpected end of stream"),
    say("found unknown directive name"),
    say("found unknown escape character"),
    say("mapping keys are not allowed in this context"),
    say("mapping values are not allowed in this context"),
    say("while scanning a simple key"),
)
_BY_PROBLEM = {one.msgid: one for one in _SAID}


def said(problem: str) -> str:
    """The parser's complaint; one that is not known here stays in English."""
    return _BY_PROBLEM.get(problem, problem) or say("cannot be read")
