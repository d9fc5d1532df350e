"""What attackers write into fields, by what it is meant for."""
# ruff: noqa: E501  one attack a line would be a long list

from __future__ import annotations

_RUN = "alert(1)"
SCRIPTS = (
    *(f"<{tag} on{event}={_RUN}>" for tag in ("img src=x", "svg", "body", "video", "details open") for event in
      ("error", "load", "focus", "toggle", "mouseover")),
    *(f"{end}<script>{_RUN}</script>" for end in
      ("", "'", '"', ">", '">', "'>", "-->", "</title>", "</textarea>", "</style>", "</script>", "]]>", "</select>")),
    *(f"<a href={quote}{address}{quote}>x</a>" for quote in ("", '"', "'") for address in
      ("javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,<script>alert(1)</script>")),
    '<iframe srcdoc="<script>alert(1)</script>">', "<object data=javascript:alert(1)>", "<embed src=//evil.example>",
    "<base href=//evil.example>", "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)>", "<form action=//evil.example><button>x",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&amp;lt;script&amp;gt;", "%3Cscript%3Ealert(1)%3C/script%3E",
    "\uff1cscript\uff1ealert(1)",
)  # fmt: skip
"""At least sixty; none of them may become more than words."""
TEMPLATES = ("{{7*7}}", "{% print(7*7) %}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{0.__class__}", "%(name)s", "%s%s%n")
STATEMENTS = tuple(
    f"{start}{rest}"
    for start in ("'", '"', "1", "')", "\\'", "%27", "x' ", "1) ")
    for rest in (
        " OR 1=1--", "; DROP TABLE booking_booking;--", " UNION SELECT null,null--", " AND SLEEP(5)--", "||(SELECT 1)||'",
        "; DELETE FROM core_staff;--", " OR ''='", "/**/OR/**/1=1", "; UPDATE core_staff SET role='admin'--",
        " AND pg_sleep(5)--", "' ESCAPE '", "%' OR '%'='", "_%", "\\", "`;ATTACH DATABASE 'x' AS y", "{}", "?", "$1",
        " RETURNING *", " COLLATE NOCASE", "::text", "\x1a", " LIMIT 0,1", "x'41'", "0x41", "e'\\x41'",
    )
)  # fmt: skip
"""More than two hundred."""
PATHS = (
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd",
    "file:///etc/passwd",
    ".",
    "..",
)
DECODED_TWICE = ("%252e%252e%252f", "%25253Cscript%25253E", "&amp;lt;b&amp;gt;", "%2500", "\\u003cscript\\u003e")
ODD = (
    "", " ", "\x00", "a\x00b", "\x1b[31m", "a\r\nBcc: all@example.org", "\u202egnp.exe", "Z" + "\u0300" * 400, "\u200b" * 50,
    "\ufeff", "\U000e0041" * 20, "\ud7ff\ue000", "=cmd|' /C calc'!A0", "@SUM(1+1)", "+1", "-1", "0", "1e400", "NaN", "Infinity",
    "9" * 400, "-0", "0x10", "1,5", "\u0663", "2026-02-30", "9999-12-31", "0000-00-00", "2026-11-23T25:00:00Z",
    "2026-11-23T08:00:00+99:99", "24:00", "null", "undefined", "true", "[]", "{}", "[[", "a" * 5000, "\u00df" * 201, "x" * 201,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 40, "00000000-0000-0000-0000-000000000000", "hall.kiosk", "admin", "//evil.example",
    "/\\evil.example", "https:evil.example", "\tjavascript:alert(1)",
)  # fmt: skip
VALUES = (*ODD, *SCRIPTS, *TEMPLATES, *STATEMENTS, *PATHS, *DECODED_TWICE)
HUGE = "M" * 950_000

SEARCHES = (("/en/search", "q"), ("/en/signals/list", "text"))
"""Where strangers look for words, and the name of the field."""
